// Work on many documents at once, on all processors.

import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// The results of `transform`, in order; elements are worked on side by side. Throws the first error by order.
    func parallelMap<Output: Sendable>(_ transform: @Sendable (Element) throws -> Output) throws -> [Output] {
        let results = Mutex<[Int: Result<Output, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Result { try transform(self[index]) }
            results.withLock { $0[index] = result }
        }
        let finished = results.withLock { $0 }
        return try indices.compactMap { try finished[$0]?.get() }
    }
}
