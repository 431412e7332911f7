// Property paths as section 18.4 of the specification defines them: all pairs of nodes that a path connects.
import RDF
import SPARQLSyntax

extension NaiveEvaluator {
    private func nodes(_ graph: Term?, _ constants: [Term]) -> Set<Term> {
        if deviations.contains(.fewerNodes) {
            return Set(triples(graph).flatMap { [$0.subject, $0.object] })
        }
        return Set(triples(graph).flatMap { [$0.subject, $0.object] }).union(constants)
    }

    func pairs(_ path: PropertyPath, _ graph: Term?, constants: [Term]) -> [(Term, Term)] {
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
            let all = pairs(first, graph, constants: constants) + pairs(second, graph, constants: constants)
            return deviations.contains(.distinctAlternatives) ? distinct(all) : all
        case .zeroOrOne(let inner):
            return distinct(nodes(graph, constants).map { ($0, $0) } + pairs(inner, graph, constants: constants))
        case .oneOrMore(let inner): return closure(pairs(inner, graph, constants: constants))
        case .zeroOrMore(let inner):
            return distinct(
                nodes(graph, constants).map { ($0, $0) } + closure(pairs(inner, graph, constants: constants)))
        case .negatedPropertySet(let forward, let inverse):
            let all = triples(graph)
            let ahead = forward.isEmpty && !inverse.isEmpty ? [] : all.filter { !forward.contains($0.predicate) }
            let back = inverse.isEmpty ? [] : all.filter { !inverse.contains($0.predicate) }
            let found = ahead.map { ($0.subject, $0.object) } + back.map { ($0.object, $0.subject) }
            let isAlternative = !forward.isEmpty && !inverse.isEmpty
            return isAlternative && deviations.contains(.distinctAlternatives) ? distinct(found) : found
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
        var targets: [Term: Set<Term>] = [:]
        for (start, end) in steps { targets[start, default: []].insert(end) }
        var known = Set(steps.map { Pair(start: $0, end: $1) })
        var frontier = known
        while !frontier.isEmpty {
            var next: Set<Pair> = []
            for pair in frontier {
                for end in targets[pair.end] ?? [] {
                    budget -= 1
                    let longer = Pair(start: pair.start, end: end)
                    if known.insert(longer).inserted { next.insert(longer) }
                }
            }
            frontier = next
        }
        return known.map { ($0.start, $0.end) }
    }
}
