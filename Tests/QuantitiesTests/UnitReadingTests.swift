import Quantities
import Testing

@Suite("Hospital spellings")
struct UnitReadingTests {
    @Test(
        "spellings of hospitals become UCUM, and the reading says so",
        arguments: [
            ("mg/dl", "mg/dL"), ("mmol/l", "mmol/L"), ("10^9/L", "10*9/L"), ("×10⁹/L", "10*9/L"), ("x10^9/L", "10*9/L"),
            ("10E9/L", "10*9/L"), ("X10^12/L", "10*12/L"), ("G/L", "10*9/L"), ("K/µL", "10*3/uL"),
            ("μmol/L", "umol/L"), ("µmol/L", "umol/L"), ("毫克", "mg"), ("毫克/分升", "mg/dL"), ("毫摩尔/升", "mmol/L"),
            ("次/分", "/min"), ("bpm", "/min"), ("mmHg", "mm[Hg]"), ("mm Hg", "mm[Hg]"), ("毫米汞柱", "mm[Hg]"),
            ("℃", "Cel"), ("°C", "Cel"), ("kg/m²", "kg/m2"), ("kg/㎡", "kg/m2"), ("IU/L", "[IU]/L"),
            ("mIU/mL", "m[IU]/mL"), ("μIU/mL", "u[IU]/mL"), ("mEq/L", "meq/L"), ("mOsm/kg", "mosm/kg"),
            ("ml/min/1.73m2", "mL/min/{1.73_m2}"), ("mL/min/1.73m²", "mL/min/{1.73_m2}"),
            ("mL/(min·1.73m²)", "mL/min/{1.73_m2}"), ("个/HP", "/[HPF]"), ("ng/ml", "ng/mL"), ("pg/ml", "pg/mL"),
            ("MMOL/L", "mmol/L"), ("UG/L", "ug/L"), ("MG/DL", "mg/dL"), ("mcg", "ug"), ("hr", "h"), ("岁", "a"),
            ("ｍｇ／ｄＬ", "mg/dL"), ("10^9 / L", "10*9/L"), ("months", "mo"), ("mg/L FEU", "mg/L{FEU}"),
            ("umol/l", "umol/L"), ("ml", "mL"), ("copies/mL", "{copies}/mL"), ("片", "{tbl}"), ("秒", "s"),
        ])
    func spellings(spelling: String, code: String) throws {
        let reading = try UnitReading(spelling)
        #expect(reading.unit.code == code)
        #expect(reading.isNormalised)
    }

    @Test(
        "what is UCUM already is left alone",
        arguments: [
            "mg/dL", "10*9/L", "mm[Hg]", "%", "1", "/min", "mL/min/{1.73_m2}", "U/L", "m[IU]/L", "fL", "10*3/uL",
        ])
    func alreadyUCUM(code: String) throws {
        let reading = try UnitReading(code)
        #expect(reading.unit.code == code)
        #expect(!reading.isNormalised)
    }

    @Test("an unknown spelling is refused with its text", arguments: ["阳性", "mg//", "++", "foo/bar"])
    func unknown(spelling: String) throws {
        let error = try #require(throws: UnitError.self) { try UnitReading(spelling) }
        #expect(error.description.contains(spelling))
    }

    @Test("a quantity is read with its unit")
    func quantities() throws {
        let reading = try Quantity.reading("5.6×10⁹/L")
        #expect(try reading.quantity == Quantity("5.6 10*9/L"))
        #expect(try Quantity.reading("36.8℃").quantity == Quantity("36.8 Cel"))
        #expect(try Quantity("1e3 mg").value == 1_000)
        #expect(throws: QuantityError.self) { try Quantity("mg") }
    }
}
