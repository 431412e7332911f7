// MINUS: removes the solutions for which the right side has a compatible one that binds a variable they bind too.
import GraphStore
import Primitives

/// What the right side of MINUS gets inside EXISTS: the values from outside, which stand for constants in it.
struct MinusOutside {
    /// Has the variables from outside and, last, the number of the left side's row.
    let hand: BatchSource
    let rowNumber: Int
    /// The left side's columns of the variables' values from outside.
    let columns: [Int]
    /// Of variables that not every solution outside binds, the left side's column of the value from outside. Where it has
    /// none, the variable is one like others.
    let uncertain: [Int: Int]
}

final class Minus: Operator {
    private let left: Operator
    private let right: Operator
    private let leftKeys: [Int]
    private let rightKeys: [Int]
    private let loose: [(left: Int, right: Int, outside: Int?)]
    private var table = RowTable(width: 0)
    private var rows: Batch
    private var first: [Int] = []
    private var following: [Int] = []
    private var isBuilt = false
    private var reserved = 0
    /// The right side's column of row numbers of the left side.
    private let rowNumber: Int?
    private let isRightConstant: Bool
    private let outside: MinusOutside?
    private let certain: NumberSet

    /// - Parameters:
    ///   - certain: variables that every solution of both sides binds.
    ///   - outside: inside EXISTS, what the right side is run under, for each batch of the left side anew.
    init(
        _ context: QueryContext, _ left: Operator, _ right: Operator, certain: NumberSet, isRightConstant: Bool,
        outside: MinusOutside? = nil
    ) {
        self.left = left
        self.right = right
        self.isRightConstant = isRightConstant
        self.outside = outside
        self.certain = certain
        let uncertain = outside?.uncertain ?? [:]
        let ignored = outside.map { Set($0.hand.schema).subtracting(uncertain.keys) } ?? []
        let shared = left.schema.filter { right.schema.contains($0) && !ignored.contains($0) }
        let keys = shared.filter { certain.contains($0) && uncertain[$0] == nil }
        leftKeys = keys.compactMap { left.column($0) }
        rightKeys = keys.compactMap { right.column($0) }
        loose = shared.filter { !keys.contains($0) }.compactMap { variable in
            guard let leftColumn = left.column(variable), let rightColumn = right.column(variable) else { return nil }
            return (leftColumn, rightColumn, uncertain[variable])
        }
        rows = Batch(width: right.schema.count)
        rowNumber = outside.flatMap { right.column($0.rowNumber) }
        super.init(context, schema: left.schema, inputs: [left, right])
        order = left.order
    }

    private func build() throws {
        isBuilt = true
        let columns = rightKeys + (rowNumber.map { [$0] } ?? [])
        table = RowTable(width: columns.count)
        rows = Batch(width: loose.count)
        (first, following) = ([], [])
        if leftKeys.isEmpty && loose.isEmpty { return }
        try right.drain { batch in
            let keys = columns.map { batch.columns[$0] }
            for row in 0..<batch.count {
                let (number, isNew) = table.insert(keys, row)
                // Without other columns to compare, one row of a key is enough.
                if loose.isEmpty { continue }
                for (place, columns) in loose.enumerated() {
                    rows.columns[place].append(batch.columns[columns.right][row])
                }
                let rowNumber = following.count
                following.append(isNew ? -1 : first[number])
                if isNew { first.append(rowNumber) } else { first[number] = rowNumber }
            }
            let bytes = table.bytes + following.count * 8 * (loose.count + 1)
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while try left.next(&batch) {
            let input = batch
            if let outside {
                outside.hand.batch = Batch(
                    columns: outside.columns.map { input.columns[$0] } + [input.rowNumbers], count: input.count)
                right.reset()
                isBuilt = false
            }
            if !isBuilt { try build() }
            if table.count == 0 { return true }
            var keys = leftKeys.map { input.columns[$0] }
            if rowNumber != nil { keys.append(input.rowNumbers) }
            batch.keep { row in
                guard let number = table.find(keys, row) else { return true }
                if loose.isEmpty { return false }
                var candidate = first[number]
                while candidate >= 0 {
                    if isRemoved(input, row, candidate) { return false }
                    candidate = following[candidate]
                }
                return true
            }
            if batch.count > 0 { return true }
        }
        return false
    }

    private func isRemoved(_ input: Batch, _ row: Int, _ candidate: Int) -> Bool {
        var hasShared = !leftKeys.isEmpty
        for (place, columns) in loose.enumerated() {
            if let outside = columns.outside, !input.columns[outside][row].isUnbound { continue }
            let (left, right) = (input.columns[columns.left][row], rows.columns[place][candidate])
            if left.isUnbound || right.isUnbound { continue }
            if left != right { return false }
            hasShared = true
        }
        return hasShared
    }

    override func reset() {
        if outside != nil || isRightConstant && isBuilt {
            left.reset()
        } else {
            super.reset()
            isBuilt = false
        }
    }

    override func rebind(_ replacements: TermReplacements) {
        super.rebind(replacements)
        isBuilt = false
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard outside == nil, let left = try left.outline(in: graph), let right = try right.outline(in: graph) else {
            return nil
        }
        return .minus(left, right, certain: certain, isRightConstant: isRightConstant)
    }

    override var title: String { "minus" }
}
