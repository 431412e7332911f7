// EXISTS (section 18.6 of the specification): the solution's values stand in the place of its variables. What a
// sub-select hides, or VALUES names, stays a variable and is compared with the solution afterwards.
import RDF
import SPARQLSyntax

extension NaiveEvaluator {
    func substitute(_ pattern: GraphPattern, _ solution: Solution) -> GraphPattern {
        func inside(_ pattern: GraphPattern) -> GraphPattern { substitute(pattern, solution) }
        switch pattern {
        case .basic(let triples): return .basic(triples.map { substitute($0, solution) })
        case .path(let subject, let path, let object):
            return .path(subject: substitute(subject, solution), path, object: substitute(object, solution))
        case .join(let left, let right): return .join(inside(left), inside(right))
        case .union(let left, let right): return .union(inside(left), inside(right))
        case .minus(let left, let right): return .minus(inside(left), inside(right))
        case .leftJoin(let left, let right, let condition):
            return .leftJoin(inside(left), inside(right), condition.map { substitute($0, solution) })
        case .filter(let condition, let inner): return .filter(substitute(condition, solution), inside(inner))
        case .graph(let name, let inner): return .graph(substitute(name, solution), inside(inner))
        case .extend(let inner, let variable, let expression):
            return .extend(inside(inner), variable, substitute(expression, solution))
        default: return pattern
        }
    }

    private func substitute(_ pattern: TermPattern, _ solution: Solution) -> TermPattern {
        switch pattern {
        case .variable(let variable): return solution[variable].map { .term($0) } ?? pattern
        case .term: return pattern
        case .triple(let triple): return .triple(substitute(triple, solution))
        }
    }

    private func substitute(_ triple: TriplePattern, _ solution: Solution) -> TriplePattern {
        TriplePattern(
            substitute(triple.subject, solution), substitute(triple.predicate, solution),
            substitute(triple.object, solution))
    }

    private func substitute(_ expression: Expression, _ solution: Solution) -> Expression {
        func inside(_ expression: Expression) -> Expression { substitute(expression, solution) }
        switch expression {
        case .variable(let variable): return solution[variable].map { .constant($0) } ?? expression
        case .constant: return expression
        case .bound(let variable):
            let isTrue = Expression.constant(.literal(Literal(true)))
            return solution[variable] == nil ? expression : isTrue
        case .or(let left, let right): return .or(inside(left), inside(right))
        case .and(let left, let right): return .and(inside(left), inside(right))
        case .not(let inner): return .not(inside(inner))
        case .comparison(let comparison, let left, let right):
            return .comparison(comparison, inside(left), inside(right))
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, inside(left), inside(right))
        case .negative(let inner): return .negative(inside(inner))
        case .positive(let inner): return .positive(inside(inner))
        case .isIn(let value, let list): return .isIn(inside(value), list.map(inside))
        case .exists(let pattern): return .exists(substitute(pattern, solution))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(inside(condition), then: inside(then), otherwise: inside(otherwise))
        case .coalesce(let list): return .coalesce(list.map(inside))
        case .builtin(let function, let arguments): return .builtin(function, arguments.map(inside))
        case .function(let name, let arguments): return .function(name, arguments.map(inside))
        }
    }
}
