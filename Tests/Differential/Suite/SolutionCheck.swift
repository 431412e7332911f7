// Whether an answer is one that the specification allows: of a query without an order all that counts is how often each
// solution comes; LIMIT may keep any of the solutions that the order leaves to choose from.
import Quantities
import RDF
import SPARQLSyntax

struct SolutionCheck {
    private let evaluator: NaiveEvaluator
    private let query: Query
    /// Without OFFSET and LIMIT.
    private let all: [Solution]

    /// Whether numbers that are written otherwise are the same.
    private let isByValue: Bool

    /// Nil when the query is too much for the naive evaluator.
    init?(_ query: Query, quads: Set<Quad>, deviations: Set<Deviation> = [], isByValue: Bool = false) {
        self.isByValue = isByValue
        evaluator = NaiveEvaluator(quads: quads, dataset: query.dataset, deviations: deviations)
        self.query = query
        var pattern = query.pattern
        if case .slice(let inner, _, _) = pattern { pattern = inner }
        if case .reduced(let inner) = pattern { pattern = inner }
        guard let all = evaluator.solutions(pattern) else { return nil }
        self.all = all
    }

    /// What is wrong with an answer; nil when nothing is.
    func failure(_ isThere: Bool) -> String? {
        var expected = !all.isEmpty
        if case .slice(_, let offset, let limit) = query.pattern { expected = all.count > offset && limit != 0 }
        return isThere == expected ? nil : "ASK gave \(isThere)"
    }

    /// What is wrong with solutions; nil when nothing is.
    func failure(_ found: [Solution]) -> String? {
        let (expected, actual) = (counts(all), counts(found))
        switch query.pattern {
        case .reduced:
            let isRight =
                Set(expected.keys) == Set(actual.keys) && actual.allSatisfy { $0.value <= expected[$0.key] ?? 0 }
            return isRight ? nil : Self.difference(expected, actual)
        case .slice(let inner, let offset, let limit):
            let rest = max(0, all.count - offset)
            let count = limit.map { min($0, rest) } ?? rest
            if found.count != count { return "\(found.count) solutions instead of \(count) of \(all.count)" }
            guard actual.allSatisfy({ $0.value <= expected[$0.key] ?? 0 }) else {
                return Self.difference(expected, actual)
            }
            guard let conditions = inner.orderConditions else { return nil }
            if let failure = orderFailure(found, conditions) { return failure }
            let left = expected.filter { $0.value > actual[$0.key] ?? 0 }.keys
            let isCutRight = offset > 0 || !left.contains { one in found.contains { isBefore(one, $0, conditions) } }
            return isCutRight ? nil : "a solution is missing that comes before others"
        default:
            if expected != actual { return Self.difference(expected, actual) }
            return query.pattern.orderConditions.flatMap { orderFailure(found, $0) }
        }
    }

    private func isBefore(_ left: Solution, _ right: Solution, _ conditions: [OrderCondition]) -> Bool {
        evaluator.renewBudget()
        let keys = [left, right].map { solution in conditions.map { evaluator.value($0.expression, solution, nil) } }
        return evaluator.compare(keys[0], keys[1], conditions) == .less
    }

    private func orderFailure(_ found: [Solution], _ conditions: [OrderCondition]) -> String? {
        let isSorted = !zip(found, found.dropFirst()).contains { isBefore($1, $0, conditions) }
        return isSorted ? nil : "not sorted"
    }

    private func counts(_ solutions: [Solution]) -> [Solution: Int] {
        solutions.reduce(into: [:]) { counts, solution in
            counts[isByValue ? solution.mapValues { $0.withNumbers(\.term) } : solution, default: 0] += 1
        }
    }

    private static func difference(_ expected: [Solution: Int], _ actual: [Solution: Int]) -> String {
        func lines(_ from: [Solution: Int], _ other: [Solution: Int], _ mark: String) -> [String] {
            from.compactMap { solution, count in
                let more = count - (other[solution] ?? 0)
                if more <= 0 { return nil }
                let terms = solution.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return "\(mark)\(more) " + terms.joined(separator: " ")
            }
        }
        let all = lines(expected, actual, "-") + lines(actual, expected, "+")
        return all.sorted().prefix(8).joined(separator: "\n    ")
    }
}
