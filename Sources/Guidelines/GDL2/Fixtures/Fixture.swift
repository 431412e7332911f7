// Test cases of GDL2 guidelines: what goes in, what must come out (the files `NAME.test.yml` of openEHR's guideline
// models).

import Quantities

extension GDL2 {
    /// A file of test cases.
    public struct Fixture: Hashable, Sendable {
        /// The guidelines' identifiers by the number that the cases name them with.
        public var guidelines: [String: String]
        /// What `$currentDateTime` is, where the file says it.
        public var clock: DateTime?
        public var cases: [TestCase]
    }

    public struct TestCase: Hashable, Sendable {
        public var name: String
        /// By guideline number.
        public var inputs: [String: [FixtureValue]]
        public var expected: [String: [FixtureValue]]
    }

    /// `gt0004|Body Mass Index: 13.33,kg/m2`
    public struct FixtureValue: Hashable, Sendable {
        public var element: String
        public var text: String
        public var value: DataValue

        init(key: String, text: String) {
            element = String(key.prefix { $0 != "|" && !$0.isWhitespace })
            self.text = text
            value = DataValue(fixture: text)
        }
    }
}

extension GDL2.Fixture {
    public init(text: String) throws(GDL2.ImportError) {
        var reader = GDL2.FixtureText(text)
        let document = try reader.document()
        guard case .mapping(let guidelines)? = document["guidelines"] else {
            throw GDL2.ImportError(at: "", .missing("guidelines"))
        }
        guard case .sequence(let cases)? = document["test_cases"] else {
            throw GDL2.ImportError(at: "", .missing("test_cases"))
        }
        self.guidelines = [:]
        for member in guidelines { self.guidelines[member.key] = member.value.text }
        if let text = document["current_datetime"]?.text {
            guard let clock = DateTime(fixture: text) else {
                throw GDL2.ImportError(
                    at: "current_datetime", .wrongType("current_datetime", expected: "a date and time, not \(text)"))
            }
            self.clock = clock
        }
        self.cases = []
        for (index, node) in cases.enumerated() {
            guard case .mapping = node else {
                throw GDL2.ImportError(
                    at: "test_cases[\(index + 1)]", .wrongType("a test case", expected: "a mapping"))
            }
            self.cases.append(
                GDL2.TestCase(
                    name: node["id"]?.text ?? "case \(index + 1)", inputs: Self.values(node["input"]),
                    expected: Self.values(node["expected_output"])))
        }
    }

    private static func values(_ node: GDL2.FixtureNode?) -> [String: [GDL2.FixtureValue]] {
        guard case .mapping(let guidelines)? = node else { return [:] }
        var values: [String: [GDL2.FixtureValue]] = [:]
        for guideline in guidelines {
            guard case .mapping(let members) = guideline.value else { continue }
            values[guideline.key] = members.map { GDL2.FixtureValue(key: $0.key, text: $0.value.text ?? "") }
        }
        return values
    }
}

extension GDL2.DataValue {
    /// What a text of a fixture stands for: `30,kg`, `1|local::at0009|Yes|`, `local::at0005|Male|`, `true`, a date, a
    /// number, any text.
    public init(fixture text: String) {
        if let number = ExactDecimal(text) {
            self = .number(number)
        } else if text == "true" || text == "false" {
            self = .boolean(text == "true")
        } else if let term = GDL2.CodedTerm(fixture: text[...]) {
            self = .coded(term)
        } else if let bar = text.firstIndex(of: "|"), let number = Int(text[..<bar]),
            let term = GDL2.CodedTerm(fixture: text[text.index(after: bar)...])
        {
            self = .ordinal(number, term)
        } else if let comma = text.firstIndex(of: ","), let number = ExactDecimal(text[..<comma]),
            case let unit = text[text.index(after: comma)...], !unit.isEmpty
        {
            self = .quantity(number, unit: String(unit))
        } else if let point = DateTime(fixture: text) {
            self = .dateTime(point)
        } else {
            self = .text(text)
        }
    }
}

extension GDL2.CodedTerm {
    fileprivate init?(fixture text: Substring) {
        guard let separator = text.firstRange(of: "::"), separator.lowerBound > text.startIndex else { return nil }
        let terminology = text[..<separator.lowerBound]
        guard terminology.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else { return nil }
        let rest = text[separator.upperBound...]
        let code = rest.prefix { $0 != "|" }
        guard !code.isEmpty, !code.contains(where: \.isWhitespace) else { return nil }
        let label = rest.dropFirst(code.count)
        self.init(
            terminology: String(terminology), code: String(code),
            text: label.isEmpty ? nil : String(label.dropFirst().dropLast(label.hasSuffix("|") ? 1 : 0)))
    }
}

extension DateTime {
    /// A moment as fixtures write it: a name of the zone after the offset is left out, a space may stand for the `T`.
    init?(fixture text: String) {
        let plain = String(text.prefix { $0 != "[" })
        guard plain.count >= 10, plain.dropFirst(4).first == "-" else { return nil }
        self.init(plain.replacing(" ", with: "T", maxReplacements: 1).replacing(" ", with: ""))
    }
}
