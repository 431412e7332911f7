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

/// Does two things side by side. Each may use `parallelMap`, which inside of another `parallelMap` gets no processor but
/// the one that it is called on.
public func sideBySide<First, Second: Sendable>(
    _ first: () -> First, _ second: @escaping @Sendable () -> Second
) -> (First, Second) {
    let task = SideTask(second)
    DispatchQueue.global().async { task.run() }
    let result = first()
    return (result, task.result())
}

/// Work that is done once, by whichever thread comes to it first: a queue without free threads delays nobody.
private final class SideTask<Result: Sendable>: Sendable {
    private let work: @Sendable () -> Result
    private let done = Mutex<Result?>(nil)

    init(_ work: @escaping @Sendable () -> Result) { self.work = work }

    func run() { _ = result() }

    func result() -> Result {
        done.withLock { known in
            if let known { return known }
            let result = work()
            known = result
            return result
        }
    }
}
