import Dispatch
import Synchronization

/// Does two things at the same time.
func concurrently<First: Sendable, Second: Sendable>(
    _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
    let found = Mutex<(First?, Second?)>((nil, nil))
    DispatchQueue.concurrentPerform(iterations: 2) { part in
        if part == 0 {
            let result = first()
            found.withLock { $0.0 = result }
        } else {
            let result = second()
            found.withLock { $0.1 = result }
        }
    }
    guard case (let first?, let second?) = found.withLock({ $0 }) else { preconditionFailure("both parts have run") }
    return (first, second)
}
