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
    /// Bytes of the free pages.
    public let freeBytes: Int
    /// Number of the last commit.
    public let lastCommit: Int
    /// Snapshots open in this process.
    public let activeReaders: Int
    /// How long the oldest of them has been open.
    public let oldestReaderAge: Duration?
    /// The snapshot that is farthest behind, of all processes.
    public let oldestReader: OldestReader?
}

/// Who keeps the oldest snapshot, which keeps pages from being used again.
public struct OldestReader: Hashable, Sendable {
    public let process: Int
    /// Commits since that snapshot.
    public let lag: Int

    public init(process: Int, lag: Int) {
        self.process = process
        self.lag = lag
    }
}

extension GraphStore {
    /// The state of the store as of its last commit.
    public func status() throws -> StoreStatus {
        let lastCommit = try lastCommit()
        let environment = file.environment
        let statistics = try environment.statistics()
        let oldest = environment.readers().min { $0.transaction < $1.transaction }
        let freeBytes = try environment.freeBytes()
        return try read { snapshot in
            let graphs = try snapshot.graphNames().count
            let quads = try snapshot.count()
            let terms = try snapshot.withTransaction { store, transaction in
                try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
            }
            return StoreStatus(
                quads: quads, terms: Int(terms), graphs: graphs, fileBytes: statistics.usedBytes, freeBytes: freeBytes,
                lastCommit: lastCommit, activeReaders: statistics.activeReaders,
                oldestReaderAge: statistics.oldestReaderAge,
                oldestReader: oldest.map {
                    OldestReader(process: $0.process, lag: max(0, statistics.lastTransaction - $0.transaction))
                })
        }
    }
}
