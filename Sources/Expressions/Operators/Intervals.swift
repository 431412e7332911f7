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
    static func relation(_ name: ELM.Operator, _ left: Value, _ right: Value, _ scale: TimeScale) -> Bool? {
        if !left.isInterval, !right.isInterval { return points(name, left.on(scale), right.on(scale)) }
        guard let left = left.asInterval?.on(scale), let right = right.asInterval?.on(scale) else { return nil }
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

    private static func points(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Bool? {
        guard let ordering = left.compared(to: right) else { return nil }
        switch name {
        case .sameAs: return ordering == .equal
        case .sameOrBefore: return ordering != .greater
        case .sameOrAfter: return ordering != .less
        case .before: return ordering == .less
        case .after: return ordering == .greater
        default: return nil
        }
    }

    private static func both(_ left: Value?, _ right: Value?, _ compare: (Value, Value) -> Bool?) -> Bool? {
        guard let left, let right else { return nil }
        return compare(left, right)
    }
}

extension Value {
    fileprivate var isInterval: Bool { if case .interval = self { true } else { false } }

    /// An interval, or a point as the interval of that one point.
    fileprivate var asInterval: Interval<Value>? {
        if case .interval(let interval) = self { return interval }
        return Interval(low: self, high: self)
    }
}

extension Value {
    /// A date or time cut to a precision; anything else, and what is coarser, as it is.
    func truncated(to unit: CalendarUnit?) -> Value {
        guard let precision = unit?.datePrecision else { return self }
        switch self {
        case .date(let point): return .date(point.truncated(to: precision))
        case .dateTime(let point): return .dateTime(point.truncated(to: precision))
        case .time(let time): return .time(time.truncated(to: precision))
        default: return self
        }
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
