// Expressions, with brackets around whatever is made of operators.
import RDF

extension SPARQLWriter {
    func text(_ expression: Expression) -> String {
        switch expression {
        case .variable(let variable): return aggregates[variable].map(text) ?? text(variable)
        case .constant(let term): return terms.write(term)
        case .or(let left, let right): return "\(operand(left)) || \(operand(right))"
        case .and(let left, let right): return "\(operand(left)) && \(operand(right))"
        case .comparison(let comparison, let left, let right):
            return "\(operand(left)) \(comparison.rawValue) \(operand(right))"
        case .arithmetic(let arithmetic, let left, let right):
            return "\(operand(left)) \(arithmetic.rawValue) \(operand(right))"
        case .not(.isIn(let operand, let candidates)): return "\(self.operand(operand)) NOT IN \(list(candidates))"
        case .not(.exists(let pattern)): return "NOT " + text(.exists(pattern))
        case .not(let operand): return "!(\(text(operand)))"
        case .negative(let operand): return "-(\(text(operand)))"
        case .positive(let operand): return "+(\(text(operand)))"
        case .isIn(let operand, let candidates): return "\(self.operand(operand)) IN \(list(candidates))"
        case .exists(let pattern): return "EXISTS " + inline { writer in writer.braces { $0.writeGroup(pattern) } }
        case .bound(let variable): return "BOUND(\(text(variable)))"
        case .conditional(let condition, let then, let otherwise): return "IF" + list([condition, then, otherwise])
        case .coalesce(let candidates): return "COALESCE" + list(candidates)
        case .builtin(let builtin, let arguments): return builtin.rawValue + list(arguments)
        case .function(let iri, let arguments): return terms.write(iri) + list(arguments)
        }
    }

    private func list(_ expressions: [Expression]) -> String {
        "(\(expressions.map(text).joined(separator: ", ")))"
    }

    private func operand(_ expression: Expression) -> String {
        switch expression {
        case .or, .and, .comparison, .arithmetic, .not, .negative, .positive, .isIn, .exists:
            "(\(text(expression)))"
        default: text(expression)
        }
    }

    private func text(_ aggregate: Aggregate) -> String {
        var inner = aggregate.isDistinct ? "DISTINCT " : ""
        inner += aggregate.arguments.isEmpty ? "*" : aggregate.arguments.map(text).joined(separator: ", ")
        if case .groupConcat(let separator) = aggregate.function {
            inner += "; SEPARATOR=" + terms.write(Literal(separator))
        }
        return "\(aggregate.name(terms))(\(inner))"
    }
}
