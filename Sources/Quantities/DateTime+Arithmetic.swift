// Moving points by calendar durations, as CQL's Add and Subtract do, and the steps that intervals are made of.

extension DateTime: IntervalPoint {
    /// The point moved by a number of calendar units; `nil` when it leaves the calendar.
    ///
    /// Months and years keep the day where the month has it, and else take the month's last. Of a point that is coarser
    /// than the unit only whole coarser units move it: 2014 plus 25 months is 2016 (a year counted as 365 days).
    public func adding(_ amount: Int, _ unit: CalendarUnit) -> DateTime? {
        guard amount.magnitude <= Self.maximumAmount else { return nil }
        if unit.precision > precision, !(unit == .millisecond && precision == .second) {
            return addingCoarse(amount, unit)
        }
        if unit == .millisecond, precision == .second {
            return moved(toTicks: ticks + Int64(amount / 1_000) * 1_000)
        }
        if let length = unit.milliseconds {
            return Self.product(amount, length).flatMap { moved(toTicks: ticks + $0) }
        }
        let civil = civil
        let months = (civil.year * 12 + civil.month - 1) + (unit == .year ? amount * 12 : amount)
        let (year, month) = (months / 12, months % 12 + 1)
        guard (1...9_999).contains(year), months >= 0 else { return nil }
        let day = min(civil.day, CivilDate.days(inMonth: month, of: year))
        let days = CivilDate(year: year, month: month, day: day).dayNumber
        return moved(toTicks: Int64(days) * Self.millisecondsPerDay + ticks % Self.millisecondsPerDay)
    }

    /// The point moved by a duration: months first, then days, then time; `nil` when it leaves the calendar.
    public func adding(_ duration: CalendarDuration) -> DateTime? {
        var result = self
        for (amount, unit) in [
            (duration.months, CalendarUnit.month), (duration.days, .day), (duration.milliseconds, .millisecond),
        ] where amount != 0 {
            guard let next = result.adding(amount, unit) else { return nil }
            result = next
        }
        return result
    }

    public func subtracting(_ duration: CalendarDuration) -> DateTime? { adding(-duration) }

    /// Moves this large leave the calendar in every unit but the finest.
    private static let maximumAmount = Int(DateTime.maximumTicks)

    /// The length of a move; `nil` when it is longer than the calendar.
    private static func product(_ amount: Int, _ length: Int64) -> Int64? {
        let (shift, overflow) = Int64(amount).multipliedReportingOverflow(by: length)
        return overflow || abs(shift) > maximumTicks ? nil : shift
    }

    private func moved(toTicks ticks: Int64) -> DateTime? {
        guard (0...Self.maximumTicks).contains(ticks) else { return nil }
        return DateTime(ticks: ticks, precision: precision, offsetMinutes: offsetMinutes)
    }

    /// The amount in the finest unit that this point has, whole units only: CQL's fixed factors 12, 30 and 365.
    private func addingCoarse(_ amount: Int, _ unit: CalendarUnit) -> DateTime? {
        switch precision {
        case .year where unit == .month: return adding(amount / 12, .year)
        case .year, .month:
            guard let length = unit.milliseconds, let shift = Self.product(amount, length) else { return nil }
            let days = Int(shift / Self.millisecondsPerDay)
            return precision == .year ? adding(days / 365, .year) : adding(days / 30, .month)
        case .day, .hour, .minute, .second, .millisecond:
            let own = Self.unit(of: precision)
            guard let length = unit.milliseconds, let ownLength = own.milliseconds,
                let shift = Self.product(amount, length)
            else { return nil }
            return adding(Int(shift / ownLength), own)
        }
    }

    private static func unit(of precision: Precision) -> CalendarUnit {
        switch precision {
        case .year: .year
        case .month: .month
        case .day: .day
        case .hour: .hour
        case .minute: .minute
        case .second: .second
        case .millisecond: .millisecond
        }
    }

    public var successor: DateTime? { adding(1, Self.unit(of: precision)) }
    public var predecessor: DateTime? { adding(-1, Self.unit(of: precision)) }
    public var leastOfKind: DateTime { Self.minimum.truncated(to: precision).withOffset(minutes: offsetMinutes) }
    public var greatestOfKind: DateTime { Self.maximum.truncated(to: precision).withOffset(minutes: offsetMinutes) }
}
