// The threads that queries run on: few, so that what many ask at a time neither exhausts the machine nor slows all down.

import NIOPosix
import Synchronization

/// Runs queries, a few at a time.
final class QueryThreads: Sendable {
    private let pool: NIOThreadPool
    private let capacity: Int
    private let patience: Duration
    /// Of the queries that run, but for those that have been told to end.
    private let answers = Mutex<[AnswerChannel]>([])

    init(_ limits: HTTPServerLimits) {
        capacity = limits.concurrentQueries
        patience = limits.patienceWithOthersWaiting
        pool = NIOThreadPool(numberOfThreads: capacity)
        pool.start()
    }

    /// Runs a query on a thread, if need be on that of a client which has been behind with its answer for long.
    ///
    /// - Returns: whether there is a thread for it.
    func run(for answer: AnswerChannel, _ body: @escaping @Sendable () -> Void) -> Bool {
        let now = ContinuousClock.now
        let (isAccepted, slowest) = answers.withLock { answers -> (Bool, AnswerChannel?) in
            var slowest: AnswerChannel?
            if answers.count >= capacity {
                let waiting = answers.indices.compactMap { place in
                    answers[place].waitingSince.map { (place: place, since: $0) }
                }
                guard let longest = waiting.min(by: { $0.since < $1.since }), now - longest.since >= patience else {
                    return (false, nil)
                }
                slowest = answers.remove(at: longest.place)
            }
            answers.append(answer)
            return (true, slowest)
        }
        slowest?.abandon()
        guard isAccepted else { return false }
        pool.submit { [self] state in
            if state == .active { body() }
            answers.withLock { $0.removeAll { $0 === answer } }
        }
        return true
    }

    func shutDown() async throws { try await pool.shutdownGracefully() }
}
