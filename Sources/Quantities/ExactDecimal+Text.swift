// Exact decimals as text and as binary numbers.

extension ExactDecimal: LosslessStringConvertible, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(value) }

    /// Reads `[+-]digits[.digits][(e|E)[+-]digits]`; digits beyond the 34th are rounded. `nil` for any other text.
    public init?(_ text: String) { self.init(text[...]) }

    public init?(_ text: Substring) {
        guard let value = Self.parse(text.utf8) else { return nil }
        self = value
    }

    private static func parse(_ text: Substring.UTF8View) -> ExactDecimal? {
        var reader = text
        let negative = reader.first == UInt8(ascii: "-")
        if negative || reader.first == UInt8(ascii: "+") { reader.removeFirst() }
        var magnitude: UInt128 = 0
        var exponent = 0
        var digits = 0
        var dropped = false
        var seenPoint = false
        while let byte = reader.first {
            if byte == UInt8(ascii: "."), !seenPoint, digits > 0 {
                seenPoint = true
                reader.removeFirst()
                guard let next = reader.first, isDigit(next) else { return nil }
                continue
            }
            guard isDigit(byte) else { break }
            reader.removeFirst()
            digits += 1
            if magnitude < PowersOfTen[36] {
                magnitude = magnitude * 10 + UInt128(byte - UInt8(ascii: "0"))
                if seenPoint { exponent -= 1 }
            } else {
                dropped = dropped || byte != UInt8(ascii: "0")
                if !seenPoint { exponent += 1 }
            }
        }
        guard digits > 0 else { return nil }
        if reader.first == UInt8(ascii: "e") || reader.first == UInt8(ascii: "E") {
            reader.removeFirst()
            guard reader.count <= 6, let power = Int(Substring(reader)) else { return nil }
            exponent += power
        } else if !reader.isEmpty {
            return nil
        }
        return fit(magnitude, exponent, negative: negative, inexact: dropped)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Plain notation with the digits that were given; scientific only where that would need over 40 zeros.
    public var description: String {
        let digits = String(coefficient.magnitude)
        let sign = isNegative ? "-" : ""
        let exponent = Int(exponent)
        if exponent > 40 || exponent < -80 { return "\(sign)\(digits)E\(exponent)" }
        if exponent >= 0 { return sign + digits + (isZero ? "" : String(repeating: "0", count: exponent)) }
        let point = digits.count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        let split = digits.index(digits.startIndex, offsetBy: point)
        return sign + digits[..<split] + "." + digits[split...]
    }
}

extension ExactDecimal {
    /// The nearest binary number.
    public var doubleValue: Double {
        let exponent = Int(exponent)
        if coefficient.magnitude < 1 << 53, abs(exponent) <= 22 {
            // Both operands are exact, so the one operation rounds correctly.
            let digits = Double(Int64(coefficient))
            let power = Double(UInt64(truncatingIfNeeded: PowersOfTen[min(abs(exponent), 19)]))
            if abs(exponent) <= 19 { return exponent < 0 ? digits / power : digits * power }
        }
        return Double("\(coefficient)e\(exponent)") ?? .nan
    }

    /// The shortest decimal that reads back as the same binary number; `nil` for infinities and not-a-number.
    public init?(_ number: Double) {
        guard number.isFinite else { return nil }
        self.init("\(number)")
    }

    /// The value as an integer; `nil` when it has a fraction or does not fit.
    public var integerValue: Int? {
        let shortest = strippingTrailingZeros()
        guard shortest.exponent >= 0, shortest.exponent <= 19 else { return nil }
        let (value, overflow) = shortest.coefficient.multipliedReportingOverflow(
            by: Int128(PowersOfTen[Int(shortest.exponent)]))
        return overflow ? nil : Int(exactly: value)
    }
}
