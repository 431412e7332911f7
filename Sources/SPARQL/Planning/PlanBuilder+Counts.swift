// COUNT that the store tells without quads being read: of one pattern, of one whose object is a number in a range, since
// ids of inline numbers sort as their values do, and of the different subjects or objects of a predicate.
import GraphStore
import Primitives
import Quantities
import RDF
import SPARQLSyntax

extension PlanBuilder {
    /// `COUNT` of one pattern whose variables differ; nil when there is more to it.
    func buildCount(
        _ inner: GraphPattern, _ by: [Variable], _ aggregates: [AggregateBinding], _ surroundings: Surroundings
    ) throws -> PlannedPattern? {
        guard isOptimised, by.isEmpty, aggregates.count == 1, let counted = aggregates[0].aggregate.countedVariable,
            surroundings.isGraphFixed, case .one(let graph) = surroundings.graph.scope,
            let (triple, conditions) = inner.onlyTriple(with: counted.variable)
        else { return nil }
        var steps: [TripleTermStep] = []
        let places = try places(triple, graph: nil, &steps)
        let variables = [places.subject, places.predicate, places.object].compactMap(\.variable)
        guard steps.isEmpty, Set(variables).count == variables.count else { return nil }
        let count: Int
        if counted.isDistinct, variables.count > 1 {
            guard conditions.isEmpty, let variable = counted.variable,
                let different = try exactCount(ofDifferent: number(variable), places, graph)
            else { return nil }
            count = different
        } else if conditions.isEmpty {
            count = try statistics.exactCount(places, graph)
        } else if let matching = try exactCount(places, triple.object, conditions, graph) {
            count = matching
        } else {
            return nil
        }
        let value = try context.id(of: .number(.integer(count)))
        let schema = [number(aggregates[0].variable)]
        let root = ValuesSource(context, schema: schema, Batch(columns: [[value]], count: 1), isCounted: true)
        return PlannedPattern(root: root, certain: NumberSet(schema), isConstant: true)
    }

    /// The number of different subjects or objects of a predicate; nil when the store does not keep it.
    private func exactCount(ofDifferent variable: Int, _ places: QuadPlaces, _ graph: TermID) throws -> Int? {
        guard context.onlyGraph == graph, case .constant(let predicate) = places.predicate else { return nil }
        if TermOverlay.isOverlaid(predicate) { return 0 }
        let known = try context.snapshot.statistics(of: predicate)
        return places.subject.variable == variable ? known.subjects : known.objects
    }

    /// The number of quads whose objects are numbers that satisfy conditions; nil when the index cannot tell.
    private func exactCount(
        _ places: QuadPlaces, _ object: TermPattern, _ conditions: [Expression], _ graph: TermID
    ) throws -> Int? {
        guard context.onlyGraph == graph, case .variable(let variable) = object,
            case .constant(let predicate) = places.predicate, places.subject.variable != nil,
            !TermOverlay.isOverlaid(predicate)
        else { return nil }
        var numbers = NumberRange()
        for condition in conditions {
            guard case .comparison(let comparison, let left, let right) = condition else { return nil }
            if case .variable(variable) = left, case .constant(let term) = right {
                guard numbers.narrow(comparison, term) else { return nil }
            } else if case .variable(variable) = right, case .constant(let term) = left {
                guard numbers.narrow(comparison.reversed, term) else { return nil }
            } else {
                return nil
            }
        }
        func count(_ range: ClosedRange<TermID>?) throws -> Int {
            guard let range else { return 0 }
            return try context.snapshot.count(QuadPattern(predicate: predicate), order: .pos, range: range)
        }
        // Literals of the dictionary may be numbers too, and must be looked at.
        guard try count(TermID.Kind.literal.range) == 0 else { return nil }
        return try count(numbers.integers) + count(numbers.decimals)
    }
}

/// The numbers between two bounds, in millionths, which inline numbers are whole multiples of.
private struct NumberRange {
    private var lower = -NumberRange.largest
    private var upper = NumberRange.largest

    /// Beyond any inline number.
    private static let largest = 1_000_000_000_000_000_000
    private static let million = 1_000_000

    /// Takes a comparison with a constant into account; false when it cannot be done exactly.
    mutating func narrow(_ comparison: ComparisonOperator, _ term: Term) -> Bool {
        // A double has no exact value here: it is compared as a double, which rounds the other number.
        guard let literal = term.literal, let exact = Numeric(literal)?.exactValue,
            let bound = exact.multiplied(by: ExactDecimal(Self.million))?.integerValue, bound.magnitude < Self.largest
        else { return false }
        switch comparison {
        case .greaterOrEqual: lower = max(lower, bound)
        case .greater: lower = max(lower, bound + 1)
        case .lessOrEqual: upper = min(upper, bound)
        case .less: upper = min(upper, bound - 1)
        case .equal: (lower, upper) = (max(lower, bound), min(upper, bound))
        case .notEqual: return false
        }
        return true
    }

    var decimals: ClosedRange<TermID>? {
        lower > upper ? nil : TermID.decimals(fromMillionths: lower, through: upper)
    }

    var integers: ClosedRange<TermID>? {
        if lower > upper { return nil }
        let from = lower > -Self.largest ? -Self.floor(-lower) : .min / 16
        let through = upper < Self.largest ? Self.floor(upper) : .max / 16
        return from > through ? nil : TermID.integers(from: from, through: through)
    }

    /// The greatest integer that is not above so many millionths.
    private static func floor(_ millionths: Int) -> Int {
        let (quotient, remainder) = millionths.quotientAndRemainder(dividingBy: million)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension Aggregate {
    /// What COUNT counts: rows, or the values of a variable; nil when it is anything else.
    fileprivate var countedVariable: (variable: Variable?, isDistinct: Bool)? {
        guard function == .count, arguments.count < 2 else { return nil }
        switch arguments.first {
        case nil: return isDistinct ? nil : (nil, false)
        case .variable(let variable): return (variable, isDistinct)
        default: return nil
        }
    }
}

extension GraphPattern {
    /// The only triple of a pattern and the conditions on it, below projections, which keep the number of solutions.
    ///
    /// - Parameter variable: has to be one of the triple's, and to come out of the projections.
    func onlyTriple(with variable: Variable?) -> (triple: TriplePattern, conditions: [Expression])? {
        var (inner, conditions) = (self, [Expression]())
        while true {
            if let variable, !inner.variables.contains(variable) { return nil }
            switch inner {
            case .basic(let triples): return triples.count == 1 ? (triples[0], conditions) : nil
            case .project(let next, _): inner = next
            case .filter(let condition, let next):
                conditions += condition.conjuncts
                inner = next
            default: return nil
            }
        }
    }
}
