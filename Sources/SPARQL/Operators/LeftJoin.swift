// OPTIONAL. Each batch of the left side is put under the right side, which hands back its rows extended; rows that do
// not come back go on with what they have. A hidden column holds the number of the row.
import GraphStore

final class LeftJoin: Operator {
    private let left: Operator
    private let right: Operator
    private let source: BatchSource
    private let rowNumber: Int
    /// Of each output column, the column of the right side.
    private let rightColumns: [Int]
    private var input: Batch
    private var isMatched: [Bool] = []
    private var isRunning = false

    /// - Parameters:
    ///   - right: what the optional pattern makes of the solutions of `source`.
    ///   - source: has the columns of `left` and after them `rowNumber`.
    init(
        _ context: QueryContext, _ left: Operator, _ right: Operator, source: BatchSource, rowNumber: Int
    ) {
        self.left = left
        self.right = right
        self.source = source
        self.rowNumber = right.column(rowNumber) ?? 0
        let schema = left.schema + right.schema.filter { $0 != rowNumber && !left.schema.contains($0) }
        rightColumns = schema.compactMap { right.column($0) }
        input = Batch(width: left.schema.count)
        super.init(context, schema: schema, inputs: [left, right])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while true {
            if isRunning {
                var output = Batch(width: right.schema.count)
                if try right.next(&output) {
                    for number in output.columns[rowNumber] { isMatched[Int(number.raw) - 1] = true }
                    batch = Batch(columns: rightColumns.map { output.columns[$0] }, count: output.count)
                    return true
                }
                isRunning = false
                let unmatched = isMatched.indices.filter { !isMatched[$0] }
                if unmatched.isEmpty { continue }
                var rows = input.selecting(unmatched)
                let unbound = [TermID](repeating: .unbound, count: rows.count)
                while rows.columns.count < schema.count { rows.columns.append(unbound) }
                batch = rows
                return true
            }
            guard try left.next(&input) else { return false }
            source.batch = input.numbered()
            right.reset()
            isMatched = [Bool](repeating: false, count: input.count)
            isRunning = true
        }
    }

    override func reset() {
        left.reset()
        isRunning = false
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let left = try left.outline(in: graph), let right = try right.outline(in: graph) else { return nil }
        return .leftJoin(left, right, hand: HandOutline(source))
    }

    override var title: String { "optional" }
}

extension Batch {
    /// The batch with a last column of row numbers, from 1 on so that none is unbound.
    func numbered() -> Batch {
        var batch = self
        batch.columns.append(rowNumbers)
        return batch
    }

    var rowNumbers: [TermID] { (0..<count).map { TermID(raw: UInt64($0 + 1)) } }
}
