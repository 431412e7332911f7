// UCUM's own functional tests, read from the suite as it is published.

import Quantities
import Testing

@Suite("UCUM functional tests", .enabled(if: SharedData.isRequiredOrPresent))
struct UCUMFunctionalTests {
    @Test("every case of the suite holds")
    func suite() throws {
        let cases = try FunctionalCase.all()
        // The suite has 575 case elements, of which it comments out two (1-103 and 3-130).
        #expect(cases.count == 573)
        for test in cases {
            #expect(test.holds, "\(test.section) \(test.attributes)")
        }
    }
}

/// One `<case …/>` of the suite.
struct FunctionalCase {
    let section: String
    let attributes: [String: String]

    static func all() throws -> [FunctionalCase] {
        let text = try SharedData.text("conformance/ucum/UcumFunctionalTests.xml")
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

    var holds: Bool {
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
        try Quantity(#require(ExactDecimal(self[value])), UCUMUnit(self[unit]))
    }

    /// The suite gives as many digits as the inputs had: the result is compared to that many.
    private func agrees(_ result: Quantity?, expected: String) -> Bool {
        guard let result, let expected = ExactDecimal(expected) else { return false }
        return result.value == expected
            || result.value.rounded(fractionDigits: -Int(expected.exponent)) == expected
    }
}

/// The tags of an XML text that has attributes only: enough for the suite.
struct XMLTags: Sequence {
    private let tags: [(name: String, attributes: [String: String])]

    init(_ text: String) {
        var text = text[...]
        var tags: [(String, [String: String])] = []
        while let open = text.firstIndex(of: "<") {
            text = text[open...]
            if text.hasPrefix("<!--") {
                guard let end = text.firstRange(of: "-->") else { break }
                text = text[end.upperBound...]
                continue
            }
            guard let close = text.firstIndex(of: ">") else { break }
            let parts = text[text.index(after: open)..<close].split(separator: "\"", omittingEmptySubsequences: false)
            text = text[text.index(after: close)...]
            guard let head = parts.first?.split(whereSeparator: \.isWhitespace).first, head.first?.isLetter == true
            else {
                continue
            }
            var attributes: [String: String] = [:]
            for index in stride(from: 1, to: parts.count - 1, by: 2) {
                let key = parts[index - 1].split(whereSeparator: \.isWhitespace).last?.dropLast() ?? ""
                attributes[String(key)] = Self.unescaped(String(parts[index]))
            }
            tags.append((String(head), attributes))
        }
        self.tags = tags
    }

    func makeIterator() -> IndexingIterator<[(name: String, attributes: [String: String])]> { tags.makeIterator() }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&#232;", with: "è").replacing("&apos;", with: "'").replacing("&quot;", with: "\"")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
