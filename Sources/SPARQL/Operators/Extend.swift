// BIND and the expressions of SELECT: adds columns. Several that follow one another are one operator, so that a label of
// BNODE means one node in all of them.
import GraphStore
import Primitives
import SPARQLSyntax

final class Extend: Operator {
    private let input: Operator
    private let expressions: [CompiledExpression]
    /// Of each expression, whether no operator compares its values.
    private let shownOnly: [Bool]
    /// Columns of the input whose terms are read.
    private let termColumns: [Int]
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
        self.existence = existence
        self.evaluator = evaluator
        super.init(context, schema: input.schema + variables, inputs: [input] + existence.map(\.plan))
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var rows = Batch(width: input.schema.count)
        guard try input.next(&rows) else { return false }
        try evaluator.begin(rows, existence: existence)
        try context.prefetch(termColumns, of: rows)
        if expressions.count == 1 { try addOnlyColumn(&rows) } else { try addColumns(&rows) }
        batch = rows
        return true
    }

    private func addColumns(_ rows: inout Batch) throws {
        let start = rows.columns.count
        let told = try expressions.map { try self.told($0, rows) }
        for _ in expressions { rows.columns.append([TermID](repeating: .unbound, count: rows.count)) }
        for row in 0..<rows.count {
            if row % Limits.checkedRows == 0 { try context.check() }
            evaluator.beginSolution()
            for place in expressions.indices {
                rows.columns[start + place][row] = try told[place]?[row] ?? id(place, rows, row)
            }
        }
    }

    private func addOnlyColumn(_ rows: inout Batch) throws {
        let start = rows.columns.count
        // Another name for a column is that column.
        if case .column(let column) = expressions[0], column < start {
            rows.columns.append(rows.columns[column])
            return
        }
        let told = try told(expressions[0], rows)
        // The expression may name its own variable, which has no value.
        rows.columns.append([TermID](repeating: .unbound, count: rows.count))
        if let told {
            for (row, id) in told.enumerated() { rows.columns[start][row] = try id ?? self.id(0, rows, row) }
            return
        }
        let inputs = expressions[0].soleInput.map { rows.columns[$0] }
        for row in 0..<rows.count {
            if row % Limits.checkedRows == 0 { try context.check() }
            if let inputs, row > 0, inputs[row] == inputs[row - 1] {
                rows.columns[start][row] = rows.columns[start][row - 1]
                continue
            }
            evaluator.beginSolution()
            rows.columns[start][row] = try id(0, rows, row)
        }
    }

    /// The ids that are told without values, nil where they are not; nil for an expression of another kind.
    private func told(_ expression: CompiledExpression, _ rows: Batch) throws -> [TermID?]? {
        switch expression {
        case .inlineFunction(let function, _) where function.column < input.schema.count:
            return rows.columns[function.column].map(function.id)
        case .textFunction(let function, let otherwise):
            try context.check()
            let told = try evaluator.column(of: function, rows, isShownOnly: !shownOnly.contains(false))
            guard let told, let others = try self.told(otherwise, rows) else { return told }
            return zip(told, others).map { $0 ?? $1 }
        default: return nil
        }
    }

    private func id(_ place: Int, _ rows: Batch, _ row: Int) throws -> TermID {
        guard let value = try evaluator.evaluate(expressions[place], rows, row) else { return .unbound }
        return shownOnly[place] ? try context.idToShow(value) : try context.id(of: value)
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
