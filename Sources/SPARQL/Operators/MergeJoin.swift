// The join of two inputs that are sorted by a variable which both always bind: both are read once, side by side. Right
// rows of the value at hand are kept until the left side goes on to another value.
import GraphStore

final class MergeJoin: Operator {
    private let left: Operator
    private let right: Operator
    private let leftKey: Int
    private let rightKey: Int
    /// Other columns that both sides have; they must agree, or one of them be unbound.
    private let loose: [(left: Int, right: Int)]
    private let rightOnly: [Int]

    private var input: Batch
    private var row = 0
    private var rightBatch: Batch
    private var rightRow = 0
    private var isRightOver = false
    /// The right rows of the value at hand.
    private var group: Batch
    private var groupRows = 0..<0
    private var groupKey = TermID.unbound
    private var reserved = 0
    /// The next row of the group for the left row at hand.
    private var groupRow = 0

    /// - Parameter key: the variable that both inputs are sorted by.
    init(_ context: QueryContext, _ left: Operator, _ right: Operator, by key: Int) {
        self.left = left
        self.right = right
        leftKey = left.column(key) ?? 0
        rightKey = right.column(key) ?? 0
        loose = left.schema.filter { $0 != key }.compactMap { variable in
            guard let leftColumn = left.column(variable), let rightColumn = right.column(variable) else { return nil }
            return (leftColumn, rightColumn)
        }
        let only = right.schema.filter { left.column($0) == nil }
        rightOnly = only.compactMap { right.column($0) }
        input = Batch(width: left.schema.count)
        rightBatch = Batch(width: right.schema.count)
        group = Batch(width: right.schema.count)
        super.init(context, schema: left.schema + only, inputs: [left, right])
        order = loose.isEmpty ? left.order : [key]
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while true {
            if row >= input.count {
                row = 0
                groupRow = groupRows.lowerBound
                guard !(isRightOver && groupKey.isUnbound), try left.next(&input) else {
                    input.count = 0
                    return false
                }
            }
            var leftRows: [Int] = []
            var new = rightOnly.map { _ in [TermID]() }
            var filled: [(place: Int, column: Int, id: TermID)] = []
            let keys = input.columns[leftKey]
            while row < input.count, leftRows.count < Limits.batchRows {
                if keys[row] != groupKey { try collect(keys[row]) }
                let end = min(groupRows.upperBound, groupRow + Limits.batchRows)
                if loose.isEmpty, end == groupRow + 1 {
                    leftRows.append(row)
                    for (place, column) in rightOnly.enumerated() {
                        new[place].append(group.columns[column][groupRow])
                    }
                } else if loose.isEmpty {
                    leftRows.append(contentsOf: repeatElement(row, count: end - groupRow))
                    for (place, column) in rightOnly.enumerated() {
                        new[place].append(contentsOf: group.columns[column][groupRow..<end])
                    }
                } else {
                    for candidate in groupRow..<end where areCompatible(row, candidate) {
                        for (left, right) in loose where input.columns[left][row].isUnbound {
                            filled.append((leftRows.count, left, group.columns[right][candidate]))
                        }
                        leftRows.append(row)
                        for (place, column) in rightOnly.enumerated() {
                            new[place].append(group.columns[column][candidate])
                        }
                    }
                }
                groupRow = end
                if end == groupRows.upperBound {
                    groupRow = groupRows.lowerBound
                    row += 1
                }
            }
            if leftRows.isEmpty { continue }
            batch = Batch(columns: input.columns.map { $0.gathering(leftRows) } + new, count: leftRows.count)
            for (place, column, id) in filled { batch.columns[column][place] = id }
            return true
        }
    }

    override func countAll() throws -> Int {
        guard loose.isEmpty else { return try super.countAll() }
        var total = 0
        try left.drain { batch in
            for key in batch.columns[leftKey] {
                if key != groupKey { try collect(key) }
                let (sum, overflow) = total.addingReportingOverflow(groupRows.count)
                if overflow { throw QueryError.rowLimit(.max) }
                total = sum
            }
        }
        noteCounted(total)
        return total
    }

    @inline(__always)
    private func areCompatible(_ leftRow: Int, _ rightRow: Int) -> Bool {
        for (left, right) in loose {
            let (leftID, rightID) = (input.columns[left][leftRow], group.columns[right][rightRow])
            if leftID != rightID && !leftID.isUnbound && !rightID.isUnbound { return false }
        }
        return true
    }

    /// Reads the right side on to a value and keeps its rows: where they are, unless they go on in the next batch.
    private func collect(_ key: TermID) throws {
        groupKey = key
        groupRows = 0..<0
        var isCopy = false
        while true {
            if rightRow >= rightBatch.count {
                rightRow = 0
                guard !isRightOver, try right.next(&rightBatch) else {
                    isRightOver = true
                    rightBatch.count = 0
                    if groupRows.isEmpty { groupKey = .unbound }
                    break
                }
            }
            let keys = rightBatch.columns[rightKey]
            if rightRow == 0, let last = keys.last, last < key {
                rightRow = keys.count
                continue
            }
            rightRow = Self.place(of: key, in: keys, from: rightRow)
            let start = rightRow
            while rightRow < keys.count, keys[rightRow] == key { rightRow += 1 }
            if start < rightRow {
                if groupRows.isEmpty {
                    group = rightBatch
                    groupRows = start..<rightRow
                } else {
                    if !isCopy { group = group.slice(groupRows) }
                    isCopy = true
                    group.append(rightBatch.slice(start..<rightRow))
                    groupRows = 0..<group.count
                    try context.reserve(group.count * group.columns.count * 8 - reserved)
                    reserved = group.count * group.columns.count * 8
                }
            }
            if rightRow < keys.count { break }
        }
        groupRow = groupRows.lowerBound
    }

    /// The first row from `start` on whose key is not below `key`.
    private static func place(of key: TermID, in keys: [TermID], from start: Int) -> Int {
        var low = start
        var step = 1
        while low + step < keys.count, keys[low + step] < key {
            low += step
            step *= 2
        }
        var high = min(low + step, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    override func reset() {
        super.reset()
        (row, rightRow, groupRow) = (0, 0, 0)
        input.count = 0
        rightBatch.count = 0
        isRightOver = false
        groupKey = .unbound
        groupRows = 0..<0
        group = Batch(width: right.schema.count)
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let other = try right.outline(in: graph) else { return nil }
        return try left.outline(in: graph).map { .mergeJoin($0, other, by: left.schema[leftKey]) }
    }

    override var title: String { "merge join" }
    override var details: String { context.describe([left.schema[leftKey]]) }
}

/// Sorts solutions by the ids of a variable, for a merge join.
final class IDSort: Operator {
    private let input: Operator
    private let key: Int
    private var sorted: ValuesSource?
    private var reserved = 0

    init(_ context: QueryContext, _ input: Operator, by variable: Int) {
        self.input = input
        key = input.column(variable) ?? 0
        super.init(context, schema: input.schema, inputs: [input])
        order = [variable]
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if sorted == nil { sorted = ValuesSource(context, schema: schema, try sort()) }
        return try sorted?.next(&batch) ?? false
    }

    private func sort() throws -> Batch {
        var rows = Batch(width: schema.count)
        try input.drain { batch in
            rows.append(batch)
            try context.reserve(batch.count * 8 * (schema.count + 1))
            reserved += batch.count * 8 * (schema.count + 1)
        }
        let keys = rows.columns[key]
        return rows.selecting(keys.indices.sorted { keys[$0] < keys[$1] })
    }

    override func reset() {
        super.reset()
        context.release(reserved)
        reserved = 0
        sorted = nil
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        try input.outline(in: graph).map { .sort($0, by: schema[key]) }
    }

    override var title: String { "sort by id" }
    override var details: String { context.describe(order) }
}
