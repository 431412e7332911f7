// A thread for work that blocks, which must not be done on the cooperative pool.
// Unsafe: hands a closure through a C pointer.

import Glibc

/// Starts threads that nobody waits for.
public enum DetachedThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a thread of its own.
    public static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, argument.toOpaque())
        precondition(code == 0, "the system refuses to start a thread")
        pthread_detach(thread)
    }
}
