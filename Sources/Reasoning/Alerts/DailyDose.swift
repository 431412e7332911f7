// What an order amounts to in a day: the dose times how often it is taken. Known only where the dosage says both in a
// form that has one meaning; a dose taken as needed has no daily amount.

import FHIR
import Quantities
import Records

enum DailyDose {
    /// Latin abbreviations of prescriptions and what hospitals write for them; times a day.
    private static let timings: [String: Int] = [
        "QD": 1, "OD": 1, "DAILY": 1, "QAM": 1, "QPM": 1, "QHS": 1, "QN": 1, "BID": 2, "Q12H": 2, "TID": 3, "Q8H": 3,
        "QID": 4, "Q6H": 4, "Q4H": 6, "每日1次": 1, "每日一次": 1, "一日一次": 1, "一日1次": 1, "每日2次": 2, "每日两次": 2,
        "一日两次": 2, "一日2次": 2, "每日3次": 3, "每日三次": 3, "一日三次": 3, "一日3次": 3, "每日4次": 4, "一日四次": 4,
    ]

    static func of(_ dose: Quantity?, timing: String?) -> Quantity? {
        guard let dose, let timing else { return nil }
        let key = timing.uppercased().filter { $0 != "." && $0 != " " }
        return timings[key].flatMap { times(dose, ExactDecimal($0)) }
    }

    /// What an order or a medicine on record amounts to. A dose counted in tablets takes the strength that the product's
    /// name states.
    static func of(_ event: SourceEvent) -> Quantity? {
        guard let dosage = event.dosages.first, !dosage.isAsNeeded else { return nil }
        return single(of: event).flatMap { of($0, dosage) }
    }

    /// What is taken at a time.
    static func single(of event: SourceEvent) -> Quantity? {
        guard let source = event.dosages.first?.dose else { return nil }
        var counted = source
        counted.code = nil
        counted.unit = nil
        if isCount(source.unit ?? source.code), let count = Quantity(counted),
            let strength = strength(event.displayText)
        {
            return strength.value.multiplied(by: count.value).map { Quantity($0, strength.unit) }
        }
        return Quantity(source)
    }

    private static func isCount(_ unit: String?) -> Bool {
        guard let unit, !unit.isEmpty, unit != "1" else { return true }
        let names: Set<String> = ["tablet", "tab", "capsule", "cap", "{tbl}", "{tablet}", "{capsule}", "片", "粒"]
        return names.contains(unit.lowercased())
    }

    /// The one strength in a product's name: `Simvastatin 10 MG`, `辛伐他汀片 20mg`. Nil for combinations, concentrations
    /// and names without one.
    static func strength(_ name: String) -> Quantity? {
        guard !name.contains("/") else { return nil }
        let units = ["mg": "mg", "g": "g", "ug": "ug", "mcg": "ug", "μg": "ug", "µg": "ug", "毫克": "mg", "克": "g"]
        var found: [Quantity] = []
        var rest = name[...]
        while let start = rest.firstIndex(where: { $0.isASCII && $0.isNumber }) {
            let number = rest[start...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let after = rest[number.endIndex...].drop { $0 == " " }
            let unit = after.prefix { $0.isLetter }.lowercased()
            if let code = units.first(where: { $0.key == unit })?.value, let value = ExactDecimal(number),
                let unit = try? UCUMUnit(code)
            {
                found.append(Quantity(value, unit))
            }
            rest = rest[number.endIndex...]
        }
        return found.count == 1 ? found[0] : nil
    }

    private static func of<Code>(_ dose: Quantity, _ dosage: EventDosage<Code>) -> Quantity? {
        if let frequency = dosage.frequency, let period = dosage.period.flatMap({ ExactDecimal($0) }),
            let hours = hours(dosage.periodUnit), let length = period.multiplied(by: hours), !length.isZero,
            let perDay = ExactDecimal(frequency * 24).divided(by: length)
        {
            return times(dose, perDay)
        }
        return of(dose, timing: dosage.timing)
    }

    private static func times(_ dose: Quantity, _ count: ExactDecimal) -> Quantity? {
        dose.value.multiplied(by: count).map { Quantity($0, dose.unit) }
    }

    private static func hours(_ unit: String?) -> ExactDecimal? {
        switch unit {
        case "h": 1
        case "d": 24
        case "wk": 168
        default: nil
        }
    }
}
