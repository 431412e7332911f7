// FILTER, with EXISTS: a condition's patterns are asked once for a whole batch, then the condition is evaluated row by
// row.
import GraphStore
import Primitives
import SPARQLSyntax

/// A pattern of EXISTS under the solutions of a batch.
final class ExistenceTest {
    private let pattern: Operator
    private let source: BatchSource
    private let rowNumber: Int
    private let twice: [Int]

    /// - Parameters:
    ///   - pattern: what the pattern makes of the solutions of `source`.
    ///   - rowNumber: the variable of the hidden column of row numbers, which comes last in `source`.
    ///   - twice: columns of a batch that come once more before it.
    init(_ pattern: Operator, source: BatchSource, rowNumber: Int, twice: [Int] = []) {
        self.pattern = pattern
        self.source = source
        self.twice = twice
        self.rowNumber = pattern.column(rowNumber) ?? 0
    }

    var plan: Operator { pattern }

    func outline(in graph: ActiveGraph) throws -> ExistenceOutline? {
        guard twice.isEmpty else { return nil }
        return try pattern.outline(in: graph).map { ExistenceOutline(pattern: $0, hand: HandOutline(source)) }
    }

    /// For each row, whether the pattern has a solution.
    func outcomes(_ batch: Batch) throws -> [Bool] {
        var outcomes = [Bool](repeating: false, count: batch.count)
        source.batch = Batch(columns: batch.columns + twice.map { batch.columns[$0] }, count: batch.count).numbered()
        pattern.reset()
        var missing = batch.count
        var output = Batch(width: pattern.schema.count)
        while missing > 0, try pattern.next(&output) {
            for number in output.columns[rowNumber] where !outcomes[Int(number.raw) - 1] {
                outcomes[Int(number.raw) - 1] = true
                missing -= 1
            }
        }
        return outcomes
    }
}

final class Filter: Operator {
    private let input: Operator
    private let condition: CompiledExpression
    private let termColumns: [Int]
    /// The column that the condition depends on, where it is one.
    private let soleInput: Int?
    private let existence: [ExistenceTest]
    private let evaluator: ExpressionEvaluator
    private let expression: Expression

    init(
        _ context: QueryContext, _ input: Operator, _ condition: CompiledExpression, existence: [ExistenceTest],
        _ evaluator: ExpressionEvaluator, _ expression: Expression
    ) {
        self.input = input
        self.condition = condition
        termColumns = condition.termColumns.numbers
        soleInput = condition.soleInput
        self.existence = existence
        self.evaluator = evaluator
        self.expression = expression
        super.init(context, schema: input.schema, inputs: [input] + existence.map(\.plan))
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while try input.next(&batch) {
            try evaluator.begin(batch, existence: existence)
            try keepWanted(&batch)
            if batch.count > 0 { return true }
        }
        return false
    }

    private func keepWanted(_ batch: inout Batch) throws {
        if let outcomes = existenceAlone { return batch.keep { outcomes.column[$0] == outcomes.wanted } }
        let rows = batch
        switch condition {
        case .inlineComparison(let comparison, let otherwise):
            let ids = rows.columns[comparison.column]
            if comparison.holds(forAll: ids) { return }
            try batch.keep { row in
                try comparison.outcome(ids[row]) ?? (evaluator.isTrue(otherwise, rows, row) == true)
            }
        case .textFunction(let function, let otherwise):
            try keepWanted(&batch, by: function, wanted: true, otherwise)
        case .not(.textFunction(let function, let otherwise)):
            try keepWanted(&batch, by: function, wanted: false, otherwise)
        default:
            try context.prefetch(termColumns, of: batch)
            var last: (id: TermID, isWanted: Bool)?
            try batch.keep { row in
                if row % Limits.checkedRows == 0 { try context.check() }
                if let soleInput, let last, rows.columns[soleInput][row] == last.id { return last.isWanted }
                evaluator.beginSolution()
                let isWanted = try evaluator.isTrue(condition, rows, row) == true
                if let soleInput { last = (rows.columns[soleInput][row], isWanted) }
                return isWanted
            }
        }
    }

    /// Keeps the rows for which a function has the wanted outcome.
    private func keepWanted(
        _ batch: inout Batch, by function: TextFunction, wanted: Bool, _ otherwise: CompiledExpression
    ) throws {
        try context.check()
        let rows = batch
        let outcomes = try evaluator.column(of: function, rows)
        try batch.keep { row in
            guard let outcome = outcomes?[row] else { return try evaluator.isTrue(otherwise, rows, row) == wanted }
            if outcome.isUnbound { return false }
            return try (outcome.booleanValue ?? context.effectiveBoolean(.id(outcome))) == wanted
        }
    }

    /// What has been found for the batch at hand, and which outcome is kept, where the condition is EXISTS or NOT EXISTS
    /// and no more.
    private var existenceAlone: (column: [Bool], wanted: Bool)? {
        switch condition {
        case .exists(let number): (evaluator.existsColumns[number], true)
        case .not(.exists(let number)): (evaluator.existsColumns[number], false)
        default: nil
        }
    }

    override func reset() { input.reset() }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard let inner = try input.outline(in: graph) else { return nil }
        let tests = try existence.compactMap { try $0.outline(in: graph) }
        guard tests.count == existence.count else { return nil }
        return .filter(inner, try LastingExpression(condition, context), expression, existence: tests)
    }

    override var title: String { "filter" }
    override var details: String { expression.summary }
}
