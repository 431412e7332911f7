// Decimal numbers that mean what was written.
//
// Laboratory values arrive as decimal text and thresholds are decimal text, so clinical logic must not pass them through
// binary floating point: 0.1 + 0.2 is 0.3 here. A number is `coefficient × 10^exponent` with up to 34 digits, the
// precision of IEEE 754 decimal128. The spelling's scale is kept (1.50 prints as 1.50) but equality is by value.
//
// The 128-bit coefficient is stored as two 64-bit halves: a native Int128 would be aligned to 16 bytes and make every
// value that holds a number a third larger.

/// An exact decimal number: up to 34 significant digits, exponents from -6,000 to 6,000.
///
/// Arithmetic is exact while the result fits in 34 digits and is otherwise rounded half to even at the 34th; results
/// out of range are `nil`, never a trap.
public struct ExactDecimal: Sendable {
    private let high: Int64
    private let low: UInt64
    /// The power of ten that the coefficient is multiplied with.
    public let exponent: Int16

    /// The digits as an integer, with the number's sign; its magnitude is below 10^34.
    public var coefficient: Int128 { Int128(high) << 64 | Int128(low) }

    /// The number of significant digits that are kept.
    public static let precision = 34

    static let exponents = -6_000...6_000

    public static let zero = ExactDecimal(0)
    public static let one = ExactDecimal(1)

    public init(_ integer: Int) {
        self.init(unchecked: Int128(integer), exponent: 0)
    }

    /// Creates `coefficient × 10^exponent`, rounded half to even to 34 digits; `nil` when out of range.
    public init?(coefficient: Int128, exponent: Int) {
        guard let fitted = Self.fit(coefficient.magnitude, exponent, negative: coefficient < 0) else { return nil }
        self = fitted
    }

    init(unchecked coefficient: Int128, exponent: Int) {
        high = Int64(truncatingIfNeeded: coefficient >> 64)
        low = UInt64(truncatingIfNeeded: coefficient)
        self.exponent = Int16(exponent)
    }

    public var isZero: Bool { high == 0 && low == 0 }
    public var isNegative: Bool { high < 0 }
    public var magnitude: ExactDecimal { isNegative ? -self : self }

    /// Whether the value has no fractional part.
    public var isInteger: Bool { exponent >= 0 || strippingTrailingZeros().exponent >= 0 }

    public static prefix func - (number: ExactDecimal) -> ExactDecimal {
        ExactDecimal(unchecked: -number.coefficient, exponent: Int(number.exponent))
    }

    /// The same value with the shortest coefficient.
    public func strippingTrailingZeros() -> ExactDecimal {
        guard !isZero else { return .zero }
        var digits = coefficient
        var power = Int(exponent)
        while digits % 10 == 0 {
            digits /= 10
            power += 1
        }
        return ExactDecimal(unchecked: digits, exponent: power)
    }
}

// MARK: - Order

extension ExactDecimal: Comparable, Hashable {
    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool { left.order(right) == .equal }

    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool { left.order(right) == .less }

    public func hash(into hasher: inout Hasher) {
        let shortest = strippingTrailingZeros()
        hasher.combine(shortest.high)
        hasher.combine(shortest.low)
        hasher.combine(shortest.exponent)
    }

    /// The total order of the values.
    public func order(_ other: ExactDecimal) -> Ordering {
        if exponent == other.exponent { return Ordering(coefficient, other.coefficient) }
        if isNegative != other.isNegative || isZero || other.isZero {
            return Ordering(coefficient.signum(), other.coefficient.signum())
        }
        let gap = Int(exponent) - Int(other.exponent)
        if abs(gap) > 4 {
            // Far apart: the place of the leading digit decides, unless it is the same.
            let place = PowersOfTen.digits(of: coefficient.magnitude) + Int(exponent)
            let otherPlace = PowersOfTen.digits(of: other.coefficient.magnitude) + Int(other.exponent)
            if place != otherPlace { return isNegative ? Ordering(otherPlace, place) : Ordering(place, otherPlace) }
        }
        return gap > 0
            ? Ordering(coefficient * Int128(PowersOfTen[gap]), other.coefficient)
            : Ordering(coefficient, other.coefficient * Int128(PowersOfTen[-gap]))
    }
}

// MARK: - Fitting

extension ExactDecimal {
    /// Rounds a magnitude half to even until it has at most 34 digits; `nil` when the exponent leaves its range.
    static func fit(_ magnitude: UInt128, _ exponent: Int, negative: Bool, inexact: Bool = false) -> ExactDecimal? {
        var digits = magnitude
        var power = exponent
        let excess = PowersOfTen.digits(of: digits) - precision
        if excess > 0 {
            let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: PowersOfTen[excess])
            let half = PowersOfTen[excess] / 2
            let up = remainder > half || (remainder == half && (inexact || quotient % 2 == 1))
            digits = quotient + (up ? 1 : 0)
            power += excess
            if digits == PowersOfTen[precision] {
                digits /= 10
                power += 1
            }
        }
        guard exponents.contains(power) else { return digits == 0 ? .zero : nil }
        return ExactDecimal(unchecked: negative ? -Int128(digits) : Int128(digits), exponent: power)
    }
}

/// The powers of ten that fit in 128 bits.
enum PowersOfTen {
    private static let table: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    static subscript(power: Int) -> UInt128 { table[power] }

    /// The number of decimal digits; 1 for zero.
    static func digits(of value: UInt128) -> Int {
        // 1233/4096 is a little less than the logarithm of 2 to base 10.
        let estimate = ((128 - value.leadingZeroBitCount) * 1233) >> 12
        return max(1, value >= table[estimate] ? estimate + 1 : estimate)
    }
}
