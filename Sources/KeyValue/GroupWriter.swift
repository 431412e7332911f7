// Group commit: what many callers change goes into one transaction, and one flush to the disk makes it safe for all.
//
// LMDB's write lock belongs to the thread that took it and waiting for it blocks, neither of which may happen on the
// cooperative pool. So all changes run on one thread of the writer's own. While a commit is on its way to the disk more
// callers queue up, and the next commit takes in all of them: the slower the disk, the larger the groups. Each change
// is a transaction inside the group's, so one that fails leaves no trace and does the others no harm.
// Unsafe: wraps a pthread condition, whose memory must not move.

import Glibc
import Synchronization

/// Writes to an environment from asynchronous code.
public final class GroupWriter: Sendable {
    /// Runs a body in a write transaction.
    public typealias Transact = @Sendable (_ body: (inout Transaction<Writing>) throws -> Void) throws -> Void

    private let queue = WriteQueue()

    public convenience init(_ environment: Environment) {
        self.init { body in try environment.write(body) }
    }

    /// - Parameter transact: writes, for owners whose environment may be replaced.
    public init(_ transact: @escaping Transact) {
        let group = GroupThread(transact, queue)
        DetachedThread.start { group.run() }
    }

    deinit { queue.stop() }

    /// Runs `body` on the writer's thread and returns when what it did is committed, together with what others did.
    ///
    /// `body` may run more than once, when the map has to grow, so it must change nothing but the transaction.
    ///
    /// - Throws: what `body` throws, and then nothing of it is committed; or ``StorageError`` of the commit.
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (inout Transaction<Writing>) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.add(CallersWrite(body, continuation))
        }
    }
}

/// One caller's change.
private protocol GroupedWrite: Sendable {
    /// Runs the change in a transaction of its own inside the group's, and keeps what came of it.
    func run(in group: inout Transaction<Writing>)
    /// Tells the caller, after the group was committed or could not be.
    func finish(_ failure: (any Error)?)
}

private final class CallersWrite<Value: Sendable>: GroupedWrite {
    private let body: @Sendable (inout Transaction<Writing>) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    init(
        _ body: @escaping @Sendable (inout Transaction<Writing>) throws -> Value,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in group: inout Transaction<Writing>) {
        let found = Result { try group.nested(body) }
        result.withLock { $0 = found }
    }

    func finish(_ failure: (any Error)?) {
        switch (result.withLock { $0 }, failure) {
        case (.success(let value), nil): continuation.resume(returning: value)
        case (.failure(let error), nil): continuation.resume(throwing: error)
        case (_, let failure?): continuation.resume(throwing: failure)
        case (nil, nil): preconditionFailure("a group is not committed before all of it has run")
        }
    }
}

/// The loop of the writer's thread.
private final class GroupThread: Sendable {
    private let transact: GroupWriter.Transact
    private let queue: WriteQueue

    init(_ transact: @escaping GroupWriter.Transact, _ queue: WriteQueue) {
        self.transact = transact
        self.queue = queue
    }

    func run() {
        while let writes = queue.take() {
            var failure: (any Error)?
            do {
                try transact { transaction in
                    for write in writes {
                        write.run(in: &transaction)
                        try transaction.checkMap()
                    }
                }
            } catch {
                failure = error
            }
            for write in writes { write.finish(failure) }
        }
    }
}

/// Changes that wait for the thread.
private final class WriteQueue: Sendable {
    private nonisolated(unsafe) let lock: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>
    /// Guarded by `lock`.
    private nonisolated(unsafe) var waiting: [any GroupedWrite] = []
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

    func add(_ write: any GroupedWrite) {
        pthread_mutex_lock(lock)
        waiting.append(write)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    func stop() {
        pthread_mutex_lock(lock)
        isStopped = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    /// The next group, once there is one; nil when no more will come.
    func take() -> [any GroupedWrite]? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while waiting.isEmpty, !isStopped { pthread_cond_wait(condition, lock) }
        if waiting.isEmpty { return nil }
        let group = waiting.prefix(StorageLimits.groupedWrites)
        waiting.removeFirst(group.count)
        return Array(group)
    }
}
