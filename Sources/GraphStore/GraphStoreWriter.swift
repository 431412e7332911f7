// Group commit for the quad store.
import KeyValue
import Synchronization

/// Commits what many callers change together: one flush to the disk for all that came while the last was on its way.
///
///     let writer = GraphStoreWriter(store)
///     try await writer.write { try $0.insert(quad) }
///
/// Now and then it looks whether most of the file is free, and has it compacted meanwhile.
public final class GraphStoreWriter: Sendable {
    private let store: GraphStore
    private let writer: GroupWriter
    private let commits = Atomic<Int>(0)

    public init(_ store: GraphStore) {
        self.store = store
        writer = GroupWriter { body in try store.transact { _, writing in try body(&writing) } }
    }

    /// Runs `body` and returns when what it did is as safe as the store's durability has it. All of it is committed or,
    /// when it throws, nothing; what others do at the same time is not touched by that.
    ///
    /// `body` may run more than once, so it must have no other effects.
    @discardableResult
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (inout StoreTransaction) throws -> Result
    ) async throws -> Result {
        // While the write lock is held, the file that is in place remains there.
        let result = try await writer.write { [store] writing in try store.run(body, in: &writing, of: store.file) }
        if commits.add(1, ordering: .relaxed).newValue % Limits.commitsBetweenUpkeep == 0 {
            DetachedThread.start { [store] in _ = try? store.keepUp() }
        }
        return result
    }
}
