// SPARQL by the letter: solutions as dictionaries, every operator as section 18.5 of the specification defines it,
// nothing clever. What the engine is compared with. Knows what `QueryGenerator` makes, and no more.
import Quantities
import RDF
import SPARQLSyntax

public typealias Solution = [Variable: Term]

public final class NaiveEvaluator {
    /// The default graph of the query and its named graphs.
    let defaultGraph: [Triple]
    let namedGraphs: [Term: [Triple]]
    /// The ways to depart from the specification, for explaining another engine's answers.
    let deviations: Set<Deviation>
    /// Pairs of solutions that may still be compared; with none left the answer is worth nothing.
    var budget = 0
    /// Whether the answer depends on an order that the specification leaves open.
    var isAmbiguous = false

    static let pairs = 60_000

    /// - Parameter dataset: FROM and FROM NAMED; nil for the store's own graphs.
    public init(quads: Set<Quad>, dataset: DatasetClause? = nil, deviations: Set<Deviation> = []) {
        self.deviations = deviations
        let quads = deviations.contains(.numbersByValue) ? Set(quads.map { $0.withNumbers(\.plainTerm) }) : quads
        var graphs: [Term: [Triple]] = [:]
        for quad in quads { if let graph = quad.graph { graphs[graph, default: []].append(quad.triple) } }
        if let dataset {
            let merged = dataset.defaultGraphs.flatMap { graphs[.iri($0)] ?? [] }
            defaultGraph = deviations.contains(.repeatedGraphs) ? merged : Array(Set(merged))
            namedGraphs = graphs.filter { graph, _ in dataset.namedGraphs.contains { .iri($0) == graph } }
        } else {
            defaultGraph = quads.filter { $0.graph == nil }.map(\.triple)
            namedGraphs = graphs
        }
    }

    /// The solutions; nil when there would be too much to do, or when they depend on an order that is left open.
    public func solutions(_ pattern: GraphPattern) -> [Solution]? {
        renewBudget()
        isAmbiguous = false
        let found = evaluate(pattern, in: nil)
        return budget > 0 && !isAmbiguous ? found : nil
    }

    /// Allows for as much work as one query may take.
    func renewBudget() { budget = Self.pairs }

    func evaluate(_ pattern: GraphPattern, in graph: Term?) -> [Solution] {
        if budget <= 0 { return [] }
        switch pattern {
        case .basic(let triples):
            return triples.reduce([[:]]) { solutions, triple in
                let matches = self.matches(triple, graph)
                return solutions.flatMap { solution in matches.compactMap { self.merge(solution, $0) } }
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
            if deviations.contains(.graphOfTriples), !inner.isMatchedInOneGraph {
                return evaluate(inner.namingGraph(name), in: graph)
            }
            return namedGraphs.keys.flatMap { graph in
                evaluate(inner, in: graph).compactMap { merge($0, [name: graph]) }
            }
        case .graph(let name, let inner):
            guard let term = name.term, namedGraphs[term] != nil || deviations.contains(.unknownGraphs) else {
                return []
            }
            return evaluate(inner, in: term)
        case .values(let table):
            return table.rows.map { row in
                var solution: Solution = [:]
                for (variable, term) in zip(table.variables, row) { solution[variable] = term.map(constant) }
                return solution
            }
        case .extend(let inner, let variable, let expression):
            return evaluate(inner, in: graph).map { solution in
                var extended = solution
                extended[variable] = value(expression, solution, graph)
                return extended
            }
        case .group(let inner, let by, let aggregates): return group(inner, by, aggregates, graph)
        case .project(let inner, let variables):
            return evaluate(inner, in: graph).map { solution in solution.filter { variables.contains($0.key) } }
        case .distinct(let inner):
            var seen: Set<Solution> = []
            return evaluate(inner, in: graph).filter { seen.insert($0).inserted }
        case .orderBy(let inner, let conditions): return sort(evaluate(inner, in: graph), conditions, graph)
        case .slice(let inner, let offset, let limit):
            return slice(inner, offset, limit, graph)
        case .reduced, .service, .search: preconditionFailure("the generator does not make this")
        }
    }

    // MARK: Solutions

    func merge(_ left: Solution?, _ right: Solution?) -> Solution? {
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
        case .variable(let variable): return [variable: term]
        case .term(let constant): return self.constant(constant) == term ? [:] : nil
        case .triple(let inner):
            guard case .triple(let triple) = term else { return nil }
            return bind(inner, triple)
        }
    }

    private func bind(_ pattern: TriplePattern, _ triple: Triple) -> Solution? {
        let ends = merge(bind(pattern.subject, triple.subject), bind(pattern.object, triple.object))
        return merge(ends, bind(pattern.predicate, .iri(triple.predicate)))
    }

    /// A term of the query, or one that it makes.
    func constant(_ term: Term) -> Term {
        deviations.contains(.numbersByValue) ? term.withNumbers(\.plainTerm) : term
    }

    func triples(_ graph: Term?) -> [Triple] {
        guard let graph else { return defaultGraph }
        return namedGraphs[graph] ?? []
    }

    private func matches(_ pattern: TriplePattern, _ graph: Term?) -> [Solution] {
        triples(graph).compactMap { bind(pattern, $0) }
    }

    // MARK: Order

    /// Sorted by insertion, so that a comparison that is no order everywhere does no harm.
    private func sort(_ solutions: [Solution], _ conditions: [OrderCondition], _ graph: Term?) -> [Solution] {
        let keys = solutions.map { solution in conditions.map { value($0.expression, solution, graph) } }
        let ranking = keys.indices.sorted { left, right in
            let order = compare(keys[left], keys[right], conditions)
            return order == .less || (order != .greater && left < right)
        }
        return ranking.map { solutions[$0] }
    }

    /// The order of two rows of keys; nil when the specification leaves it open.
    func compare(_ left: [Term?], _ right: [Term?], _ conditions: [OrderCondition]) -> Ordering? {
        for (index, condition) in conditions.enumerated() {
            guard let order = sortingOrder(left[index], right[index]) else { return nil }
            if order == .equal { continue }
            return (order == .less) != condition.isDescending ? .less : .greater
        }
        return .equal
    }

    private func slice(_ inner: GraphPattern, _ offset: Int, _ limit: Int?, _ graph: Term?) -> [Solution] {
        let all = evaluate(inner, in: graph)
        let end = limit.map { min(all.count, offset + $0) } ?? all.count
        // Rows that the order leaves beside the last one before a cut must all be the same.
        for cut in [offset, end] where cut > 0 && cut < all.count {
            let conditions = inner.orderConditions ?? []
            func keys(_ row: Int) -> [Term?] { conditions.map { value($0.expression, all[row], graph) } }
            let last = keys(cut - 1)
            let tied = all.indices.filter { row in
                let order = compare(last, keys(row), conditions)
                return order == nil || order == .equal
            }
            if tied.contains(where: { $0 >= cut }), Set(tied.map { all[$0] }).count > 1 { isAmbiguous = true }
        }
        return offset < end ? Array(all[offset..<end]) : []
    }
}

extension GraphPattern {
    /// The conditions that the pattern is sorted by, if it is.
    var orderConditions: [OrderCondition]? {
        switch self {
        case .orderBy(_, let conditions): conditions
        case .project(let inner, _), .distinct(let inner), .reduced(let inner), .slice(let inner, _, _):
            inner.orderConditions
        default: nil
        }
    }
}
