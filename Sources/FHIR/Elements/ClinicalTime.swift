// A date or time as precisely as the record says it: 2024, 2024-05, 2024-05-03, 2024-05-03T10:15+08:00.
//
// One 64-bit word, so that timelines hold and sort millions of them:
//
//     bits 14...63  milliseconds from 1500-01-01T00:00Z to the first instant that is meant (unknown zone read as UTC)
//     bits  3...13  zone: 0 none, else minutes east of Greenwich + 841
//     bits  0...2   precision
//
// Words order by instant first, so a comparison of words is a comparison in time.
import Primitives

/// A FHIR date, dateTime or instant that keeps its precision and zone.
public struct ClinicalTime: RawRepresentable, Hashable, Comparable, Sendable {
    public enum Precision: UInt8, Comparable, Sendable {
        case year, month, day, minute, second, millisecond

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The first and last year that can be held.
    public static let years = 1500...2400

    private static let millisecondsPerDay = 86_400_000
    /// Days from 1970-01-01 back to 1500-01-01.
    private static let epochDays = GregorianCalendar.days(1500, 1, 1)
    private static let zoneBias = 841

    private init(days: Int, milliseconds: Int, zoneMinutes: Int?, precision: Precision) {
        let local = (days - Self.epochDays) * Self.millisecondsPerDay + milliseconds
        // An early hour of the first day east of Greenwich must not fall before the epoch.
        let instant = max(0, local - (zoneMinutes ?? 0) * 60_000)
        let zone = zoneMinutes.map { $0 + Self.zoneBias } ?? 0
        rawValue = UInt64(instant) << 14 | UInt64(zone) << 3 | UInt64(precision.rawValue)
    }

    /// A date, a month (day nil) or a year (month nil); nil if the calendar has no such day.
    public init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard Self.years.contains(year), (1...12).contains(month ?? 1), month != nil || day == nil,
            (1...GregorianCalendar.days(inMonth: month ?? 1, of: year)).contains(day ?? 1)
        else { return nil }
        let precision: Precision = day != nil ? .day : month != nil ? .month : .year
        let days = GregorianCalendar.days(year, month ?? 1, day ?? 1)
        self.init(days: days, milliseconds: 0, zoneMinutes: nil, precision: precision)
    }

    /// A time of a day, in a zone if it is known; nil if there is no such time.
    public init?(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int? = nil, millisecond: Int? = nil,
        zoneMinutes: Int? = nil
    ) {
        guard let date = ClinicalTime(year: year, month: month, day: day), (0...24).contains(hour),
            (0...59).contains(minute), (0...60).contains(second ?? 0), (0...999).contains(millisecond ?? 0),
            hour < 24 || (minute == 0 && second ?? 0 == 0), (-840...840).contains(zoneMinutes ?? 0)
        else { return nil }
        let precision: Precision = millisecond != nil ? .millisecond : second != nil ? .second : .minute
        let milliseconds = ((hour * 60 + minute) * 60 + min(second ?? 0, 59)) * 1000 + (millisecond ?? 0)
        self.init(
            days: date.dayNumber, milliseconds: milliseconds, zoneMinutes: zoneMinutes, precision: precision)
    }

    public var precision: Precision { Precision(rawValue: UInt8(rawValue & 7)) ?? .day }

    /// Minutes east of Greenwich, if the record says so.
    public var zoneMinutes: Int? {
        let zone = Int(rawValue >> 3 & 0x7FF)
        return zone == 0 ? nil : zone - Self.zoneBias
    }

    /// Milliseconds from 1970-01-01T00:00Z to the first instant that is meant.
    public var unixMilliseconds: Int { Int(rawValue >> 14) + Self.epochDays * Self.millisecondsPerDay }

    /// Days from 1970-01-01 to the day, on the calendar where the record was written.
    public var dayNumber: Int {
        let local = Int(rawValue >> 14) + (zoneMinutes ?? 0) * 60_000
        return local / Self.millisecondsPerDay + Self.epochDays
    }

    /// Year, month and day on the calendar where the record was written; 1 where the record does not say.
    public var date: (year: Int, month: Int, day: Int) { GregorianCalendar.date(dayNumber) }

    /// Milliseconds since local midnight.
    public var millisecondOfDay: Int {
        (Int(rawValue >> 14) + (zoneMinutes ?? 0) * 60_000) % Self.millisecondsPerDay
    }

    /// The day of a day number; see ``dayNumber``.
    public init?(dayNumber: Int) {
        let (year, month, day) = GregorianCalendar.date(dayNumber)
        self.init(year: year, month: month, day: day)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
