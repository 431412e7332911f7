// The states of aggregates (SPARQL 1.1 Query, section 18.5.1), one class for each kind; here those that count columns.
import GraphStore

/// The state of one aggregate for all groups.
class Accumulator {
    let context: QueryContext
    private var heldBytes = 0

    init(_ context: QueryContext) { self.context = context }

    deinit { context.release(heldBytes) }

    /// Counts bytes that the state holds.
    final func hold(_ bytes: Int) throws {
        heldBytes += bytes
        try context.reserve(bytes)
    }

    /// Adds rows, each to its group.
    func add(_ batch: Batch, _ groups: [Int], groupCount: Int) throws {
        preconditionFailure("\(type(of: self)) does not add")
    }

    /// Adds rows to the only group.
    func add(_ batch: Batch) throws {
        try add(batch, [Int](repeating: 0, count: batch.count), groupCount: 1)
    }

    /// The value for a group; nil is an error.
    func result(_ group: Int) throws -> Value? {
        preconditionFailure("\(type(of: self)) has no result")
    }
}

/// `COUNT(*)`, and `COUNT` of a variable.
final class RowCounter: Accumulator {
    private let column: Int?
    private var counts: [Int] = []

    var countsRows: Bool { column == nil }

    /// - Parameter column: counted where it is bound; nil counts rows.
    init(_ context: QueryContext, column: Int?) {
        self.column = column
        super.init(context)
    }

    override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) {
        while counts.count < groupCount { counts.append(0) }
        guard let column else {
            for group in groups { counts[group] += 1 }
            return
        }
        let values = batch.columns[column]
        for (row, group) in groups.enumerated() where !values[row].isUnbound { counts[group] += 1 }
    }

    /// Makes this the number of rows of the only group.
    func set(_ count: Int) { counts = [count] }

    override func add(_ batch: Batch) {
        if counts.isEmpty { counts = [0] }
        guard let column else {
            counts[0] += batch.count
            return
        }
        counts[0] += batch.columns[column].reduce(0) { $0 + ($1.isUnbound ? 0 : 1) }
    }

    override func result(_ group: Int) -> Value? { .number(.integer(group < counts.count ? counts[group] : 0)) }
}

/// `COUNT(DISTINCT *)`.
final class DistinctRowCounter: Accumulator {
    private var table: RowTable?
    private var counts: [Int] = []

    override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) {
        while counts.count < groupCount { counts.append(0) }
        let columns = batch.columns + [groups.map { TermID(raw: UInt64($0)) }]
        var table = table ?? RowTable(width: columns.count)
        for (row, group) in groups.enumerated() where table.insert(columns, row).isNew { counts[group] += 1 }
        self.table = table
    }

    override func result(_ group: Int) -> Value? { .number(.integer(group < counts.count ? counts[group] : 0)) }
}

/// `COUNT(DISTINCT ?x)`.
final class DistinctValueCounter: Accumulator {
    private let column: Int
    /// Whether equal values of a group come one after the other: then the last one is enough to know.
    private let comesInRuns: Bool
    private var sets: [IDSet] = []
    private var runs: [Run] = []

    private struct Run {
        var count = 0
        var last = TermID.unbound
    }

    init(_ context: QueryContext, column: Int, comesInRuns: Bool) {
        self.column = column
        self.comesInRuns = comesInRuns
        super.init(context)
    }

    override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) throws {
        let ids = batch.columns[column]
        if comesInRuns {
            while runs.count < groupCount { runs.append(Run()) }
            for (row, group) in groups.enumerated() {
                let id = ids[row]
                if id.isUnbound || id == runs[group].last { continue }
                runs[group].last = id
                runs[group].count += 1
            }
            return
        }
        // In a value of its own, the sets can be changed without looking who else does.
        var sets: [IDSet] = []
        swap(&sets, &self.sets)
        defer { swap(&sets, &self.sets) }
        while sets.count < groupCount { sets.append(IDSet()) }
        var new = 0
        for (row, group) in groups.enumerated() where !ids[row].isUnbound && sets[group].insert(ids[row]) { new += 1 }
        try hold(new * IDSet.bytesOfID)
    }

    override func add(_ batch: Batch) throws {
        guard comesInRuns else { return try super.add(batch) }
        var run = runs.first ?? Run()
        for id in batch.columns[column] where !id.isUnbound && id != run.last {
            run.last = id
            run.count += 1
        }
        runs = [run]
    }

    override func result(_ group: Int) -> Value? {
        if group < runs.count { return .number(.integer(runs[group].count)) }
        return .number(.integer(group < sets.count ? sets[group].count : 0))
    }
}
