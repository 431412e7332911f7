// The leaves that guideline criteria are made of, as expressions.
//
// Every leaf answers true, false or unknown, and unknown only where the record leaves it open: a kind of fact that it
// does not cover, a date too coarse for the window, a value in a unit that does not convert.

import Quantities
import Terminology

extension ELM {
    /// A bound on a value: `atLeast 6.5 %`.
    public struct Bound: Sendable, Hashable {
        public enum Relation: String, Sendable, Hashable, CaseIterable {
            case atLeast, greaterThan, atMost, lessThan, equalTo

            public var comparison: Operator {
                switch self {
                case .atLeast: .greaterOrEqual
                case .greaterThan: .greater
                case .atMost: .lessOrEqual
                case .lessThan: .less
                case .equalTo: .equal
                }
            }
        }

        public let relation: Relation
        public let threshold: Value

        public init(_ relation: Relation, _ threshold: Value) {
            self.relation = relation
            self.threshold = threshold
        }
    }
}

extension ELM.Expression {
    // MARK: - Logic

    public static func all(_ conditions: [ELM.Expression]) -> ELM.Expression {
        conditions.isEmpty ? .literal(true) : .call(.and, conditions)
    }

    public static func any(_ conditions: [ELM.Expression]) -> ELM.Expression {
        conditions.isEmpty ? .literal(false) : .call(.or, conditions)
    }

    public static func not(_ condition: ELM.Expression) -> ELM.Expression { .call(.not, [condition]) }

    // MARK: - Facts

    /// Whether a fact is there: a condition active now, a medicine being taken, a procedure in the window.
    public static func exists(_ retrieve: ELM.Retrieve) -> ELM.Expression {
        .call(.greaterOrEqual, [.occurrences(retrieve), .literal(.integer(1))])
    }

    /// Whether at least so many matching facts have a value within the bounds.
    public static func occurrences(
        of retrieve: ELM.Retrieve, atLeast count: Int, within bounds: [ELM.Bound] = [], analyte: Analyte? = nil
    ) -> ELM.Expression {
        let condition = bounds.isEmpty ? nil : value(.property("value", of: .current), within: bounds, analyte: analyte)
        return .call(.greaterOrEqual, [.occurrences(retrieve, where: condition), .literal(.integer(count))])
    }

    /// The latest value of an observation; null when there is none.
    public static func latestValue(
        _ retrieve: ELM.Retrieve, in unit: UCUMUnit? = nil, analyte: Analyte? = nil
    ) -> ELM.Expression {
        var retrieve = retrieve
        retrieve.withValue = true
        let value = ELM.Expression.property("value", of: .call(.last, [.retrieve(retrieve)]))
        return unit.map { .convertQuantity(value, to: $0, analyte: analyte) } ?? value
    }

    /// Whether the latest value lies within the bounds; without bounds, whether there is one.
    public static func latestValue(
        _ retrieve: ELM.Retrieve, within bounds: [ELM.Bound], analyte: Analyte? = nil
    ) -> ELM.Expression {
        var retrieve = retrieve
        retrieve.withValue = true
        guard !bounds.isEmpty else { return exists(retrieve) }
        return value(latestValue(retrieve), within: bounds, analyte: analyte)
    }

    /// Whether the latest coded value is one of the concepts or a kind of one.
    public static func latestValue(_ retrieve: ELM.Retrieve, isAnyOf concepts: [ConceptID]) -> ELM.Expression {
        any(concepts.map { .call(.subsumedBy, [latestValue(retrieve), .literal(.concept($0))]) })
    }

    /// How much the value changed from the first to the latest match in the window; null without two values. A fraction
    /// of the first value when relative: 0.3 is a rise by 30 per cent.
    public static func change(
        _ retrieve: ELM.Retrieve, relative: Bool = false, in unit: UCUMUnit? = nil, analyte: Analyte? = nil
    ) -> ELM.Expression {
        var retrieve = retrieve
        retrieve.withValue = true
        let matches = ELM.Expression.retrieve(retrieve)
        func value(_ end: ELM.Operator) -> ELM.Expression {
            let value = ELM.Expression.property("value", of: .call(end, [matches]))
            return unit.map { .convertQuantity(value, to: $0, analyte: analyte) } ?? value
        }
        let difference = ELM.Expression.call(.subtract, [value(.last), value(.first)])
        let change = relative ? .call(.divide, [difference, value(.first)]) : difference
        let hasTwo = ELM.Expression.call(.greater, [.call(.count, [matches]), .literal(.integer(1))])
        return .conditional(if: hasTwo, then: change, else: .literal(.null))
    }

    /// Whether a value lies within all bounds, converted to the unit of each by what is known of the analyte.
    public static func value(
        _ value: ELM.Expression, within bounds: [ELM.Bound], analyte: Analyte? = nil
    ) -> ELM.Expression {
        let comparisons = bounds.map { bound -> ELM.Expression in
            var observed = value
            if let analyte, case .quantity(let threshold) = bound.threshold {
                observed = .convertQuantity(value, to: threshold.unit, analyte: analyte)
            }
            return .call(bound.relation.comparison, [observed, .literal(bound.threshold)])
        }
        return comparisons.count == 1 ? comparisons[0] : .call(.and, comparisons)
    }

    // MARK: - The patient

    /// Whether the patient's age lies within the bounds: whole years, or whole quantities of a calendar unit such as
    /// `6 mo`. `nil` for any other threshold.
    public static func age(within bounds: [ELM.Bound]) -> ELM.Expression? {
        var comparisons: [ELM.Expression] = []
        for bound in bounds {
            var unit = CalendarUnit.year
            var threshold = bound.threshold
            if case .quantity(let quantity) = threshold, quantity.unit != .one {
                guard let calendarUnit = CalendarUnit(quantity.unit.code) else { return nil }
                unit = calendarUnit
                threshold = .decimal(quantity.value)
            }
            guard let whole = threshold.asQuantity?.value.integerValue else { return nil }
            comparisons.append(.call(bound.relation.comparison, [.age(unit), .literal(.integer(whole))]))
        }
        return all(comparisons)
    }

    /// Whether the patient is pregnant: the latest pregnancy record that still holds says so. Men are not; for others
    /// without such a record the answer is no only if the record covers pregnancy.
    public static var pregnant: ELM.Expression {
        let latest = ELM.Expression.latestValue(ELM.Retrieve(.pregnancy, statuses: .active))
        let recorded = ELM.Expression.call(.equal, [latest, .literal(true)])
        return .call(
            .and, [not(.sex(.male)), .call(.coalesce, [recorded, not(.dataAvailable(.pregnancy))])])
    }

    // MARK: - Scores

    /// The sum of the points of all items; a range while items are unknown.
    public static func score(_ items: [(points: Int, condition: ELM.Expression)]) -> ELM.Expression {
        .call(.sum, [.list(items.map { .points($0.points, if: $0.condition) })])
    }
}
