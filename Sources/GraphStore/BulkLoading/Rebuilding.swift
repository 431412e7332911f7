// A bulk load into a store that is in use: what the store has and the documents go into a new file, which is put in the
// place of the old one as after a compaction (`Compaction.swift`). Writers wait, as they do for any transaction; readers
// go on. Ids are given anew.
import Compression
import KeyValue
import Primitives
import RDF

extension GraphStore {
    /// Loads documents of any size in one commit: all of them or, on any error, nothing. What memory does not hold goes
    /// to temporary files; there has to be room for a second file beside the store's.
    ///
    /// Throws `GraphStoreError.isBeingCompacted` when somebody else writes the file anew.
    @discardableResult
    public func bulkLoad(_ paths: [String], _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        try withDirectoryForSuccessor("load into") { target in
            var outcome: (report: LoadReport, old: StoreFile, successor: Environment)?
            do {
                try transact { old, writing in
                    // The commit that tells readers may be tried again.
                    if outcome == nil {
                        let report = try Self.build(paths, in: target, options, after: start(old, writing, options))
                        outcome = (report, old, try old.environment.replace(with: target, in: writing))
                    }
                    try writing.put(FileFormat.MetaKey.replaced, [1], in: old.meta)
                }
            } catch  where outcome != nil {
                // The new file is in place. Without that commit readers of the old one notice a little later.
            }
            guard let (report, old, successor) = outcome else { return LoadReport() }
            try withExtendedLifetime(successor) { try reopen(old) }
            return report
        }
    }

    /// - Parameter writing: keeps others from committing meanwhile.
    private func start(
        _ old: StoreFile, _ writing: borrowing Transaction<Writing>, _ options: LoadOptions
    ) throws -> BulkLoadStart {
        let snapshot = Snapshot(old, try old.environment.snapshot(within: nil))
        let number = writing.number() + old.earlierCommits
        var start = BulkLoadStart()
        start.documents = try StoredNumber.value(of: FileFormat.MetaKey.nextDocument, in: old.meta, writing) ?? 0
        start.transitivePredicates = try snapshot.transitivePredicates().compactMap { id in
            if case .iri(let predicate) = try snapshot.term(of: id) { predicate } else { nil }
        }
        start.gather = { pool in
            let snapshot = Snapshot(old, try old.environment.snapshot(within: nil))
            try pool.gather(snapshot, options)
        }
        start.finish = { try $0.finish(lastCommit: number) }
        return start
    }

    /// Whether a document is so large, seen by itself and beside the store, that writing the store anew is better.
    func isWorthRebuilding(for path: String) throws -> Bool {
        let reader = try FileReader(path)
        let bytes = reader.fileBytes * (reader.isCompressed ? Limits.compressionFactor : 1)
        if bytes < Limits.bulkLoadBytes { return false }
        return try file.environment.statistics().usedBytes <= bytes * Limits.bulkLoadShare
    }
}

extension BatchPool {
    /// Adds all that a store has but for the graph that is to be replaced.
    func gather(_ snapshot: borrowing Snapshot, _ options: LoadOptions) throws {
        var replaced: TermID?
        if options.replacesGraph { replaced = try options.graph.map { try snapshot.id(of: $0) } ?? .defaultGraph }
        let total = try snapshot.count()
        var done = 0
        var gatherer = StoredStatements(except: replaced)
        var scan = try snapshot.scan(QuadPattern())
        var batch = QuadBatch()
        while try scan.next(into: &batch) {
            try withChanges { try gatherer.add(batch, of: snapshot, to: &$0) }
            done += batch.count
            try options.progress?(LoadProgress(step: .earlier, path: nil, done: done, total: total))
        }
    }
}

/// From the ids of a store to the provisional ones of a batch.
private struct StoredStatements {
    private let replaced: TermID?
    /// Provisional ids of the batch that is being gathered.
    private var known: [TermID: UInt64] = [:]

    /// - Parameter replaced: the graph to leave out.
    init(except replaced: TermID?) {
        self.replaced = replaced
    }

    mutating func add(_ batch: QuadBatch, of snapshot: borrowing Snapshot, to changes: inout ChangeSet) throws {
        // What was gathered has been spilled.
        if changes.isEmpty { known.removeAll(keepingCapacity: true) }
        let (subjects, predicates, objects) = (batch[.subject], batch[.predicate], batch[.object])
        let graphs = batch[.graph]
        for row in 0..<batch.count where graphs[row] != replaced {
            let tuple = IDTuple(
                first: try reference(subjects[row], snapshot, &changes),
                second: try reference(predicates[row], snapshot, &changes),
                third: try reference(objects[row], snapshot, &changes),
                fourth: try reference(graphs[row], snapshot, &changes))
            changes.append(tuple, isInsert: true)
        }
    }

    private mutating func reference(
        _ id: TermID, _ snapshot: borrowing Snapshot, _ changes: inout ChangeSet
    ) throws -> UInt64 {
        if id == .defaultGraph || id.kind?.isInline == true { return id.raw }
        if let reference = known[id] { return reference }
        let reference: UInt64
        if id.kind == .tripleTerm {
            let parts = try snapshot.tripleParts(of: id)
            reference = changes.reference(
                tripleOf: try self.reference(parts.subject, snapshot, &changes),
                try self.reference(parts.predicate, snapshot, &changes),
                try self.reference(parts.object, snapshot, &changes))
        } else {
            reference = try snapshot.withBytes(of: id) { bytes in
                bytes.withUnsafeBytes { changes.reference(encoded: $0) }
            }
        }
        known[id] = reference
        return reference
    }
}
