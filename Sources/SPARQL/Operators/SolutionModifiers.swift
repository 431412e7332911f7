// Projection, DISTINCT, REDUCED and slices.
import GraphStore

final class Project: Operator {
    private let input: Operator
    private let sources: [Int?]
    /// Whether the columns are those of the input.
    private let isAsItIs: Bool

    init(_ context: QueryContext, _ input: Operator, _ variables: [Int]) {
        self.input = input
        sources = variables.map { input.column($0) }
        isAsItIs = variables == input.schema
        super.init(context, schema: variables, inputs: [input])
        order = Array(input.order.prefix { variables.contains($0) })
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        guard try input.next(&batch) else { return false }
        if isAsItIs { return true }
        let rows = batch
        batch.columns = sources.map { source in
            source.map { rows.columns[$0] } ?? [TermID](repeating: .unbound, count: rows.count)
        }
        return true
    }

    override func countAll() throws -> Int { try input.countAll() }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        try input.outline(in: graph).map { .project($0, schema) }
    }

    override var title: String { "project" }
    override var details: String { context.describe(schema) }
}

final class Distinct: Operator {
    private let input: Operator
    private var table: RowTable
    private var reserved = 0

    init(_ context: QueryContext, _ input: Operator) {
        self.input = input
        table = RowTable(width: input.schema.count)
        super.init(context, schema: input.schema, inputs: [input])
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while try input.next(&batch) {
            let rows = batch
            batch.keep { table.insert(rows.columns, $0).isNew }
            let bytes = table.bytes
            try context.reserve(bytes - reserved)
            reserved = bytes
            if batch.count > 0 { return true }
        }
        return false
    }

    override func reset() {
        super.reset()
        table = RowTable(width: schema.count)
        context.release(reserved)
        reserved = 0
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        try input.outline(in: graph).map { .distinct($0) }
    }

    override var title: String { "distinct" }
}

/// REDUCED: drops what repeats the row before.
final class Reduced: Operator {
    private let input: Operator
    private var last: [TermID]?

    init(_ context: QueryContext, _ input: Operator) {
        self.input = input
        super.init(context, schema: input.schema, inputs: [input])
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while try input.next(&batch) {
            let rows = batch
            batch.keep { row in
                let values = rows.row(row)
                if values == last { return false }
                last = values
                return true
            }
            if batch.count > 0 { return true }
        }
        return false
    }

    override func reset() {
        super.reset()
        last = nil
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        try input.outline(in: graph).map { .reduced($0) }
    }

    override var title: String { "reduced" }
}

/// OFFSET and LIMIT.
final class Slice: Operator {
    private let input: Operator
    private let offset: Int
    private let limit: Int?
    private var skipped = 0
    private var taken = 0

    init(_ context: QueryContext, _ input: Operator, offset: Int, limit: Int?) {
        self.input = input
        self.offset = offset
        self.limit = limit
        super.init(context, schema: input.schema, inputs: [input])
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while taken < limit ?? .max {
            guard try input.next(&batch) else { return false }
            let start = min(offset - skipped, batch.count)
            skipped += start
            let end = min(batch.count, start + (limit ?? .max / 2) - taken)
            if start >= end { continue }
            if start > 0 || end < batch.count { batch = batch.slice(start..<end) }
            taken += batch.count
            return true
        }
        return false
    }

    override func reset() {
        super.reset()
        (skipped, taken) = (0, 0)
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        try input.outline(in: graph).map { .slice($0, offset: offset, limit: limit) }
    }

    override var title: String { "slice" }
    override var details: String {
        [offset > 0 ? "offset \(offset)" : nil, limit.map { "limit \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }
}
