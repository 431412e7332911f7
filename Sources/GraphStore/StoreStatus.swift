import KeyValue

/// How much a store holds and how large it is.
public struct StoreStatus: Hashable, Sendable {
    public let quads: Int
    /// Terms in the dictionary; inline values are not counted.
    public let terms: Int
    /// Named graphs that hold a quad.
    public let graphs: Int
    /// Length of the file, free pages inside it included.
    public let fileBytes: Int
    /// Number of the last commit.
    public let lastCommit: Int
    /// Snapshots open in this process.
    public let activeReaders: Int
}

extension GraphStore {
    /// The state of the store as of its last commit.
    public func status() throws -> StoreStatus {
        let environment = try environment.statistics()
        return try read { snapshot in
            let graphs = try snapshot.graphNames().count
            let quads = try snapshot.count()
            let terms = try snapshot.withTransaction { store, transaction in
                try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
            }
            return StoreStatus(
                quads: quads, terms: Int(terms), graphs: graphs, fileBytes: environment.usedBytes,
                lastCommit: environment.lastTransaction, activeReaders: environment.activeReaders)
        }
    }
}
