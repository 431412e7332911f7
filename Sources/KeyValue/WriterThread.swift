// Writing from asynchronous code: an actor whose jobs run on one thread of its own.
//
// LMDB's write lock belongs to the thread that took it and waiting for it blocks, neither of which may happen on the
// cooperative pool. Everything sent to the actor runs whole, in order, on its thread; nothing inside can await.
// Unsafe: wraps a pthread condition, whose memory must not move.

import Glibc

/// Writes to an environment from asynchronous code, one transaction after the other.
public actor EnvironmentWriter {
    public let environment: Environment
    private let thread = WriterThread()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public init(_ environment: Environment) {
        self.environment = environment
    }

    /// Runs `body` in a write transaction on the writer's thread; see ``Environment/write(_:)``.
    public func write<Result: Sendable>(
        _ body: @Sendable (inout Transaction<Writing>) throws -> Result
    ) throws -> Result {
        try environment.write(body)
    }
}

/// A serial executor with one thread, which ends with it.
final class WriterThread: SerialExecutor {
    private let queue: JobQueue

    init() {
        let queue = JobQueue()
        self.queue = queue
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(queue)
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        precondition(code == 0, "the system refuses to start a thread")
        pthread_detach(thread)
    }

    deinit { queue.stop() }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job), asUnownedSerialExecutor())
    }
}

/// Jobs waiting for the thread.
private final class JobQueue: Sendable {
    private nonisolated(unsafe) let lock: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>
    /// Guarded by `lock`.
    private nonisolated(unsafe) var jobs: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
    private nonisolated(unsafe) var isStopped = false

    init() {
        lock = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    func add(_ job: UnownedJob, _ executor: UnownedSerialExecutor) {
        pthread_mutex_lock(lock)
        jobs.append((job, executor))
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    func stop() {
        pthread_mutex_lock(lock)
        isStopped = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    func run() {
        while true {
            pthread_mutex_lock(lock)
            while jobs.isEmpty, !isStopped { pthread_cond_wait(condition, lock) }
            let waiting = jobs
            jobs.removeAll()
            pthread_mutex_unlock(lock)
            if waiting.isEmpty { return }
            for (job, executor) in waiting { job.runSynchronously(on: executor) }
        }
    }
}
