// Durations in calendar units: a month is a month, not thirty days.

/// The units that dates are counted and moved in.
public enum CalendarUnit: String, Sendable, Hashable, CaseIterable {
    case year, month, week, day, hour, minute, second, millisecond

    /// The unit by its name in CQL (`month`, `months`) or its UCUM code (`a`, `mo`, `wk`, `d`, `h`, `min`, `s`, `ms`).
    public init?(_ text: String) {
        switch text {
        case "a", "year", "years": self = .year
        case "mo", "month", "months": self = .month
        case "wk", "week", "weeks": self = .week
        case "d", "day", "days": self = .day
        case "h", "hour", "hours": self = .hour
        case "min", "minute", "minutes": self = .minute
        case "s", "second", "seconds": self = .second
        case "ms", "millisecond", "milliseconds": self = .millisecond
        default: return nil
        }
    }

    /// The precision that a point needs to be moved by this unit exactly.
    var precision: DateTime.Precision {
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

    /// Milliseconds, where the calendar does not matter.
    var milliseconds: Int64? {
        switch self {
        case .year, .month: nil
        case .week: 7 * DateTime.millisecondsPerDay
        case .day: DateTime.millisecondsPerDay
        case .hour: 3_600_000
        case .minute: 60_000
        case .second: 1_000
        case .millisecond: 1
        }
    }
}

/// A duration of XML Schema and ISO 8601: `P6M`, `P1Y2M`, `P14D`, `P2W`, `PT36H`, `-P1D`.
public struct CalendarDuration: Sendable, Hashable {
    /// Whole months, with the sign of the duration.
    public let months: Int
    /// Whole days, with the sign of the duration.
    public let days: Int
    /// Milliseconds besides months and days, with the sign of the duration.
    public let milliseconds: Int

    public init(months: Int = 0, days: Int = 0, milliseconds: Int = 0) {
        self.months = months
        self.days = days
        self.milliseconds = milliseconds
    }

    /// Largest figure that is read for any component: beyond the calendar of 9,999 years in every unit but the finest.
    private static let maximumComponent = 1_000_000_000

    public static prefix func - (duration: CalendarDuration) -> CalendarDuration {
        CalendarDuration(months: -duration.months, days: -duration.days, milliseconds: -duration.milliseconds)
    }

    /// The order where it holds on every calendar: `P1M` is less than `P32D`, but neither more nor less than `P30D`.
    public func compared(to other: CalendarDuration) -> Ordering? {
        if self == other { return .equal }
        let months = months - other.months
        let rest = (days - other.days) * Int(DateTime.millisecondsPerDay) + milliseconds - other.milliseconds
        // Any run of months has from 28 to 31 days a month, and close to 30.44 when long; these bounds hold for all.
        let shortest = min(months * 28, months * 31) * Int(DateTime.millisecondsPerDay) + rest
        let longest = max(months * 28, months * 31) * Int(DateTime.millisecondsPerDay) + rest
        if longest < 0 { return .less }
        if shortest > 0 { return .greater }
        return months == 0 && rest == 0 ? .equal : nil
    }
}

extension CalendarDuration: LosslessStringConvertible {
    /// Reads `[-]PnYnMnDTnHnMn.nS` or `[-]PnW`; `nil` for any other text.
    public init?(_ text: String) {
        var rest = text[...]
        let negative = rest.first == "-"
        if negative { rest.removeFirst() }
        guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
        var months = 0
        var days = 0
        var milliseconds = 0
        var allowed = "YMWD"[...]
        var inTime = false
        var found = false
        while let first = rest.first {
            if first == "T" {
                guard !inTime else { return nil }
                inTime = true
                allowed = "HMS"
                found = false
                rest.removeFirst()
                continue
            }
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest.removeFirst(digits.count)
            guard let designator = rest.popFirst(), let place = allowed.firstIndex(of: designator),
                let number = ExactDecimal(digits), designator == "S" || !digits.contains("."),
                let count = number.integerValue ?? (designator == "S" ? 0 : nil), count <= Self.maximumComponent
            else { return nil }
            allowed = allowed[allowed.index(after: place)...]
            found = true
            switch (inTime, designator) {
            case (false, "Y"): months += count * 12
            case (false, "M"): months += count
            case (false, "W"): days += count * 7
            case (false, "D"): days += count
            case (true, "H"): milliseconds += count * 3_600_000
            case (true, "M"): milliseconds += count * 60_000
            default:
                guard let scaled = number.multiplied(by: 1_000)?.rounded(.towardZero).integerValue,
                    scaled <= Self.maximumComponent * 1_000
                else { return nil }
                milliseconds += scaled
            }
        }
        guard found else { return nil }
        let duration = CalendarDuration(months: months, days: days, milliseconds: milliseconds)
        self = negative ? -duration : duration
    }

    /// The canonical form: `P1Y6M`, `P3DT4H30M0.5S`, `PT0S`.
    public var description: String {
        let negative = months < 0 || days < 0 || milliseconds < 0
        let (months, days, milliseconds) = (abs(months), abs(days), abs(milliseconds))
        var text = negative ? "-P" : "P"
        for (count, designator) in [(months / 12, "Y"), (months % 12, "M"), (days, "D")] where count > 0 {
            text += "\(count)\(designator)"
        }
        let (hours, minutes, seconds) = (
            milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds % 60_000
        )
        guard milliseconds > 0 || (months == 0 && days == 0) else { return text }
        text += "T"
        if hours > 0 { text += "\(hours)H" }
        if minutes > 0 { text += "\(minutes)M" }
        if seconds > 0 || milliseconds == 0 {
            text += "\(ExactDecimal(unchecked: Int128(seconds), exponent: -3).strippingTrailingZeros())S"
        }
        return text
    }
}
