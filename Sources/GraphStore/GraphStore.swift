// The quad store. One LMDB environment, one commit for every change, many readers beside one writer. What is on disk is
// described in `FileFormat.swift`; this file opens it and hands out snapshots and transactions.
import KeyValue
import Primitives
import RDF
import Synchronization

/// A store of quads in a directory.
///
///     let store = try GraphStore.open("data/graph")
///     try store.write { try $0.insert(quad) }
///     let names = try store.read { try $0.graphNames() }
public final class GraphStore: Sendable {
    let options: Options
    /// The directory of the store.
    public let path: String
    private let current: Mutex<StoreFile>
    let resting = Shelf(capacity: Limits.restingSnapshots)
    /// When the store may be compacted by itself again.
    let nextCompaction = Atomic<UInt64>(0)

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
        /// How long a snapshot may be read; then reading throws `StorageError` of kind `readerExpired`. Pages that a
        /// snapshot sees cannot be used again, so one that is kept makes the file grow with every commit. Nil is no
        /// limit.
        public var readerAge: Duration? = Limits.readerAge
        /// Address space to reserve at first; the file grows beyond it, but then waits for readers.
        public var mapBytes = StorageLimits.mapSize

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
            return EnvironmentOptions(
                access: isReadOnly ? .readOnly : .readWrite, durability: durability, mapSize: mapBytes)
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
        if !options.isReadOnly { removeLeftovers(of: environment.path) }
        return GraphStore(try StoreFile(environment), options)
    }

    private init(_ file: StoreFile, _ options: Options) {
        self.options = options
        path = file.environment.path
        current = Mutex(file)
    }

    /// The file that is in place, as far as this process knows.
    var file: StoreFile { current.withLock { $0 } }

    /// Opens what has been put in the place of `file`.
    func reopen(_ file: StoreFile) throws {
        try current.withLock { current in
            guard current === file else { return }
            current = try StoreFile(Environment.open(path, options.environment))
        }
        resting.removeAll()
    }

    /// Number of the last commit, of this process or another. A compaction is none.
    public func lastCommit() throws -> Int {
        while true {
            let file = file
            let number = try file.environment.lastTransaction()
            if file.isInPlace(seeing: number) { return number + file.earlierCommits }
            try reopen(file)
        }
    }

    /// Runs `body` on the last commit. Writers do not wait for it and it does not wait for them.
    public func read<Result: ~Copyable>(_ body: (borrowing Snapshot) throws -> Result) throws -> Result {
        try body(try snapshot())
    }

    /// The last commit, for as long as the value lives or `Options.readerAge` allows.
    public func snapshot() throws -> Snapshot { try snapshot(within: options.readerAge) }

    /// The last commit, to be read for as long as `limit`; nil for work that must come to its end however long it takes.
    public func snapshot(within limit: Duration?) throws -> Snapshot {
        while true {
            let file = file
            let transaction = try file.environment.snapshot(within: limit)
            if file.isInPlace(seeing: transaction.number()) { return Snapshot(file, transaction) }
            try reopen(file)
        }
    }

    /// Runs `body` and commits what it did: all of it, or nothing when it throws. One writer at a time; others wait.
    ///
    /// Should the file's map have to grow, or another file be put in its place, `body` is run again from the start, so it
    /// must have no other effects.
    @discardableResult
    public func write<Result>(_ body: (inout StoreTransaction) throws -> Result) throws -> Result {
        try transact { file, writing in try run(body, in: &writing, of: file) }
    }

    /// Runs `body` in a transaction of the file that is in place.
    func transact<Result>(
        _ body: (StoreFile, inout Transaction<Writing>) throws -> Result
    ) throws -> Result {
        while true {
            let file = file
            do {
                return try file.environment.write { try body(file, &$0) }
            } catch let error as StorageError where error.kind == .replaced && file.environment.isReplaced {
                try reopen(file)
            }
        }
    }

    func run<Result>(
        _ body: (inout StoreTransaction) throws -> Result, in writing: inout Transaction<Writing>, of file: StoreFile
    ) throws -> Result {
        var transaction = StoreTransaction(file, writing)
        let outcome = Swift.Result {
            let result = try body(&transaction)
            try transaction.flush()
            return result
        }
        writing = transaction.finish()
        return try outcome.get()
    }
}
