// A store's file as it is open: the environment and its databases. A compaction puts another file in its place, while
// snapshots of this one live on (`Compaction.swift`); `GraphStore` always has the one that is in place.
import KeyValue
import RDF
import Synchronization

final class StoreFile: Sendable {
    let environment: Environment
    let databases: StoreDatabases
    /// What the number of a commit of this file is to be increased by, so that numbers go on where the file before ended.
    let earlierCommits: Int
    /// Tells the file from all others that this process opens.
    let number = StoreFile.opened.add(1, ordering: .relaxed).newValue
    private static let opened = Atomic<Int>(0)
    /// The commit that was last when this file was last known to be in its place, and when that was.
    private let seenCommit = Atomic<Int>(-1)
    private let seenTime = Atomic<UInt64>(0)

    /// - Parameter isCopy: leaves a new store wholly empty, for what another one has.
    init(_ environment: Environment, isCopy: Bool = false) throws {
        self.environment = environment
        let meta = try environment.database("meta")
        let isNew = try Self.checkVersion(environment, meta)
        databases = try StoreDatabases(in: environment)
        earlierCommits = try environment.read { transaction in
            let number = try StoredNumber.value(of: FileFormat.MetaKey.earlierCommits, in: meta, transaction) ?? 0
            return Int(truncatingIfNeeded: number)
        }
        if isNew && !isCopy { try initialize() }
        if try (isNew && environment.options.access == .readWrite) || Self.upgrade(environment, meta) {
            let databases = databases
            try environment.keepJournal(FileFormat.journal, of: databases.journaled) { transaction, records in
                try databases.replay(records, in: &transaction)
            }
        }
    }

    /// Refuses other versions; says whether the store is new.
    private static func checkVersion(_ environment: Environment, _ meta: Database) throws -> Bool {
        let found = try environment.read { transaction in
            try StoredNumber.value(of: FileFormat.MetaKey.version, in: meta, transaction)
        }
        guard let found else { return true }
        var isReadable = FileFormat.readable.contains(found)
        if found == FileFormat.versionOfOtherJournal {
            let journal = try environment.database(FileFormat.journal)
            isReadable = try environment.read { try $0.statistics(of: journal).entries == 0 }
        }
        if !isReadable { throw GraphStoreError.version(found: found, supported: FileFormat.version) }
        return false
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

    var meta: Database { databases.meta }
    var counts: Database { databases.counts }
    var dictionary: TermDictionary { databases.dictionary }
    var closure: TransitiveClosure { databases.closure }
    func index(_ order: IndexOrder) -> TupleIndex { databases.index(order) }

    /// Whether this file is still in its place, asked by who has just seen its commit number `commit` as the last one.
    /// The directory is looked at when that number is new: whoever replaces the file commits to it once more. Should he
    /// have died before that, it is noticed a second later.
    func isInPlace(seeing commit: Int) -> Bool {
        let now = CoarseClock.now
        let isKnown =
            seenCommit.load(ordering: .acquiring) == commit
            && now &- seenTime.load(ordering: .acquiring) < Limits.nanosecondsBetweenPlaceChecks
        if isKnown { return true }
        if environment.isReplaced { return false }
        seenTime.store(now, ordering: .releasing)
        seenCommit.store(commit, ordering: .releasing)
        return true
    }
}
