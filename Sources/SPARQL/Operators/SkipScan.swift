// The different values of one variable of one pattern: from each value the index is asked for the next greater one, so
// that what lies between is never read.
import GraphStore

final class SkipScan: Operator {
    private let seeker: QuadSeeker
    private var prefix: [TermID]
    private var next: TermID? = TermID(raw: 1)
    private let source: Int

    /// - Parameters:
    ///   - prefix: the ids of the order's first columns.
    ///   - variable: stands in the column behind them.
    init(_ context: QueryContext, _ order: IndexOrder, prefix: [TermID], variable: Int) throws {
        self.prefix = prefix
        source = prefix.count
        seeker = try context.snapshot.seeker(order)
        super.init(context, schema: [variable])
        self.order = [variable]
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var values: [TermID] = []
        while let start = next, values.count < Limits.batchRows {
            try seeker.seek(
                prefix.count > 0 ? prefix[0] : nil, prefix.count > 1 ? prefix[1] : nil,
                range: start...TermID(raw: .max))
            guard let rows = try seeker.next() else {
                next = nil
                break
            }
            let value = seeker.block.column(source)[rows.lowerBound]
            values.append(value)
            next = value.raw == .max ? nil : TermID(raw: value.raw + 1)
        }
        batch = Batch(columns: [values], count: values.count)
        return !values.isEmpty
    }

    override func reset() {
        super.reset()
        next = TermID(raw: 1)
    }

    override func rebind(_ replacements: TermReplacements) { prefix = prefix.map(replacements.id) }

    override func outline(in graph: ActiveGraph) -> PlanOutline? {
        .skipScan(seeker.order, prefix: prefix, variable: schema[0])
    }

    override var title: String { "skip scan \(seeker.order.rawValue)" }
    override var details: String { context.describe(schema) }
}
