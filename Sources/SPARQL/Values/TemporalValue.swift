// Moments of XSD (part 2, section 3.3): dateTime, date, time and the Gregorian fragments, one type for all of them.
// Fields as written, and from them the place on the time line: seconds since 1970 in UTC.
import Primitives
import Quantities
import RDF

/// A value of one of the temporal datatypes. Parts that the datatype does not have keep their defaults.
struct TemporalValue: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case dateTime, date, time, gYear, gYearMonth, gMonth, gMonthDay, gDay
    }

    var kind: Kind
    var year = 1972
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    /// Digits behind the ninth are dropped.
    var nanoseconds = 0
    /// Minutes east of UTC; nil without a zone.
    var zone: Int?

    var hasDate: Bool { kind == .dateTime || kind == .date }
    var hasTime: Bool { kind == .dateTime || kind == .time }

    init(_ kind: Kind) { self.kind = kind }

    // MARK: Time line

    static func floorDivision(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }

    /// Seconds since 1970 as the fields say, zone apart.
    var localSeconds: Int {
        GregorianCalendar.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Seconds since 1970 in UTC; a moment without a zone is taken to be in UTC.
    var utcSeconds: Int { localSeconds - (zone ?? 0) * 60 }

    /// Moves the moment to the given local seconds.
    mutating func setLocalSeconds(_ seconds: Int) {
        let days = Self.floorDivision(seconds, 86_400)
        let rest = seconds - days * 86_400
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        (year, month, day) = GregorianCalendar.date(days)
    }

    // MARK: Comparison

    /// The order of two moments of one kind. With a zone on one side only, moments less than 14 hours apart cannot be
    /// compared (XSD part 2, appendix E.3.3): nil.
    func compare(_ other: TemporalValue) -> Ordering? {
        guard kind == other.kind else { return nil }
        let (left, right) = (utcSeconds, other.utcSeconds)
        if (zone == nil) != (other.zone == nil), abs(left - right) <= 14 * 3_600 { return nil }
        return left == right ? Ordering(nanoseconds, other.nanoseconds) : Ordering(left, right)
    }

    // MARK: Arithmetic

    /// The moment that is `duration` later; nil when years overflow.
    func adding(_ duration: DurationValue, sign: Int) -> TemporalValue? {
        guard hasDate || (kind == .time && duration.months == 0) else { return nil }
        var result = self
        if duration.months != 0 {
            let total = year * 12 + month - 1 + sign * duration.months
            result.year = Self.floorDivision(total, 12)
            result.month = total - result.year * 12 + 1
            result.day = min(day, GregorianCalendar.days(inMonth: result.month, of: result.year))
        }
        guard abs(result.year) <= Limits.years else { return nil }
        if duration.seconds != 0 || duration.nanoseconds != 0 {
            var nanoseconds = result.nanoseconds + sign * duration.nanoseconds
            var seconds = result.localSeconds + sign * duration.seconds
            if nanoseconds < 0 { (nanoseconds, seconds) = (nanoseconds + 1_000_000_000, seconds - 1) }
            if nanoseconds >= 1_000_000_000 { (nanoseconds, seconds) = (nanoseconds - 1_000_000_000, seconds + 1) }
            let (year, month, day) = (result.year, result.month, result.day)
            result.setLocalSeconds(seconds)
            result.nanoseconds = nanoseconds
            if kind == .time { (result.year, result.month, result.day) = (year, month, day) }
            if kind == .date { (result.hour, result.minute, result.second, result.nanoseconds) = (0, 0, 0, 0) }
        }
        return abs(result.year) <= Limits.years ? result : nil
    }

    /// How much later this moment is than `other`.
    func subtracting(_ other: TemporalValue) -> DurationValue? {
        guard kind == other.kind, hasDate || kind == .time else { return nil }
        var seconds = utcSeconds - other.utcSeconds
        var nanoseconds = nanoseconds - other.nanoseconds
        // Both parts of a duration have the same sign.
        if seconds > 0, nanoseconds < 0 { (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000) }
        if seconds < 0, nanoseconds > 0 { (seconds, nanoseconds) = (seconds + 1, nanoseconds - 1_000_000_000) }
        return DurationValue(.dayTimeDuration, months: 0, seconds: seconds, nanoseconds: nanoseconds)
    }

    /// The moment without its zone, or its date or time alone.
    func cast(to kind: Kind) -> TemporalValue? {
        if kind == self.kind { return self }
        guard self.kind == .dateTime || (self.kind == .date && kind != .time) else { return nil }
        var result = self
        result.kind = kind
        if kind != .time && kind != .dateTime {
            (result.hour, result.minute, result.second, result.nanoseconds) = (0, 0, 0, 0)
        }
        if kind == .time { (result.year, result.month, result.day) = (1972, 12, 31) }
        return result
    }
}
