// The statements of a bulk load in the order of each index. As many batches as the budget allows are sorted in memory at
// once; when there are more, each such part becomes a run of every index on disk.
import Primitives

/// Gathers statements and sorts them for all indexes.
struct IndexRuns {
    private let directory: String
    private var tuples: [PackedTuple] = []
    /// What the numbers in the tuples stand for.
    private var ids: [UInt64] = []
    private var runs: [IndexOrder: TupleRuns] = [:]
    private let budget: MemoryBudget
    /// Statements so far, repeated ones included.
    private(set) var count = 0

    init(in directory: String, _ budget: MemoryBudget) {
        self.directory = directory
        self.budget = budget
    }

    /// Takes in batches that are sorted at once; those before them go to the disk.
    ///
    /// - Parameter tables: the ids of each batch, in ascending order.
    mutating func add(_ batches: ArraySlice<BatchRun>, _ tables: [[UInt64]]) throws {
        if count > 0 { try spill() }
        let union = IDUnion(tables)
        ids = union.ids
        tuples.reserveCapacity(batches.reduce(0) { $0 + $1.statementCount })
        for (batch, numbers) in zip(batches, union.numbers) {
            let reader = SpillReader(batch.file, batch.statements, bufferBytes: 1 << 18)
            while !reader.isAtEnd {
                let words = try reader.packedTuple().words
                tuples.append(
                    PackedTuple(
                        SIMD4(
                            numbers[Int(words[0])], numbers[Int(words[1])], numbers[Int(words[2])],
                            numbers[Int(words[3])])))
            }
        }
        count += tuples.count
    }

    /// Whether all statements are in memory; if not, puts the rest on the disk too.
    mutating func areInMemory() throws -> Bool {
        if runs.isEmpty { return true }
        try spill()
        return false
    }

    /// Makes a run for each index of the statements in memory.
    private mutating func spill() throws {
        var runs = self.runs
        if runs.isEmpty { for order in IndexOrder.allCases { runs[order] = try TupleRuns(in: directory) } }
        try forEachOrder { order, source in try runs[order]?.add(source) }
        self.runs = runs
    }

    /// The statements on the disk in the order of an index, each once.
    func merged(_ order: IndexOrder) throws -> MergedTuples {
        guard let runs = runs[order] else { preconditionFailure("nothing has been put on the disk") }
        return try runs.merged(budget)
    }

    /// Hands the statements in memory to `body` in the order of each index, each once; there are none afterwards.
    ///
    /// A stable sort by one column makes the next order from one before: what it leaves alone is sorted already. Orders
    /// that begin with the same column differ only within the runs of that.
    mutating func forEachOrder(_ body: (IndexOrder, UnpackedTuples) throws -> Void) throws {
        let (subject, predicate, object, graph) = (0, 1, 2, 3)
        var sorter = PackedSorter(tuples)
        tuples = []
        func hand(_ order: IndexOrder, _ tuples: [PackedTuple]) throws {
            try body(order, UnpackedTuples(tuples, ids, order))
        }
        // Documents tell of one subject after the other.
        sorter.sort(by: subject)
        sorter.sortWithinFirst()
        sorter.removeRepeated()
        try hand(.spo, sorter.tuples)
        var named = PackedSorter(sorter.tuples.filter { $0.graph != 0 })
        named.sort(by: graph)
        try hand(.gspo, named.tuples)
        named = PackedSorter([])
        try hand(.pso, sorter.sorted(by: predicate))
        sorter.sort(by: object, within: subject)
        try hand(.sop, sorter.tuples)
        sorter.sort(by: object)
        try hand(.osp, sorter.tuples)
        sorter.sort(by: predicate, within: object)
        try hand(.ops, sorter.tuples)
        sorter.sort(by: predicate)
        try hand(.pos, sorter.tuples)
        ids = []
    }
}
