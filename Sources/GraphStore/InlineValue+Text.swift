// The lexical forms of literals that are their own ids. Whole columns of numbers and dates are written in a query's answer,
// so bytes go straight into the string; most forms have no more than the 15 that need no memory of their own.
// Unsafe: writes into the room of a new string, never more than was asked for.
import Primitives

extension InlineValue {
    /// The lexical form and datatype of an inline id; nil when the payload is none that `id` makes.
    static func literal(_ id: TermID) -> (lexicalForm: String, datatype: KnownDatatype)? {
        let payload = id.payload
        switch id.kind {
        case .integer: return (String(Int64(payload) - integerBias), .integer)
        case .decimal: return decimalText(payload).map { ($0, .decimal) }
        case .dateTime: return dateTimeText(payload).map { ($0, .dateTime) }
        case .date: return dateText(payload).map { ($0, .date) }
        case .boolean: return payload > 1 ? nil : (payload == 1 ? "true" : "false", .boolean)
        case .shortString: return shortStringText(payload).map { ($0, .string) }
        default: return nil
        }
    }

    private static func shortStringText(_ payload: UInt64) -> String? {
        let length = Int(payload & 7)
        if payload & 0x8080_8080_8080_80 << 3 == 0 {
            return text(room: length) { writer in
                for place in 0..<length { writer.append(UInt8(truncatingIfNeeded: payload >> UInt64(51 - 8 * place))) }
            }
        }
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: payload >> UInt64(51 - 8 * $0)) }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func decimalText(_ payload: UInt64) -> String? {
        let digits = Int(payload & 15)
        guard digits <= decimalDigits else { return nil }
        let scaled = Int64(payload >> 4) - decimalBias
        let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        return text(room: whole < 10_000_000 ? smallRoom : longestText) { writer in
            if scaled < 0 { writer.append(UInt8(ascii: "-")) }
            writer.append(Int(whole))
            if digits == 0 { return }
            writer.append(UInt8(ascii: "."))
            var fraction = Int(rest)
            for _ in digits..<decimalDigits { fraction /= 10 }
            writer.append(fraction, width: digits)
        }
    }

    private static func dateText(_ payload: UInt64) -> String? {
        let zone = Int(payload & 0x7FF)
        guard isZone(zone) else { return nil }
        let days = Int(payload >> 11) - Int(dateBias)
        let isShort = usualDays.contains(days) && zone > 2 * zoneBias
        return text(room: isShort ? smallRoom : longestText) { writer in
            writer.append(day: days)
            writer.append(zone: zone)
        }
    }

    private static func dateTimeText(_ payload: UInt64) -> String? {
        let zone = Int(payload >> 2 & 0x7FF)
        guard isZone(zone) else { return nil }
        let digits = Int(payload & 3)
        let offset = zone <= 2 * zoneBias ? Int64(zone - zoneBias) : 0
        let total = Int64(payload >> 13) - dateTimeBias + offset * 60_000
        let days = total >= 0 ? total / 86_400_000 : (total - 86_399_999) / 86_400_000
        let time = Int(total - days * 86_400_000)
        return text(room: longestText) { writer in
            writer.append(day: Int(days))
            writer.append(UInt8(ascii: "T"))
            writer.append(time / 3_600_000, width: 2)
            writer.append(UInt8(ascii: ":"))
            writer.append(time / 60_000 % 60, width: 2)
            writer.append(UInt8(ascii: ":"))
            writer.append(time / 1_000 % 60, width: 2)
            if digits > 0 {
                writer.append(UInt8(ascii: "."))
                var fraction = time % 1_000
                for _ in digits..<3 { fraction /= 10 }
                writer.append(fraction, width: digits)
            }
            writer.append(zone: zone)
        }
    }

    private static func isZone(_ zone: Int) -> Bool { zone <= 2 * zoneBias || zone == zoneUTC || zone == zoneNone }

    /// What a string holds without memory of its own: seven digits before the point, a sign, and six behind.
    private static let smallRoom = 15
    /// The days of years with four digits.
    private static let usualDays = -719_162..<2_932_897
    /// More than any form takes: a dateTime with a year of eight digits, milliseconds and a zone.
    private static let longestText = 48

    @inline(__always)
    private static func text(room: Int, _ write: (inout TextWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: room) { buffer in
            var writer = TextWriter(buffer: buffer)
            write(&writer)
            return writer.count
        }
    }
}

/// Writes ASCII into a buffer that has room for it.
private struct TextWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var count = 0

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        buffer.initializeElement(at: count, to: byte)
        count += 1
    }

    /// A number with zeros in front, if it has fewer digits than `width`.
    @inline(__always)
    mutating func append(_ number: Int, width: Int = 1) {
        var number = number
        if number < 0 {
            append(UInt8(ascii: "-"))
            number = -number
        }
        var digits = 1
        var power = 10
        while digits < width || power <= number {
            digits += 1
            power *= 10
        }
        for _ in 0..<digits {
            power /= 10
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10))
        }
    }

    /// A date as days since 1970-01-01.
    mutating func append(day days: Int) {
        let date = GregorianCalendar.date(days)
        append(date.year, width: 4)
        append(UInt8(ascii: "-"))
        append(date.month, width: 2)
        append(UInt8(ascii: "-"))
        append(date.day, width: 2)
    }

    mutating func append(zone: Int) {
        if zone == InlineValue.zoneNone { return }
        if zone == InlineValue.zoneUTC { return append(UInt8(ascii: "Z")) }
        let offset = abs(zone - InlineValue.zoneBias)
        append(zone < InlineValue.zoneBias ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        append(offset / 60, width: 2)
        append(UInt8(ascii: ":"))
        append(offset % 60, width: 2)
    }
}
