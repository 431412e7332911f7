// LIMIT and OFFSET before the expressions of SELECT: an expression gives every solution one more value and takes none away,
// so it need not be worked out for those that nobody will see.
import SPARQLSyntax

extension GraphPattern {
    /// The pattern, with as few expressions below LIMIT and OFFSET as can be; nil when it is like that as it stands.
    var slicedEarly: GraphPattern? {
        guard case .slice(let inner, let offset, let limit) = self, limit != nil || offset > 0 else { return nil }
        func sliced(_ pattern: GraphPattern) -> GraphPattern {
            let slice = GraphPattern.slice(pattern, offset: offset, limit: limit)
            return slice.slicedEarly ?? slice
        }
        switch inner {
        case .project(let pattern, let variables): return .project(sliced(pattern), variables)
        case .extend(let pattern, let variable, let expression):
            return .extend(sliced(pattern), variable, expression)
        case .orderBy(.extend(let pattern, let variable, let expression), let conditions)
        where !conditions.contains { $0.expression.variables.contains(variable) }:
            return .extend(sliced(.orderBy(pattern, conditions)), variable, expression)
        default: return nil
        }
    }
}
