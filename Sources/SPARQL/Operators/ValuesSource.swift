// The rows of VALUES, and any other table that is at hand.
import GraphStore

final class ValuesSource: Operator {
    private var table: Batch
    private var row = 0

    init(_ context: QueryContext, schema: Schema, _ table: Batch) {
        self.table = table
        super.init(context, schema: schema)
        estimate = Double(table.count)
    }

    /// Puts other rows in the place of the table's.
    func replace(_ rows: Batch) { table = rows }

    override func produce(_ batch: inout Batch) -> Bool {
        guard row < table.count else { return false }
        let end = min(row + Limits.batchRows, table.count)
        batch = table.slice(row..<end)
        row = end
        return true
    }

    override func reset() {
        super.reset()
        row = 0
    }

    override var title: String { "values" }
    override var details: String { "\(table.count) rows" }
}
