// Libraries in ELM's JSON: every node of the specification is read or refused by name, and references mean what they
// name.

import Expressions
import Guidelines
import JSON
import Quantities
import Terminology
import Testing
import Text

private struct TestVocabulary: ELM.Vocabulary {
    func concept(code: String, system: String) -> ConceptID? {
        system == "http://loinc.org" ? UInt32(code).map(ConceptID.init(rawValue:)) : nil
    }
    func valueSet(_ url: String) -> ConceptID? { url == "urn:labs" ? ConceptID(rawValue: 1) : nil }
    func codeSystem(_ url: String) -> ConceptID? { url == "http://loinc.org" ? ConceptID(rawValue: 9_000) : nil }
}

@Suite("ELM libraries")
struct ELMLibraryTests {
    /// Every expression of ELM 1.5: the names of expression.xsd and clinicalexpression.xsd.
    static let nodes = """
        Literal Null Tuple Instance Property Code CodeRef CodeSystemRef Concept ConceptRef Quantity Ratio ValueSetRef
        ParameterRef ExpressionRef FunctionRef OperandRef IdentifierRef Query AliasRef QueryLetRef Retrieve
        IncludeElement Search Equal Equivalent Greater GreaterOrEqual Less LessOrEqual NotEqual And Implies Not Or Xor
        Coalesce IsFalse IsNull IsTrue Case If Abs Add Ceiling Divide Exp Floor HighBoundary Log LowBoundary Ln MaxValue
        MinValue Modulo Multiply Negate Power Precision Predecessor Round Subtract Successor Truncate TruncatedDivide
        Combine Concatenate EndsWith Indexer LastPositionOf Length Lower Matches PositionOf ReplaceMatches Split
        SplitOnMatches StartsWith Substring Upper Date DateFrom DateTime DateTimeComponentFrom DifferenceBetween
        DurationBetween Now SameAs SameOrBefore SameOrAfter Time TimeFrom TimezoneFrom TimezoneOffsetFrom TimeOfDay
        Today Interval After Before Collapse Contains End Ends Except Expand In Includes IncludedIn Intersect Meets
        MeetsBefore MeetsAfter Overlaps OverlapsBefore OverlapsAfter PointFrom ProperContains ProperIn ProperIncludes
        ProperIncludedIn Size Start Starts Union Width List Current Distinct Exists Filter First Flatten ForEach
        IndexOf Iteration Last Repeat SingletonFrom Slice Sort Times Total Aggregate AllTrue AnyTrue Avg Count
        GeometricMean Max Median Min Mode PopulationVariance PopulationStdDev Product StdDev Sum Variance As
        CanConvert CanConvertQuantity Convert ConvertQuantity ConvertsToBoolean ConvertsToDate ConvertsToDateTime
        ConvertsToDecimal ConvertsToInteger ConvertsToLong ConvertsToQuantity ConvertsToRatio ConvertsToString
        ConvertsToTime Descendents Children Is ToBoolean ToChars ToConcept ToDate ToDateTime ToDecimal ToInteger
        ToList ToLong ToQuantity ToRatio ToString ToTime AnyInCodeSystem AnyInValueSet CalculateAge CalculateAgeAt
        ExpandValueSet InCodeSystem InValueSet Subsumes SubsumedBy Message
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    static let refused: Set<String> = ["IdentifierRef", "IncludeElement", "Search", "TimezoneFrom"]

    /// The nodes that have parts of their own beside operands.
    static let parts: [String: String] = [
        "Literal": integer("valueType") + #","value":"1""#, "Instance": #""classType":"{urn:x}Y","element":[]"#,
        "Property": #""path":"value","source":\#(null)"#,
        "Code": #""code":"7","system":{"name":"LOINC"}"#, "CodeRef": #""name":"c""#,
        "CodeSystemRef": #""name":"LOINC""#, "Concept": #""code":[{"code":"7","system":{"name":"LOINC"}}]"#,
        "ConceptRef": #""name":"k""#, "Quantity": #""value":1,"unit":"mg""#,
        "Ratio": #""numerator":{"value":1},"denominator":{"value":128}"#, "ValueSetRef": #""name":"labs""#,
        "ParameterRef": #""name":"p""#, "ExpressionRef": #""name":"two""#,
        "FunctionRef": #""name":"twice","operand":[\#(null)]"#,
        "Query": #""source":[{"alias":"a","expression":{"type":"List","element":[]}}]"#,
        "Retrieve": #""dataType":"{http://hl7.org/fhir}Observation","codes":{"type":"ValueSetRef","name":"labs"}"#,
        "If": #""condition":\#(null),"then":\#(null),"else":\#(null)"#,
        "Case": #""caseItem":[{"when":\#(null),"then":\#(null)}],"else":\#(null)"#,
        "MinValue": integer("valueType"), "MaxValue": integer("valueType"),
        "Interval": #""low":\#(null),"high":\#(null),"lowClosed":true"#,
        "Filter": #""source":\#(null),"condition":\#(null)"#,
        "ForEach": #""source":\#(null),"element":{"type":"Current"}"#,
        "Repeat": #""source":\#(null),"element":{"type":"Current"}"#,
        "First": #""source":\#(null)"#, "Last": #""source":\#(null)"#,
        "Sort": #""source":\#(null),"by":[{"type":"ByDirection","direction":"desc"}]"#,
        "Aggregate": #""source":\#(null),"iteration":{"type":"Total"},"initialValue":\#(null)"#,
        "Is": #""operand":\#(null),"# + integer("isType"), "As": #""operand":\#(null),"# + integer("asType"),
        "Convert": #""operand":\#(null),"# + integer("toType"),
        "CanConvert": #""operand":\#(null),"# + integer("toType"),
        "ConvertQuantity":
            #""operand":[\#(null),{"type":"Literal","#
            + #""valueType":"{urn:hl7-org:elm-types:r1}String","value":"mg"}]"#,
        "Combine": #""source":\#(null)"#, "Split": #""stringToSplit":\#(null),"separator":\#(null)"#,
        "SplitOnMatches": #""stringToSplit":\#(null),"separatorPattern":\#(null)"#,
        "PositionOf": #""pattern":\#(null),"string":\#(null)"#,
        "LastPositionOf": #""pattern":\#(null),"string":\#(null)"#,
        "Substring": #""stringToSub":\#(null),"startIndex":\#(null)"#, "Round": #""operand":\#(null)"#,
        "Slice": #""source":\#(null),"startIndex":\#(null)"#, "IndexOf": #""source":\#(null),"element":\#(null)"#,
        "Message": #""source":\#(null),"message":\#(null)"#, "Children": #""source":\#(null)"#,
        "Descendents": #""source":\#(null)"#, "DateTime": #""year":\#(null)"#, "Date": #""year":\#(null)"#,
        "Time": #""hour":\#(null)"#, "InValueSet": #""code":\#(null),"valueset":{"name":"labs"}"#,
        "AnyInValueSet": #""codes":\#(null),"valueset":{"name":"labs"}"#,
        "InCodeSystem": #""code":\#(null),"codesystem":{"name":"LOINC"}"#,
        "AnyInCodeSystem": #""codes":\#(null),"codesystem":{"name":"LOINC"}"#,
    ]
    static let null = #"{"type":"Null"}"#

    static func integer(_ attribute: String) -> String { #""\#(attribute)":"{urn:hl7-org:elm-types:r1}Integer""# }

    static func literal(_ text: String, _ type: String = "Integer") -> String {
        #"{"type":"Literal","valueType":"{urn:hl7-org:elm-types:r1}\#(type)","value":"\#(text)"}"#
    }

    /// A node with what it must have, in the place where it may stand.
    static func sample(_ name: String) -> String {
        let aggregates =
            "AllTrue AnyTrue Avg Count GeometricMean Max Median Min Mode PopulationVariance"
            + " PopulationStdDev Product StdDev Sum Variance"
        if aggregates.split(separator: " ").contains(Substring(name)) {
            return #"{"type":"\#(name)","source":\#(null)}"#
        }
        let count = ELM.Operator(rawValue: name)?.arity.lowerBound ?? 0
        let operands = Array(repeating: null, count: count).joined(separator: ",")
        let node = #"{"type":"\#(name)",\#(parts[name] ?? #""precision":"Year","operand":[\#(operands)]"#)}"#
        switch name {
        case "Current", "Iteration": return #"{"type":"ForEach","source":\#(null),"element":\#(node)}"#
        case "Total": return #"{"type":"Aggregate","source":\#(null),"iteration":\#(node)}"#
        case "OperandRef": return #"{"type":"FunctionRef","name":"twice","operand":[\#(null)]}"#
        case "AliasRef", "QueryLetRef":
            return #"{"type":"Query","source":[{"alias":"a","expression":\#(null)}],"#
                + #""let":[{"identifier":"l","expression":\#(null)}],"#
                + #""return":{"expression":{"type":"\#(name)","name":"\#(name == "AliasRef" ? "a" : "l")"}}}"#
        default: return node
        }
    }

    static func library(_ definitions: [(name: String, expression: String)]) throws -> ELM.Library {
        let statements = definitions.map { #"{"name":"\#($0.name)","expression":\#($0.expression)}"# }
        let text = """
            {"library":{"identifier":{"id":"Test","version":"1"},
            "includes":{"def":[{"localIdentifier":"Other","path":"Shared"}]},
            "codeSystems":{"def":[{"name":"LOINC","id":"http://loinc.org"}]},
            "codes":{"def":[{"name":"c","id":"7","codeSystem":{"name":"LOINC"}}]},
            "concepts":{"def":[{"name":"k","code":[{"name":"c"}]}]},
            "valueSets":{"def":[{"name":"labs","id":"urn:labs"}]},
            "parameters":{"def":[{"name":"p","default":\(literal("5"))},{"name":"q"}]},
            "statements":{"def":[{"name":"two","expression":\(literal("2"))},
            {"type":"FunctionDef","name":"twice","operand":[{"name":"x"}],"expression":
              {"type":"Add","operand":[{"type":"OperandRef","name":"x"},{"type":"OperandRef","name":"x"}]}},
            {"type":"FunctionDef","name":"sums","operand":[{"name":"x"}],"expression":
              {"type":"Query","source":[{"alias":"a","expression":{"type":"List","element":[\(literal("10")),\(literal("20"))]}}],
               "return":{"expression":{"type":"Add","operand":[{"type":"AliasRef","name":"a"},{"type":"OperandRef","name":"x"}]}}}},
            \(statements.joined(separator: ","))]}}}
            """
        let shared = """
            {"library":{"identifier":{"id":"Shared"},"statements":{"def":[{"name":"seven","expression":\(literal("7"))},
            {"type":"FunctionDef","name":"negative","operand":[{"name":"n"}],
             "expression":{"type":"Negate","operand":{"type":"OperandRef","name":"n"}}}]}}}
            """
        var reader = ELM.LibraryReader(TestVocabulary())
        try reader.add(try JSONValue(parsing: text))
        try reader.add(try JSONValue(parsing: shared))
        return try reader.library("Test")
    }

    private func evaluate(_ expression: ELM.Expression, _ facts: [Fact] = []) throws -> Value {
        var compiler = ELM.Compiler()
        let root = try compiler.add(expression)
        let asOf = try #require(DateTime("2026-01-15T10:00:00"))
        let patient = PatientFacts(asOf: asOf, facts: facts) { [$0, ConceptID(rawValue: 1)] }
        var evaluation = ELM.Evaluation(compiler.finish(), facts: patient)
        return try evaluation.value(of: root)
    }

    @Test("every node of the specification is read and runs, or is refused by its name", arguments: nodes)
    func node(name: String) throws {
        let library = try Self.library([("x", Self.sample(name))])
        if Self.refused.contains(name) {
            #expect(library.refusals.map(\.construct) == [name])
            #expect(library.refusals.allSatisfy { $0.definition == "x" && !$0.reason.isEmpty })
        } else {
            #expect(library.refusals.isEmpty, "\(library.refusals)")
            _ = try evaluate(try #require(library.definitions["x"]))
        }
    }

    @Test("the specification has no operator that is not in the list, nor the list one that is not an operator")
    func completeness() {
        let operators = Set(ELM.Operator.allCases.map(\.rawValue)).union(ELM.TypeOperator.allCases.map(\.rawValue))
        #expect(operators.subtracting(Self.nodes).isEmpty)
        #expect(Set(Self.nodes).count == Self.nodes.count)
    }

    @Test("references mean what they name: definitions, functions, parameters, included libraries")
    func references() throws {
        let two = #"{"type":"ExpressionRef","name":"two"}"#
        let library = try Self.library([
            ("four", #"{"type":"FunctionRef","name":"twice","operand":[\#(two)]}"#),
            ("shared", #"{"type":"ExpressionRef","name":"seven","libraryName":"Other"}"#),
            ("minus", #"{"type":"FunctionRef","name":"negative","libraryName":"Other","operand":[\#(two)]}"#),
            ("default", #"{"type":"ParameterRef","name":"p"}"#), ("unset", #"{"type":"ParameterRef","name":"q"}"#),
            (
                "captured",
                #"{"type":"Query","source":[{"alias":"a","expression":{"type":"List","element":[\#(two)]}}],"#
                    + #""return":{"expression":{"type":"FunctionRef","name":"sums","operand":[{"type":"AliasRef","name":"a"}]}}}"#
            ),
            ("code", #"{"type":"ConceptRef","name":"k"}"#),
            ("least", #"{"type":"MinValue",\#(Self.integer("valueType"))}"#),
        ])
        #expect(library.refusals.isEmpty)
        let values = try library.definitions.mapValues { try evaluate($0) }
        #expect(values["four"] == .integer(4))
        #expect(values["shared"] == .integer(7))
        #expect(values["minus"] == .integer(-2))
        #expect(values["default"] == .integer(5))
        #expect(values["unset"] == .null)
        #expect(values["captured"] == .list([.list([.integer(12), .integer(22)])]))
        #expect(values["code"] == .concept(ConceptID(rawValue: 7)))
        #expect(values["least"] == .integer(-2_147_483_648))
    }

    @Test("a retrieve by value set finds the patient's facts, sorted and counted by the library")
    func retrieve() throws {
        let retrieve =
            #"{"type":"Retrieve","dataType":"{http://hl7.org/fhir}Observation","codes":{"type":"ValueSetRef","name":"labs"}}"#
        let library = try Self.library([
            ("count", #"{"type":"Count","source":\#(retrieve)}"#),
            ("sum", #"{"type":"Sum","source":\#(retrieve),"path":"value"}"#),
            (
                "latest",
                #"{"type":"Property","path":"value","source":{"type":"Last","source":{"type":"Sort","source":\#(retrieve),"#
                    + #""by":[{"type":"ByColumn","path":"start","direction":"asc"}]}}}"#
            ),
        ])
        #expect(library.refusals.isEmpty, "\(library.refusals)")
        let facts = [("2026-01-02", 3), ("2026-01-05", 4)].map { date, number in
            Fact(.observation, ConceptID(rawValue: 7), start: DateTime(date), value: .integer(number))
        }
        let values = try library.definitions.mapValues { try evaluate($0, facts) }
        #expect(values["count"] == .integer(2))
        #expect(values["sum"] == .integer(7))
        #expect(values["latest"] == .integer(4))
    }

    @Test("what cannot be had is refused with the definitions that need it, the others stand")
    func refusals() throws {
        let library = try Self.library([
            ("good", Self.literal("1")), ("bad", #"{"type":"IdentifierRef","name":"y"}"#),
            ("needs bad", #"{"type":"Not","operand":{"type":"ExpressionRef","name":"bad"}}"#),
            ("circle", #"{"type":"Not","operand":{"type":"ExpressionRef","name":"circle"}}"#),
            ("invented", #"{"type":"Summarise","operand":\#(Self.null)}"#),
            ("path", #"{"type":"Property","path":"bodySite","source":\#(Self.null)}"#),
            ("range", #"{"type":"Retrieve","dataType":"{x}Condition","dateRange":\#(Self.null)}"#),
            ("few", #"{"type":"Add","operand":[\#(Self.null)]}"#),
            ("unknown code", #"{"type":"Code","code":"x","system":{"name":"LOINC"}}"#),
        ])
        #expect(library.definitions.keys.sorted() == ["good", "two"])
        let constructs = Dictionary(library.refusals.map { ($0.definition, $0.construct) }) { first, _ in first }
        #expect(
            constructs == [
                "bad": "IdentifierRef", "needs bad": "IdentifierRef", "circle": "ExpressionRef",
                "invented": "Summarise",
                "path": "Property", "range": "Retrieve", "few": "Add", "unknown code": "Code",
            ])
    }

    @Test("what translators write for FHIR's model is read: the patient, FHIRHelpers, primitive values, type names")
    func model() throws {
        func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }
        let retrieve =
            #"{"type":"Retrieve","dataType":"{http://hl7.org/fhir}Observation","codes":{"type":"ToList","operand":{"type":"CodeRef","name":"c"}}}"#
        let library = """
            {"library":{"identifier":{"id":"Model"},
            "includes":{"def":[{"localIdentifier":"FH","path":"FHIRHelpers","version":"4.0.1"}]},
            "codeSystems":{"def":[{"name":"LOINC","id":"http://loinc.org"}]},
            "codes":{"def":[{"name":"c","id":"7","codeSystem":{"name":"LOINC"}}]},
            "statements":{"def":[
            {"name":"Patient","expression":{"type":"SingletonFrom","operand":{"type":"Retrieve","dataType":"{http://hl7.org/fhir}Patient"}}},
            {"name":"Age","annotation":[{"type":"Annotation","t":[{"name":"zh","value":"年龄"}]}],
             "expression":{"type":"CalculateAge","precision":"Year","operand":{"type":"Property","path":"birthDate.value","source":{"type":"ExpressionRef","name":"Patient"}}}},
            {"name":"Day","expression":{"type":"FunctionRef","libraryName":"FH","name":"ToDateTime","operand":[
              {"type":"As","asType":"{http://hl7.org/fhir}dateTime","operand":
                {"type":"Property","path":"effective","source":{"type":"Last","source":\(retrieve)}}}]}},
            {"name":"Status","expression":{"type":"Property","path":"status.value","source":{"type":"Last","source":\(retrieve)}}}
            ]}}}
            """
        var reader = ELM.LibraryReader(TestVocabulary())
        let name = try reader.add(try parse(library))
        let read = try reader.library(name)
        #expect(read.names == ["Patient", "Age", "Day", "Status"])
        #expect(read.labels["Age"]?.chinese == "年龄")
        #expect(read.refusals.map(\.definition) == ["Status"])
        var compiler = ELM.Compiler()
        let age = try compiler.add(try #require(read.definitions["Age"]))
        let day = try compiler.add(try #require(read.definitions["Day"]))
        let measured = try #require(DateTime("2026-01-05T08:00:00"))
        let facts = PatientFacts(
            asOf: try #require(DateTime("2026-01-15T10:00:00")),
            facts: [Fact(.observation, ConceptID(rawValue: 7), start: measured, value: .integer(3))]
        ) { [$0] }
        var evaluation = ELM.Evaluation(compiler.finish(), facts: facts, tracing: true)
        #expect(try evaluation.value(of: age) == .null)
        let why = evaluation.trace?.reason(under: age, of: evaluation.program)
        #expect(why == .parameter("Patient.birthDate"))
        evaluation.set("Patient.birthDate", to: .date(try #require(DateTime("1956-01-16"))))
        #expect(try evaluation.value(of: day) == .dateTime(measured))
    }

    @Test("definitions that double each other are refused before they fill the memory")
    func doubling() throws {
        let definitions = (1...60).map { number -> (name: String, expression: String) in
            let before = number == 1 ? Self.literal("1") : #"{"type":"ExpressionRef","name":"d\#(number - 1)"}"#
            return ("d\(number)", #"{"type":"Add","operand":[\#(before),\#(before)]}"#)
        }
        let library = try Self.library(definitions)
        #expect(library.definitions["d10"] != nil)
        #expect(library.definitions["d60"] == nil)
    }

    @Test("a chain of references that is too long for the stack is refused")
    func chain() throws {
        let definitions = (1...3_000).reversed().map { number -> (name: String, expression: String) in
            let next = number == 1 ? Self.literal("1") : #"{"type":"ExpressionRef","name":"c\#(number - 1)"}"#
            return ("c\(number)", #"{"type":"Negate","operand":\#(next)}"#)
        }
        let library = try Self.library(definitions)
        #expect(library.definitions["c1"] != nil)
        #expect(library.definitions["c3000"] == nil)
        #expect(library.refusals.contains { $0.reason.contains("deep") })
    }
}
