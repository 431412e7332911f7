import Quantities
import Testing

@Suite("Quantities")
struct QuantityTests {
    @Test("unlike units never compare, and the reason is given")
    func unlikeUnits() throws {
        let potassium = try Quantity("4 mmol/L")
        for other in ["4 10*9/L", "4 g/L", "4 meq/L", "4 mmol/kg", "4", "4 [iU]/L"] {
            let comparison = try potassium.compared(to: Quantity(other), analyte: nil)
            #expect(try comparison == .unknown(.unlikeUnits(potassium.unit, Quantity(other).unit)))
        }
        #expect(try Quantity("48 mmol/mol").compared(to: Quantity("6.5 %")) == nil)
    }

    @Test(
        "like units compare exactly",
        arguments: [
            ("1 g/L", "100 mg/dL", Ordering.equal), ("1000 umol/L", "1 mmol/L", .equal), ("0.1 mg", "99 ug", .greater),
            ("98.6 [degF]", "37 Cel", .equal), ("37.1 Cel", "98.6 [degF]", .greater), ("30 d", "1 mo", .less),
            ("30 mL/min/{1.73_m2}", "30 mL/min", .equal), ("2.50 mmol/L", "2.5 mmol/L", .equal),
        ])
    func likeUnits(left: String, right: String, expected: Ordering) throws {
        #expect(try Quantity(left).compared(to: Quantity(right)) == expected)
        #expect(try Quantity(right).compared(to: Quantity(left)) == expected.reversed)
    }

    @Test(
        "mass and substance convert for an analyte of known molar mass",
        arguments: [
            ("113.12 g/mol", "1.2 mg/dL", "umol/L", "106.08203678"),
            ("113.12 g/mol", "106.08203677510608 umol/L", "mg/dL", "1.2"),
            ("180.156 g/mol", "126 mg/dL", "mmol/L", "6.99393859"),
            ("386.65 g/mol", "100 mg/dL", "mmol/L", "2.58631838"),
            ("40.078 g/mol", "10 mg/dL", "mmol/L", "2.49513449"), ("16.114 kg/mol", "14 g/dL", "mmol/L", "8.68809731"),
            ("113.12 g/mol", "3 mg/mmol", "mg/g", "26.52050919"),
        ])
    func molarMass(mass: String, value: String, target: String, expected: String) throws {
        let analyte = try Analyte(molarMass: MolarMass(Quantity(mass)))
        let converted = try Quantity(value).converted(to: UCUMUnit(target), analyte: analyte)
        #expect(converted.value.rounded(fractionDigits: 8) == ExactDecimal(expected))
    }

    @Test("equivalents convert by valence")
    func valence() throws {
        let calcium = Analyte(valence: 2)
        #expect(try Quantity("2.5 mmol/L").converted(to: UCUMUnit("meq/L"), analyte: calcium) == Quantity("5.0 meq/L"))
        #expect(try Quantity("5 meq/L").compared(to: Quantity("2.5 mmol/L"), analyte: calcium).ordering == .equal)
    }

    @Test("haemoglobin A1c of 48 mmol/mol is 6.5 per cent, not 4.8")
    func haemoglobinA1c() throws {
        let analyte = Analyte(relation: .haemoglobinA1c)
        let percent = try Quantity("48 mmol/mol").converted(to: UCUMUnit("%"), analyte: analyte)
        #expect(percent.value.rounded(fractionDigits: 1) == ExactDecimal("6.5"))
    }

    @Test("a molar mass is a positive mass per amount of substance")
    func molarMassUnits() throws {
        #expect(try MolarMass(Quantity("113.12 g/L")) == nil)
        #expect(try MolarMass(Quantity("0 g/mol")) == nil)
    }

    @Test("sums take the left unit, quotients of like units are numbers")
    func arithmetic() throws {
        #expect(try Quantity("1 g").adding(Quantity("500 mg")) == Quantity("1.500 g"))
        #expect(try Quantity("1 g").divided(by: Quantity("1 mg")).description == "1000")
        #expect(try Quantity("70 kg").divided(by: Quantity("4 m2")).description == "17.5 kg/m2")
        #expect(throws: QuantityError.self) { try Quantity("1 g").adding(Quantity("1 mL")) }
        #expect(throws: QuantityError.divisionByZero) { try Quantity("1 g").divided(by: Quantity("0 g")) }
    }
}
