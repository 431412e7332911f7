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

    /// - Parameters:
    ///   - pattern: what the pattern makes of the solutions of `source`.
    ///   - rowNumber: the variable of the hidden column of row numbers, which comes last in `source`.
    init(_ pattern: Operator, source: BatchSource, rowNumber: Int) {
        self.pattern = pattern
        self.source = source
        self.rowNumber = pattern.column(rowNumber) ?? 0
    }

    var plan: Operator { pattern }

    func outline(in graph: ActiveGraph) throws -> ExistenceOutline? {
        try pattern.outline(in: graph).map { ExistenceOutline(pattern: $0, hand: HandOutline(source)) }
    }

    /// For each row, whether the pattern has a solution.
    func outcomes(_ batch: Batch) throws -> [Bool] {
        var outcomes = [Bool](repeating: false, count: batch.count)
        source.batch = batch.numbered()
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
            evaluator.existsColumns = []
            for test in existence { evaluator.existsColumns.append(try test.outcomes(batch)) }
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
        case .textComparison(let comparison, let otherwise):
            try context.check()
            let outcomes = try context.outcomes(of: comparison, rows.columns[comparison.column])
            try batch.keep { row in try outcomes[row] ?? (evaluator.isTrue(otherwise, rows, row) == true) }
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

/// BIND and the expressions of SELECT: adds columns. Several that follow one another are one operator, so that a label
/// of BNODE means one node in all of them.
final class Extend: Operator {
    private let input: Operator
    private let expressions: [CompiledExpression]
    /// Of each expression, whether no operator compares its values.
    private let shownOnly: [Bool]
    /// Columns of the input whose terms are read.
    private let termColumns: [Int]
    /// The column that the only expression depends on, where it is one.
    private let soleInput: Int?
    private let existence: [ExistenceTest]
    private let evaluator: ExpressionEvaluator

    /// - Parameter expressions: each may look at the columns before its own.
    init(
        _ context: QueryContext, _ input: Operator, _ variables: [Int], _ expressions: [CompiledExpression],
        shownOnly: [Bool], existence: [ExistenceTest], _ evaluator: ExpressionEvaluator
    ) {
        self.input = input
        self.expressions = expressions
        self.shownOnly = shownOnly
        termColumns = expressions.reduce([] as NumberSet) { $0.union($1.termColumns) }.numbers
            .filter { $0 < input.schema.count }
        soleInput = expressions.count == 1 ? expressions[0].soleInput : nil
        self.existence = existence
        self.evaluator = evaluator
        super.init(context, schema: input.schema + variables, inputs: [input] + existence.map(\.plan))
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var rows = Batch(width: input.schema.count)
        guard try input.next(&rows) else { return false }
        evaluator.existsColumns = []
        for test in existence { evaluator.existsColumns.append(try test.outcomes(rows)) }
        let start = rows.columns.count
        for expression in expressions {
            // Another name for a column is that column.
            if case .column(let column) = expression, expressions.count == 1, column < start {
                rows.columns.append(rows.columns[column])
                batch = rows
                return true
            }
            rows.columns.append([TermID](repeating: .unbound, count: rows.count))
        }
        try context.prefetch(termColumns, of: rows)
        // From ids to ids, without values in between: half the time.
        if case .inlineFunction(let function, let otherwise) = expressions[0], expressions.count == 1 {
            let column = rows.columns[function.column]
            for row in 0..<rows.count {
                if let id = function.id(of: column[row]) {
                    rows.columns[start][row] = id
                } else if let value = try evaluator.evaluate(otherwise, rows, row) {
                    rows.columns[start][row] = try context.id(of: value)
                }
            }
            batch = rows
            return true
        }
        for row in 0..<rows.count {
            if row % Limits.checkedRows == 0 { try context.check() }
            evaluator.beginSolution()
            if let soleInput, row > 0, rows.columns[soleInput][row] == rows.columns[soleInput][row - 1] {
                rows.columns[start][row] = rows.columns[start][row - 1]
                continue
            }
            for (place, expression) in expressions.enumerated() {
                guard let value = try evaluator.evaluate(expression, rows, row) else { continue }
                rows.columns[start + place][row] =
                    shownOnly[place] ? try context.idToShow(value) : try context.id(of: value)
            }
        }
        batch = rows
        return true
    }

    override func reset() { input.reset() }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard existence.isEmpty, let inner = try input.outline(in: graph) else { return nil }
        let lasting = try expressions.map { try LastingExpression($0, context) }
        return .extend(inner, Array(schema[input.schema.count...]), lasting, shownOnly: shownOnly)
    }

    override var title: String { "extend" }
    override var details: String { context.describe(Array(schema.dropFirst(input.schema.count))) }
}
