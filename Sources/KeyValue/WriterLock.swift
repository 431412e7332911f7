// The one writer of an environment in this process.
//
// LMDB's own write lock blocks without a word when a thread takes it twice. This lock, taken before it, reports that
// instead, and keeps a second writer out while the first grows the map between two transactions.
// Unsafe: wraps a pthread mutex, whose memory must not move.

import Glibc

final class WriterLock: Sendable {
    nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ERRORCHECK))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// - Returns: false if this thread holds the lock already.
    func lock() -> Bool { pthread_mutex_lock(mutex) == 0 }

    func unlock() { pthread_mutex_unlock(mutex) }
}
