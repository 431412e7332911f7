// GROUP BY and aggregates (section 18.5.1 of the specification), as far as the generator makes them.
import Quantities
import RDF
import SPARQLSyntax

extension NaiveEvaluator {
    func group(
        _ inner: GraphPattern, _ by: [Variable], _ aggregates: [AggregateBinding], _ graph: Term?
    ) -> [Solution] {
        let groups = Dictionary(grouping: evaluate(inner, in: graph)) { solution in
            solution.filter { by.contains($0.key) }
        }
        let all = by.isEmpty && groups.isEmpty ? [[:]: []] : groups
        return all.map { key, members in
            var solution = key
            for binding in aggregates {
                solution[binding.variable] = value(binding.aggregate, members, graph).map(constant)
            }
            return solution
        }
    }

    /// Nil is an error.
    private func value(_ aggregate: Aggregate, _ members: [Solution], _ graph: Term?) -> Term? {
        guard let argument = aggregate.arguments.first else {
            return .literal(Literal(aggregate.isDistinct ? Set(members).count : members.count))
        }
        var values = members.map { value(argument, $0, graph) }
        if aggregate.isDistinct {
            var seen: Set<Term?> = []
            values = values.filter { seen.insert($0).inserted }
        }
        let known = values.compactMap { $0 }
        let hasError = known.count < values.count
        switch aggregate.function {
        case .count where deviations.contains(.countedErrors) && hasError: return nil
        case .count: return .literal(Literal(known.count))
        case .sample: return known.first
        case .sum: return hasError ? nil : sum(known)?.term
        case .average:
            if hasError { return nil }
            return known.isEmpty ? .literal(Literal(0)) : sum(known).map { $0.roundedMean(of: known.count).term }
        case .minimum, .maximum:
            guard !hasError, var best = known.first else { return nil }
            for candidate in known.dropFirst() {
                guard let order = sortingOrder(candidate, best) else {
                    isAmbiguous = true
                    return nil
                }
                if order == .equal, candidate != best { isAmbiguous = true }
                if order == (aggregate.function == .minimum ? .less : .greater) { best = candidate }
            }
            return best
        case .groupConcat(let separator):
            if hasError { return nil }
            let texts = known.map { $0.iri?.string ?? $0.literal?.lexicalForm }
            return texts.contains(nil) ? nil : .string(texts.compactMap { $0 }.sorted().joined(separator: separator))
        case .custom: preconditionFailure("the generator does not make this")
        }
    }

    private func sum(_ terms: [Term]) -> NaiveNumber? {
        var sum: NaiveNumber? = .exact(0, isInteger: true)
        for term in terms {
            guard let number = NaiveNumber(term) else { return nil }
            sum = sum?.calculate(.add, number)
        }
        return sum
    }
}
