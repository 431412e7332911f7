import Primitives
import RDF
import SPARQL
import SPARQLSyntax
import Testing

/// `CONCAT(?v, "")` is the same text, but one that the query made: then the regular expression's engine decides.
@Suite("Whether a text of the store matches a pattern or has a length")
struct PatternTests {
    private static let texts = [
        "Acute renal syndrome", "acute\nsyndrome", "ACUTE SYNDROME", "acute", "syndrome",
        "subacute syndrome of the knee",
        "急性肾损伤", "急性 综合征", "\u{017F}yndrome", "\u{212A}nee", "Knee", "knee\u{2028}joint", "a\u{0085}b", "", "aaa",
        "x^y$",
        "a.b", "ﬃ", "straße", "STRASSE",
    ]

    private static func literal(_ text: String) -> String { "\"\(text.replacing("\n", with: "\\n"))\"" }

    private static let turtle =
        "@prefix : <http://example.org/> .\n"
        + texts.enumerated().map { ":s\($0) :label \(literal($1)) , \(literal($1))@en .\n" }.joined()
        + ":acute :label 5, 55.5, :acute, true, \"acute\"^^:note .\n"

    private func lines(_ store: TemporaryStore, _ condition: String) throws -> [String] {
        try store.lines("PREFIX : <http://example.org/> SELECT * { ?s :label ?v FILTER(\(condition)) }")
    }

    @Test(
        "is told by its bytes as by the engine for regular expressions",
        arguments: [
            "acute", "^acute", "syndrome$", "^acute$", "^acute.*syndrome", "acute.*syndrome$", "^.*acute", "acute.*$",
            "^.*$", "急性", "^急性.*征$", "knee", "k", "^s", "ss", "ß", "a+", "a*b", "ab?", "a.b", ".", ".*", "^", "$", "",
            "a|s", "[ak]", "a{2}", "(a)", "a\\.b", "x\\^", "a**", "+a", ".+", "a.?b", "^a.*e.*e$", "肾?损", "5", "e.*",
        ], ["", "i"])
    func agreement(pattern: String, flags: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let quoted = "\"\(pattern.replacing("\\", with: "\\\\"))\""
        for subject in ["?v", "STR(?v)"] {
            let made = "CONCAT(\(subject), \"\")"
            #expect(
                try lines(store, "REGEX(\(subject), \(quoted), \"\(flags)\")")
                    == lines(store, "REGEX(\(made), \(quoted), \"\(flags)\")"))
        }
    }

    @Test("whatever the pattern is made of")
    func randomPatterns() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        var random = SplitMix64(seed: 11)
        let signs = ["a", "c", "e", "A", ".", ".*", "*", "+", "?", "^", "$", "急", "y", "|"]
        for _ in 0..<400 {
            let pattern = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                signs[Int.random(in: 0..<signs.count, using: &random)]
            }.joined()
            let flags = Bool.random(using: &random) ? "i" : ""
            let found = try lines(store, "REGEX(?v, \"\(pattern)\", \"\(flags)\")")
            let expected = try lines(store, "REGEX(CONCAT(?v, \"\"), \"\(pattern)\", \"\(flags)\")")
            #expect(found == expected, "\(pattern) \(flags)")
        }
    }

    @Test("its length counts code points", arguments: ["=", "!=", "<", "<=", ">", ">="], [0, 1, 4, 5, 20])
    func lengths(comparison: String, length: Int) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let expected = try lines(store, "STRLEN(CONCAT(?v, \"\")) \(comparison) \(length)")
        #expect(try lines(store, "STRLEN(?v) \(comparison) \(length)") == expected)
        let reversed = ["<": ">", "<=": ">=", ">": "<", ">=": "<="][comparison] ?? comparison
        #expect(try lines(store, "\(length) \(reversed) STRLEN(?v)") == expected)
    }
}

@Suite("LIMIT and OFFSET before the expressions of SELECT")
struct SlicingTests {
    private static let turtle =
        "@prefix : <http://example.org/> .\n"
        + (0..<50).map { ":s\($0) :size \($0 % 10) ; :label \"\($0)\" .\n" }.joined()

    @Test(
        "leave the same solutions",
        arguments: [
            "SELECT ?s (CONCAT(?l, '!') AS ?t) { ?s :label ?l } ORDER BY ?l LIMIT 7",
            "SELECT ?s (?n + 1 AS ?m) (?m * 2 AS ?k) { ?s :size ?n } ORDER BY DESC(?n) ?s LIMIT 5 OFFSET 3",
            "SELECT ?s (?n + 1 AS ?m) { ?s :size ?n } ORDER BY DESC(?m) ?s LIMIT 5",
            "SELECT ?s ?m { ?s :size ?n BIND(10 - ?n AS ?m) } ORDER BY ?s OFFSET 45",
            "SELECT ?s ?m { ?s :size ?n BIND(10 - ?n AS ?m) FILTER(?m > 5) } ORDER BY ?s LIMIT 4",
            "SELECT DISTINCT (?n + 1 AS ?m) { ?s :size ?n } ORDER BY ?m LIMIT 3",
            "SELECT ?s (?l / 0 AS ?none) { ?s :label ?l } ORDER BY ?s LIMIT 2",
            "SELECT (COUNT(*) AS ?n) { SELECT (?l AS ?k) { ?s :label ?l } LIMIT 9 }",
            "SELECT ?s (EXISTS { ?s :size 3 } AS ?is) { ?s :label ?l } ORDER BY ?s LIMIT 5",
        ])
    func agreement(query: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let text = "PREFIX : <http://example.org/> " + query
        var asWritten = EvaluationSettings()
        asWritten.isOptimised = false
        let lines = try store.lines(text)
        #expect(!lines.isEmpty)
        #expect(try lines == store.lines(text, asWritten))
    }

    @Test("so that no value is worked out for nobody")
    func plan() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query = try SPARQLParser.parseQuery(
            "PREFIX : <http://example.org/> SELECT (CONCAT(?l, '!') AS ?t) { ?s :label ?l } ORDER BY ?l LIMIT 7")
        let plan = try SPARQLEngine(store.store).explain(query, isRun: true)
        let lines = plan.split(separator: "\n")
        let extend = try #require(lines.first { $0.contains("extend") })
        #expect(extend.contains("7 found"))
    }
}
