// Lexical forms of the temporal datatypes.
import GraphStore
import Primitives
import RDF

extension TemporalValue {
    /// Reads a literal of a temporal datatype; nil when it is of another or its lexical form is not valid.
    init?(_ literal: Literal) {
        guard let kind = literal.datatype.xsdName.flatMap(Kind.init(rawValue:)) else { return nil }
        self.init(literal.lexicalForm, kind)
    }

    /// Reads a lexical form.
    init?(_ lexicalForm: String, _ kind: Kind) {
        self.init(kind)
        var reader = TemporalReader(lexicalForm.trimmingXMLSpace)
        guard readFields(&reader), reader.readZone(&zone), reader.isAtEnd else { return nil }
    }

    /// The value of an inline id.
    init?(_ id: TermID) {
        if let (milliseconds, zone) = id.dateTimeValue {
            self.init(.dateTime)
            let seconds = Self.floorDivision(milliseconds, 1_000)
            setLocalSeconds(seconds + (zone ?? 0) * 60)
            nanoseconds = (milliseconds - seconds * 1_000) * 1_000_000
            self.zone = zone
        } else if let (days, zone) = id.dateValue {
            self.init(.date)
            setLocalSeconds(days * 86_400)
            self.zone = zone
        } else {
            return nil
        }
    }

    private mutating func readFields(_ reader: inout TemporalReader) -> Bool {
        switch kind {
        case .dateTime:
            return readDate(&reader) && reader.skip("T") && readTime(&reader)
        case .date: return readDate(&reader)
        case .time: return readTime(&reader) && resetDay()
        case .gYear: return reader.readYear(&year)
        case .gYearMonth: return reader.readYear(&year) && reader.skip("-") && readMonth(&reader)
        case .gMonth: return reader.skip("-") && reader.skip("-") && readMonth(&reader)
        case .gMonthDay:
            return reader.skip("-") && reader.skip("-") && readMonth(&reader) && reader.skip("-") && readDay(&reader)
        case .gDay: return reader.skip("-") && reader.skip("-") && reader.skip("-") && readDay(&reader)
        }
    }

    /// The time 24:00:00 is that of the day's beginning.
    private mutating func resetDay() -> Bool {
        (year, month, day) = (1972, 12, 31)
        return true
    }

    private mutating func readDate(_ reader: inout TemporalReader) -> Bool {
        reader.readYear(&year) && reader.skip("-") && readMonth(&reader) && reader.skip("-") && readDay(&reader)
    }

    private mutating func readMonth(_ reader: inout TemporalReader) -> Bool {
        reader.readTwoDigits(&month) && (1...12).contains(month)
    }

    private mutating func readDay(_ reader: inout TemporalReader) -> Bool {
        reader.readTwoDigits(&day) && day >= 1 && day <= GregorianCalendar.days(inMonth: month, of: year)
    }

    private mutating func readTime(_ reader: inout TemporalReader) -> Bool {
        guard reader.readTwoDigits(&hour), reader.skip(":"), reader.readTwoDigits(&minute), reader.skip(":"),
            reader.readTwoDigits(&second), reader.readFraction(&nanoseconds), minute < 60, second < 60
        else { return false }
        if hour == 24 {
            guard minute == 0, second == 0, nanoseconds == 0 else { return false }
            hour = 0
            setLocalSeconds(localSeconds + 86_400)
        }
        return hour < 24
    }

    // MARK: Writing

    var literal: Literal { Literal(lexicalForm, datatype: Vocabulary.xsd[kind.rawValue]) }

    var lexicalForm: String {
        let date = "\(Self.yearText(year))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        let body =
            switch kind {
            case .dateTime: date + "T" + timeText
            case .date: date
            case .time: timeText
            case .gYear: Self.yearText(year)
            case .gYearMonth: "\(Self.yearText(year))-\(Self.padded(month, 2))"
            case .gMonth: "--\(Self.padded(month, 2))"
            case .gMonthDay: "--\(Self.padded(month, 2))-\(Self.padded(day, 2))"
            case .gDay: "---\(Self.padded(day, 2))"
            }
        return body + zoneText
    }

    /// The zone as the function `TZ` gives it; empty without one.
    var zoneText: String {
        guard let zone else { return "" }
        if zone == 0 { return "Z" }
        return "\(zone < 0 ? "-" : "+")\(Self.padded(abs(zone) / 60, 2)):\(Self.padded(abs(zone) % 60, 2))"
    }

    private var timeText: String {
        "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))\(Self.fractionText(nanoseconds))"
    }

    /// The digits of a second's fraction with their point, without zeros at the end.
    static func fractionText(_ nanoseconds: Int) -> String {
        if nanoseconds == 0 { return "" }
        var digits = padded(nanoseconds, 9)
        while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
        return "." + digits
    }

    private static func yearText(_ year: Int) -> String {
        (year < 0 ? "-" : "") + padded(abs(year), 4)
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Reads the pieces that temporal lexical forms and durations are made of.
struct TemporalReader {
    private var rest: Substring.UTF8View

    init(_ text: Substring) { rest = text.utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Digits as a number; nil without any or with too many.
    mutating func readDigits() -> (value: Int, count: Int)? {
        var value = 0
        var count = 0
        while let byte = rest.first, byte &- 0x30 < 10 {
            guard count < 18 else { return nil }
            value = value * 10 + Int(byte &- 0x30)
            count += 1
            rest.removeFirst()
        }
        return count == 0 ? nil : (value, count)
    }

    mutating func readTwoDigits(_ value: inout Int) -> Bool {
        guard let (number, count) = readDigits(), count == 2 else { return false }
        value = number
        return true
    }

    mutating func readYear(_ year: inout Int) -> Bool {
        let isNegative = skip("-")
        let start = rest
        guard let (number, count) = readDigits(), count >= 4, number <= Limits.years,
            count == 4 || start.first != UInt8(ascii: "0")
        else { return false }
        year = isNegative ? -number : number
        return true
    }

    /// A point and digits, if there is a point.
    mutating func readFraction(_ nanoseconds: inout Int) -> Bool {
        guard skip(".") else { return true }
        var count = 0
        nanoseconds = 0
        while let byte = rest.first, byte &- 0x30 < 10 {
            if count < 9 { nanoseconds = nanoseconds * 10 + Int(byte &- 0x30) }
            count += 1
            rest.removeFirst()
        }
        for _ in min(count, 9)..<9 { nanoseconds *= 10 }
        return count > 0
    }

    mutating func readZone(_ zone: inout Int?) -> Bool {
        if isAtEnd { return true }
        if skip("Z") {
            zone = 0
            return true
        }
        let isNegative = next == UInt8(ascii: "-")
        guard skip("-") || skip("+") else { return false }
        var hours = 0
        var minutes = 0
        guard readTwoDigits(&hours), skip(":"), readTwoDigits(&minutes), minutes < 60,
            hours * 60 + minutes <= 14 * 60
        else { return false }
        zone = (isNegative ? -1 : 1) * (hours * 60 + minutes)
        return true
    }
}
