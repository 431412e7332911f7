/// A time of day of partial precision, without zone: CQL's Time.
public struct TimeOfDay: Sendable, Hashable {
    /// The same clock reading on the first day of the calendar, so that all rules are those of ``DateTime``.
    let moment: DateTime

    private init(moment: DateTime) { self.moment = moment }

    /// Creates a time whose precision is that of the last component given; `nil` when out of range.
    public init?(hour: Int, minute: Int? = nil, second: Int? = nil, millisecond: Int? = nil) {
        guard
            let moment = DateTime(
                year: 1, month: 1, day: 1, hour: hour, minute: minute, second: second, millisecond: millisecond)
        else { return nil }
        self.init(moment: moment)
    }

    /// The time that a point has; `nil` when it is a date.
    public init?(of point: DateTime) {
        guard let hour = point.hour else { return nil }
        self.init(hour: hour, minute: point.minute, second: point.second, millisecond: point.millisecond)
    }

    public var precision: DateTime.Precision { moment.precision }
    public var hour: Int { moment.hour ?? 0 }
    public var minute: Int? { moment.minute }
    public var second: Int? { moment.second }
    public var millisecond: Int? { moment.millisecond }

    /// The time moved within its day; `nil` when it leaves the day, or for units of a day and more.
    public func adding(_ amount: Int, _ unit: CalendarUnit) -> TimeOfDay? {
        guard unit.precision >= .hour, let moved = moment.adding(amount, unit),
            moved.ticks < DateTime.millisecondsPerDay
        else { return nil }
        return TimeOfDay(moment: moved)
    }

    /// The time cut to a precision; as it is when it is coarser.
    public func truncated(to precision: DateTime.Precision) -> TimeOfDay {
        TimeOfDay(moment: moment.truncated(to: max(.hour, precision)))
    }

    public func completed(_ unit: CalendarUnit, until other: TimeOfDay) -> ClosedRange<Int> {
        moment.completed(unit, until: other.moment)
    }

    public func boundaries(_ unit: CalendarUnit, until other: TimeOfDay) -> ClosedRange<Int> {
        moment.boundaries(unit, until: other.moment)
    }

    public func compared(to other: TimeOfDay, precision: DateTime.Precision) -> Ordering? {
        moment.compared(to: other.moment, precision: precision)
    }
}

extension TimeOfDay: IntervalPoint {
    public func compared(to other: TimeOfDay) -> Ordering? { moment.compared(to: other.moment) }
    public var successor: TimeOfDay? {
        moment.successor.flatMap { $0.ticks < DateTime.millisecondsPerDay ? TimeOfDay(moment: $0) : nil }
    }
    public var predecessor: TimeOfDay? { moment.predecessor.map(TimeOfDay.init(moment:)) }
    public var leastOfKind: TimeOfDay { TimeOfDay(moment: DateTime.minimum.truncated(to: precision)) }
    public var greatestOfKind: TimeOfDay {
        let last = DateTime(ticks: DateTime.millisecondsPerDay - 1, precision: .millisecond, offsetMinutes: nil)
        return TimeOfDay(moment: last.truncated(to: precision))
    }
}

extension TimeOfDay: LosslessStringConvertible {
    /// Reads `hh[:mm[:ss[.fff]]]`, with or without a leading `T`; `nil` for any other text.
    public init?(_ text: String) {
        var reader = ClockReader(text)
        _ = reader.take("T")
        guard let parts = reader.clock(), let hour = parts[0], reader.isAtEnd else { return nil }
        self.init(hour: hour, minute: parts[1], second: parts[2], millisecond: parts[3])
    }

    public var description: String { String(moment.description.dropFirst("0001-01-01T".count)) }
}
