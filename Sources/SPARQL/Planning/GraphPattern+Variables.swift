// Which variables the solutions of a pattern can bind, which of them every solution binds, and which a pattern so much
// as mentions. Plans depend on these: a value may flow into a pattern only where it cannot change the meaning.
import RDF
import SPARQLSyntax

extension TermPattern {
    var variables: Set<Variable> {
        switch self {
        case .variable(let variable): [variable]
        case .term: []
        case .triple(let triple): triple.variables
        }
    }
}

extension TriplePattern {
    var variables: Set<Variable> {
        subject.variables.union(predicate.variables).union(object.variables)
    }
}

extension LabelSearch {
    var variables: Set<Variable> { (found + [text]).reduce(into: []) { $0.formUnion($1.variables) } }
}

extension GraphPattern {
    /// The variables that solutions may bind.
    var variables: Set<Variable> {
        switch self {
        case .basic(let triples): triples.reduce(into: []) { $0.formUnion($1.variables) }
        case .path(let subject, _, let object): subject.variables.union(object.variables)
        case .join(let left, let right), .leftJoin(let left, let right, _), .union(let left, let right):
            left.variables.union(right.variables)
        case .minus(let left, _): left.variables
        case .filter(_, let inner), .orderBy(let inner, _), .distinct(let inner), .reduced(let inner),
            .slice(let inner, _, _):
            inner.variables
        case .graph(let name, let inner): inner.variables.union(name.variables)
        case .service(let name, let inner, _): inner.variables.union(name.variables)
        case .search(let search): search.variables
        case .extend(let inner, let variable, _): inner.variables.union([variable])
        case .group(_, let by, let aggregates): Set(by).union(aggregates.map(\.variable))
        case .values(let table): Set(table.variables)
        case .project(_, let variables): Set(variables)
        }
    }

    /// The variables that every solution binds.
    var certainVariables: Set<Variable> {
        switch self {
        case .basic, .path: variables
        case .join(let left, let right): left.certainVariables.union(right.certainVariables)
        case .leftJoin(let left, _, _), .minus(let left, _): left.certainVariables
        case .union(let left, let right): left.certainVariables.intersection(right.certainVariables)
        case .filter(_, let inner), .orderBy(let inner, _), .distinct(let inner), .reduced(let inner),
            .slice(let inner, _, _), .extend(let inner, _, _):
            inner.certainVariables
        case .graph(let name, let inner): inner.certainVariables.union(name.variables)
        case .group(let inner, let by, _): Set(by).intersection(inner.certainVariables)
        case .values(let table):
            Set(
                table.variables.indices.filter { column in table.rows.allSatisfy { $0[column] != nil } }
                    .map { table.variables[$0] })
        case .project(let inner, let variables): inner.certainVariables.intersection(variables)
        case .service: []
        case .search(let search): search.variables
        }
    }

    /// Every variable that stands somewhere in the pattern, hidden by a projection or not.
    var mentionedVariables: Set<Variable> {
        switch self {
        case .basic, .path, .values, .search: variables
        case .join(let left, let right), .union(let left, let right), .minus(let left, let right):
            left.mentionedVariables.union(right.mentionedVariables)
        case .leftJoin(let left, let right, let condition):
            left.mentionedVariables.union(right.mentionedVariables).union(condition?.variables ?? [])
        case .filter(let condition, let inner): inner.mentionedVariables.union(condition.variables)
        case .orderBy(let inner, let conditions):
            conditions.reduce(inner.mentionedVariables) { $0.union($1.expression.variables) }
        case .distinct(let inner), .reduced(let inner), .slice(let inner, _, _): inner.mentionedVariables
        case .graph(let name, let inner): inner.mentionedVariables.union(name.variables)
        case .service(let name, let inner, _): inner.mentionedVariables.union(name.variables)
        case .extend(let inner, let variable, let expression):
            inner.mentionedVariables.union(expression.variables).union([variable])
        case .group(let inner, let by, let aggregates):
            aggregates.reduce(inner.mentionedVariables.union(by)) { result, binding in
                binding.aggregate.arguments.reduce(result.union([binding.variable])) { $0.union($1.variables) }
            }
        case .project(let inner, let variables): inner.mentionedVariables.union(variables)
        }
    }
}

extension GraphPattern {
    /// Whether the solutions of `input`, which may bind `bound` and always bind `certain`, can be put under this
    /// pattern and extended by it, so that the outcome is the join of both.
    ///
    /// - Parameter isSubstituting: inside EXISTS, where what comes from outside replaces the variables everywhere.
    func accepts(bound: Set<Variable>, certain: Set<Variable>, isSubstituting: Bool = false) -> Bool {
        switch self {
        case .basic: return true
        case .path(let subject, _, let object):
            return isSubstituting || subject.variables.union(object.variables).intersection(bound).isSubset(of: certain)
        case .join(let left, let right):
            return left.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
                && right.accepts(
                    bound: bound.union(left.variables), certain: certain.union(left.certainVariables),
                    isSubstituting: isSubstituting)
        case .leftJoin(let left, let right, let condition):
            // What the optional part shares with the input must be decided by the left part alone.
            let own = right.mentionedVariables.union(condition?.variables ?? [])
            let isDecided = isSubstituting || own.intersection(bound).isSubset(of: left.certainVariables)
            return isDecided && left.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .filter(let condition, let inner):
            // A filter sees the variables of its group only.
            let isDecided =
                isSubstituting || condition.variables.intersection(bound).isSubset(of: inner.certainVariables)
            return isDecided && inner.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .union(let left, let right):
            return left.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
                && right.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .minus(let left, let right):
            let isDecided =
                isSubstituting || right.mentionedVariables.intersection(bound).isSubset(of: left.certainVariables)
            return isDecided && left.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .graph(.term, let inner):
            return inner.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .graph(_, let inner): return inner.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .service, .search: return true
        case .extend(let inner, let variable, let expression):
            let isDecided =
                isSubstituting || expression.variables.intersection(bound).isSubset(of: inner.certainVariables)
            return isDecided && !bound.contains(variable)
                && inner.accepts(bound: bound, certain: certain, isSubstituting: isSubstituting)
        case .values, .group, .orderBy, .project, .distinct, .reduced, .slice: return false
        }
    }
}
