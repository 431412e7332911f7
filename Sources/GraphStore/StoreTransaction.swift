// Changes on their way into the store. They are gathered in memory and merged into all indexes at once (`flush`): at
// the end, before a read, and whenever many have come together. Until the commit nobody else sees any of it.
import KeyValue
import Primitives
import RDF

/// A write transaction; see `GraphStore.write`.
public struct StoreTransaction: ~Copyable {
    private let store: StoreFile
    private var transaction: Transaction<Writing>
    private var changes = ChangeSet()

    init(_ store: StoreFile, _ transaction: consuming Transaction<Writing>) {
        self.store = store
        self.transaction = transaction
    }

    consuming func finish() -> Transaction<Writing> { transaction }

    // MARK: Changes

    /// Adds a quad; one that is there already stays.
    public mutating func insert(_ quad: Quad) throws {
        changes.append(quad, isInsert: true)
        try flushIfLarge()
    }

    /// Removes a quad if it is there.
    public mutating func delete(_ quad: Quad) throws {
        changes.append(quad, isInsert: false)
        try flushIfLarge()
    }

    /// Removes every quad of a graph; nil is the default graph.
    public mutating func drop(graph: Term?) throws {
        try flush()
        let tuples = try tuples(of: graph)
        for tuple in tuples { changes.append(tuple, isInsert: false) }
    }

    /// Removes every quad of every graph.
    public mutating func dropAll() throws {
        try flush()
        for order in IndexOrder.allCases { try transaction.removeAll(in: store.index(order).database) }
        for index in [store.closure.up, store.closure.down] { try transaction.removeAll(in: index.database) }
        try transaction.removeAll(in: store.counts)
    }

    /// Puts `triples` in the place of all that a graph holds; nil is the default graph.
    public mutating func replace(graph: Term?, with triples: some Sequence<Triple>) throws {
        try drop(graph: graph)
        for triple in triples { try insert(Quad(triple, graph: graph)) }
    }

    private borrowing func tuples(of graph: Term?) throws -> [IDTuple] {
        let snapshot = Snapshot(store, transaction.reading())
        guard let graph = try graph.map({ try snapshot.id(of: $0) }) ?? .defaultGraph else { return [] }
        var tuples: [IDTuple] = []
        var scan = try snapshot.scan(QuadPattern(graph: .one(graph)))
        var batch = QuadBatch()
        while try scan.next(into: &batch) {
            let (subjects, predicates, objects) = (batch[.subject], batch[.predicate], batch[.object])
            for row in 0..<batch.count {
                tuples.append(
                    IDTuple(
                        first: subjects[row].raw, second: predicates[row].raw, third: objects[row].raw,
                        fourth: graph.raw))
            }
        }
        return tuples
    }

    // MARK: Reading

    /// Runs `body` on the store as this transaction has it so far. The snapshot must not be kept beyond `body`.
    public mutating func read<Result>(_ body: (borrowing Snapshot) throws -> Result) throws -> Result {
        try flush()
        return try body(Snapshot(store, transaction.reading()))
    }

    /// The store as this transaction has it so far. Must not be used any more once the transaction changes something.
    public mutating func snapshot() throws -> Snapshot {
        try flush()
        return Snapshot(store, transaction.reading())
    }

    // MARK: Merging

    /// A number that no other load of this store gets: blank nodes of its document are named `d`, the number, `-` and
    /// a label.
    public mutating func nextDocumentNumber() throws -> UInt64 {
        let number = try StoredNumber.value(of: FileFormat.MetaKey.nextDocument, in: store.meta, transaction) ?? 0
        try transaction.put(FileFormat.MetaKey.nextDocument, StoredNumber.bytes(number + 1), in: store.meta)
        return number
    }

    /// Changes in a form of the loader's own.
    mutating func withChanges<Result>(_ body: (inout ChangeSet) throws -> Result) throws -> Result {
        let result = try body(&changes)
        try flushIfLarge()
        return result
    }

    private mutating func flushIfLarge() throws {
        if changes.isLarge { try flush() }
    }

    /// Merges the changes gathered so far into the indexes.
    mutating func flush() throws {
        if changes.isEmpty { return }
        if changes.changes.count > Limits.journaledChanges { try transaction.settleJournal() }
        let gathered = changes
        changes = ChangeSet()
        let effective = try mergeIntoPrimaryOrder(gathered)
        if effective.isEmpty { return }
        try updateSubjects(effective)
        try Self.forEachOtherOrder(effective) { order, arranged in
            try store.index(order).apply(arranged, in: &transaction)
            switch order {
            case .pos: try updateObjects(arranged)
            case .pso: try updateClosure(arranged)
            default: break
            }
        }
    }

    /// The first step of merging: dictionary, `spo` and numbers of quads. Returns the changes that had an effect.
    private mutating func mergeIntoPrimaryOrder(_ gathered: ChangeSet) throws -> [TupleChange] {
        var nextTerm = try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
        let before = nextTerm
        let resolved = try gathered.resolve(store.dictionary, nextTerm: &nextTerm, in: &transaction)
        if nextTerm != before {
            try transaction.put(FileFormat.MetaKey.nextTerm, StoredNumber.bytes(nextTerm), in: store.meta)
        }
        let effective = try store.index(.spo).apply(resolved, in: &transaction)
        var differences = CountDifferences()
        differences.addQuads(effective)
        try differences.apply(to: store.counts, in: &transaction)
        return effective
    }

    /// The other steps: hands `body` the changes as each order has them. They come sorted as `spo`, and a stable sort
    /// by one column makes the next order from the one before: what it leaves alone is sorted already.
    private static func forEachOtherOrder(
        _ effective: [TupleChange], _ body: (IndexOrder, [TupleChange]) throws -> Void
    ) throws {
        if effective.isEmpty { return }
        let (subject, predicate, object, graph) = (0, 1, 2, 3)
        func hand(_ changes: [TupleChange], _ order: IndexOrder) throws {
            try body(order, changes.map { TupleChange(tuple: order.arrange($0.tuple), isInsert: $0.isInsert) })
        }
        var changes = effective
        changes.radixSort(byWord: predicate)
        try hand(changes, .pso)
        changes.radixSort(byWord: object)
        try hand(changes, .ops)
        changes = effective
        changes.radixSort(byWord: object)
        try hand(changes, .osp)
        var byPredicate = changes
        byPredicate.radixSort(byWord: predicate)
        try hand(byPredicate, .pos)
        changes.radixSort(byWord: subject)
        try hand(changes, .sop)
        changes = effective.filter { $0.tuple.fourth != TermID.defaultGraph.raw }
        changes.radixSort(byWord: graph)
        try hand(changes, .gspo)
    }

    /// Everything that follows from the quads of one set of changes, after `spo` has them.
    private mutating func updateSubjects(_ effective: [TupleChange]) throws {
        var differences = CountDifferences()
        try differences.addSubjects(effective, store.index(.spo), in: transaction.reading())
        try differences.apply(to: store.counts, in: &transaction)
    }

    private mutating func updateObjects(_ arranged: [TupleChange]) throws {
        var differences = CountDifferences()
        try differences.addObjects(arranged, store.index(.pos), in: transaction.reading())
        try differences.apply(to: store.counts, in: &transaction)
    }

    private mutating func updateClosure(_ arranged: [TupleChange]) throws {
        let declared = try store.transitivePredicates(in: transaction)
        try store.closure.update(arranged, declared, edges: store.index(.pso), in: &transaction)
    }

    /// Adds a predicate to those whose closure is kept. No changes may be waiting.
    mutating func declare(_ predicate: IRI) throws {
        var bytes: [UInt8] = []
        TermEncoding.encode(predicate, into: &bytes)
        var id = try store.dictionary.id(of: bytes, TermDictionary.Cursors(), in: transaction.reading())
        if id == nil {
            let next = try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
            try store.dictionary.append([bytes[...]], first: next, in: &transaction)
            try transaction.put(FileFormat.MetaKey.nextTerm, StoredNumber.bytes(next + 1), in: store.meta)
            id = TermID(.iri, next)
        }
        var declared = try store.transitivePredicates(in: transaction)
        guard let id, !declared.contains(id.raw) else { return }
        declared.append(id.raw)
        try transaction.put(FileFormat.MetaKey.transitive, declared.flatMap { StoredNumber.bytes($0) }, in: store.meta)
        try store.closure.build(id.raw, edges: store.index(.pso), in: &transaction)
    }
}
