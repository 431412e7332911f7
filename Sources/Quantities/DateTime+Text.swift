// Dates and times as text: ISO 8601 in the extended format, as XML Schema, FHIR and CQL write it.

extension DateTime: LosslessStringConvertible {
    /// Reads `YYYY[-MM[-DD[Thh[:mm[:ss[.fff]]][Z|±hh:mm]]]]`; `nil` for any other text. Digits of a second beyond the
    /// third are dropped.
    public init?(_ text: String) {
        var reader = ClockReader(text)
        guard let year = reader.number(digits: 4) else { return nil }
        var parts: [Int?] = [nil, nil, nil, nil, nil, nil]
        if reader.take("-") {
            guard let month = reader.number(digits: 2) else { return nil }
            parts[0] = month
            if reader.take("-") {
                guard let day = reader.number(digits: 2) else { return nil }
                parts[1] = day
            }
        }
        var offset: Int?
        if parts[1] != nil, reader.take("T"), !reader.isAtEnd {
            guard let time = reader.clock() else { return nil }
            parts.replaceSubrange(2..<6, with: time)
            guard let zone = reader.offset() else { return nil }
            offset = zone
        }
        guard reader.isAtEnd else { return nil }
        self.init(
            year: year, month: parts[0], day: parts[1], hour: parts[2], minute: parts[3], second: parts[4],
            millisecond: parts[5], offsetMinutes: offset)
    }

    public var description: String {
        var text = padded(year, 4)
        if let month { text += "-" + padded(month, 2) }
        if let day { text += "-" + padded(day, 2) }
        if let hour { text += "T" + padded(hour, 2) }
        if let minute { text += ":" + padded(minute, 2) }
        if let second { text += ":" + padded(second, 2) }
        if let millisecond { text += "." + padded(millisecond, 3) }
        guard precision >= .hour, let offset = offsetMinutes else { return text }
        if offset == 0 { return text + "Z" }
        return text + (offset < 0 ? "-" : "+") + padded(abs(offset) / 60, 2) + ":" + padded(abs(offset) % 60, 2)
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Reads the parts of a clock reading from ASCII text.
struct ClockReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    /// Hour, minute, second, millisecond as far as they are given; `nil` when malformed.
    mutating func clock() -> [Int?]? {
        var parts: [Int?] = [nil, nil, nil, nil]
        guard let hour = number(digits: 2) else { return nil }
        parts[0] = hour
        for index in 1...2 where parts[index - 1] != nil && take(":") {
            guard let part = number(digits: 2) else { return nil }
            parts[index] = part
        }
        if parts[2] != nil, take(".") {
            guard let first = number(digits: 1) else { return nil }
            var digits = [first]
            while let digit = number(digits: 1) { digits.append(digit) }
            parts[3] = (digits + [0, 0]).prefix(3).reduce(0) { $0 * 10 + $1 }
        }
        return parts
    }

    /// The offset in minutes: `.some(nil)` when there is none, `nil` when malformed.
    mutating func offset() -> Int?? {
        if take("Z") { return .some(0) }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0 else { return .some(nil) }
        guard let hours = number(digits: 2), take(":"), let minutes = number(digits: 2), minutes < 60 else {
            return nil
        }
        return .some(sign * (hours * 60 + minutes))
    }
}
