// Intervals (CQL 1.5, appendix B, "Interval Operators"), and the relations that points share with them.

import Quantities

enum Intervals {
    static func unary(_ name: ELM.Operator, _ operand: Value) -> Value {
        guard case .interval(let interval) = operand else { return .null }
        switch name {
        case .start: return interval.start ?? .null
        case .end: return interval.end ?? .null
        case .pointFrom:
            guard let start = interval.start, let end = interval.end, start.isEqual(to: end) == true else {
                return .null
            }
            return start
        default: return width(interval, isSize: name == .size)
        }
    }

    /// Width is the distance from first to last point; Size counts one step more.
    private static func width(_ interval: Interval<Value>, isSize: Bool) -> Value {
        guard let start = interval.start, let end = interval.end, start.asQuantity != nil else { return .null }
        let limits = ELM.Limits.standard
        let width = Arithmetic.binary(.subtract, end, start, limits)
        guard isSize, let next = start.successor else { return isSize ? .null : width }
        return Arithmetic.binary(.add, width, Arithmetic.binary(.subtract, next, start, limits), limits)
    }

    /// A relation of two intervals, two points, or a point and an interval; to a precision for dates and times.
    static func relation(_ name: ELM.Operator, _ left: Value, _ right: Value, _ unit: CalendarUnit?) -> Bool? {
        if !left.isInterval, !right.isInterval { return points(name, left, right, unit) }
        guard let left = left.asInterval?.truncated(to: unit), let right = right.asInterval?.truncated(to: unit) else {
            return nil
        }
        switch name {
        case .sameAs: return left.isEqual(to: right)
        case .sameOrBefore: return both(left.end, right.start) { $0.isAtMost($1) }
        case .sameOrAfter: return both(right.end, left.start) { $0.isAtMost($1) }
        case .before: return left.isBefore(right)
        case .after: return left.isAfter(right)
        case .meets: return Logic.or(left.meetsBefore(right), right.meetsBefore(left))
        case .meetsBefore: return left.meetsBefore(right)
        case .meetsAfter: return right.meetsBefore(left)
        case .overlaps: return left.overlaps(right)
        case .overlapsBefore:
            return Logic.and(left.overlaps(right), both(left.start, right.start) { $0.isLess(than: $1) })
        case .overlapsAfter: return Logic.and(left.overlaps(right), both(right.end, left.end) { $0.isLess(than: $1) })
        case .starts: return left.starts(right)
        default: return left.ends(right)
        }
    }

    private static func points(_ name: ELM.Operator, _ left: Value, _ right: Value, _ unit: CalendarUnit?) -> Bool? {
        guard let ordering = order(left, right, unit) else { return nil }
        switch name {
        case .sameAs: return ordering == .equal
        case .sameOrBefore: return ordering != .greater
        case .sameOrAfter: return ordering != .less
        case .before: return ordering == .less
        case .after: return ordering == .greater
        default: return nil
        }
    }

    private static func order(_ left: Value, _ right: Value, _ unit: CalendarUnit?) -> Ordering? {
        guard let precision = unit?.datePrecision else { return left.compared(to: right) }
        if let left = left.point, let right = right.point { return left.compared(to: right, precision: precision) }
        if case .time(let left) = left, case .time(let right) = right {
            return left.compared(to: right, precision: precision)
        }
        return left.compared(to: right)
    }

    private static func both(_ left: Value?, _ right: Value?, _ compare: (Value, Value) -> Bool?) -> Bool? {
        guard let left, let right else { return nil }
        return compare(left, right)
    }

    /// The fewest intervals that cover the same points, in order; nulls are left out.
    static func collapse(_ operand: Value) -> Value {
        guard case .list(let elements) = operand else { return .null }
        let intervals = elements.compactMap { if case .interval(let interval) = $0 { interval } else { nil } }
        let sorted = intervals.filter { $0.start != nil && $0.end != nil }.sorted {
            Lists.order($0.start ?? .null, $1.start ?? .null) == .less
        }
        var collapsed: [Interval<Value>] = []
        for interval in sorted {
            if let last = collapsed.last, let joined = last.union(interval) {
                collapsed[collapsed.count - 1] = joined
            } else {
                collapsed.append(interval)
            }
        }
        return .list(collapsed.map { .interval($0) })
    }

    /// The unit intervals of an interval, or of each of a list: CQL's Expand with intervals of one step.
    static func expand(_ operand: Value, step: Value, _ limits: ELM.Limits) -> Value {
        let sources: [Value]
        switch operand {
        case .list(let elements): sources = elements
        case .interval: sources = [operand]
        default: return .null
        }
        var results: [Value] = []
        for case .interval(let interval) in sources {
            guard var low = interval.start, let end = interval.end else { return .null }
            let step = step.isNull ? low.unitStep : step
            while low.isAtMost(end) == true, results.count <= limits.rows {
                let next = Arithmetic.binary(.add, low, step, limits)
                guard let high = next.predecessor, next.isAtMost(low) == false else { return .null }
                guard high.isAtMost(end) == true else { break }
                results.append(.interval(Interval(low: low, high: high)))
                low = next
            }
        }
        return .list(results)
    }
}

extension Value {
    fileprivate var isInterval: Bool { if case .interval = self { true } else { false } }

    /// An interval, or a point as the interval of that one point.
    fileprivate var asInterval: Interval<Value>? {
        if case .interval(let interval) = self { return interval }
        return Interval(low: self, high: self)
    }

    /// One step of this kind of point, as what is added to it.
    fileprivate var unitStep: Value {
        switch self {
        case .integer, .long: return .integer(1)
        case .decimal, .quantity: return Arithmetic.binary(.subtract, successor ?? self, self, .standard)
        case .date(let point), .dateTime(let point):
            let codes = ["a", "mo", "d", "h", "min", "s", "ms"]
            let unit = try? UCUMUnit(codes[Int(point.precision.rawValue)])
            return unit.map { .quantity(Quantity(1, $0)) } ?? .null
        default: return .null
        }
    }
}

extension Interval<Value> {
    /// The interval with dates and times cut to a precision, both ends closed.
    fileprivate func truncated(to unit: CalendarUnit?) -> Interval<Value> {
        guard let precision = unit?.datePrecision else { return self }
        func cut(_ value: Value?) -> Value? {
            switch value {
            case .date(let point): .date(point.truncated(to: precision))
            case .dateTime(let point): .dateTime(point.truncated(to: precision))
            default: value
            }
        }
        guard let start, let end else { return self }
        return Interval(low: cut(start), high: cut(end))
    }
}

extension CalendarUnit {
    /// The precision of a date that the unit names.
    var datePrecision: DateTime.Precision {
        switch self {
        case .year: .year
        case .month: .month
        case .week, .day: .day
        case .hour: .hour
        case .minute: .minute
        case .second: .second
        case .millisecond: .millisecond
        }
    }
}
