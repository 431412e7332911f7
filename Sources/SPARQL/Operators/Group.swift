// GROUP BY with its aggregates. Rows find their group in a hash table of key ids; each aggregate keeps a state for each
// group.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

/// An aggregate over the columns of the group's input.
struct PlannedAggregate {
    let aggregate: Aggregate
    let arguments: [CompiledExpression]

    /// An empty state.
    ///
    /// - Parameter comesInRuns: whether equal values of a column come one after the other in each group.
    func accumulator(_ evaluator: ExpressionEvaluator, comesInRuns: (Int) -> Bool) -> Accumulator {
        let context = evaluator.context
        let isDistinct = aggregate.isDistinct
        let argument = arguments.first ?? .error
        switch aggregate.function {
        case .count where arguments.isEmpty:
            return isDistinct ? DistinctRowCounter(context) : RowCounter(context, column: nil)
        case .count:
            guard case .column(let column) = argument else {
                return ValueCounter(argument, isDistinct: isDistinct, evaluator)
            }
            return isDistinct
                ? DistinctValueCounter(context, column: column, comesInRuns: comesInRuns(column))
                : RowCounter(context, column: column)
        case .sum: return Summation(argument, isDistinct: isDistinct, isAverage: false, evaluator)
        case .average: return Summation(argument, isDistinct: isDistinct, isAverage: true, evaluator)
        // It does not matter how often these get a value.
        case .minimum: return Extremum(argument, .less, evaluator)
        case .maximum: return Extremum(argument, .greater, evaluator)
        case .sample: return Sample(argument, isDistinct: false, evaluator)
        case .groupConcat(let separator):
            return Concatenation(argument, isDistinct: isDistinct, separator: separator, evaluator)
        case .custom: return UnknownAggregate(context)
        }
    }
}

final class Group: Operator {
    private let input: Operator
    private let keys: [Int?]
    private let aggregates: [PlannedAggregate]
    private let base: IRI?
    private var output: ValuesSource?
    private let keyCount: Int

    /// - Parameter results: the variables that the aggregates' values go to.
    init(
        _ context: QueryContext, _ input: Operator, by keys: [Int], results: [Int],
        _ aggregates: [PlannedAggregate], base: IRI?
    ) {
        self.input = input
        self.keys = keys.map { input.column($0) }
        self.aggregates = aggregates
        self.base = base
        keyCount = keys.count
        super.init(context, schema: keys + results, inputs: [input])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if output == nil { output = ValuesSource(context, schema: schema, try group()) }
        return try output?.next(&batch) ?? false
    }

    private func group() throws -> Batch {
        if keyCount == 1, input.order.first == schema[0], keys[0] != nil { return try groupRuns() }
        var table = RowTable(width: keyCount)
        let accumulators = accumulators()
        var groups: [Int] = []
        var reserved = 0
        // Without keys there is one group, even of nothing.
        if keyCount == 0 { _ = table.insert([], 0) }
        let counters = accumulators.compactMap { $0 as? RowCounter }.filter(\.countsRows)
        if keyCount == 0, counters.count == accumulators.count {
            let count = try input.countAll()
            for counter in counters { counter.set(count) }
            return try batch([], accumulators, count: 1)
        }
        try input.drain { batch in
            if keyCount == 0 {
                for accumulator in accumulators { try accumulator.add(batch) }
                return
            }
            let columns = keys.map { key in
                key.map { batch.columns[$0] } ?? [TermID](repeating: .unbound, count: batch.count)
            }
            groups.removeAll(keepingCapacity: true)
            for row in 0..<batch.count { groups.append(table.insert(columns, row).number) }
            for accumulator in accumulators { try accumulator.add(batch, groups, groupCount: table.count) }
            let bytes = table.bytes + table.count * 48 * accumulators.count
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
        defer { context.release(reserved) }
        let columns = (0..<keyCount).map { place in (0..<table.count).map { table.key($0, place) } }
        return try batch(columns, accumulators, count: table.count)
    }

    private func accumulators() -> [Accumulator] {
        aggregates.map { $0.accumulator(ExpressionEvaluator(context, base: base), comesInRuns: comesInRuns) }
    }

    /// Whether the rows of each group are sorted by a column: so they are when nothing but keys comes before it in the
    /// input's order.
    private func comesInRuns(_ column: Int) -> Bool {
        guard let place = input.order.firstIndex(of: input.schema[column]) else { return false }
        return input.order[..<place].allSatisfy { schema[..<keyCount].contains($0) }
    }

    /// Groups of one key that the input is sorted by: each is a run.
    private func groupRuns() throws -> Batch {
        guard let column = keys[0] else { return Batch(width: schema.count) }
        let accumulators = accumulators()
        let isCounting = accumulators.allSatisfy { ($0 as? RowCounter)?.countsRows == true }
        var found: [TermID] = []
        var counts: [Int] = []
        var groups: [Int] = []
        var reserved = 0
        try input.drain { batch in
            let ids = batch.columns[column]
            groups.removeAll(keepingCapacity: true)
            var start = 0
            while start < ids.count {
                let id = ids[start]
                var end = start + 1
                while end < ids.count, ids[end] == id { end += 1 }
                if found.last != id {
                    found.append(id)
                    counts.append(0)
                }
                counts[counts.count - 1] += end - start
                if !isCounting { groups.append(contentsOf: repeatElement(found.count - 1, count: end - start)) }
                start = end
            }
            if !isCounting {
                for accumulator in accumulators { try accumulator.add(batch, groups, groupCount: found.count) }
            }
            let bytes = found.count * (16 + 48 * accumulators.count)
            try context.reserve(bytes - reserved)
            reserved = bytes
        }
        defer { context.release(reserved) }
        if !isCounting { return try batch([found], accumulators, count: found.count) }
        let numbers = try counts.map { try context.id(of: .number(.integer($0))) }
        return Batch(columns: [found] + accumulators.map { _ in numbers }, count: found.count)
    }

    private func batch(_ keys: [[TermID]], _ accumulators: [Accumulator], count: Int) throws -> Batch {
        var columns = keys
        for accumulator in accumulators {
            columns.append(
                try (0..<count).map { number in
                    try accumulator.result(number).map { try context.id(of: $0) } ?? .unbound
                })
        }
        return Batch(columns: columns, count: count)
    }

    override func reset() {
        super.reset()
        output = nil
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let inner = try input.outline(in: graph) else { return nil }
        let lasting = try aggregates.map { planned in
            AggregateOutline(
                aggregate: planned.aggregate,
                arguments: try planned.arguments.map { try LastingExpression($0, context) })
        }
        return .group(inner, by: Array(schema[..<keyCount]), results: Array(schema[keyCount...]), lasting)
    }

    override var title: String { "group" }
    override var details: String { context.describe(Array(schema.prefix(keyCount))) }
}
