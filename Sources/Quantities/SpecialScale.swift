// The scales of UCUM's special units (its section on special units, table 6): a measured value is a function of a ratio.
//
// Temperature scales only shift, so they stay exact. Logarithms, tangents and roots go through Double and are good to
// about 15 digits.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum SpecialScale: Sendable, Hashable {
    case shift(zero: ExactDecimal)
    /// `factor × log(x) / log(base)`.
    case logarithm(base: Double, factor: Double)
    /// `100 × tan(x)`, x in radians.
    case tangent
    case squareRoot

    /// The scale by its name in UCUM's table; `nil` for units on a ratio scale.
    init?(function: String) {
        switch function {
        case "Cel": self = .shift(zero: ExactDecimal(unchecked: 27_315, exponent: -2))
        case "degF": self = .shift(zero: ExactDecimal(unchecked: 45_967, exponent: -2))
        case "degRe": self = .shift(zero: ExactDecimal(unchecked: 21_852, exponent: -2))
        case "pH", "hpX": self = .logarithm(base: 10, factor: -1)
        case "hpC": self = .logarithm(base: 100, factor: -1)
        case "hpM": self = .logarithm(base: 1_000, factor: -1)
        case "hpQ": self = .logarithm(base: 50_000, factor: -1)
        case "ln": self = .logarithm(base: M_E, factor: 1)
        case "lg": self = .logarithm(base: 10, factor: 1)
        case "lgTimes2": self = .logarithm(base: 10, factor: 2)
        case "ld": self = .logarithm(base: 2, factor: 1)
        case "tanTimes100", "100tan": self = .tangent
        case "sqrt": self = .squareRoot
        default: return nil
        }
    }

    /// The ratio to the unit of the scale that a reading stands for.
    func ratio(ofReading reading: ExactDecimal) -> ExactDecimal? {
        switch self {
        case .shift(let zero): reading.adding(zero)
        case .logarithm(let base, let factor): ExactDecimal(pow(base, reading.doubleValue / factor))
        case .tangent: ExactDecimal(atan(reading.doubleValue / 100))
        case .squareRoot: reading.multiplied(by: reading)
        }
    }

    /// The reading of a ratio; `nil` where the function is not defined.
    func reading(ofRatio ratio: ExactDecimal) -> ExactDecimal? {
        switch self {
        case .shift(let zero): ratio.subtracting(zero)
        case .logarithm(10, let factor): ExactDecimal(factor * log10(ratio.doubleValue))
        case .logarithm(2, let factor): ExactDecimal(factor * log2(ratio.doubleValue))
        case .logarithm(let base, let factor): ExactDecimal(factor * log(ratio.doubleValue) / log(base))
        case .tangent: ExactDecimal(100 * tan(ratio.doubleValue))
        case .squareRoot: ratio.isNegative ? nil : ExactDecimal(ratio.doubleValue.squareRoot())
        }
    }
}
