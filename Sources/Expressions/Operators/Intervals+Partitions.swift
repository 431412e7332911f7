// Collapse and Expand: intervals over a line that is divided into steps. Without a step given, the step is one unit of the
// coarsest precision among the ends.

import Quantities

extension Intervals {
    /// The fewest intervals that cover the same points, in order; nulls are left out. With a step, intervals that are
    /// less than it apart are joined.
    static func collapse(_ operand: Value, step: Value, _ limits: ELM.Limits) -> Value {
        guard case .list(let elements) = operand else { return .null }
        var intervals: [Interval<Value>] = []
        for case .interval(let interval) in elements {
            guard let start = interval.start, let end = interval.end else { continue }
            let unit = step.stepUnit
            intervals.append(Interval(low: start.truncated(to: unit), high: end.truncated(to: unit)))
        }
        intervals.sort { Lists.order($0.start ?? .null, $1.start ?? .null) == .less }
        var collapsed: [Interval<Value>] = []
        for interval in intervals {
            if let last = collapsed.last, let joined = join(last, interval, step, limits) {
                collapsed[collapsed.count - 1] = joined
            } else {
                collapsed.append(interval)
            }
        }
        return .list(collapsed.map { .interval($0) })
    }

    private static func join(
        _ first: Interval<Value>, _ second: Interval<Value>, _ step: Value, _ limits: ELM.Limits
    ) -> Interval<Value>? {
        if let joined = first.union(second) { return joined }
        guard !step.isNull, let low = first.start, let end = first.end, let start = second.start,
            let high = second.end,
            start.isAtMost(Arithmetic.binary(.add, end, step.asStep(of: end), limits)) == true
        else { return nil }
        return Interval(low: low, high: high.isAtMost(end) == true ? end : high)
    }

    /// The intervals of one step each in the intervals of a list; of a single interval, the points where they begin.
    static func expand(_ operand: Value, step: Value, _ limits: ELM.Limits) -> Value {
        let sources: [Value]
        switch operand {
        case .list(let elements): sources = elements
        case .interval: sources = [operand]
        default: return .null
        }
        let givesPoints = if case .interval = operand { true } else { false }
        var results: [Value] = []
        for case .interval(let interval) in sources {
            for part in parts(of: interval, step: step, room: limits.rows - results.count + 1, limits) {
                results.append(givesPoints ? part.low ?? .null : .interval(part))
            }
        }
        return .list(results)
    }

    /// The parts of one step, from the first point on, that end within the interval; none for ends that are not known,
    /// or coarser than the step.
    private static func parts(
        of interval: Interval<Value>, step: Value, room: Int, _ limits: ELM.Limits
    ) -> [Interval<Value>] {
        // Closed ends without a bound would give everything to the end of the type.
        guard interval.low != nil, interval.high != nil, let start = interval.start, let end = interval.end else {
            return []
        }
        let unit = step.isNull ? coarser(start, end) : step.stepUnit
        guard var low = start.truncated(toStep: step, unit), let end = end.truncated(toStep: step, unit) else {
            return []
        }
        let step = step.isNull ? low.unitStep : step.asStep(of: low)
        var parts: [Interval<Value>] = []
        while parts.count < room, low.isAtMost(end) == true {
            let next = Arithmetic.binary(.add, low, step, limits)
            guard next.isAtMost(low) == false, let high = next.predecessor(ofStep: step, limits) else { break }
            guard high.isAtMost(end) == true else { break }
            parts.append(Interval(low: low, high: high))
            low = next
        }
        return parts
    }

    /// The precision of the coarser of two dates or times; `nil` for numbers.
    private static func coarser(_ start: Value, _ end: Value) -> CalendarUnit? {
        guard let first = start.precisionUnit, let second = end.precisionUnit else { return nil }
        return first.datePrecision <= second.datePrecision ? first : second
    }
}

extension Value {
    /// The calendar unit that a step is given in; `nil` for plain numbers.
    fileprivate var stepUnit: CalendarUnit? {
        guard case .quantity(let quantity) = self else { return nil }
        return CalendarUnit(quantity.unit.code)
    }

    fileprivate var precisionUnit: CalendarUnit? {
        let precision: DateTime.Precision? =
            switch self {
            case .date(let point), .dateTime(let point): point.precision
            case .time(let time): time.precision
            default: nil
            }
        let units: [CalendarUnit] = [.year, .month, .day, .hour, .minute, .second, .millisecond]
        return precision.flatMap { precision in units.first { $0.datePrecision == precision } }
    }

    /// A point cut to the digits or the precision of a step; `nil` when it is coarser than the step.
    fileprivate func truncated(toStep step: Value, _ unit: CalendarUnit?) -> Value? {
        if let unit {
            guard let own = precisionUnit, own.datePrecision >= unit.datePrecision else { return nil }
            return truncated(to: unit)
        }
        guard case .decimal(let number) = self, let digits = step.asQuantity?.value.exponent else { return self }
        let cut = number.rounded(fractionDigits: max(0, -Int(digits)), .towardZero)
        return digits >= 0 && cut.integerValue != nil ? cut.integerValue.map { .integer($0) } : .decimal(cut)
    }

    /// The last point of the step that ends before this point.
    fileprivate func predecessor(ofStep step: Value, _ limits: ELM.Limits) -> Value? {
        guard precisionUnit == nil, let amount = step.asQuantity?.value else { return predecessor }
        // Numbers go in steps of the last digit of the step: 10.0 to 10.0 by 0.1, 1 to 2 by 2.
        switch self {
        case .integer, .long: return predecessor
        default:
            guard let digit = ExactDecimal(coefficient: 1, exponent: min(0, Int(amount.exponent))) else { return nil }
            let last = Arithmetic.binary(.subtract, self, .decimal(digit).asUnit(of: self), limits)
            return last.isNull ? nil : last
        }
    }

    /// A step without a unit as a plain number, where the point is one.
    fileprivate func asStep(of point: Value) -> Value {
        guard case .quantity(let quantity) = self, quantity.unit == .one else { return self }
        switch point {
        case .quantity: return self
        default: return quantity.value.integerValue.map { .integer($0) } ?? .decimal(quantity.value)
        }
    }

    /// A number as a quantity in the unit of another value, where that has one.
    private func asUnit(of other: Value) -> Value {
        guard case .quantity(let quantity) = other, let number = decimalValue else { return self }
        return .quantity(Quantity(number, quantity.unit))
    }

    /// One step of this kind of point, as what is added to it.
    fileprivate var unitStep: Value {
        switch self {
        case .integer, .long: return .integer(1)
        case .decimal, .quantity: return Arithmetic.binary(.subtract, successor ?? self, self, .standard)
        case .date(let point), .dateTime(let point): return Self.step(point.precision)
        case .time(let time): return Self.step(time.precision)
        default: return .null
        }
    }

    private static func step(_ precision: DateTime.Precision) -> Value {
        let codes = ["a", "mo", "d", "h", "min", "s", "ms"]
        let unit = try? UCUMUnit(codes[Int(precision.rawValue)])
        return unit.map { .quantity(Quantity(1, $0)) } ?? .null
    }
}
