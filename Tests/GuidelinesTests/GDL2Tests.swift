import Guidelines
import Quantities
import RDF
import RDFSyntax
import Testing

@Suite("GDL2 guidelines")
struct GDL2Tests {
    /// A guideline with one rule per list of conditions, in the order given.
    private func guideline(
        pre: [String] = [], defaults: [String] = [], rules: [(when: [String], then: [String])]
    ) throws -> GDL2.Guideline {
        func array(_ texts: [String]) -> String {
            "["
                + texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
                .joined(separator: ",") + "]"
        }
        let rules = rules.enumerated().map { index, rule in
            "\"gt10\(index)\":{\"id\":\"gt10\(index)\",\"priority\":\(100 - index),\"when\":\(array(rule.when)),\"then\":\(array(rule.then))}"
        }
        return try GDL2.Guideline(
            json: """
                {"id":"test.v1","gdl_version":"2.0","concept":"gt0000","language":{"original_language":"ISO_639-1::sv"},
                "definition":{"data_bindings":{
                 "gt0001":{"id":"gt0001","model_id":"in","type":"INPUT","elements":{
                   "gt0002":{"id":"gt0002","path":"/a"},"gt0003":{"id":"gt0003","path":"/b"}}},
                 "gt0005":{"id":"gt0005","model_id":"out","type":"OUTPUT","elements":{
                   "gt0006":{"id":"gt0006","path":"/c"},"gt0007":{"id":"gt0007","path":"/d"}}}},
                "pre_conditions":\(array(pre)),"default_actions":\(array(defaults)),
                "rules":{\(rules.joined(separator: ","))}},
                "ontology":{"term_definitions":{
                 "sv":{"id":"sv","terms":{"gt0002":{"id":"gt0002","text":"Vikt"},"gt0009":{"id":"gt0009","text":"Råd"}}},
                 "en":{"id":"en","terms":{"gt0002":{"id":"gt0002","text":"Weight (kg) | lb"},
                   "gt0009":{"id":"gt0009","text":"Advice","description":""}}}}}}
                """)
    }

    private func run(
        _ guideline: GDL2.Guideline, _ inputs: [String: String], clock: String = "2020-01-01T00:00:00Z"
    ) throws -> [String: String] {
        let clock = try #require(DateTime(clock))
        let values = inputs.mapValues { GDL2.DataValue(fixture: $0) }
        let outcome = try GDL2.CompiledGuideline(guideline).run(values, clock: clock)
        return Dictionary(uniqueKeysWithValues: outcome.values.map { ($0.element, $0.value.description) })
    }

    @Test(
        "an assignment computes as the language says",
        arguments: [
            ("$gt0006.magnitude=2^3^2", "512"), ("$gt0006.magnitude=0-2^2", "-4"), ("$gt0006=-2^2", "-4"),
            ("$gt0006=1-2-3", "-4"), ("$gt0006=2+3*4", "14"), ("$gt0006=(2+3)*4", "20"), ("$gt0006=7/2", "3.5"),
            ("$gt0006=round(log(exp(2))*10)", "20"), ("$gt0006=log10(1000)", "3"), ("$gt0006=sqrt(49)", "7"),
            ("$gt0006=ceil(1.2)+floor(1.8)+abs(0-3)", "6"), ("$gt0006=1.0E-2*100", "1.00"),
            ("$gt0006='a'+$gt0002.magnitude+'b'", "a70b"), ("$gt0006=$gt0009.term", "Advice"),
            ("$gt0006='it's (fine) | so'", "it's (fine) | so"), ("$gt0006=5,mg/dl", "5,mg/dl"),
            ("$gt0006|A label|=1|local::at0001|a|b (c)|", "1|local::at0001|a|b (c)|"),
            ("$gt0006=$gt0002|Weight (kg) | lb|.magnitude+1", "71"),
            ("$gt0006=$currentDateTime.year-$gt0003.year", "20"),
            ("$gt0006=($currentDateTime-$gt0003)/1,a", "19"), ("$gt0006=ln(exp(2))*10", "20"),
            ("$gt0006=($currentDateTime.value-$gt0003.value)/1,a", "19"),
            ("$gt0006=$gt0003+3,mo", "2000-04-02T10:00:00.000Z"), ("$gt0006=$gt0003-1,d", "2000-01-01T10:00:00.000Z"),
        ])
    func assignments(action: String, expected: String) throws {
        let guideline = try guideline(rules: [([], [action])])
        let result = try run(guideline, ["gt0002": "70,kg", "gt0003": "2000-01-02T10:00Z"])
        #expect(
            result["gt0006"].map(GDL2.DataValue.init(fixture:)) == GDL2.DataValue(fixture: expected))
    }

    @Test(
        "a condition holds or does not",
        arguments: [
            ("$gt0002>60,kg", true), ("$gt0002>60,lb", false), ("$gt0002<60,lb", false), ("$gt0002.magnitude>60", true),
            ("$gt0002.unit=='kg'", true), ("$gt0002!=null", true), ("$gt0099==null", true), ("$gt0099>1", false),
            ("$gt0099<=1", false), ("!($gt0099>1)", false), ("$gt0099>1||$gt0002>60,kg", true),
            ("$gt0099>1&&$gt0002>60,kg", false), ("$gt0003<=($currentDateTime-19,a)", true),
            ("$gt0003<=($currentDateTime-20,a)", false), ("fired($gt100)", false), ("!fired($gt100)", true),
            ("$gt0002.units=='kg'", true), ("$gt0002>60,kg and not ($gt0002>80,kg)", true),
            ("$gt0002|Salt and pepper| and more|>80,kg or $gt0099|A| or ($gt0002>60,kg)", true),
            ("$gt0003<=($currentDateTime.value-19,a)", true),
            ("$gt0099!=local::at0001|Yes|", true), ("(-1)<0&&0>-1", true), ("$gt0002>=(-5),kg", true),
            ("$gt0002|Weight (kg) | lb|>60,kg||$gt0099||||$gt0002>90,kg", true),
        ])
    func conditions(condition: String, expected: Bool) throws {
        let guideline = try guideline(rules: [([condition], ["$gt0006=1"])])
        let result = try run(guideline, ["gt0002": "70,kg", "gt0003": "2000-01-02T10:00Z"])
        #expect((result["gt0006"] != nil) == expected)
    }

    @Test(
        "what cannot be had is refused by its name",
        arguments: [
            ("$gt0002 is_a local::gt0100|Drug|", "the operator is_a"), ("$gt0002 !is_a local::gt0100", "!is_a"),
            ("$gt0003>2020-01-31", "the date constant 2020-01-31"), ("max($gt0002)>1", "the function max"),
            ("$currentDateTime.code=='x'", "the attribute .code of $currentDateTime"),
        ])
    func refusals(condition: String, construct: String) throws {
        let error = try #require(throws: GDL2.ImportError.self) {
            _ = try guideline(rules: [([condition], ["$gt0006=1"])])
        }
        #expect("\(error)".contains(construct))
    }

    @Test("a refusal names the line and column of what it is about")
    func places() throws {
        let text = """
            {"id": "x", "gdl_version": "2.0", "concept": "gt0000", "language": {"original_language": "en"},
             "definition": {
               "data_bindings": {},
               "rules": {
                 "gt0009": {"priority": 2, "note, \\"}\\"": 1},
                 "gt0010": {"priority": 1, "when": ["$gt0002>1"],
                            "then": ["$gt0003=1", "$gt0004=wrong(1)"]}}},
             "ontology": {"term_definitions": {}}}
            """
        let fine = text.replacing(", \"note, \\\"}\\\"\": 1", with: "")
        let first = try #require(throws: GDL2.ImportError.self) { _ = try GDL2.Guideline(json: text) }
        #expect(first.description(in: "x.json").hasPrefix("x.json:5:16: rules/gt0009: "))
        let second = try #require(throws: GDL2.ImportError.self) { _ = try GDL2.Guideline(json: fine) }
        #expect(second.description(in: "x.json").hasPrefix("x.json:7:39: rules/gt0010/then[2]: the function wrong"))
        let third = try #require(throws: GDL2.ImportError.self) { _ = try GDL2.Guideline(json: "{\n  \"id\": }") }
        #expect(third.position?.line == 2)
    }

    @Test("rules fire once each by priority, after the default actions and only past the pre-conditions")
    func order() throws {
        let guideline = try guideline(
            pre: ["$gt0002>50,kg"], defaults: ["$gt0007=0|local::at0001|No|"],
            rules: [
                (["$gt0006>=3"], ["$gt0007=1|local::at0002|Yes|"]), ([], ["$gt0006=3"]),
                (["fired($gt101)", "$gt0006==3"], ["$gt0006=4"]),
            ])
        #expect(try run(guideline, ["gt0002": "70,kg"]) == ["gt0006": "4", "gt0007": "0|local::at0001|No|"])
        #expect(try run(guideline, ["gt0002": "40,kg"]) == [:])
    }

    @Test("a precision rounds half to even, and later rules see the rounded number")
    func precision() throws {
        let guideline = try guideline(rules: [
            ([], ["$gt0006.magnitude=$gt0002.magnitude/8", "$gt0006.unit='kg'", "$gt0006.precision=1"]),
            ([], ["$gt0007=$gt0006.magnitude*10"]),
        ])
        #expect(try run(guideline, ["gt0002": "2,kg"]) == ["gt0006": "0.2,kg", "gt0007": "2.0"])
        #expect(try run(guideline, ["gt0002": "6,kg"]) == ["gt0006": "0.8,kg", "gt0007": "8.0"])
    }

    @Test("a number that comes after its precision goes on unrounded")
    func precisionFirst() throws {
        let guideline = try guideline(rules: [
            ([], ["$gt0006.precision=1", "$gt0006.unit='kg'", "$gt0006.magnitude=$gt0002.magnitude/8"]),
            ([], ["$gt0007=$gt0006.magnitude*10"]),
        ])
        #expect(try run(guideline, ["gt0002": "2,kg"]) == ["gt0006": "0.2,kg", "gt0007": "2.50"])
    }

    @Test("micro is one sign however it is written, and stays as it was written")
    func micro() throws {
        let guideline = try guideline(rules: [
            (["$gt0002.unit=='umol/l'", "$gt0002>1,\u{3BC}mol/l"], ["$gt0006=$gt0002"])
        ])
        #expect(try run(guideline, ["gt0002": "2,\u{B5}mol/l"]) == ["gt0006": "2,\u{B5}mol/l"])
    }

    @Test("a case that fails says which rule was waiting for what")
    func explanation() throws {
        let guideline = try GDL2.CompiledGuideline(
            try guideline(rules: [
                (["$gt0002>60,kg", "$gt0099!=null"], ["$gt0006=1"]), (["$gt0002>70,kg"], ["$gt0006=2"]),
                ([], ["$gt0007=$gt0099.magnitude*2"]),
            ]))
        func cause(_ inputs: String, _ expected: String) throws -> String? {
            let fixture = try GDL2.Fixture(
                text: """
                    guidelines:
                      1: test.v1
                    test_cases:
                    - id: one
                      input:
                        1:
                          \(inputs)
                      expected_output:
                        1:
                          \(expected)
                    """)
            let clock = try #require(DateTime("2020-01-01T00:00:00Z"))
            let result = fixture.cases[0].run(["1": guideline], clock: clock)
            return fixture.cases[0].explanation(of: result.differences, ["1": guideline], clock: clock)
        }
        #expect(try cause("gt0002: 65,kg", "gt0006: 1") == "rule gt100 needs a value of gt0099")
        #expect(try cause("gt0002: 65,kg", "gt0006: 2") == "rule gt101 needs $gt0002 > 70,kg, which does not hold")
        #expect(
            try cause("gt0002: 65,lb", "gt0006: 2") == "rule gt100 compares gt0002 in kg, and the value is in lb")
        #expect(try cause("gt0002: 65,kg", "gt0007: 2") == "rule gt102 computes it from gt0099, which has no value")
        #expect(try cause("gt0002: 75,kg", "gt0006: 3") == "rule gt101 gives gt0006 this value")
    }

    @Test("results without unit and precision are counts")
    func counts() throws {
        let guideline = try guideline(rules: [([], ["$gt0006.magnitude=$gt0002.magnitude/8"])])
        #expect(try run(guideline, ["gt0002": "20,kg"]) == ["gt0006": "2"])
    }

    @Test(
        "what has no meaning here is refused by name",
        arguments: [
            ("$gt0006=sin(1)", "the function sin"), ("create($gt0006)", "the action \"create\""),
            ("$gt0006.symbol='x'", "the attribute .symbol"), ("$gt0006.code='x'", "assignment to .code"),
            ("$gt0006=$gt0002.magnitude+maximum", "the word \"maximum\""), ("$gt0006=(1", "expected \")\""),
            ("$gt0006=fired($gt1)+1", "fired(…) as a number"), ("$gt0006=local::at1|x|+1", "local::at1|x| as a number"),
        ])
    func refusals(action: String, reason: String) throws {
        let error = #expect(throws: GDL2.ImportError.self) {
            _ = try GDL2.CompiledGuideline(try guideline(rules: [([], [action])]))
        }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.place.hasPrefix("rules/gt100/then[1]") == true)
    }

    @Test("a guideline comes back from its graph and from Turtle as it was")
    func roundTrip() throws {
        let guideline = try guideline(
            pre: ["$gt0002!=null"], defaults: ["$gt0006=-1|local::at0004|None|", "$gt0007=5,mg/dl"],
            rules: [
                (["($gt0002.magnitude>1&&$gt0003==true)||!fired($gt101)"], ["$gt0006='text \"quoted\"'"]),
                (["$gt0003<=($currentDateTime-2,a)"], ["$gt0006.magnitude=log10(sqrt($gt0002.magnitude))^2-1.50"]),
            ])
        #expect(try GDL2.Guideline.all(in: guideline.graph) == [guideline])
        let turtle = try RDFWriter(.turtle, prefixes: GDL2.Guideline.prefixes, base: guideline.iri)
            .write(guideline.graph)
        #expect(try GDL2.Guideline.all(in: try RDFReader(.turtle).readGraph(turtle)) == [guideline])
        #expect(turtle.contains("skos:prefLabel \"Advice\"@en , \"Råd\"@sv"))
    }

    @Test("a fixture's texts, keys and comments are read as YAML has them")
    func fixture() throws {
        let fixture = try GDL2.Fixture(
            text: """
                # cases
                guidelines:
                  1: test.v1
                current_datetime: '2019-09-01T00:00:00+01:00'
                test_cases:
                - id: "first: \\"quoted\\""
                  input:
                    1:
                      gt0002|Weight: 70,kg   # measured
                      ? gt0003|A label that
                        runs on
                      : 1|local::at0001|It''s|
                  expected_output:
                    1: {}
                - id: second one
                    of two lines
                  input: {}
                """)
        #expect(fixture.guidelines == ["1": "test.v1"])
        #expect(fixture.clock == DateTime("2019-09-01T00:00:00+01:00"))
        #expect(fixture.cases.map(\.name) == ["first: \"quoted\"", "second one of two lines"])
        #expect(fixture.cases[0].inputs["1"]?.map(\.element) == ["gt0002", "gt0003"])
        #expect(fixture.cases[0].inputs["1"]?.map(\.text) == ["70,kg", "1|local::at0001|It''s|"])
        #expect(throws: GDL2.ImportError.self) { _ = try GDL2.Fixture(text: "guidelines: &a\n  1: x\n") }
        for text in ["", "-", "? x", "a: [1", "a: \"", "\t", "a:\n  - b\n c"] {
            #expect(throws: GDL2.ImportError.self) { _ = try GDL2.Fixture(text: text) }
        }
    }

    @Test("files are read in UTF-8 and UTF-16, with a mark or without, and in no encoding that must be guessed")
    func encodings() throws {
        let text = "血压 > 140 é"
        let units = Array(text.utf16)
        let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), little, big] {
            #expect(try GDL2.text(bytes) == text)
        }
        #expect(try GDL2.text([]) == "")
        for bytes: [UInt8] in [[0xE9], [0xFF, 0xFE, 0x00], [0xFE, 0xFF, 0xD8, 0x00], [0xB8, 0xDF]] {
            #expect(throws: GDL2.ImportError.self) { _ = try GDL2.text(bytes) }
        }
    }
}
