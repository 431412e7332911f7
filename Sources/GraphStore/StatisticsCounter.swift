// All numbers of the database `counts`, from the whole of the indexes.
import KeyValue

/// Counts while tuples of the indexes go by, each index in its order.
struct StatisticsCounter {
    /// To be shown the tuples of `spo`.
    var subjects = SubjectCounter()
    /// To be shown the tuples of `pos`.
    var objects = ObjectCounter()
    /// To be shown the tuples of `gspo`.
    var graphs = GraphCounter()

    /// What has been counted, once all tuples have gone by.
    mutating func finish() -> CountDifferences {
        subjects.finishSubject()
        objects.finishPredicate()
        graphs.finishGraph()
        var counts = [FileFormat.CountKey.quads: subjects.quads]
        counts[FileFormat.CountKey.graph(.defaultGraph)] = subjects.quads - graphs.quads
        for (graph, number) in graphs.graphs { counts[FileFormat.CountKey.graph(TermID(raw: graph))] = number }
        for (predicate, number) in objects.objects {
            counts[FileFormat.CountKey.objects(TermID(raw: predicate))] = number
        }
        for set in subjects.sets {
            for (predicate, number) in zip(set.predicates, set.quads) {
                counts[FileFormat.CountKey.predicate(predicate), default: 0] += number
                counts[FileFormat.CountKey.subjects(predicate), default: 0] += set.subjects
            }
        }
        return CountDifferences(numbers: counts.filter { $0.value != 0 }, sets: subjects.sets)
    }
}

/// Counts the quads of subjects by the sets of their predicates.
struct SubjectCounter: TupleObserver {
    fileprivate var quads = 0
    fileprivate private(set) var sets: [CharacteristicSet] = []
    private var subject: UInt64?
    /// The predicates of the subject at hand, and its quads with each.
    private var predicates: [UInt64] = []
    private var numbers: [Int] = []
    private var places: [[UInt64]: Int] = [:]
    private var lastSet = (predicates: [UInt64](), place: 0)

    @inline(__always)
    mutating func observe(_ tuple: IDTuple) {
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

    fileprivate mutating func finishSubject() {
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
}

/// Counts the different objects of each predicate.
struct ObjectCounter: TupleObserver {
    fileprivate private(set) var objects: [UInt64: Int] = [:]
    private var predicate: UInt64 = 0
    private var object: UInt64 = 0
    /// Different objects of the predicate at hand so far.
    private var count = 0

    @inline(__always)
    mutating func observe(_ tuple: IDTuple) {
        if tuple.first != predicate {
            finishPredicate()
            predicate = tuple.first
        } else if tuple.second == object {
            return
        }
        object = tuple.second
        count += 1
    }

    fileprivate mutating func finishPredicate() {
        if count > 0 { objects[predicate] = count }
        count = 0
    }
}

/// Counts the quads of named graphs.
struct GraphCounter: TupleObserver {
    fileprivate private(set) var graphs: [UInt64: Int] = [:]
    fileprivate private(set) var quads = 0
    private var graph: UInt64 = 0
    /// Quads of the graph at hand so far.
    private var count = 0

    @inline(__always)
    mutating func observe(_ tuple: IDTuple) {
        if tuple.first != graph { finishGraph() }
        graph = tuple.first
        count += 1
        quads += 1
    }

    fileprivate mutating func finishGraph() {
        if count > 0 { graphs[graph] = count }
        count = 0
    }
}

extension CountDifferences {
    /// The numbers of a whole store.
    static func counting(
        spo: TupleIndex, pos: TupleIndex, gspo: TupleIndex, in transaction: borrowing Transaction<Reading>
    ) throws -> CountDifferences {
        var counter = StatisticsCounter()
        try spo.forEachTuple(in: transaction) { counter.subjects.observe($0) }
        try pos.forEachTuple(in: transaction) { counter.objects.observe($0) }
        try gspo.forEachTuple(in: transaction) { counter.graphs.observe($0) }
        return counter.finish()
    }
}
