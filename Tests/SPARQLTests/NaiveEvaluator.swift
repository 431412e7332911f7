// SPARQL by the letter: solutions as dictionaries, every operator as section 18.5 of the specification defines it,
// nothing clever. What the engine is compared with. Knows the expressions that `QueryGenerator` makes.
import RDF
import SPARQLSyntax

typealias Solution = [Variable: Term]

final class NaiveEvaluator {
    let quads: Set<Quad>
    /// Pairs of solutions that may still be compared; with none left the answer is worth nothing.
    private(set) var budget = 0

    init(quads: Set<Quad>) { self.quads = quads }

    /// The solutions; nil when there would be too much to do.
    func solutions(_ pattern: GraphPattern) -> [Solution]? {
        budget = 300_000
        let found = evaluate(pattern)
        return budget > 0 ? found : nil
    }

    private func evaluate(_ pattern: GraphPattern, in graph: Term? = nil) -> [Solution] {
        if budget <= 0 { return [] }
        switch pattern {
        case .basic(let triples):
            return triples.reduce([[:]]) { solutions, triple in
                solutions.flatMap { solution in self.matches(triple, graph).compactMap { merge(solution, $0) } }
            }
        case .path(let subject, let path, let object):
            return pairs(path, graph, constants: [subject, object].compactMap(\.term)).compactMap { start, end in
                merge(bind(subject, start), bind(object, end))
            }
        case .join(let left, let right):
            let others = evaluate(right, in: graph)
            return evaluate(left, in: graph).flatMap { solution in others.compactMap { merge(solution, $0) } }
        case .leftJoin(let left, let right, let condition):
            let others = evaluate(right, in: graph)
            return evaluate(left, in: graph).flatMap { solution -> [Solution] in
                let joined = others.compactMap { merge(solution, $0) }.filter { isTrue(condition, $0, graph) }
                return joined.isEmpty ? [solution] : joined
            }
        case .filter(let condition, let inner):
            return evaluate(inner, in: graph).filter { isTrue(condition, $0, graph) }
        case .union(let left, let right): return evaluate(left, in: graph) + evaluate(right, in: graph)
        case .minus(let left, let right):
            let others = evaluate(right, in: graph)
            return evaluate(left, in: graph).filter { solution in
                !others.contains { other in
                    merge(solution, other) != nil && !Set(solution.keys).isDisjoint(with: other.keys)
                }
            }
        case .graph(.variable(let name), let inner):
            return Set(quads.compactMap(\.graph)).flatMap { graph in
                evaluate(inner, in: graph).compactMap { merge($0, [name: graph]) }
            }
        case .graph(let name, let inner):
            guard let term = name.term, quads.contains(where: { $0.graph == term }) else { return [] }
            return evaluate(inner, in: term)
        case .values(let table):
            return table.rows.map { row in
                var solution: Solution = [:]
                for (variable, term) in zip(table.variables, row) { solution[variable] = term }
                return solution
            }
        case .extend(let inner, let variable, let expression):
            return evaluate(inner, in: graph).map { solution in
                var extended = solution
                extended[variable] = value(expression, solution)
                return extended
            }
        case .group(let inner, let by, let aggregates):
            let groups = Dictionary(grouping: evaluate(inner, in: graph)) { solution in
                solution.filter { by.contains($0.key) }
            }
            let all = by.isEmpty && groups.isEmpty ? [[:]: []] : groups
            return all.map { key, members in
                var solution = key
                for binding in aggregates { solution[binding.variable] = .literal(Literal(members.count)) }
                return solution
            }
        case .project(let inner, let variables):
            return evaluate(inner, in: graph).map { solution in solution.filter { variables.contains($0.key) } }
        case .distinct(let inner): return Array(Set(evaluate(inner, in: graph)))
        case .orderBy(let inner, _): return evaluate(inner, in: graph)
        case .reduced, .slice, .service: preconditionFailure("the generator does not make this")
        }
    }

    // MARK: Solutions

    private func merge(_ left: Solution?, _ right: Solution?) -> Solution? {
        budget -= 1
        guard let left, let right, budget > 0 else { return nil }
        var merged = left
        for (variable, term) in right {
            if let known = merged[variable], known != term { return nil }
            merged[variable] = term
        }
        return merged
    }

    private func bind(_ pattern: TermPattern, _ term: Term) -> Solution? {
        switch pattern {
        case .variable(let variable): [variable: term]
        case .term(let constant): constant == term ? [:] : nil
        case .triple: nil
        }
    }

    private func triples(_ graph: Term?) -> [Triple] { quads.filter { $0.graph == graph }.map(\.triple) }

    private func matches(_ pattern: TriplePattern, _ graph: Term?) -> [Solution] {
        triples(graph).compactMap { triple in
            let ends = merge(bind(pattern.subject, triple.subject), bind(pattern.object, triple.object))
            return merge(ends, bind(pattern.predicate, .iri(triple.predicate)))
        }
    }

    // MARK: Paths

    private func nodes(_ graph: Term?, _ constants: [Term]) -> Set<Term> {
        Set(triples(graph).flatMap { [$0.subject, $0.object] }).union(constants)
    }

    private func pairs(_ path: PropertyPath, _ graph: Term?, constants: [Term]) -> [(Term, Term)] {
        switch path {
        case .link(let predicate):
            return triples(graph).filter { $0.predicate == predicate }.map { ($0.subject, $0.object) }
        case .inverse(let inner): return pairs(inner, graph, constants: constants).map { ($1, $0) }
        case .sequence(let first, let second):
            let others = pairs(second, graph, constants: constants)
            return pairs(first, graph, constants: constants).flatMap { start, middle in
                others.filter { $0.0 == middle }.map { (start, $0.1) }
            }
        case .alternative(let first, let second):
            return pairs(first, graph, constants: constants) + pairs(second, graph, constants: constants)
        case .zeroOrOne(let inner):
            return distinct(
                nodes(graph, constants).map { ($0, $0) } + pairs(inner, graph, constants: constants))
        case .oneOrMore(let inner): return closure(pairs(inner, graph, constants: constants))
        case .zeroOrMore(let inner):
            return distinct(
                nodes(graph, constants).map { ($0, $0) } + closure(pairs(inner, graph, constants: constants)))
        case .negatedPropertySet(let forward, let inverse):
            let all = triples(graph)
            let ahead = forward.isEmpty && !inverse.isEmpty ? [] : all.filter { !forward.contains($0.predicate) }
            let back = inverse.isEmpty ? [] : all.filter { !inverse.contains($0.predicate) }
            return ahead.map { ($0.subject, $0.object) } + back.map { ($0.object, $0.subject) }
        }
    }

    private struct Pair: Hashable {
        let start: Term
        let end: Term
    }

    private func distinct(_ pairs: [(Term, Term)]) -> [(Term, Term)] {
        Set(pairs.map { Pair(start: $0, end: $1) }).map { ($0.start, $0.end) }
    }

    private func closure(_ steps: [(Term, Term)]) -> [(Term, Term)] {
        var known = Set(steps.map { Pair(start: $0, end: $1) })
        while true {
            let more = known.flatMap { pair in
                steps.filter { $0.0 == pair.end }.map { Pair(start: pair.start, end: $0.1) }
            }
            let before = known.count
            known.formUnion(more)
            if known.count == before { return known.map { ($0.start, $0.end) } }
        }
    }

    // MARK: Expressions

    private func isTrue(_ condition: Expression?, _ solution: Solution, _ graph: Term?) -> Bool {
        guard let condition else { return true }
        return truth(condition, solution, graph) == true
    }

    /// Nil is an error.
    private func truth(_ expression: Expression, _ solution: Solution, _ graph: Term?) -> Bool? {
        switch expression {
        case .bound(let variable): return solution[variable] != nil
        case .not(let inner): return truth(inner, solution, graph).map { !$0 }
        case .and(let left, let right):
            let (left, right) = (truth(left, solution, graph), truth(right, solution, graph))
            return left == false || right == false ? false : left == nil || right == nil ? nil : true
        case .or(let left, let right):
            let (left, right) = (truth(left, solution, graph), truth(right, solution, graph))
            return left == true || right == true ? true : left == nil || right == nil ? nil : false
        case .exists(let pattern):
            return !evaluate(substitute(pattern, solution), in: graph).isEmpty
        case .comparison(let comparison, let left, let right):
            guard let left = value(left, solution), let right = value(right, solution) else { return nil }
            let numbers = (number(left), number(right))
            switch comparison {
            case .equal, .notEqual:
                let isEqual = numbers.0 != nil && numbers.1 != nil ? numbers.0 == numbers.1 : left == right
                return isEqual == (comparison == .equal)
            default:
                guard let left = numbers.0, let right = numbers.1 else { return nil }
                return switch comparison {
                case .less: left < right
                case .lessOrEqual: left <= right
                case .greater: left > right
                default: left >= right
                }
            }
        default: return nil
        }
    }

    private func number(_ term: Term) -> Double? {
        guard case .literal(let literal) = term, literal.datatype != Vocabulary.XSD.string else { return nil }
        return Double(literal.lexicalForm)
    }

    private func value(_ expression: Expression, _ solution: Solution) -> Term? {
        switch expression {
        case .variable(let variable): return solution[variable]
        case .constant(let term): return term
        default: return nil
        }
    }

    /// Section 18.6: the solution's values in the place of its variables. Only patterns of triples, filters and their
    /// joins and unions occur here.
    private func substitute(_ pattern: GraphPattern, _ solution: Solution) -> GraphPattern {
        func term(_ pattern: TermPattern) -> TermPattern {
            if case .variable(let variable) = pattern, let known = solution[variable] { return .term(known) }
            return pattern
        }
        switch pattern {
        case .basic(let triples):
            return .basic(
                triples.map { TriplePattern(term($0.subject), term($0.predicate), term($0.object)) })
        case .join(let left, let right): return .join(substitute(left, solution), substitute(right, solution))
        case .union(let left, let right): return .union(substitute(left, solution), substitute(right, solution))
        case .filter(let condition, let inner):
            return .filter(substitute(condition, solution), substitute(inner, solution))
        default: return pattern
        }
    }

    private func substitute(_ expression: Expression, _ solution: Solution) -> Expression {
        switch expression {
        case .variable(let variable): solution[variable].map { .constant($0) } ?? expression
        case .bound(let variable):
            solution[variable] == nil
                ? expression : .comparison(.equal, .constant(.string("")), .constant(.string("")))
        case .not(let inner): .not(substitute(inner, solution))
        case .and(let left, let right): .and(substitute(left, solution), substitute(right, solution))
        case .or(let left, let right): .or(substitute(left, solution), substitute(right, solution))
        case .comparison(let comparison, let left, let right):
            .comparison(comparison, substitute(left, solution), substitute(right, solution))
        default: expression
        }
    }
}
