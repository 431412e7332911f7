// All numbers of the database `counts`, from the whole of the indexes.
import KeyValue

/// Counts while tuples of the indexes go by, each index in its order.
final class StatisticsCounter {
    private var quads = 0
    private var graphs: [UInt64: Int] = [:]
    private var namedGraphQuads = 0
    private var subject: UInt64?
    /// The predicates of the subject at hand, and its quads with each.
    private var predicates: [UInt64] = []
    private var numbers: [Int] = []
    private var sets: [CharacteristicSet] = []
    private var places: [[UInt64]: Int] = [:]
    private var lastSet = (predicates: [UInt64](), place: 0)
    private var objects: [UInt64: Int] = [:]
    private var pair: (predicate: UInt64, object: UInt64)?
    private var graph: (id: UInt64, quads: Int) = (0, 0)

    /// A tuple of `spo`.
    func countSubject(_ tuple: IDTuple) {
        quads += 1
        if tuple.first != subject {
            finishSubject()
            subject = tuple.first
        }
        if predicates.last != tuple.second {
            predicates.append(tuple.second)
            numbers.append(0)
        }
        numbers[numbers.count - 1] += 1
    }

    private func finishSubject() {
        guard !predicates.isEmpty else { return }
        // Subjects of one kind often stand together.
        if predicates != lastSet.predicates {
            lastSet = (predicates, places[predicates] ?? sets.count)
            if lastSet.place == sets.count {
                places[predicates] = sets.count
                sets.append(CharacteristicSet(predicates: predicates.map { TermID(raw: $0) }))
            }
        }
        sets[lastSet.place].subjects += 1
        for column in numbers.indices { sets[lastSet.place].quads[column] += numbers[column] }
        predicates.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
    }

    /// A tuple of `pos`.
    func countObject(_ tuple: IDTuple) {
        if let pair, pair == (tuple.first, tuple.second) { return }
        pair = (tuple.first, tuple.second)
        objects[tuple.first, default: 0] += 1
    }

    /// A tuple of `gspo`.
    func countGraph(_ tuple: IDTuple) {
        if tuple.first != graph.id { finishGraph(next: tuple.first) }
        graph.quads += 1
        namedGraphQuads += 1
    }

    private func finishGraph(next: UInt64) {
        if graph.quads > 0 { graphs[graph.id] = graph.quads }
        graph = (next, 0)
    }

    /// What has been counted, once all tuples have gone by.
    func finish() -> CountDifferences {
        finishSubject()
        finishGraph(next: 0)
        graphs[0] = quads - namedGraphQuads
        var counts = [FileFormat.CountKey.quads: quads]
        for (graph, number) in graphs { counts[FileFormat.CountKey.graph(TermID(raw: graph))] = number }
        for (predicate, number) in objects { counts[FileFormat.CountKey.objects(TermID(raw: predicate))] = number }
        for set in sets {
            for (predicate, number) in zip(set.predicates, set.quads) {
                counts[FileFormat.CountKey.predicate(predicate), default: 0] += number
                counts[FileFormat.CountKey.subjects(predicate), default: 0] += set.subjects
            }
        }
        return CountDifferences(numbers: counts.filter { $0.value != 0 }, sets: sets)
    }
}

extension CountDifferences {
    /// The numbers of a whole store.
    static func counting(
        spo: TupleIndex, pos: TupleIndex, gspo: TupleIndex, in transaction: borrowing Transaction<Reading>
    ) throws -> CountDifferences {
        let counter = StatisticsCounter()
        try spo.forEachTuple(in: transaction) { counter.countSubject($0) }
        try pos.forEachTuple(in: transaction) { counter.countObject($0) }
        try gspo.forEachTuple(in: transaction) { counter.countGraph($0) }
        return counter.finish()
    }
}
