// Comparison under partial precision, as CQL defines it: where the periods overlap the answer is not known.

extension DateTime: Hashable {
    /// Equal in every component and offset. Whether two points are the same moment is ``compared(to:)``.
    public static func == (left: DateTime, right: DateTime) -> Bool {
        left.ticks == right.ticks && left.precision == right.precision && left.offsetMinutes == right.offsetMinutes
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ticks)
        hasher.combine(precision)
        hasher.combine(offsetMinutes)
    }
}

extension DateTime: PartiallyOrdered {
    /// The order of two points; `nil` when one is too coarse to tell (2026-01 and 2026-01-15).
    ///
    /// Points of the same precision with the same components are equal. A point without offset is taken to be in the
    /// zone of the other. Source: CQL 1.5, "Comparing Dates and Times".
    public func compared(to other: DateTime) -> Ordering? {
        let shift = Int64(((offsetMinutes ?? 0) - (other.offsetMinutes ?? 0))) * 60_000
        let aligned = offsetMinutes != nil && other.offsetMinutes != nil ? shift : 0
        if precision >= .second, other.precision >= .second { return Ordering(ticks, other.ticks + aligned) }
        if precision == other.precision, ticks == other.ticks + aligned { return .equal }
        let (period, otherPeriod) = (period, other.period)
        if period.upperBound < otherPeriod.lowerBound + aligned { return .less }
        if period.lowerBound > otherPeriod.upperBound + aligned { return .greater }
        return nil
    }

    /// Whether the point is at or after another, which every dated fact is asked of its window.
    public func isAtLeast(_ other: DateTime) -> Bool? { compared(to: other).map { $0 != .less } }

    /// The order of two points as far as the given component: `same day as`, `before month of`.
    public func compared(to other: DateTime, precision limit: Precision) -> Ordering? {
        guard let other = other.alignedZone(with: self) else { return compared(to: other) }
        return truncated(to: limit).compared(to: other.truncated(to: limit))
    }

    private func alignedZone(with other: DateTime) -> DateTime? {
        guard let offset = other.offsetMinutes, offsetMinutes != nil else { return self }
        return inZone(offsetMinutes: offset)
    }
}

// MARK: - Time between points

extension DateTime {
    /// The number of whole units from this point to another: completed years for an age. A range when either point is
    /// too coarse to tell; negative when the other is earlier.
    public func completed(_ unit: CalendarUnit, until other: DateTime) -> ClosedRange<Int> {
        let other = other.alignedZone(with: self) ?? other
        // Two dates are counted from day to day: a birthday counts from its first hour.
        if precision == .day, other.precision == .day {
            let count = Self.completed(unit, ticks, other.ticks)
            return count...count
        }
        let (from, to) = (period, other.period)
        let fewest = Self.completed(unit, from.upperBound, to.lowerBound)
        let most = Self.completed(unit, from.lowerBound, to.upperBound)
        return min(fewest, most)...max(fewest, most)
    }

    /// The number of unit boundaries crossed from this point to another; weeks begin on Sunday.
    public func boundaries(_ unit: CalendarUnit, until other: DateTime) -> ClosedRange<Int> {
        let other = other.alignedZone(with: self) ?? other
        let (from, to) = (period, other.period)
        let fewest = Self.place(unit, to.lowerBound) - Self.place(unit, from.upperBound)
        let most = Self.place(unit, to.upperBound) - Self.place(unit, from.lowerBound)
        return fewest...most
    }

    private static func completed(_ unit: CalendarUnit, _ start: Int64, _ end: Int64) -> Int {
        switch unit {
        case .year: completedMonths(start, end) / 12
        case .month: completedMonths(start, end)
        case .week: Int((end - start) / (7 * millisecondsPerDay))
        case .day: Int((end - start) / millisecondsPerDay)
        case .hour: Int((end - start) / 3_600_000)
        case .minute: Int((end - start) / 60_000)
        case .second: Int((end - start) / 1_000)
        case .millisecond: Int(end - start)
        }
    }

    private static func completedMonths(_ start: Int64, _ end: Int64) -> Int {
        if end < start { return -completedMonths(end, start) }
        let (from, to) = (
            CivilDate(dayNumber: Int(start / millisecondsPerDay)), CivilDate(dayNumber: Int(end / millisecondsPerDay))
        )
        let months = (to.year - from.year) * 12 + to.month - from.month
        let rest = Int64(to.day) * millisecondsPerDay + end % millisecondsPerDay
        let needed = Int64(from.day) * millisecondsPerDay + start % millisecondsPerDay
        return rest < needed ? months - 1 : months
    }

    /// The number of the unit that a moment lies in.
    private static func place(_ unit: CalendarUnit, _ ticks: Int64) -> Int {
        let days = Int(ticks / millisecondsPerDay)
        switch unit {
        case .year: return CivilDate(dayNumber: days).year
        case .month:
            let civil = CivilDate(dayNumber: days)
            return civil.year * 12 + civil.month
        // Day 0 was a Monday.
        case .week: return (days + 1) / 7
        case .day: return days
        case .hour: return Int(ticks / 3_600_000)
        case .minute: return Int(ticks / 60_000)
        case .second: return Int(ticks / 1_000)
        case .millisecond: return Int(ticks)
        }
    }
}
