// Changes on their way into the store. They are gathered in memory and handed on at once (`flush`): at the end, before
// a read, and whenever many have come together. Few go to the journal as they are, and are merged into the indexes by
// whoever reads next. Until the commit nobody else sees any of it.
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
        let snapshot = Snapshot(store, transaction.reading(), isDraft: true)
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
        return try body(Snapshot(store, transaction.reading(), isDraft: true))
    }

    /// The store as this transaction has it so far. Must not be used any more once the transaction changes something.
    public mutating func snapshot() throws -> Snapshot {
        try flush()
        return Snapshot(store, transaction.reading(), isDraft: true)
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

    /// Hands the changes gathered so far on: few to the journal, many into the indexes.
    mutating func flush() throws {
        if changes.isEmpty { return }
        let gathered = changes
        changes = ChangeSet()
        if gathered.changes.count <= Limits.journaledChanges, transaction.record(gathered.recorded()) { return }
        try transaction.settleJournal()
        try store.databases.merge(gathered, in: &transaction)
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
        var declared = try store.databases.transitivePredicates(in: transaction)
        guard let id, !declared.contains(id.raw) else { return }
        declared.append(id.raw)
        try transaction.put(FileFormat.MetaKey.transitive, declared.flatMap { StoredNumber.bytes($0) }, in: store.meta)
        try store.closure.build(id.raw, edges: store.index(.pso), in: &transaction)
    }
}
