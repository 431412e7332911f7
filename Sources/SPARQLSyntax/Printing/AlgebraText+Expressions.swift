// Expressions as nested lists.
import RDF

extension AlgebraText {
    mutating func list(_ expression: Expression) -> SExpression {
        switch expression {
        case .variable(let variable): return atom(variable)
        case .constant(let term): return list(term)
        case .or(let left, let right): return .call("||", [list(left), list(right)])
        case .and(let left, let right): return .call("&&", [list(left), list(right)])
        case .not(let operand): return .call("!", [list(operand)])
        case .comparison(let comparison, let left, let right):
            return .call(comparison.rawValue, [list(left), list(right)])
        case .arithmetic(let arithmetic, let left, let right):
            return .call(arithmetic.rawValue, [list(left), list(right)])
        case .negative(let operand): return .call("negative", [list(operand)])
        case .positive(let operand): return .call("positive", [list(operand)])
        case .isIn(let operand, let candidates):
            return .call("in", [list(operand)] + candidates.map { list($0) })
        case .exists(let pattern): return .call("exists", [list(pattern)])
        case .bound(let variable): return .call("bound", [atom(variable)])
        case .conditional(let condition, let then, let otherwise):
            return .call("if", [list(condition), list(then), list(otherwise)])
        case .coalesce(let candidates): return .call("coalesce", candidates.map { list($0) })
        case .builtin(let builtin, let arguments):
            return .call(builtin.rawValue.lowercased(), arguments.map { list($0) })
        case .function(let iri, let arguments):
            return .call("call", [.atom(terms.write(iri))] + arguments.map { list($0) })
        }
    }
}
