import Primitives
import SPARQL
import Testing

/// What the bytes of a text tell must be what its term tells, which is asked by hiding the variable in COALESCE.
@Suite("A function of a text")
struct TextFunctionTests {
    private static let turtle = """
        @prefix : <http://example.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :a :text "Essential hypertension"@en, "原发性高血压"@zh, "原发性高血压"@zh-Hans, "HYPERTENSION"@EN, "" .
        :b :text "hypertension", "Hypertension", "hypertensio", "hyper", "ÉTAT hypertension", "5", "a.b", "hyper tension" .
        :c :text 5, 5.0, 50, true, "2020-05-05"^^xsd:date, "5"^^xsd:byte, "hypertension"^^:code, "x-y"@en-GB--ltr .
        :d :text :hypertension, <http://example.org/HYPERTENSION>, _:hypertension, <<( :a :text "hypertension" )>> .
        :e :text "100007919", "+7", "-0", "007", " 7 ", "7.50", "-.5", "5.", "1e3", "12345678901234567890", "７", "." .
        :f :text "Ａ（左）Hyper", "\u{212A}nee hyper", "Straße", "İ hyper", "무릎 HYPER", "ひざ Hyper tension", "😀 Hyper" .
        :h :text "2020-05-05", "2020-02-30", "2020-05-05+08:00", " 2020-05-05", "2020-05-05T23:30:00-05:00", "false" .
        :h :text "2020-05-05T23:30:00-05:00"^^xsd:dateTime, "1969-12-31T23:30:00"^^xsd:dateTime, "2020-05-05Z"^^xsd:date .
        :g :text "E11.900", "E11-2型糖尿病", "2型糖尿病（伴 HYPER 血糖）"@zh, "-hyper"@en .
        """

    private static let functions = [
        #"CONTAINS(?v, "hyper")"#, #"CONTAINS(STR(?v), "hyper")"#, #"CONTAINS(LCASE(?v), "hyper")"#,
        #"CONTAINS(LCASE(STR(?v)), "hyper")"#, #"CONTAINS(UCASE(?v), "HYPER")"#, #"CONTAINS(?v, "高血")"#,
        #"CONTAINS(LCASE(STR(?v)), "état")"#, #"CONTAINS(?v, "")"#, #"CONTAINS(?v, "hyper"@en)"#,
        #"STRSTARTS(?v, "hyper")"#, #"STRSTARTS(STR(?v), "http://example.org/")"#, #"STRSTARTS(STR(?v), "5")"#,
        #"STRSTARTS(LCASE(?v), "essential")"#, #"STRENDS(?v, "tension")"#, #"STRENDS(STR(?v), "0")"#,
        #"STRENDS(UCASE(STR(?v)), "TENSION")"#, #"STRENDS(?v, "压")"#, #"STR(?v) = "hypertension""#,
        #""5" = STR(?v)"#, #"LCASE(STR(?v)) = "hypertension""#, #"LCASE(?v) = "hypertension""#,
        #"LANG(?v) = "en""#, #""zh" = LANG(?v)"#, #"LANG(?v) = """#, #"LANGMATCHES(LANG(?v), "EN")"#,
        #"LANGMATCHES(LANG(?v), "zh-hans")"#, #"LANGMATCHES(LANG(?v), "*")"#, #"LANGMATCHES(LANG(?v), "z")"#,
        #"REGEX(?v, "hyper")"#, #"REGEX(STR(?v), "^HYPER", "i")"#, #"REGEX(?v, "\\bhyper\\b", "i")"#,
        "STRLEN(?v)", "STRLEN(STR(?v))", "STRLEN(?v) > 5", "12 = STRLEN(?v)", "STRLEN(?v) != 6.5", #"STRLEN(?v) = "6""#,
        "STRLEN(LCASE(?v))", "STR(?v)", "LCASE(?v)", "UCASE(STR(?v))", "LANG(?v)",
        #"STRBEFORE(?v, " ")"#, #"STRAFTER(?v, "hyper")"#, #"STRBEFORE(STR(?v), "-")"#, #"STRAFTER(?v, "-"@en)"#,
        #"STRBEFORE(?v, "")"#, #"UCASE(STRBEFORE(?v, "t"))"#, #"STRBEFORE(?v, " ") = "hyper""#,
        #"STRLEN(STRAFTER(STR(?v), "."))"#, "SUBSTR(?v, 1, 3)", "SUBSTR(?v, 4)", "SUBSTR(?v, 0, 3)", "SUBSTR(?v, 2, 0)",
        "SUBSTR(STR(?v), 100)", "SUBSTR(?v, 1.5, 2)", #"SUBSTR(?v, 1, 1) = "E""#, #"CONTAINS(SUBSTR(?v, 2, 4), "血")"#,
        "xsd:integer(?v)", "xsd:integer(STR(?v))", "xsd:decimal(?v)", "xsd:integer(?v) > 6", "7 >= xsd:integer(?v)",
        "xsd:decimal(?v) = 7.5", #"xsd:integer(SUBSTR(?v, 2, 2))"#, "xsd:integer(?v) + 1", #"xsd:decimal(?v) < "x""#,
        "xsd:date(?v)", "xsd:date(?v) > \"2000-01-01\"^^xsd:date", "xsd:dateTime(STR(?v))", "YEAR(xsd:date(?v))",
        "STRDT(?v, xsd:integer)", "STRDT(STR(?v), xsd:date)", "STRDT(?v, xsd:boolean)", "STRDT(STR(?v), :code)",
        "STRDT(STRBEFORE(?v, \"T\"), xsd:date)", #"STR(?v) = "5.0""#, #"LANG(?v) = "zh-Hans""#,
    ]

    /// Where a function may stand, as `F`.
    private static let places = [
        "SELECT * { ?s :text ?v FILTER(F) }",
        "SELECT * { ?s :text ?v FILTER(!(F)) }",
        "SELECT * { ?s :text ?v FILTER(F || ?v = 5) }",
        "SELECT * { ?s :text ?v FILTER(ISLITERAL(?v) && F) }",
        "SELECT * { OPTIONAL { ?s :text ?v } OPTIONAL { ?s :none ?w } FILTER(F) }",
        "SELECT (F AS ?r) { OPTIONAL { ?s :none ?v } }",
        "SELECT ?s ?v (F AS ?r) { ?s :text ?v }",
        "SELECT ?s ?v ?r (STRLEN(?r) AS ?n) { ?s :text ?v BIND(F AS ?r) }",
        "SELECT ?s ?r ?t { ?s :text ?v BIND(F AS ?r) ?t :text ?r }",
        "SELECT ?r (COUNT(*) AS ?n) { ?s :text ?v } GROUP BY (F AS ?r)",
        "SELECT (SUM(F) AS ?n) (COUNT(DISTINCT F) AS ?m) { ?s :text ?v FILTER(BOUND(?v)) }",
        "SELECT * { ?s :text ?v } ORDER BY F ?s STR(?v) LIMIT 7",
        "SELECT ?v (IF(ISIRI(?v), \"-\", COALESCE(F, \"none\")) AS ?r) { ?s :text ?v }",
        "SELECT ?s ?v ?r ?q { ?s :text ?v BIND(F AS ?r) BIND(CONCAT(STR(?r), STR(F)) AS ?q) FILTER(BOUND(?q)) }",
    ]

    @Test("is told by bytes as it is by terms, wherever it stands", arguments: functions)
    func agreement(function: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        try expectAgreement(function, store)
    }

    private func expectAgreement(_ function: String, _ store: TemporaryStore) throws {
        let prefixes = "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
        for place in Self.places {
            let byBytes = place.replacing("F)", with: "\(function))").replacing("(F", with: "(\(function)")
                .replacing("BY F ", with: "BY (\(function)) ")
            let byTerms = place.replacing("F)", with: "\(Self.hidden(function)))")
                .replacing("(F", with: "(\(Self.hidden(function))")
                .replacing("BY F ", with: "BY (\(Self.hidden(function))) ")
            #expect(byBytes != place && byTerms != byBytes)
            #expect(try store.lines(prefixes + byBytes) == store.lines(prefixes + byTerms), "\(byBytes)")
        }
    }

    private static func hidden(_ function: String) -> String { function.replacing("?v", with: "COALESCE(?v)") }

    @Test("whatever the texts and the function are made of", arguments: 1...3)
    func randomTexts(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let signs = ["a", "B", "k", "K", "7", ".", "-", " ", "高", "，", "Ａ", "\u{212A}", "ß", "é", "É", "가", "😀", "İ"]
        func one(of choices: [String]) -> String { choices[Int.random(in: 0..<choices.count, using: &random)] }
        func text(_ lengths: ClosedRange<Int>) -> String {
            (0..<Int.random(in: lengths, using: &random)).map { _ in one(of: signs) }.joined()
        }
        let texts = (0..<300).map { _ in "\"\(text(0...12))\"" + one(of: ["", "@en", "@zh"]) }
        let store = try TemporaryStore(
            turtle: "PREFIX : <http://example.org/> :s :text \(texts.joined(separator: ", ")) .")
        for _ in 0..<25 {
            var subject = Bool.random(using: &random) ? "?v" : "STR(?v)"
            switch Int.random(in: 0..<5, using: &random) {
            case 0: subject = "STRBEFORE(\(subject), \"\(text(1...2))\")"
            case 1: subject = "STRAFTER(\(subject), \"\(text(1...2))\")"
            case 2:
                let (start, count) = (Int.random(in: -1...6, using: &random), Int.random(in: 0...6, using: &random))
                subject = "SUBSTR(\(subject), \(start), \(count))"
            default: break
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: subject = "LCASE(\(subject))"
            case 1: subject = "UCASE(\(subject))"
            default: break
            }
            let questions = [
                subject == "?v" ? "STR(?v)" : subject, "CONTAINS(\(subject), \"\(text(1...2))\")",
                "STRSTARTS(\(subject), \"\(text(1...1))\")", "STRENDS(\(subject), \"\(text(1...1))\")",
                "STRLEN(\(subject))", "xsd:decimal(\(subject))", "\(subject) = \"\(text(1...1))\"",
                "REGEX(\(subject), \"[a-k]+\(text(1...1).replacing(".", with: ""))\", \"i\")",
            ]
            try expectAgreement(one(of: questions), store)
        }
    }

    @Test("of a variable that nothing binds is no reason to keep a solution")
    func unbound() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let lines = try store.lines(
            """
            PREFIX : <http://example.org/>
            SELECT * { ?s :text 50 OPTIONAL { ?s :none ?v } FILTER(CONTAINS(?v, "a") || STRSTARTS(STR(?s), "http:")) }
            """)
        #expect(lines.count == 1)
        #expect(
            try store.lines("SELECT * { ?s ?p 50 OPTIONAL { ?s <urn:none> ?v } FILTER(CONTAINS(?v, \"a\")) }").isEmpty)
    }
}
