// The quad store. One LMDB environment, one commit for every change, many readers beside one writer. What is on disk is
// described in `FileFormat.swift`; this file opens it and hands out snapshots and transactions.
import KeyValue
import RDF

/// A store of quads in a directory.
///
///     let store = try GraphStore.open("data/graph")
///     try store.write { try $0.insert(quad) }
///     let names = try store.read { try $0.graphNames() }
public final class GraphStore: Sendable {
    let environment: Environment
    let meta: Database
    let counts: Database
    let dictionary: TermDictionary
    let closure: TransitiveClosure
    private let indexes: [TupleIndex]

    /// When a commit is safe.
    public enum Durability: Hashable, Sendable {
        /// On disk when it returns.
        case durable
        /// A crash of the machine may undo the last commits, never tear one; about twice as many commits a second.
        case relaxed
        /// A crash of the machine may destroy the file: only for stores that are thrown away or built anew.
        case temporary
    }

    /// How to open a store.
    public struct Options: Sendable {
        /// Refuses every change; other processes may write meanwhile.
        public var isReadOnly: Bool
        public var durability: Durability

        public init(isReadOnly: Bool = false, durability: Durability = .durable) {
            self.isReadOnly = isReadOnly
            self.durability = durability
        }

        var environment: EnvironmentOptions {
            let durability: EnvironmentOptions.Durability =
                switch durability {
                case .durable: .durable
                case .relaxed: .relaxed
                case .temporary: .temporary
                }
            return EnvironmentOptions(access: isReadOnly ? .readOnly : .readWrite, durability: durability)
        }
    }

    /// Opens the store in `directory`; creates both unless it is opened for reading only.
    ///
    /// LMDB trusts what pages say of themselves, so all pages of a store of up to 64 MB are checked for damage that would
    /// crash it, and the pages that lead to others in a larger one: about 15 ms at the most for every 64 MB.
    ///
    /// Throws `StorageError` when the file cannot be opened and `GraphStoreError.version` when another version of the
    /// format wrote it; then nothing has been changed.
    public static func open(_ directory: String, _ options: Options = Options()) throws -> GraphStore {
        let environment = try Environment.open(directory, options.environment)
        if try environment.statistics().usedBytes <= Limits.wholeCheckBytes {
            try environment.checkPages()
        } else {
            try environment.checkBranches()
        }
        return try GraphStore(environment)
    }

    /// - Parameter isCopy: leaves a new store wholly empty, for what another one has.
    init(_ environment: Environment, isCopy: Bool = false) throws {
        self.environment = environment
        meta = try environment.database("meta")
        let isNew = try Self.checkVersion(environment, meta)
        counts = try environment.database("counts")
        dictionary = try TermDictionary(in: environment)
        closure = try TransitiveClosure(in: environment)
        indexes = try IndexOrder.allCases.map {
            try TupleIndex($0.rawValue, blockBytes: $0.blockBytes, in: environment)
        }
        if isNew && !isCopy { try initialize() }
        if try (isNew && environment.options.access == .readWrite) || Self.upgrade(environment, meta) {
            try environment.keepJournal(
                "journal", of: FileFormat.journaled.map { name throws(StorageError) in try environment.database(name) })
        }
    }

    /// Refuses other versions; says whether the store is new.
    private static func checkVersion(_ environment: Environment, _ meta: Database) throws -> Bool {
        let found = try environment.read { transaction in
            try StoredNumber.value(of: FileFormat.MetaKey.version, in: meta, transaction)
        }
        if let found, !FileFormat.readable.contains(found) {
            throw GraphStoreError.version(found: found, supported: FileFormat.version)
        }
        return found == nil
    }

    /// Gives a file of an older version this one; false when it may only be read and stays as it is.
    private static func upgrade(_ environment: Environment, _ meta: Database) throws -> Bool {
        let key = FileFormat.MetaKey.version
        let isCurrent = try environment.read { transaction in
            try StoredNumber.value(of: key, in: meta, transaction) == FileFormat.version
        }
        if isCurrent || environment.options.access != .readWrite { return isCurrent }
        try environment.write { try $0.put(key, StoredNumber.bytes(FileFormat.version), in: meta) }
        return true
    }

    /// Writes the version and declares the usual transitive predicates, unless another process has done so meanwhile.
    private func initialize() throws {
        try environment.write { writing in
            guard try StoredNumber.value(of: FileFormat.MetaKey.version, in: meta, writing) == nil else { return }
            try writing.put(FileFormat.MetaKey.version, StoredNumber.bytes(FileFormat.version), in: meta)
            var transaction = StoreTransaction(self, writing)
            let outcome = Swift.Result {
                for predicate in FileFormat.transitivePredicates {
                    try transaction.declareTransitive(predicate)
                }
            }
            writing = transaction.finish()
            try outcome.get()
        }
    }

    func index(_ order: IndexOrder) -> TupleIndex {
        // The array has one index for each case, in the order of the cases.
        switch order {
        case .spo: indexes[0]
        case .pos: indexes[1]
        case .osp: indexes[2]
        case .sop: indexes[3]
        case .pso: indexes[4]
        case .ops: indexes[5]
        case .gspo: indexes[6]
        }
    }

    /// Number of the last commit, of this process or another.
    public func lastCommit() throws -> Int { try environment.statistics().lastTransaction }

    /// The directory of the store.
    public var path: String { environment.path }

    /// Runs `body` on the last commit. Writers do not wait for it and it does not wait for them.
    public func read<Result: ~Copyable>(_ body: (borrowing Snapshot) throws -> Result) throws -> Result {
        try body(try snapshot())
    }

    /// The last commit, for as long as the value lives.
    public func snapshot() throws -> Snapshot {
        Snapshot(self, try environment.snapshot())
    }

    /// Runs `body` and commits what it did: all of it, or nothing when it throws. One writer at a time; others wait.
    ///
    /// Should the file's map have to grow, `body` is run again from the start, so it must have no other effects.
    @discardableResult
    public func write<Result>(_ body: (inout StoreTransaction) throws -> Result) throws -> Result {
        try environment.write { try run(body, in: &$0) }
    }

    func run<Result>(
        _ body: (inout StoreTransaction) throws -> Result, in writing: inout Transaction<Writing>
    ) throws -> Result {
        var transaction = StoreTransaction(self, writing)
        let outcome = Swift.Result {
            let result = try body(&transaction)
            try transaction.flush()
            return result
        }
        writing = transaction.finish()
        return try outcome.get()
    }
}

/// Commits what many callers change together: one flush to the disk for all that came while the last was on its way.
///
///     let writer = GraphStoreWriter(store)
///     try await writer.write { try $0.insert(quad) }
public final class GraphStoreWriter: Sendable {
    private let store: GraphStore
    private let writer: GroupWriter

    public init(_ store: GraphStore) {
        self.store = store
        writer = GroupWriter(store.environment)
    }

    /// Runs `body` and returns when what it did is as safe as the store's durability has it. All of it is committed or,
    /// when it throws, nothing; what others do at the same time is not touched by that.
    ///
    /// `body` may run more than once, so it must have no other effects.
    @discardableResult
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (inout StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await writer.write { [store] writing in try store.run(body, in: &writing) }
    }
}
