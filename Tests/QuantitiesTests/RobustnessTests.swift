// Whatever a file or a form may hold is read or refused, never a crash; what is read is read back.

import Quantities
import Testing

@Suite("Robustness")
struct RobustnessTests {
    private static let parts = [
        "m", "k", "g", "mol", "[", "]", "{", "}", "(", ")", "/", ".", "10*", "-", "+", "^", "9", "0", "12", "H2O",
        "Cel", "'",
        "%", " ", "μ", "×10⁹", "毫克", "/L", "[iU]", "e", "d", "h", "é", "\u{0}", "10", "2", "T", ":", "P", "Y", "M", "S",
        "Z",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        (0..<random.next() % 9).map { _ in parts[Int(random.next() % UInt64(parts.count))] }.joined()
    }

    @Test("random texts never crash a reader, and what is read is written the same", arguments: 0..<20)
    func randomTexts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let text = Self.text(&random)
            if let unit = try? UCUMUnit(text) {
                #expect(try UCUMUnit(unit.code) == unit)
                _ = unit.inBaseUnits
                _ = unit.displayName
            }
            if let reading = try? UnitReading(text) { #expect((try? UCUMUnit(reading.unit.code)) == reading.unit) }
            if let number = ExactDecimal(text) { #expect(ExactDecimal(number.description) == number) }
            if let point = DateTime(text) { #expect(DateTime(point.description) == point) }
            if let duration = CalendarDuration(text) { #expect(CalendarDuration(duration.description) == duration) }
            if let time = TimeOfDay(text) { #expect(TimeOfDay(time.description) == time) }
            _ = try? Quantity(text)
            _ = try? Quantity.reading(text)
        }
    }

    @Test("every unit of the table converts to base units and back without loss")
    func roundTrips() throws {
        let value = try decimal("123.456")
        let tolerance = try decimal("1e-28")
        for code in UCUMUnit.tableCodes {
            let unit = try UCUMUnit(code)
            guard !unit.isSpecial else { continue }
            let base = try #require(unit.inBaseUnits).unit
            let there = try Quantity(value, unit).converted(to: base)
            let back = try there.converted(to: unit)
            let difference = try #require(back.value.subtracting(value)).magnitude
            #expect(difference <= tolerance, "\(code)")
        }
    }

    @Test("products and quotients of quantities agree with those of their values in base units", arguments: 0..<5)
    func algebra(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let codes = [
            "mg/dL", "mmol/L", "kg", "m2", "min", "mL/min", "[lb_av]", "[in_i]", "10*9/L", "%", "d", "kPa", "[iU]/mL",
        ]
        for _ in 0..<200 {
            let (left, right) = (codes[Int(random.next() % 13)], codes[Int(random.next() % 13)])
            let (first, second) = try (Quantity(7, UCUMUnit(left)), Quantity(2, UCUMUnit(right)))
            let product = try first.multiplied(by: second).divided(by: second)
            #expect(
                try product.converted(to: first.unit) == first || product.compared(to: first) == .equal,
                "\(left) \(right)")
            let sum = try first.adding(first)
            #expect(sum.value == 14)
        }
    }
}
