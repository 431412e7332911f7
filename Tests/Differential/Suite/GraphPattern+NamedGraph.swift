// GRAPH with a variable as engines see it that carry the graph with each triple.
import SPARQLSyntax

extension GraphPattern {
    /// Whether the pattern is matched in one graph anyway.
    var isMatchedInOneGraph: Bool {
        switch self {
        case .basic(let triples): !triples.isEmpty
        case .path: true
        default: false
        }
    }

    /// The pattern with GRAPH around its triples and paths instead of around the whole.
    func namingGraph(_ name: Variable) -> GraphPattern {
        func inside(_ pattern: GraphPattern) -> GraphPattern { pattern.namingGraph(name) }
        switch self {
        case .basic, .path: return isMatchedInOneGraph ? .graph(.variable(name), self) : self
        case .join(let left, let right): return .join(inside(left), inside(right))
        case .leftJoin(let left, let right, let condition): return .leftJoin(inside(left), inside(right), condition)
        case .filter(let condition, let inner): return .filter(condition, inside(inner))
        case .union(let left, let right): return .union(inside(left), inside(right))
        case .minus(let left, let right): return .minus(inside(left), inside(right))
        case .extend(let inner, let variable, let expression): return .extend(inside(inner), variable, expression)
        case .group(let inner, let by, let aggregates): return .group(inside(inner), by: by, aggregates: aggregates)
        case .orderBy(let inner, let conditions): return .orderBy(inside(inner), conditions)
        case .project(let inner, let variables):
            // A variable that is not selected is another one inside, whatever its name.
            let own = variables.contains(name) ? name : Variable(name.name + " outside")
            return .project(inner.namingGraph(own), variables)
        case .distinct(let inner): return .distinct(inside(inner))
        case .reduced(let inner): return .reduced(inside(inner))
        case .slice(let inner, let offset, let limit): return .slice(inside(inner), offset: offset, limit: limit)
        case .graph, .values, .search, .service: return self
        }
    }
}
