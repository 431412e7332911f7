// Comparisons of an object with a constant become ranges of its index: inline ids of a kind sort as their values do.
// Literals that are not inline are looked at one by one, so their whole kind is a range too; the filter stays and
// decides.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

/// What filters say about the value of a variable.
private struct ValueBounds {
    var lower: Value?
    var upper: Value?
}

extension PlanBuilder {
    /// The member with the ranges that filters leave to its object.
    func narrowed(_ member: JoinMember, by filters: [Expression]) throws -> JoinMember {
        guard case .triple(var places, let steps) = member.kind, let variable = places.object.variable,
            places.predicate.constant != nil
        else { return member }
        if let topObjects {
            places.objectRanges = [topObjects]
            return JoinMember(kind: .triple(places, steps), variables: member.variables)
        }
        let name = context.variables[variable]
        var bounds = ValueBounds()
        for filter in filters {
            guard case .comparison(let comparison, let left, let right) = filter else { continue }
            if case .variable(name) = left, case .constant(let term) = right {
                try narrow(&bounds, comparison, term)
            } else if case .variable(name) = right, case .constant(let term) = left {
                try narrow(&bounds, comparison.reversed, term)
            }
        }
        guard let ranges = try ranges(bounds) else { return member }
        places.objectRanges = ranges
        return JoinMember(kind: .triple(places, steps), variables: member.variables)
    }

    private func narrow(_ bounds: inout ValueBounds, _ comparison: ComparisonOperator, _ term: Term) throws {
        let value = Value.term(term)
        switch comparison {
        case .greater, .greaterOrEqual:
            if let lower = bounds.lower, try context.order(value, lower) != .greater { return }
            bounds.lower = value
        case .less, .lessOrEqual:
            if let upper = bounds.upper, try context.order(value, upper) != .less { return }
            bounds.upper = value
        case .equal: bounds = ValueBounds(lower: value, upper: value)
        case .notEqual: break
        }
    }

    private func ranges(_ bounds: ValueBounds) throws -> [ClosedRange<TermID>]? {
        guard let sample = bounds.lower ?? bounds.upper else { return nil }
        let others = TermID.Kind.literal.range
        if try context.numeric(sample) != nil {
            let lower = try bounds.lower.flatMap { try context.numeric($0)?.doubleValue } ?? -.infinity
            let upper = try bounds.upper.flatMap { try context.numeric($0)?.doubleValue } ?? .infinity
            if lower.isNaN || upper.isNaN { return nil }
            // One step wider than the bounds, so that rounding loses nothing.
            let integers = TermID.integers(from: Self.whole(lower, -1), through: Self.whole(upper, 1))
            let decimals = TermID.decimals(
                fromMillionths: Self.whole(lower * 1e6, -1), through: Self.whole(upper * 1e6, 1))
            return [others, integers, decimals].compactMap { $0 }
        }
        guard let moment = try context.temporal(sample) else { return nil }
        let lower = try bounds.lower.flatMap { try context.temporal($0)?.utcSeconds }
        let upper = try bounds.upper.flatMap { try context.temporal($0)?.utcSeconds }
        switch moment.kind {
        case .dateTime:
            // Without a zone a moment may be up to 14 hours off.
            let range = TermID.dateTimes(
                fromMilliseconds: lower.map { ($0 - 50_400) * 1_000 } ?? .min / 4,
                through: upper.map { ($0 + 50_401) * 1_000 } ?? .max / 4)
            return [others, range].compactMap { $0 }
        case .date:
            let range = TermID.dates(
                fromDays: lower.map { TemporalValue.floorDivision($0, 86_400) - 1 } ?? .min / 4,
                through: upper.map { TemporalValue.floorDivision($0, 86_400) + 1 } ?? .max / 4)
            return [others, range].compactMap { $0 }
        default: return nil
        }
    }

    /// The whole number below or above.
    private static func whole(_ value: Double, _ step: Int) -> Int {
        if value.magnitude > 1e17 { return value < 0 ? .min / 4 : .max / 4 }
        return Int(value.rounded(step < 0 ? .down : .up)) + step
    }
}

extension ComparisonOperator {
    /// The operator with its sides exchanged.
    var reversed: ComparisonOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }
}
