// How many base units one unit is: an exact positive fraction times a power of ten times a power of pi.
//
// Keeping the fraction, the ten and the pi apart makes every conversion of ratio units exact until the one division at
// the end: thirds of a millimetre and degrees of arc convert to and fro without drift.

struct UnitMagnitude: Sendable, Hashable {
    private(set) var numerator: BigNatural
    private(set) var denominator: BigNatural
    private(set) var tens: Int
    private(set) var pis: Int

    static let one = UnitMagnitude(numerator: BigNatural(1), denominator: BigNatural(1), tens: 0, pis: 0)
    static let pi = UnitMagnitude(numerator: BigNatural(1), denominator: BigNatural(1), tens: 0, pis: 1)

    /// Magnitudes whose fraction needs more bits are refused: no unit of practice comes near.
    static let maximumBits = 2_048

    private init(numerator: BigNatural, denominator: BigNatural, tens: Int, pis: Int) {
        self.numerator = numerator
        self.denominator = denominator
        self.tens = tens
        self.pis = pis
    }

    /// The magnitude of a positive decimal number.
    init(_ decimal: ExactDecimal) {
        let shortest = decimal.strippingTrailingZeros()
        self.init(
            numerator: BigNatural(shortest.coefficient.magnitude), denominator: BigNatural(1),
            tens: Int(shortest.exponent), pis: 0)
    }

    static func * (left: UnitMagnitude, right: UnitMagnitude) -> UnitMagnitude {
        let (numerator, denominator) = (left.numerator * right.numerator, left.denominator * right.denominator)
        let common = numerator.greatestCommonDivisor(denominator)
        return UnitMagnitude(
            numerator: common.isOne ? numerator : numerator.quotientAndRemainder(dividingBy: common).quotient,
            denominator: common.isOne ? denominator : denominator.quotientAndRemainder(dividingBy: common).quotient,
            tens: left.tens + right.tens, pis: left.pis + right.pis)
    }

    var inverse: UnitMagnitude {
        UnitMagnitude(numerator: denominator, denominator: numerator, tens: -tens, pis: -pis)
    }

    var isTooLarge: Bool {
        max(numerator.bitWidth, denominator.bitWidth) > Self.maximumBits || abs(tens) > 1_000 || abs(pis) > 64
    }

    func raised(to power: Int) -> UnitMagnitude? {
        var result = UnitMagnitude.one
        for _ in 0..<abs(power) {
            result = result * self
            if result.isTooLarge { return nil }
        }
        return power < 0 ? result.inverse : result
    }

    /// The magnitude as a quotient of two decimals, each exact where it has at most 34 digits.
    var quotient: (dividend: ExactDecimal, divisor: ExactDecimal)? {
        guard var dividend = Self.decimal(numerator, tens), var divisor = Self.decimal(denominator, 0) else {
            return nil
        }
        for _ in 0..<abs(pis) {
            guard let product = (pis > 0 ? dividend : divisor).multiplied(by: Self.piDecimal) else { return nil }
            if pis > 0 { dividend = product } else { divisor = product }
        }
        return (dividend, divisor)
    }

    /// The magnitude as one decimal, rounded at the 34th digit where it is not exact.
    var decimal: ExactDecimal? { quotient.flatMap { $0.dividend.divided(by: $0.divisor) } }

    private static let piDecimal =
        ExactDecimal("3.1415926535897932384626433832795028841971693993751058209749445923") ?? .zero

    private static func decimal(_ natural: BigNatural, _ exponent: Int) -> ExactDecimal? {
        if let value = natural.value128 { return .fit(value, exponent, negative: false) }
        // Too long for 128 bits: keep the first 35 digits or more, and note that something was dropped.
        let surplus = max(0, ((natural.bitWidth - 120) * 1233) >> 12)
        let (kept, rest) = natural.quotientAndRemainder(dividingBy: .powerOfTen(surplus))
        return kept.value128.flatMap { .fit($0, exponent + surplus, negative: false, inexact: !rest.isZero) }
    }
}
