// How changes come into the indexes: the dictionary first, then each order with the numbers that follow from it.
import KeyValue
import Primitives

extension StoreDatabases {
    /// Makes changes that have been gathered.
    func merge(_ gathered: ChangeSet, in transaction: inout Transaction<Writing>) throws {
        let effective = try mergeIntoPrimaryOrder(gathered, in: &transaction)
        if effective.isEmpty { return }
        try updateSubjects(effective, in: &transaction)
        try Self.forEachOtherOrder(effective) { order, arranged in
            try index(order).apply(arranged, in: &transaction)
            switch order {
            case .pos: try updateObjects(arranged, in: &transaction)
            case .pso: try updateClosure(arranged, in: &transaction)
            default: break
            }
        }
    }

    /// Makes the changes that records of the journal ask for.
    func replay(_ records: [[UInt8]], in transaction: inout Transaction<Writing>) throws {
        var gathered = ChangeSet()
        for record in records { try gathered.append(recorded: record) }
        try merge(gathered, in: &transaction)
    }

    /// The first step of merging: dictionary, `spo` and numbers of quads. Returns the changes that had an effect.
    private func mergeIntoPrimaryOrder(
        _ gathered: ChangeSet, in transaction: inout Transaction<Writing>
    ) throws -> [TupleChange] {
        var nextTerm = try StoredNumber.value(of: FileFormat.MetaKey.nextTerm, in: meta, transaction) ?? 0
        let before = nextTerm
        let resolved = try gathered.resolve(dictionary, nextTerm: &nextTerm, in: &transaction)
        if nextTerm != before {
            try transaction.put(FileFormat.MetaKey.nextTerm, StoredNumber.bytes(nextTerm), in: meta)
        }
        let effective = try index(.spo).apply(resolved, in: &transaction)
        var differences = CountDifferences()
        differences.addQuads(effective)
        try differences.apply(to: counts, in: &transaction)
        return effective
    }

    /// The other steps: hands `body` the changes as each order has them. They come sorted as `spo`, and a stable sort
    /// by one column makes the next order from the one before: what it leaves alone is sorted already.
    private static func forEachOtherOrder(
        _ effective: [TupleChange], _ body: (IndexOrder, [TupleChange]) throws -> Void
    ) throws {
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

    /// What follows from the quads of one set of changes, after `spo` has them.
    private func updateSubjects(_ effective: [TupleChange], in transaction: inout Transaction<Writing>) throws {
        var differences = CountDifferences()
        try differences.addSubjects(effective, index(.spo), in: transaction.reading())
        try differences.apply(to: counts, in: &transaction)
    }

    private func updateObjects(_ arranged: [TupleChange], in transaction: inout Transaction<Writing>) throws {
        var differences = CountDifferences()
        try differences.addObjects(arranged, index(.pos), in: transaction.reading())
        try differences.apply(to: counts, in: &transaction)
    }

    private func updateClosure(_ arranged: [TupleChange], in transaction: inout Transaction<Writing>) throws {
        let declared = try transitivePredicates(in: transaction)
        try closure.update(arranged, declared, edges: index(.pso), in: &transaction)
    }
}
