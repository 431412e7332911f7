// Changes on their way into the store. They are gathered in memory and merged into all indexes at once (`flush`): at
// the end, before a read, and whenever many have come together. Until the commit nobody else sees any of it.
import KeyValue
import Primitives
import RDF

/// A write transaction; see `GraphStore.write`.
public struct StoreTransaction: ~Copyable {
    private let store: GraphStore
    private var transaction: Transaction<Writing>
    private var changes = ChangeSet()

    init(_ store: GraphStore, _ transaction: consuming Transaction<Writing>) {
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

    // MARK: Merging

    /// A number that no other load of this store gets: blank nodes of its document are named with it.
    mutating func nextDocumentNumber() throws -> UInt64 {
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
        let gathered = changes
        changes = ChangeSet()
        let effective = try mergeIntoPrimaryOrder(gathered)
        try Self.forEachOtherOrder(effective) { order, arranged in
            try store.index(order).apply(arranged, in: &transaction)
        }
    }

    /// The first step of merging: dictionary, `spo` and counts. Returns the changes that had an effect.
    mutating func mergeIntoPrimaryOrder(_ gathered: ChangeSet) throws -> [TupleChange] {
        var nextTerm = try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: store.meta, transaction) ?? 0
        let before = nextTerm
        let resolved = try gathered.resolve(store.dictionary, nextTerm: &nextTerm, in: &transaction)
        if nextTerm != before {
            try transaction.put(FileFormat.MetaKey.nextTerm, StoredNumber.bytes(nextTerm), in: store.meta)
        }
        let effective = try store.index(.spo).apply(resolved, in: &transaction)
        try updateCounts(effective)
        return effective
    }

    /// The other steps: hands `body` the changes as each order has them. They come sorted as `spo`, and a stable sort
    /// by one column makes the next order from the one before: what it leaves alone is sorted already.
    static func forEachOtherOrder(
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

    private mutating func updateCounts(_ effective: [TupleChange]) throws {
        var differences: [[UInt8]: Int] = [:]
        var graphs: [UInt64: Int] = [:]
        var predicates: [UInt64: Int] = [:]
        for change in effective {
            let difference = change.isInsert ? 1 : -1
            graphs[change.tuple.fourth, default: 0] += difference
            predicates[change.tuple.second, default: 0] += difference
        }
        differences[FileFormat.CountKey.quads] = graphs.values.reduce(0, +)
        for (graph, difference) in graphs {
            differences[FileFormat.CountKey.graph(TermID(raw: graph))] = difference
        }
        for (predicate, difference) in predicates {
            differences[FileFormat.CountKey.predicate(TermID(raw: predicate))] = difference
        }
        for (key, difference) in differences where difference != 0 {
            let before = try StoredNumber.value(of: key, in: store.counts, transaction) ?? 0
            let after = Int(before) + difference
            guard after >= 0 else { throw GraphStoreError.damaged("a count is smaller than what it counts") }
            if after == 0 {
                try transaction.delete(key, in: store.counts)
            } else {
                try transaction.put(key, StoredNumber.bytes(UInt64(after)), in: store.counts)
            }
        }
    }
}
