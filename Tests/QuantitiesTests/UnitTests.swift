import Quantities
import Testing

@Suite("UCUM units")
struct UnitTests {
    @Test(
        "conversions are exact",
        arguments: [
            ("37", "Cel", "[degF]", "98.6"), ("98.6", "[degF]", "Cel", "37"), ("0", "K", "Cel", "-273.15"),
            ("37000", "mCel", "K", "310.15"), ("20", "[degRe]", "Cel", "25"),
            ("1", "[lb_av]", "g", "453.59237"), ("1", "[in_i]", "mm", "25.4"), ("3", "[Ch]", "mm", "1"),
            ("180", "deg", "[pi].rad", "1"), ("1", "circ", "deg", "360"), ("120", "mm[Hg]", "kPa", "15.99864"),
            ("5", "[iU]/mL", "k[iU]/L", "5"), ("1", "[IU]", "[iU]", "1"), ("1", "mmol/L", "umol/mL", "1"),
            ("1", "a", "d", "365.25"), ("12", "mo", "a", "1"), ("5", "%", "[ppth]", "50"), ("1", "U/L", "ukat/L", nil),
            ("2", "10*9/L", "10*3/uL", "2"), ("1", "meq", "mmol", "1"), ("100", "%[slope]", "deg", "45"),
        ] as [(String, String, String, String?)])
    func exactConversions(value: String, from: String, to: String, expected: String?) throws {
        let value = try #require(ExactDecimal(value))
        let result = try Quantity(value, UCUMUnit(from)).converted(to: UCUMUnit(to)).value
        if let expected {
            #expect(result.rounded(fractionDigits: 12, .halfEven) == ExactDecimal(expected))
        } else {
            #expect(result.rounded(fractionDigits: 8) == ExactDecimal("0.01666667"))
        }
    }

    @Test(
        "scales of special units agree with their definitions to 12 digits",
        arguments: [
            ("7.4", "[pH]", "nmol/L", "39.8107170553"), ("20", "dB[W]", "W", "100"), ("1", "Np", "1", "2.71828182846"),
            ("6", "dB[V]", "V", "1.99526231497"), ("3", "bit_s", "1", "8"), ("1", "V", "B[mV]", "6"),
            ("3", "[m/s2/Hz^(1/2)]", "m2/s4/Hz", "9"), ("2", "[hp'_C]", "1", "0.0001"),
        ])
    func specialScales(value: String, from: String, to: String, expected: String) throws {
        let value = try #require(ExactDecimal(value))
        let result = try Quantity(value, UCUMUnit(from)).converted(to: UCUMUnit(to)).value.doubleValue
        let wanted = try #require(Double(expected))
        #expect(abs(result - wanted) <= abs(wanted) * 1e-11)
    }

    @Test("arbitrary units convert into nothing else")
    func arbitraryUnits() throws {
        let international = try UCUMUnit("[iU]/L")
        #expect(international.isArbitrary)
        for other in ["1/L", "U/L", "[arb'U]/L", "mol/L", "g/L"] {
            #expect(try !international.isCommensurable(with: UCUMUnit(other)))
        }
    }

    @Test("a special unit in a product has no size")
    func specialInProduct() throws {
        #expect(try UnitConversion(from: UCUMUnit("Cel/min"), to: UCUMUnit("K/s")) == nil)
        #expect(try UCUMUnit("Cel/min").isComparable(to: UCUMUnit("Cel/min")))
    }

    @Test(
        "an error names the place and the remedy",
        arguments: [
            ("mg/12h", 4, "12.h"), ("m/", 3, "must follow"), ("IU/L", 1, "[IU]"), ("MMOL/L", 1, "annotation"),
            ("mg/(dL", 4, "never closed"), ("mg{a", 3, "never closed"), ("m[H2O", 2, "never closed"),
            ("µg", 1, "ASCII"),
            ("m100", 2, "-99 to 99"), ("mg)", 3, "joined"),
        ])
    func errors(code: String, column: Int, remedy: String) throws {
        let error = try #require(throws: UnitError.self) { try UCUMUnit(code) }
        #expect(error.column == column)
        #expect(error.description.contains(remedy))
    }

    @Test("hostile codes are refused, not run")
    func hostileCodes() {
        for code in [
            String(repeating: "(", count: 200) + "m", String(repeating: "m.", count: 200) + "m",
            Array(repeating: "[ly]99", count: 36).joined(separator: "."), "999999999999999999999999",
        ] {
            #expect(throws: UnitError.self) { try UCUMUnit(code) }
        }
    }

    @Test("units multiply and divide into readable codes")
    func algebra() throws {
        #expect(try UCUMUnit("kg").divided(by: UCUMUnit("m2")).code == "kg/m2")
        #expect(try UCUMUnit("mg/dL").multiplied(by: UCUMUnit("dL")).code == "mg")
        #expect(try UCUMUnit("m").raised(to: 2).code == "m2")
        #expect(try UCUMUnit("mg").divided(by: UCUMUnit("kg.d")).code == "mg/kg/d")
        #expect(try UCUMUnit("mg/kg").divided(by: UCUMUnit("mg/kg")).code == "1")
    }

    @Test("a unit is shown in base units")
    func baseUnits() throws {
        let pressure = try #require(try UCUMUnit("mm[Hg]").inBaseUnits)
        #expect(pressure.value == ExactDecimal("133322"))
        #expect(pressure.unit.code == "m-1.s-2.g")
    }
}
