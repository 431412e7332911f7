// The join of two inputs that are evaluated apart: the right one goes into a hash table by the variables that both
// always bind, the left one streams past it. Variables that either side may leave unbound are compared pair by pair:
// unbound is compatible with everything, and the output has the value of the other side.
import GraphStore
import Primitives

final class HashJoin: Operator {
    private let left: Operator
    private let right: Operator
    private let leftKeys: [Int]
    private let rightKeys: [Int]
    /// Shared columns outside the key.
    private let loose: [(left: Int, right: Int)]
    private let rightOnly: [Int]
    /// Whether the right side is the same at every run, so that its table is kept.
    private let isRightConstant: Bool
    private let certain: NumberSet

    private var table = RowTable(width: 0)
    private var rows: Batch
    /// The first row of each key, and of each row the next with the same key; -1 ends.
    private var first: [Int] = []
    private var following: [Int] = []
    private var isBuilt = false
    private var reserved = 0

    private var input: Batch
    private var row = 0
    private var candidate = -1

    /// - Parameter certain: variables that every solution of both sides binds.
    init(_ context: QueryContext, _ left: Operator, _ right: Operator, certain: NumberSet, isRightConstant: Bool) {
        self.left = left
        self.right = right
        self.isRightConstant = isRightConstant
        self.certain = certain
        let shared = left.schema.filter { right.schema.contains($0) }
        let keys = shared.filter(certain.contains)
        leftKeys = keys.compactMap { left.column($0) }
        rightKeys = keys.compactMap { right.column($0) }
        loose = shared.filter { !certain.contains($0) }.compactMap { variable in
            guard let leftColumn = left.column(variable), let rightColumn = right.column(variable) else { return nil }
            return (leftColumn, rightColumn)
        }
        let only = right.schema.filter { !left.schema.contains($0) }
        rightOnly = only.compactMap { right.column($0) }
        rows = Batch(width: right.schema.count)
        input = Batch(width: left.schema.count)
        super.init(context, schema: left.schema + only, inputs: [left, right])
        order = loose.isEmpty ? left.order : []
    }

    private func build() throws {
        isBuilt = true
        table = RowTable(width: rightKeys.count)
        rows = Batch(width: right.schema.count)
        (first, following) = ([], [])
        try right.drain { batch in
            let keys = rightKeys.map { batch.columns[$0] }
            let start = rows.count
            rows.append(batch)
            for row in 0..<batch.count {
                let (number, isNew) = table.insert(keys, row)
                if isNew {
                    first.append(start + row)
                    following.append(-1)
                } else {
                    following.append(first[number])
                    first[number] = start + row
                }
            }
            let bytes = table.bytes + rows.count * 8 * (rows.columns.count + 2)
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if !isBuilt { try build() }
        while true {
            var leftRows: [Int] = []
            var rightRows: [Int] = []
            let keys = leftKeys.map { input.columns[$0] }
            while row < input.count, leftRows.count < Limits.batchRows {
                if candidate < 0 { candidate = table.find(keys, row).map { first[$0] } ?? -1 }
                while candidate >= 0, leftRows.count < Limits.batchRows {
                    if loose.isEmpty || areCompatible(row, candidate) {
                        leftRows.append(row)
                        rightRows.append(candidate)
                    }
                    candidate = following[candidate]
                }
                if candidate < 0 { row += 1 }
            }
            if !leftRows.isEmpty {
                batch = assemble(leftRows, rightRows)
                return true
            }
            guard row >= input.count else { continue }
            row = 0
            if table.count == 0 { return false }
            guard try left.next(&input) else {
                input.count = 0
                return false
            }
        }
    }

    @inline(__always)
    private func areCompatible(_ leftRow: Int, _ rightRow: Int) -> Bool {
        for (left, right) in loose {
            let (leftID, rightID) = (input.columns[left][leftRow], rows.columns[right][rightRow])
            if leftID != rightID && !leftID.isUnbound && !rightID.isUnbound { return false }
        }
        return true
    }

    private func assemble(_ leftRows: [Int], _ rightRows: [Int]) -> Batch {
        var columns = input.columns.map { $0.gathering(leftRows) }
        for (left, right) in loose {
            for place in leftRows.indices where columns[left][place].isUnbound {
                columns[left][place] = rows.columns[right][rightRows[place]]
            }
        }
        columns += rightOnly.map { rows.columns[$0].gathering(rightRows) }
        return Batch(columns: columns, count: leftRows.count)
    }

    override func reset() {
        if isRightConstant && isBuilt {
            left.reset()
        } else {
            super.reset()
            context.release(reserved)
            reserved = 0
            isBuilt = false
        }
        row = 0
        candidate = -1
        // At its end the left side may have left columns of another kind.
        input = Batch(width: left.schema.count)
    }

    override func rebind(_ replacements: TermReplacements) {
        super.rebind(replacements)
        isBuilt = false
        table = RowTable(width: rightKeys.count)
        rows = Batch(width: right.schema.count)
        (first, following) = ([], [])
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let left = try left.outline(in: graph), let right = try right.outline(in: graph) else { return nil }
        return .hashJoin(left, right, certain: certain, isRightConstant: isRightConstant)
    }

    override var title: String { "hash join" }
    override var details: String { context.describe(leftKeys.map { left.schema[$0] }) }
}
