// The statements of a bulk load in the order of each index. They are gathered and sorted in memory, as many as the
// budget allows; when there are more, each such part becomes a run of every index on disk.
import Primitives

/// Gathers statements and sorts them for all indexes.
struct IndexRuns {
    private let directory: String
    private let budget: MemoryBudget
    private var tuples: [IDTuple] = []
    private var runs: [IndexOrder: TupleRuns] = [:]
    /// Statements so far, repeated ones included.
    private(set) var count = 0

    /// - Parameter capacity: how many statements there will be.
    init(in directory: String, _ budget: MemoryBudget, capacity: Int) {
        self.directory = directory
        self.budget = budget
        tuples.reserveCapacity(min(capacity, budget.sortedTuples))
    }

    var isFull: Bool { tuples.count >= budget.sortedTuples }

    /// Adds a statement as subject, predicate, object and graph.
    mutating func add(_ tuple: IDTuple) {
        tuples.append(tuple)
        count += 1
    }

    /// Whether all statements are in memory; if not, puts the rest on the disk too.
    mutating func areInMemory() throws -> Bool {
        if runs.isEmpty { return true }
        try spill()
        return false
    }

    /// Makes a run for each index of the statements in memory.
    mutating func spill() throws {
        var runs = self.runs
        if runs.isEmpty { for order in IndexOrder.allCases { runs[order] = try TupleRuns(in: directory) } }
        try forEachOrder { order, source in try runs[order]?.add(source) }
        self.runs = runs
        tuples.removeAll(keepingCapacity: true)
    }

    /// The statements on the disk in the order of an index, each once.
    func merged(_ order: IndexOrder) throws -> MergedTuples {
        guard let runs = runs[order] else { preconditionFailure("nothing has been put on the disk") }
        return try runs.merged(budget)
    }

    /// Hands the statements in memory to `body` in the order of each index, each once.
    ///
    /// A stable sort by one column makes the next order from one before: what it leaves alone is sorted already. Orders
    /// that begin with the same column differ only within the runs of that.
    mutating func forEachOrder(_ body: (IndexOrder, ArrangedTuples) throws -> Void) throws {
        sortAndRemoveRepeated()
        let (subject, predicate, object, graph) = (0, 1, 2, 3)
        func hand(_ order: IndexOrder, _ places: SortedPlaces) throws {
            try body(order, ArrangedTuples(tuples, places, order))
        }
        var places = SortedPlaces(count: tuples.count)
        try hand(.spo, places)
        places.sort { tuples[$0].word(predicate) }
        try hand(.pso, places)
        places = SortedPlaces(count: tuples.count)
        places.sort { tuples[$0].word(object) }
        try hand(.osp, places)
        var byPredicate = places
        byPredicate.sort { tuples[$0].word(predicate) }
        try hand(.pos, byPredicate)
        places.sort(by: { tuples[$0].word(predicate) }, withinRunsOf: { tuples[$0].word(object) })
        try hand(.ops, places)
        places = SortedPlaces(count: tuples.count)
        places.sort(by: { tuples[$0].word(object) }, withinRunsOf: { tuples[$0].word(subject) })
        try hand(.sop, places)
        places = SortedPlaces(tuples.indices.filter { tuples[$0].fourth != TermID.defaultGraph.raw })
        places.sort { tuples[$0].word(graph) }
        try hand(.gspo, places)
    }

    /// Documents tell of one subject after the other, so the rest of the order is found within each subject.
    private mutating func sortAndRemoveRepeated() {
        var places = SortedPlaces(count: tuples.count)
        places.sort { tuples[$0].first }
        var sorted = (0..<places.count).map { tuples[places[$0]] }
        var start = 0
        var kept = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].first == sorted[start].first { end += 1 }
            sorted.sortRun(start..<end)
            for index in start..<end where kept == 0 || sorted[kept - 1] != sorted[index] {
                sorted[kept] = sorted[index]
                kept += 1
            }
            start = end
        }
        sorted.removeLast(sorted.count - kept)
        tuples = sorted
    }
}

extension [IDTuple] {
    fileprivate mutating func sortRun(_ range: Range<Int>) {
        if range.count > 32 {
            let places = SortedPlaces(of: Array(self[range]))
            let run = (0..<places.count).map { self[range.lowerBound + places[$0]] }
            replaceSubrange(range, with: run)
            return
        }
        for index in range.dropFirst() {
            let tuple = self[index]
            var hole = index
            while hole > range.lowerBound, tuple < self[hole - 1] {
                self[hole] = self[hole - 1]
                hole -= 1
            }
            self[hole] = tuple
        }
    }
}
