// UCUM's own functional tests: each case is one attribute list in the suite's XML file.

import Quantities

/// One `<case …/>` of the suite.
public struct FunctionalCase: Sendable {
    /// `validation`, `displayNameGeneration`, `conversion`, `multiplication` or `division`.
    public let section: String
    public let attributes: [String: String]

    /// The cases of the suite's file, in order. Of its 575 case elements it comments out two (1-103 and 3-130).
    public static func all(in text: String) -> [FunctionalCase] {
        var cases: [FunctionalCase] = []
        var section = ""
        for tag in XMLTags(text) {
            if tag.name == "case" {
                cases.append(FunctionalCase(section: section, attributes: tag.attributes))
            } else {
                section = tag.name
            }
        }
        return cases
    }

    /// Whether the case comes out as it says.
    public var holds: Bool {
        switch section {
        case "validation": ((try? UCUMUnit(self["unit"])) != nil) == (self["valid"] == "true")
        case "displayNameGeneration": (try? UCUMUnit(self["unit"]).displayName) == self["display"]
        case "conversion":
            agrees(
                try? quantity("value", "srcUnit").converted(to: UCUMUnit(self["dstUnit"])), expected: self["outcome"])
        case "multiplication":
            agrees(
                try? quantity("v1", "u1").multiplied(by: quantity("v2", "u2")).converted(to: UCUMUnit(self["uRes"])),
                expected: self["vRes"])
        case "division":
            agrees(
                try? quantity("v1", "u1").divided(by: quantity("v2", "u2")).converted(to: UCUMUnit(self["uRes"])),
                expected: self["vRes"])
        default: false
        }
    }

    private subscript(name: String) -> String { attributes[name] ?? "" }

    private func quantity(_ value: String, _ unit: String) throws -> Quantity {
        guard let value = ExactDecimal(self[value]) else { throw QuantityError.notANumber(self[value]) }
        return try Quantity(value, UCUMUnit(self[unit]))
    }

    /// The suite gives as many digits as the inputs had: the result is compared to that many.
    private func agrees(_ result: Quantity?, expected: String) -> Bool {
        guard let result, let expected = ExactDecimal(expected) else { return false }
        return result.value == expected
            || result.value.rounded(fractionDigits: -Int(expected.exponent)) == expected
    }
}
