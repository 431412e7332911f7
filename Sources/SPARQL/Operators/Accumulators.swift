// The states of aggregates (SPARQL 1.1 Query, section 18.5.1), one class for each kind. COUNT and SAMPLE pass over
// errors; the others make one of them.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

/// The state of one aggregate for all groups.
class Accumulator {
    let context: QueryContext

    init(_ context: QueryContext) { self.context = context }

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

/// An aggregate of the values of one expression.
final class ValueAccumulator: Accumulator {
    private let function: Aggregate.Function
    private let expression: CompiledExpression
    private let evaluator: ExpressionEvaluator
    private let isDistinct: Bool
    private var seen = RowTable(width: 2)
    private var states: [State] = []

    private struct State {
        var count = 0
        var hasError = false
        var sum = Numeric.integer(0)
        var best: (key: SortKey, value: Value)?
        var text: String?
    }

    init(
        _ context: QueryContext, _ function: Aggregate.Function, _ expression: CompiledExpression,
        isDistinct: Bool, _ evaluator: ExpressionEvaluator
    ) {
        self.function = function
        self.expression = expression
        self.isDistinct = isDistinct
        self.evaluator = evaluator
        super.init(context)
    }

    override func add(_ batch: Batch, _ groups: [Int], groupCount: Int) throws {
        while states.count < groupCount { states.append(State()) }
        for (row, group) in groups.enumerated() {
            if row % Limits.checkedRows == 0 { try context.check() }
            evaluator.beginSolution()
            guard let value = try evaluator.evaluate(expression, batch, row) else {
                states[group].hasError = true
                continue
            }
            if isDistinct {
                let pair = [[TermID(raw: UInt64(group))], [try context.id(of: value)]]
                guard seen.insert(pair, 0).isNew else { continue }
                if seen.count & 0xFFF == 0 { try context.reserve(0x1000 * 24) }
            }
            try add(value, to: &states[group])
        }
    }

    private func add(_ value: Value, to state: inout State) throws {
        state.count += 1
        switch function {
        case .count, .custom: break
        case .sum, .average:
            guard let number = try context.numeric(value), let sum = state.sum.calculate(.add, number) else {
                state.hasError = true
                return
            }
            state.sum = sum
        case .minimum, .maximum:
            let key = try SortKey(value, context)
            guard let best = state.best else {
                state.best = (key, value)
                return
            }
            let order = key.compare(best.key)
            if order == (function == .minimum ? .less : .greater) { state.best = (key, value) }
        case .sample:
            if state.best == nil { state.best = (.unbound, value) }
        case .groupConcat(let separator):
            let text: String
            switch try context.term(of: value) {
            case .literal(let literal): text = literal.lexicalForm
            case .iri(let iri): text = iri.string
            case .blank, .triple:
                state.hasError = true
                return
            }
            if state.hasError { return }
            try context.reserve(text.utf8.count + separator.utf8.count)
            if state.text == nil { state.text = text } else { state.text?.append(separator + text) }
            if state.text?.utf8.count ?? 0 > Limits.textBytes { state.hasError = true }
        }
    }

    override func result(_ group: Int) throws -> Value? {
        let state = group < states.count ? states[group] : State()
        switch function {
        case .count: return .number(.integer(state.count))
        case .sum: return state.hasError ? nil : .number(state.sum)
        case .average:
            if state.hasError { return nil }
            if state.count == 0 { return .number(.integer(0)) }
            return state.sum.calculate(.divide, .integer(state.count)).map { .number($0) }
        case .minimum, .maximum: return state.hasError ? nil : state.best?.value
        case .sample: return state.best?.value
        case .groupConcat: return state.hasError ? nil : .string(state.text ?? "")
        case .custom: return nil
        }
    }
}
