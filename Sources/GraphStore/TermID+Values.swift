// Inline ids as values and back, for who computes with them: no text comes in between.

extension TermID {
    /// The id of an `xsd:integer`; nil when it is too large to be inline.
    @inlinable
    public init?(integer: Int) {
        guard integer > -100_000_000_000_000_000, integer < 100_000_000_000_000_000 else { return nil }
        self.init(raw: 5 << 60 | UInt64(bitPattern: Int64(integer + 1 << 59)))
    }

    /// The id of the `xsd:decimal` that is written with the digits of `coefficient`, so many of them behind the point; nil
    /// when it is too large, or has too many digits, to be inline.
    public init?(decimal coefficient: Int, fractionDigits: Int) {
        guard (0...InlineValue.decimalDigits).contains(fractionDigits) else { return nil }
        var unit = 1
        for _ in fractionDigits..<InlineValue.decimalDigits { unit *= 10 }
        let (scaled, overflow) = coefficient.multipliedReportingOverflow(by: unit)
        guard !overflow, scaled.magnitude < InlineValue.leastOuterDecimal else { return nil }
        self.init(.decimal, UInt64(scaled + Int(InlineValue.decimalBias)) << 4 | UInt64(fractionDigits))
    }

    /// The id of a plain `xsd:string`; nil when it is too long to be inline.
    public init?(shortString text: String) { self.init(shortString: text.utf8) }

    /// The id of a plain `xsd:string` of a text in UTF-8.
    public init?(shortString utf8: some Collection<UInt8>) {
        guard utf8.count <= InlineValue.shortStringBytes else { return nil }
        var payload: UInt64 = 0
        var left = InlineValue.shortStringBytes
        for byte in utf8 {
            payload = payload << 8 | UInt64(byte)
            left -= 1
        }
        self.init(.shortString, (payload << UInt64(8 * left + 3)) | UInt64(InlineValue.shortStringBytes - left))
    }

    public init(boolean: Bool) {
        self.init(.boolean, boolean ? 1 : 0)
    }

    /// The id of an `xsd:date`: days since 1970-01-01; nil when it is too far off to be inline.
    public init?(days: Int, zoneMinutes: Int?) {
        guard abs(days) < 1 << 31, abs(zoneMinutes ?? 0) <= InlineValue.zoneBias else { return nil }
        let zone =
            switch zoneMinutes {
            case nil: InlineValue.zoneNone
            case 0?: InlineValue.zoneUTC
            case let minutes?: InlineValue.zoneBias + minutes
            }
        self.init(.date, UInt64(days + Int(InlineValue.dateBias)) << 11 | UInt64(zone))
    }

    /// The text of an inline literal, in the room that `room` has; nil for every other id.
    public func text(_ room: inout [UInt8]) -> TermText? {
        room.removeAll(keepingCapacity: true)
        if kind == .shortString {
            for place in 0..<min(Int(payload & 7), InlineValue.shortStringBytes) {
                room.append(UInt8(truncatingIfNeeded: payload >> UInt64(51 - 8 * place)))
            }
            return TermText(.string, room[...], textStart: 0)
        }
        guard let literal = InlineValue.literal(self) else { return nil }
        room.append(contentsOf: literal.lexicalForm.utf8)
        return TermText(.otherLiteral, room[...], textStart: 0)
    }

    /// The value of an inline `xsd:integer`.
    @inlinable
    public var integerValue: Int? {
        raw >> 60 == 5 ? Int(raw & (1 << 60 - 1)) - 1 << 59 : nil
    }

    /// The value of an inline `xsd:decimal`, in millionths.
    @inlinable
    public var decimalMillionths: Int? {
        raw >> 60 == 6 ? Int(raw & (1 << 60 - 1)) >> 4 - 1 << 55 : nil
    }

    /// The value of an inline `xsd:boolean`.
    public var booleanValue: Bool? { kind == .boolean ? payload == 1 : nil }

    /// The value of an inline `xsd:dateTime`: milliseconds since 1970 in UTC, or as if in UTC without a zone.
    public var dateTimeValue: (milliseconds: Int, zoneMinutes: Int?)? {
        guard kind == .dateTime else { return nil }
        return (Int(payload >> 13) - 1 << 43, Self.zoneMinutes(Int(payload >> 2 & 0x7FF)))
    }

    /// The value of an inline `xsd:date`: days since 1970-01-01.
    public var dateValue: (days: Int, zoneMinutes: Int?)? {
        guard kind == .date else { return nil }
        return (Int(payload >> 11) - 1 << 31, Self.zoneMinutes(Int(payload & 0x7FF)))
    }

    private static func zoneMinutes(_ code: Int) -> Int? {
        code == 2_047 ? nil : code == 1_681 ? 0 : code - 840
    }

    // MARK: Ranges

    /// The inline integers from `lower` to `upper`; nil when there are none.
    public static func integers(from lower: Int, through upper: Int) -> ClosedRange<TermID>? {
        range(.integer, lower, upper, bias: 1 << 59, shift: 0)
    }

    /// The inline decimals from `lower` to `upper`, in millionths.
    public static func decimals(fromMillionths lower: Int, through upper: Int) -> ClosedRange<TermID>? {
        range(.decimal, lower, upper, bias: 1 << 55, shift: 4)
    }

    /// The inline dateTimes from `lower` to `upper`, in milliseconds since 1970, whatever their zones.
    public static func dateTimes(fromMilliseconds lower: Int, through upper: Int) -> ClosedRange<TermID>? {
        range(.dateTime, lower, upper, bias: 1 << 43, shift: 13)
    }

    /// The inline dates from `lower` to `upper`, in days since 1970, whatever their zones.
    public static func dates(fromDays lower: Int, through upper: Int) -> ClosedRange<TermID>? {
        range(.date, lower, upper, bias: 1 << 31, shift: 11)
    }

    private static func range(
        _ kind: Kind, _ lower: Int, _ upper: Int, bias: Int, shift: Int
    ) -> ClosedRange<TermID>? {
        let low = max(lower, -bias) + bias
        let high = min(upper, bias - 1) + bias
        guard low <= high, high >= 0, low < 2 * bias else { return nil }
        let last = UInt64(high) << UInt64(shift) | (1 << UInt64(shift) - 1)
        return TermID(kind, UInt64(low) << UInt64(shift))...TermID(kind, min(last, payloadMask))
    }
}
