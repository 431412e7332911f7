// Lexical forms of XSD datatypes, byte by byte.

/// Reads a lexical form from left to right. The buffer must outlive the scanner.
struct Scanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var isAtEnd: Bool { offset == bytes.count }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Skips digits; returns how many.
    private mutating func digits() -> Int {
        let start = offset
        while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
        return offset - start
    }

    private mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let start = offset
        guard count.contains(digits()) else { return nil }
        return bytes[start..<offset].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private mutating func sign() { if !take("-") { _ = take("+") } }

    // MARK: Numbers

    mutating func isInteger() -> Bool {
        sign()
        return digits() > 0 && isAtEnd
    }

    mutating func isDecimal() -> Bool {
        sign()
        return hasMantissa() && isAtEnd
    }

    mutating func isDouble() -> Bool {
        sign()
        guard hasMantissa() else { return false }
        if take("e") || take("E") {
            sign()
            guard digits() > 0 else { return false }
        }
        return isAtEnd
    }

    private mutating func hasMantissa() -> Bool {
        let whole = digits()
        let fraction = take(".") ? digits() : 0
        return whole + fraction > 0
    }

    // MARK: Bytes

    func isHexadecimal() -> Bool {
        bytes.count % 2 == 0
            && bytes.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 6 }
    }

    func isBase64() -> Bool {
        let text = bytes.filter { $0 != UInt8(ascii: " ") }
        let padding = text.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        return text.count % 4 == 0
            && text.dropLast(padding).allSatisfy {
                $0 &- UInt8(ascii: "0") < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "+")
                    || $0 == UInt8(ascii: "/")
            }
    }

    // MARK: Time

    struct Moment {
        /// Whole seconds since the year 0, in UTC where there is a zone.
        var seconds: Double
        var hasFraction = false
        var isZoned = false
    }

    mutating func moment(_ datatype: String) -> Moment? {
        var moment = Moment(seconds: 0)
        if datatype != "time" {
            let isBeforeChrist = take("-")
            let start = offset
            guard let year = number(4...9), bytes[start] != UInt8(ascii: "0") || offset - start == 4 else { return nil }
            var (month, day) = (1, 1)
            if datatype != "gYear" {
                guard take("-"), let read = number(2...2), (1...12).contains(read) else { return nil }
                month = read
            }
            let signedYear = isBeforeChrist ? -year : year
            if datatype != "gYear" && datatype != "gYearMonth" {
                guard take("-"), let read = number(2...2),
                    (1...Self.days(inMonth: month, of: signedYear)).contains(read)
                else { return nil }
                day = read
            }
            moment.seconds = Double(Self.days(year: signedYear, month: month, day: day)) * 86_400
        }
        if datatype.hasPrefix("dateTime") && !take("T") { return nil }
        if datatype == "time" || datatype.hasPrefix("dateTime") {
            guard let hour = number(2...2), take(":"), let minute = number(2...2), take(":"),
                let second = number(2...2), hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60,
                second < 60
            else { return nil }
            moment.seconds += Double(hour * 3600 + minute * 60 + second)
            if take(".") {
                guard digits() > 0 else { return nil }
                moment.hasFraction = true
            }
        }
        guard let offset = zone() else { return nil }
        moment.isZoned = offset.isThere
        moment.seconds -= Double(offset.minutes * 60)
        return isAtEnd ? moment : nil
    }

    private mutating func zone() -> (isThere: Bool, minutes: Int)? {
        if isAtEnd { return (false, 0) }
        if take("Z") { return (true, 0) }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2...2), take(":"), let minutes = number(2...2),
            minutes < 60, hours * 60 + minutes <= 14 * 60
        else { return nil }
        return (true, (isWest ? -1 : 1) * (hours * 60 + minutes))
    }

    /// gMonth `--MM`, gDay `---DD`, gMonthDay `--MM-DD`, each with an optional zone.
    mutating func isRecurringDay(_ datatype: String) -> Bool {
        guard take("-"), take("-") else { return false }
        var month = 1
        if datatype == "gDay" {
            guard take("-") else { return false }
        } else {
            guard let read = number(2...2), (1...12).contains(read) else { return false }
            month = read
            if datatype == "gMonthDay", !take("-") { return false }
        }
        if datatype != "gMonth" {
            guard let day = number(2...2), (1...Self.days(inMonth: month, of: 2000)).contains(day) else { return false }
        }
        return zone() != nil && isAtEnd
    }

    struct Duration {
        var months = 0.0
        var seconds = 0.0
        var hasMonths = false
        var hasSeconds = false
        var hasFraction = false
    }

    mutating func duration() -> Duration? {
        let isNegative = take("-")
        guard take("P") else { return nil }
        var duration = Duration()
        var parts: [(letter: Unicode.Scalar, months: Double, seconds: Double)] = [
            ("Y", 12, 0), ("M", 1, 0), ("D", 0, 86_400),
        ]
        var isAfterT = false
        while !isAtEnd {
            if !isAfterT, take("T") {
                isAfterT = true
                parts = [("H", 0, 3600), ("M", 0, 60), ("S", 0, 1)]
                guard !isAtEnd else { return nil }
            }
            guard let amount = number(1...12) else { return nil }
            let hasFraction = take(".")
            if hasFraction {
                guard digits() > 0 else { return nil }
                duration.hasFraction = true
            }
            guard let index = parts.firstIndex(where: { take($0.letter) }),
                !hasFraction || parts[index].letter == "S"
            else { return nil }
            duration.months += Double(amount) * parts[index].months
            duration.seconds += Double(amount) * parts[index].seconds
            duration.hasMonths = duration.hasMonths || parts[index].months > 0
            duration.hasSeconds = duration.hasSeconds || parts[index].seconds > 0
            parts.removeFirst(index + 1)
        }
        guard duration.hasMonths || duration.hasSeconds else { return nil }
        if isNegative { (duration.months, duration.seconds) = (-duration.months, -duration.seconds) }
        return duration
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1 March of the year 0 in the proleptic Gregorian calendar (Howard Hinnant's count by eras).
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    }
}
