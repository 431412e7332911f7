import Foundation
import Quantities
import Testing

@Suite("Exact decimals")
struct ExactDecimalTests {
    @Test(
        "numbers keep their spelling and are equal by value",
        arguments: [
            ("1.50", "1.5"), ("0", "-0.000"), ("100", "1e2"), ("0.00000001", "1E-8"), ("-7", "-7.0"),
            ("10000000000", "1e10"),
        ])
    func spelling(left: String, right: String) throws {
        let (first, second) = try (decimal(left), decimal(right))
        #expect(first.description == left)
        #expect(first == second)
        #expect(first.hashValue == second.hashValue)
    }

    @Test(
        "other texts are not numbers",
        arguments: ["", ".", "1.", ".5", "1,5", "0x1", "1e", "1e99999", "--1", "1 ", "①"])
    func malformed(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("sums and products agree with Foundation's decimals", arguments: 0..<20)
    func againstFoundation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (left, right) = (Self.text(&random), Self.text(&random))
            let (first, second) = try (decimal(left), decimal(right))
            let (one, two) = try (#require(Decimal(string: left)), #require(Decimal(string: right)))
            #expect(first.adding(second) == ExactDecimal("\(one + two)"), "\(left) + \(right)")
            #expect(first.subtracting(second) == ExactDecimal("\(one - two)"), "\(left) - \(right)")
            #expect(first.multiplied(by: second) == ExactDecimal("\(one * two)"), "\(left) * \(right)")
            #expect((first < second) == (one < two), "\(left) < \(right)")
            #expect(first.doubleValue == Double(left))
        }
    }

    @Test("a quotient times its divisor is the dividend, to the last digit", arguments: 0..<20)
    func division(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let (left, right) = (Self.text(&random), Self.text(&random))
            let (dividend, divisor) = try (decimal(left), decimal(right))
            guard !divisor.isZero else {
                #expect(dividend.divided(by: divisor) == nil)
                continue
            }
            let product = try #require(dividend.divided(by: divisor)?.multiplied(by: divisor))
            let error = try #require(product.subtracting(dividend)).magnitude
            let bound = try #require(dividend.magnitude.multiplied(by: decimal("1e-33")))
            #expect(error <= bound, "\(left) / \(right)")
        }
    }

    @Test(
        "rounding goes the way that is asked",
        arguments: [
            ("2.5", "3", "3", "2", "2"), ("-2.5", "-2", "-3", "-2", "-2"), ("3.5", "4", "4", "4", "3"),
            ("2.51", "3", "3", "3", "2"), ("-0.4", "0", "0", "0", "0"), ("1e20", "1e20", "1e20", "1e20", "1e20"),
        ])
    func rounding(text: String, up: String, away: String, even: String, truncated: String) throws {
        let number = try decimal(text)
        #expect(number.rounded(.halfUp) == ExactDecimal(up))
        #expect(number.rounded(.halfAwayFromZero) == ExactDecimal(away))
        #expect(number.rounded(.halfEven) == ExactDecimal(even))
        #expect(number.rounded(.towardZero) == ExactDecimal(truncated))
    }

    @Test("quotients that end are exact, others have 34 digits")
    func quotients() {
        #expect(ExactDecimal(1).divided(by: 8)?.description == "0.125")
        #expect(ExactDecimal(6).divided(by: 3)?.description == "2")
        #expect(ExactDecimal(1).divided(by: 3)?.description == "0.3333333333333333333333333333333333")
        #expect(ExactDecimal(2).divided(by: 3)?.description == "0.6666666666666666666666666666666667")
        #expect(ExactDecimal(2).raised(to: -2)?.description == "0.25")
    }

    @Test("results out of range are nil, not a trap")
    func range() throws {
        let huge = try decimal("9e5990")
        #expect(huge.multiplied(by: huge) == nil)
        #expect(huge.raised(to: 1_000) == nil)
        #expect(huge.adding(1) == huge)
        #expect(ExactDecimal(Double.nan) == nil)
        #expect(ExactDecimal(Int.max).adding(1)?.integerValue == nil)
        #expect(ExactDecimal("1.5")?.integerValue == nil)
        #expect(ExactDecimal("15e1")?.integerValue == 150)
    }

    /// Up to 12 digits before and 6 after the point, so that products stay exact in Foundation's 38 digits.
    private static func text(_ random: inout SeededGenerator) -> String {
        let sign = Bool.random(using: &random) ? "-" : ""
        let whole = Int.random(in: 0..<(random.next() % 3 == 0 ? 10 : 1_000_000_000_000), using: &random)
        guard random.next() % 4 != 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole).\(Int.random(in: 0..<1_000_000, using: &random))"
    }
}
