// Literals that are their own ids. A literal goes inline only if the payload gives its lexical form back byte for byte;
// every other spelling ("+1", "1.", "2020-02-30") goes to the dictionary. Payloads are biased, so that their order as
// unsigned numbers is the order of the values.
//
//   integer      value + 2^59
//   decimal      (value x 10^6 + 2^55) << 4 | number of fraction digits: "5.0" and "5.00" are neighbours, not equal
//   dateTime     (UTC milliseconds + 2^43) << 13 | zone << 2 | number of fraction digits
//   date         (days since 1970-01-01 + 2^31) << 11 | zone
//   boolean      0 or 1
//   shortString  7 bytes, first byte highest, padded with zeros, then << 3 | length
//   zone         minutes + 840; 1681 for "Z", 2047 for none
import Primitives

enum InlineValue {
    /// The id of a literal that fits inline.
    static func id(_ lexicalForm: UnsafeBufferPointer<UInt8>, _ datatype: KnownDatatype) -> TermID? {
        switch datatype {
        case .string: shortString(lexicalForm)
        case .integer: integer(lexicalForm)
        case .decimal: decimal(lexicalForm)
        case .dateTime: dateTime(lexicalForm)
        case .date: date(lexicalForm)
        case .boolean: boolean(lexicalForm)
        default: nil
        }
    }

    // MARK: Strings and booleans

    static let shortStringBytes = 7

    private static func shortString(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        guard bytes.count <= shortStringBytes else { return nil }
        var payload: UInt64 = 0
        for index in 0..<shortStringBytes { payload = payload << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
        return TermID(.shortString, payload << 3 | UInt64(bytes.count))
    }

    private static func boolean(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        if bytes.elementsEqual("true".utf8) { return TermID(.boolean, 1) }
        return bytes.elementsEqual("false".utf8) ? TermID(.boolean, 0) : nil
    }

    // MARK: Numbers

    static let integerBias: Int64 = 1 << 59
    static let decimalBias: Int64 = 1 << 55
    static let decimalDigits = 6
    /// In millionths: ten digits are the most before the point.
    static let leastOuterDecimal = 10_000_000_000_000_000

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        guard let (value, isNegative) = canonicalDigits(bytes[...], limit: 17) else { return nil }
        if isNegative && value == 0 { return nil }
        return TermID(.integer, UInt64((isNegative ? -value : value) + integerBias))
    }

    /// An optional '-' and digits without a leading zero.
    private static func canonicalDigits(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, limit: Int
    ) -> (value: Int64, isNegative: Bool)? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes
        guard !digits.isEmpty, digits.count <= limit, digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let value = number(digits)
        else { return nil }
        return (value, isNegative)
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var value: Int64 = 0
        for byte in digits {
            guard byte &- 0x30 < 10 else { return nil }
            value = value * 10 + Int64(byte &- 0x30)
        }
        return value
    }

    private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        let fraction = bytes[min(point + 1, bytes.count)...]
        guard fraction.count <= decimalDigits, (point < bytes.count) == !fraction.isEmpty,
            let (whole, isNegative) = canonicalDigits(bytes[..<point], limit: 10), var rest = number(fraction)
        else { return nil }
        for _ in fraction.count..<decimalDigits { rest *= 10 }
        let scaled = whole * 1_000_000 + rest
        if isNegative && scaled == 0 { return nil }
        let biased = UInt64((isNegative ? -scaled : scaled) + decimalBias)
        return TermID(.decimal, biased << 4 | UInt64(fraction.count))
    }

    // MARK: Dates

    static let dateBias: Int64 = 1 << 31
    static let dateTimeBias: Int64 = 1 << 43
    static let zoneBias = 840
    static let zoneUTC = 1681
    static let zoneNone = 2047

    private static func date(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        guard let days = days(bytes), let zone = zone(bytes[10...]) else { return nil }
        return TermID(.date, UInt64(days + dateBias) << 11 | UInt64(zone))
    }

    private static func dateTime(_ bytes: UnsafeBufferPointer<UInt8>) -> TermID? {
        guard bytes.count >= 19, let days = days(bytes), bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), let hour = number(bytes[11..<13]),
            let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var end = 19
        var milliseconds: Int64 = 0
        if bytes.count > 19, bytes[19] == UInt8(ascii: ".") {
            end = bytes[20...].firstIndex { $0 &- 0x30 >= 10 } ?? bytes.count
            guard (21...23).contains(end), let value = number(bytes[20..<end]) else { return nil }
            milliseconds = value
            for _ in end..<23 { milliseconds *= 10 }
        }
        guard let zone = zone(bytes[end...]) else { return nil }
        let offset = zone <= 2 * zoneBias ? Int64(zone - zoneBias) : 0
        let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
        let total = seconds * 1_000 + milliseconds + dateTimeBias
        guard total >= 0, total < 1 << 44 else { return nil }
        return TermID(.dateTime, UInt64(total) << 13 | UInt64(zone) << 2 | UInt64(max(0, end - 20)))
    }

    /// The days since 1970 of `YYYY-MM-DD`, when there is such a day (proleptic Gregorian, years 1 to 9999).
    private static func days(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            year > 0, (1...12).contains(month), day > 0,
            day <= GregorianCalendar.days(inMonth: Int(month), of: Int(year))
        else { return nil }
        return Int64(GregorianCalendar.days(Int(year), Int(month), Int(day)))
    }

    /// The zone's code for what follows a date or a time; nil when it is no zone or none that reads back the same.
    private static func zone(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        if bytes.isEmpty { return zoneNone }
        let start = bytes.startIndex
        if bytes.count == 1 { return bytes[start] == UInt8(ascii: "Z") ? zoneUTC : nil }
        guard bytes.count == 6, bytes[start + 3] == UInt8(ascii: ":"), let hours = number(bytes[start + 1..<start + 3]),
            let minutes = number(bytes[start + 4..<start + 6]), minutes < 60, hours * 60 + minutes <= 840
        else { return nil }
        let offset = Int(hours * 60 + minutes)
        switch bytes[start] {
        case UInt8(ascii: "+"): return zoneBias + offset
        case UInt8(ascii: "-"): return offset == 0 ? nil : zoneBias - offset
        default: return nil
        }
    }
}
