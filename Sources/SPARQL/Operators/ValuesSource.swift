// The rows of VALUES, and any other table that is at hand.
import GraphStore

final class ValuesSource: Operator {
    private var table: Batch
    private var row = 0
    /// Whether the store was asked for what the table says of the query's terms.
    private let isCounted: Bool
    /// Whether the rows are those of the query's text.
    private var isOwn = true

    init(_ context: QueryContext, schema: Schema, _ table: Batch, isCounted: Bool = false) {
        self.table = table
        self.isCounted = isCounted
        super.init(context, schema: schema)
        estimate = Double(table.count)
    }

    /// Puts other rows in the place of the table's.
    func replace(_ rows: Batch) {
        table = rows
        isOwn = false
    }

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

    override func outline(in graph: ActiveGraph) -> PlanOutline? {
        let isStored = table.columns.allSatisfy { column in !column.contains(where: TermOverlay.isOverlaid) }
        return isStored && isOwn ? .table(schema, table, isCounted: isCounted) : nil
    }

    override var title: String { "values" }
    override var details: String { "\(table.count) rows" }
}
