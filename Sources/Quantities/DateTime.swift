// Points in time as records know them: sometimes only the year.
//
// A point is the first millisecond of the period that was given, how precisely it was given, and the offset from UTC if
// there was one. Everything else (the last millisecond, components, comparison) follows from these, and a comparison of
// two points is a comparison of two integers. A date is a point of precision year, month or day.

/// A date or a date and time of partial precision, in the proleptic Gregorian calendar, years 1 to 9999.
public struct DateTime: Sendable {
    /// Milliseconds from 0001-01-01T00:00:00.000 to the first moment of the period, on the local clock.
    let ticks: Int64
    private let offset: Int16
    public let precision: Precision

    /// The finest component that is known.
    public enum Precision: UInt8, Sendable, Hashable, Comparable, CaseIterable {
        case year, month, day, hour, minute, second, millisecond

        @inlinable
        public static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
    }

    private static let noOffset = Int16.min

    /// Minutes that the local clock is ahead of UTC; `nil` when no zone was given.
    public var offsetMinutes: Int? { offset == Self.noOffset ? nil : Int(offset) }

    init(ticks: Int64, precision: Precision, offsetMinutes: Int?) {
        self.ticks = ticks
        self.precision = precision
        self.offset = offsetMinutes.map { Int16($0) } ?? Self.noOffset
    }

    /// Creates a point whose precision is that of the last component given; `nil` when a component is out of range,
    /// or one is given after one that is not.
    public init?(
        year: Int, month: Int? = nil, day: Int? = nil, hour: Int? = nil, minute: Int? = nil, second: Int? = nil,
        millisecond: Int? = nil, offsetMinutes: Int? = nil
    ) {
        let parts = [month, day, hour, minute, second, millisecond]
        let given = parts.prefix { $0 != nil }.count
        guard parts.dropFirst(given).allSatisfy({ $0 == nil }), (1...9_999).contains(year),
            (1...12).contains(month ?? 1), (1...CivilDate.days(inMonth: month ?? 1, of: year)).contains(day ?? 1),
            (0...23).contains(hour ?? 0), (0...59).contains(minute ?? 0), (0...59).contains(second ?? 0),
            (0...999).contains(millisecond ?? 0), (-14 * 60...14 * 60).contains(offsetMinutes ?? 0),
            let precision = Precision(rawValue: UInt8(given))
        else { return nil }
        let days = CivilDate(year: year, month: month ?? 1, day: day ?? 1).dayNumber
        let minutes = Int64(days) * 1_440 + Int64((hour ?? 0) * 60 + (minute ?? 0))
        self.init(
            ticks: minutes * 60_000 + Int64((second ?? 0) * 1_000 + (millisecond ?? 0)), precision: precision,
            offsetMinutes: offsetMinutes)
    }

    /// The first and last point of CQL's calendar.
    public static let minimum = DateTime(ticks: 0, precision: .millisecond, offsetMinutes: nil)
    public static let maximum = DateTime(ticks: maximumTicks, precision: .millisecond, offsetMinutes: nil)

    static let millisecondsPerDay: Int64 = 86_400_000
    static let maximumTicks = Int64(CivilDate(year: 10_000, month: 1, day: 1).dayNumber) * millisecondsPerDay - 1
}

// MARK: - Components

extension DateTime {
    var civil: CivilDate { CivilDate(dayNumber: Int(ticks / Self.millisecondsPerDay)) }
    private var clock: Int64 { ticks % Self.millisecondsPerDay }

    public var year: Int { civil.year }
    public var month: Int? { precision >= .month ? civil.month : nil }
    public var day: Int? { precision >= .day ? civil.day : nil }
    public var hour: Int? { precision >= .hour ? Int(clock / 3_600_000) : nil }
    public var minute: Int? { precision >= .minute ? Int(clock / 60_000 % 60) : nil }
    public var second: Int? { precision >= .second ? Int(clock / 1_000 % 60) : nil }
    public var millisecond: Int? { precision >= .millisecond ? Int(clock % 1_000) : nil }

    /// The period that is meant, in local ticks, both ends included.
    var period: ClosedRange<Int64> {
        let length: Int64
        switch precision {
        case .year:
            length = Int64(CivilDate.days(inYear: civil.year)) * Self.millisecondsPerDay
        case .month:
            let civil = civil
            length = Int64(CivilDate.days(inMonth: civil.month, of: civil.year)) * Self.millisecondsPerDay
        case .day: length = Self.millisecondsPerDay
        case .hour: length = 3_600_000
        case .minute: length = 60_000
        // Seconds and milliseconds are one decimal component to CQL: 10:00:00 is 10:00:00.000.
        case .second, .millisecond: length = 1
        }
        return ticks...(ticks + length - 1)
    }

    /// The first and the last millisecond that may be meant.
    public var earliest: DateTime {
        DateTime(ticks: period.lowerBound, precision: .millisecond, offsetMinutes: offsetMinutes)
    }
    public var latest: DateTime {
        DateTime(ticks: period.upperBound, precision: .millisecond, offsetMinutes: offsetMinutes)
    }

    /// The first moment that is meant as milliseconds since the beginning of the calendar, on the local clock: for
    /// putting points of one zone in order.
    public var earliestPosition: Int64 { ticks }

    /// The date alone, at most to the day; a date has no offset.
    public var date: DateTime { truncated(to: .day).withOffset(minutes: nil) }

    /// The point with no more than the given precision.
    public func truncated(to limit: Precision) -> DateTime {
        guard precision > limit else { return self }
        let start: Int64
        switch limit {
        case .year: start = Int64(CivilDate(year: civil.year, month: 1, day: 1).dayNumber) * Self.millisecondsPerDay
        case .month:
            let civil = civil
            start = Int64(CivilDate(year: civil.year, month: civil.month, day: 1).dayNumber) * Self.millisecondsPerDay
        case .day: start = ticks - ticks % Self.millisecondsPerDay
        case .hour: start = ticks - ticks % 3_600_000
        case .minute: start = ticks - ticks % 60_000
        case .second: start = ticks - ticks % 1_000
        case .millisecond: start = ticks
        }
        return DateTime(ticks: start, precision: limit, offsetMinutes: offsetMinutes)
    }

    /// The same local clock reading, read in another zone.
    public func withOffset(minutes: Int?) -> DateTime {
        DateTime(ticks: ticks, precision: precision, offsetMinutes: minutes)
    }

    /// The same moment on the clock of another zone; a point without offset is taken to be in that zone. `nil` when it
    /// leaves the calendar.
    public func inZone(offsetMinutes target: Int) -> DateTime? {
        guard let current = offsetMinutes, current != target else { return withOffset(minutes: target) }
        let shifted = ticks + Int64(target - current) * 60_000
        guard (0...Self.maximumTicks).contains(shifted) else { return nil }
        return DateTime(ticks: shifted, precision: precision, offsetMinutes: target)
    }
}

/// A day of the proleptic Gregorian calendar; day number 0 is 0001-01-01.
struct CivilDate: Sendable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts in eras of 400 years from 1 March, so that the leap day is the last of its year.
    init(dayNumber: Int) {
        let shifted = dayNumber + 306
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 306
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(inYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
