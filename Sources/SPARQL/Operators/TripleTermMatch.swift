// Takes triple terms apart: keeps the solutions whose term in one column is a triple term that fits, and binds the
// variables of its parts.
import GraphStore

final class TripleTermMatch: Operator {
    private let input: Operator
    private let column: Int
    private let parts: [Place]
    private let newVariables: [Int]

    /// - Parameters:
    ///   - variable: holds the triple term.
    ///   - parts: subject, predicate and object.
    init(_ context: QueryContext, _ input: Operator, _ variable: Int, parts: [Place]) {
        self.input = input
        self.parts = parts
        column = input.column(variable) ?? 0
        var new: [Int] = []
        for case .variable(let variable) in parts where input.column(variable) == nil && !new.contains(variable) {
            new.append(variable)
        }
        newVariables = new
        super.init(context, schema: input.schema + new, inputs: [input])
        order = input.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        var rows = Batch(width: input.schema.count)
        while try input.next(&rows) {
            var output = Batch(width: schema.count)
            for row in 0..<rows.count {
                guard let triple = try context.parts(ofTriple: rows.columns[column][row]) else { continue }
                var values = rows.row(row) + newVariables.map { _ in TermID.unbound }
                let ids = [triple.subject, triple.predicate, triple.object]
                guard zip(parts, ids).allSatisfy({ unify($0, $1, &values) }) else { continue }
                for column in values.indices { output.columns[column].append(values[column]) }
                output.count += 1
            }
            if output.count > 0 {
                batch = output
                return true
            }
        }
        return false
    }

    private func unify(_ place: Place, _ id: TermID, _ values: inout [TermID]) -> Bool {
        switch place {
        case .constant(let constant): return constant == id
        case .variable(let variable):
            guard let column = column(variable) else { return false }
            if values[column].isUnbound { values[column] = id }
            return values[column] == id
        }
    }

    override var title: String { "triple term" }
    override var details: String { context.describe([input.schema[column]]) }
}
