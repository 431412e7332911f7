// Work on many elements at once, on all processors.

import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// The results of `transform`, in order; elements are worked on side by side. Throws the first error by order.
    public func parallelMap<Output: Sendable, Failure: Error>(
        _ transform: @Sendable (Element) throws(Failure) -> Output
    ) throws(Failure) -> [Output] {
        let results = Mutex<[Int: Result<Output, Failure>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result: Result<Output, Failure>
            do throws(Failure) {
                result = .success(try transform(self[index]))
            } catch {
                result = .failure(error)
            }
            results.withLock { $0[index] = result }
        }
        let finished = results.withLock { $0 }
        var outputs: [Output] = []
        outputs.reserveCapacity(count)
        for index in indices {
            if let result = finished[index] { outputs.append(try result.get()) }
        }
        return outputs
    }
}
