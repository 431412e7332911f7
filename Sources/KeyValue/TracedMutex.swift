// A mutex that the thread sanitizer sees: that of Synchronization is made of futexes in a library that is not
// instrumented, so that what it guards looks like a race. Only in builds of `Tools/sanitize`.
// Unsafe: the value is guarded by a pthread mutex.
#if THREAD_SANITIZER
    import Glibc

    public final class TracedMutex<Value>: Sendable {
        private nonisolated(unsafe) var value: Value
        /// A value without bytes has the address of what comes next, which must be nothing that anybody reads.
        private let padding: UInt8 = 0
        private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>

        public init(_ value: Value) {
            self.value = value
            mutex = .allocate(capacity: 1)
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        public func withLock<Result, Failure: Error>(
            _ body: (inout Value) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            return try body(&value)
        }
    }

    typealias Mutex = TracedMutex
#endif
