// Arithmetic on exact decimals. Products and quotients go through 256 bits, so that a result is rounded at most once.

extension ExactDecimal {
    /// The sum; exact when it fits in 34 digits.
    public func adding(_ other: ExactDecimal) -> ExactDecimal? {
        if exponent == other.exponent {
            return ExactDecimal(coefficient: coefficient + other.coefficient, exponent: Int(exponent))
        }
        if isZero { return other.padded(to: exponent) }
        if other.isZero { return padded(to: other.exponent) }
        let (coarse, fine) = exponent > other.exponent ? (self, other) : (other, self)
        let gap = Int(coarse.exponent) - Int(fine.exponent)
        // 37 digits leave room for the carry of the addition.
        let room = 37 - PowersOfTen.digits(of: coarse.coefficient.magnitude)
        if gap <= room {
            let aligned = coarse.coefficient * Int128(PowersOfTen[gap])
            return ExactDecimal(coefficient: aligned + fine.coefficient, exponent: Int(fine.exponent))
        }
        let aligned = coarse.coefficient * Int128(PowersOfTen[room])
        let lost = gap - room
        let kept = lost > 38 ? 0 : fine.coefficient / Int128(PowersOfTen[lost])
        return ExactDecimal(coefficient: aligned + kept, exponent: Int(coarse.exponent) - room)
    }

    /// The difference; exact when it fits in 34 digits.
    public func subtracting(_ other: ExactDecimal) -> ExactDecimal? { adding(-other) }

    /// The product; exact when it fits in 34 digits.
    public func multiplied(by other: ExactDecimal) -> ExactDecimal? {
        let negative = isNegative != other.isNegative
        let power = Int(exponent) + Int(other.exponent)
        let (high, low) = coefficient.magnitude.multipliedFullWidth(by: other.coefficient.magnitude)
        if high == 0 { return Self.fit(low, power, negative: negative) }
        // Both factors are below 10^34, so dividing by 10^32 leaves fewer than 10^36.
        let (quotient, remainder) = PowersOfTen[32].dividingFullWidth((high, low))
        let digits = PowersOfTen.digits(of: quotient)
        if digits > Self.precision {
            return Self.fit(quotient, power + 32, negative: negative, inexact: remainder != 0)
        }
        let places = 32 - (Self.precision - digits)
        let (shorter, rest) = PowersOfTen[places].dividingFullWidth((high, low))
        return Self.roundingHalfEven(shorter, rest, PowersOfTen[places], power + places, negative: negative)
    }

    /// The quotient, exact when it fits in 34 digits; `nil` for a divisor of zero.
    public func divided(by other: ExactDecimal) -> ExactDecimal? {
        guard !other.isZero else { return nil }
        let ideal = Int(exponent) - Int(other.exponent)
        guard !isZero else { return ExactDecimal(coefficient: 0, exponent: min(0, max(ideal, -Self.precision))) }
        let divisor = other.coefficient.magnitude
        // The dividend is moved left until the quotient has 34 or 35 digits, in two steps that both fit.
        let digits = PowersOfTen.digits(of: coefficient.magnitude)
        let shift = Self.precision + PowersOfTen.digits(of: divisor) - digits
        let first = min(shift, 38 - digits)
        let dividend = coefficient.magnitude * PowersOfTen[first]
        let numerator = dividend.multipliedFullWidth(by: PowersOfTen[shift - first])
        let (quotient, remainder) = divisor.dividingFullWidth(numerator)
        let negative = isNegative != other.isNegative
        let result = Self.roundingHalfEven(quotient, remainder, divisor, ideal - shift, negative: negative)
        guard remainder == 0, let result else { return result }
        return result.strippingTrailingZeros(downTo: ideal)
    }

    /// The product of `count` factors; `nil` when out of range, or for a negative power of zero.
    public func raised(to power: Int) -> ExactDecimal? {
        if power < 0 {
            guard power > .min, let positive = raised(to: -power) else { return nil }
            return ExactDecimal.one.divided(by: positive)
        }
        var result = ExactDecimal.one
        var square = self
        var remaining = power
        while remaining > 0 {
            if remaining & 1 == 1 {
                guard let product = result.multiplied(by: square) else { return nil }
                result = product
            }
            remaining >>= 1
            if remaining > 0 {
                guard let next = square.multiplied(by: square) else { return nil }
                square = next
            }
        }
        return result
    }

    /// How a number is brought to fewer digits.
    public enum Rounding: Sendable, Hashable {
        /// To the nearest, a tie towards positive infinity: the Round operator of CQL.
        case halfUp
        /// To the nearest, a tie away from zero.
        case halfAwayFromZero
        /// To the nearest, a tie to the even digit.
        case halfEven
        case towardZero, up, down
    }

    /// The value with at most the given number of digits after the point.
    public func rounded(fractionDigits: Int = 0, _ rounding: Rounding = .halfUp) -> ExactDecimal {
        let target = -max(-Self.exponents.upperBound, min(fractionDigits, -Self.exponents.lowerBound))
        let excess = target - Int(exponent)
        guard excess > 0 else { return self }
        let sign: Int128 = isNegative ? -1 : 1
        let magnitude = coefficient.magnitude
        // Beyond 35 digits everything is remainder, and less than half.
        let (quotient, remainder) =
            excess > 35 ? (0, magnitude) : magnitude.quotientAndRemainder(dividingBy: PowersOfTen[excess])
        let half = excess > 35 ? UInt128.max : PowersOfTen[excess] / 2
        let awayFromZero =
            switch rounding {
            case .halfUp: isNegative ? remainder > half : remainder >= half
            case .halfAwayFromZero: remainder >= half
            case .halfEven: remainder > half || (remainder == half && quotient % 2 == 1)
            case .towardZero: false
            case .up: remainder > 0 && !isNegative
            case .down: remainder > 0 && isNegative
            }
        return ExactDecimal(unchecked: sign * Int128(quotient + (awayFromZero ? 1 : 0)), exponent: target)
    }

    private static func roundingHalfEven(
        _ quotient: UInt128, _ remainder: UInt128, _ divisor: UInt128, _ exponent: Int, negative: Bool
    ) -> ExactDecimal? {
        if PowersOfTen.digits(of: quotient) > precision {
            return fit(quotient, exponent, negative: negative, inexact: remainder != 0)
        }
        let complement = divisor - remainder
        let up = remainder > complement || (remainder == complement && quotient % 2 == 1)
        return fit(quotient + (up ? 1 : 0), exponent, negative: negative)
    }

    /// A zero was added: the value stays, the scale becomes the finer of the two when there is room for it.
    private func padded(to other: Int16) -> ExactDecimal {
        let gap = Int(exponent) - Int(other)
        guard gap > 0, PowersOfTen.digits(of: coefficient.magnitude) + gap <= Self.precision else { return self }
        return ExactDecimal(unchecked: coefficient * Int128(PowersOfTen[gap]), exponent: Int(other))
    }

    private func strippingTrailingZeros(downTo ideal: Int) -> ExactDecimal {
        var digits = coefficient
        var power = Int(exponent)
        while power < ideal, digits % 10 == 0 {
            digits /= 10
            power += 1
        }
        return ExactDecimal(unchecked: digits, exponent: power)
    }
}
