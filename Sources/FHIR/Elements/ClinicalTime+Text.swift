// Reading and writing FHIR's date, dateTime and instant. A space for the T and a missing zone, both common in exports
// of hospital systems, are read as well.

extension ClinicalTime: CustomStringConvertible, LosslessStringConvertible {
    /// nil if the text is no date of the calendar or outside ``years``.
    public init?(_ text: String) {
        var scanner = DigitScanner(text.utf8)
        guard let year = scanner.digits(4) else { return nil }
        var month: Int?
        var day: Int?
        if scanner.accept("-") {
            guard let digits = scanner.digits(2) else { return nil }
            month = digits
            if scanner.accept("-") {
                guard let digits = scanner.digits(2) else { return nil }
                day = digits
            }
        }
        if scanner.isAtEnd {
            self.init(year: year, month: month, day: day)
            return
        }
        guard let month, let day, scanner.accept("T") || scanner.accept(" "),
            let hour = scanner.digits(2), scanner.accept(":"), let minute = scanner.digits(2)
        else { return nil }
        var second: Int?
        var millisecond: Int?
        if scanner.accept(":") {
            guard let digits = scanner.digits(2) else { return nil }
            second = digits
            if scanner.accept(".") {
                guard let fraction = scanner.thousandths() else { return nil }
                millisecond = fraction
            }
        }
        var zone: Int?
        if scanner.accept("Z") {
            zone = 0
        } else if let sign = scanner.accept("+") ? 1 : scanner.accept("-") ? -1 : nil {
            guard let hours = scanner.digits(2), scanner.accept(":"), let minutes = scanner.digits(2), minutes < 60
            else { return nil }
            zone = sign * (hours * 60 + minutes)
        }
        guard scanner.isAtEnd else { return nil }
        self.init(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond,
            zoneMinutes: zone)
    }

    public var description: String {
        let (year, month, day) = date
        var text = Self.padded(year, 4)
        guard precision > .year else { return text }
        text += "-" + Self.padded(month, 2)
        guard precision > .month else { return text }
        text += "-" + Self.padded(day, 2)
        guard precision > .day else { return text }
        let time = millisecondOfDay
        text += "T" + Self.padded(time / 3_600_000, 2) + ":" + Self.padded(time / 60_000 % 60, 2)
        if precision > .minute { text += ":" + Self.padded(time / 1000 % 60, 2) }
        if precision > .second { text += "." + Self.padded(time % 1000, 3) }
        switch zoneMinutes {
        case nil: break
        case 0?: text += "Z"
        case let zone?:
            text += (zone < 0 ? "-" : "+") + Self.padded(abs(zone) / 60, 2) + ":" + Self.padded(abs(zone) % 60, 2)
        }
        return text
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

private struct DigitScanner {
    private let text: String.UTF8View
    private var place: String.UTF8View.Index

    init(_ text: String.UTF8View) {
        self.text = text
        place = text.startIndex
    }

    var isAtEnd: Bool { place == text.endIndex }

    mutating func accept(_ expected: Unicode.Scalar) -> Bool {
        guard !isAtEnd, text[place] == UInt8(ascii: expected) else { return false }
        place = text.index(after: place)
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// A decimal fraction, cut after milliseconds.
    mutating func thousandths() -> Int? {
        guard var value = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        while count < 3 {
            value *= 10
            count += 1
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard !isAtEnd, case let byte = text[place], byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
            return nil
        }
        place = text.index(after: place)
        return Int(byte - UInt8(ascii: "0"))
    }
}
