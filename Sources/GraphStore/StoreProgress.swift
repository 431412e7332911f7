/// How far work on a whole store has come: entries of the file, or bytes of a backup.
public struct StoreProgress: Hashable, Sendable {
    public let done: Int
    public let total: Int
}

/// Counts what is done and tells it now and then.
final class StoreMeter {
    private static let interval = 512

    private var done = 0
    private let total: Int
    private let report: (StoreProgress) throws -> Void
    /// What the one told has thrown to end the work.
    private(set) var interruption: (any Error)?

    init(total: Int, _ report: @escaping (StoreProgress) throws -> Void) {
        self.total = total
        self.report = report
    }

    func advance() throws {
        done += 1
        guard done % Self.interval == 0 else { return }
        do {
            try report(StoreProgress(done: min(done, total), total: total))
        } catch {
            interruption = error
            throw error
        }
    }
}
