import Primitives
import RDF
import SPARQLSyntax
import Testing

@testable import SPARQL

@Suite("Whether a text matches a pattern or has a length")
struct PatternTests {
    private static let texts = [
        "Acute renal syndrome", "acute\nsyndrome", "ACUTE SYNDROME", "acute", "syndrome",
        "subacute syndrome of the knee", "left knee joint 204", "BMI 27.5 kg/m2", "ICD10:E11.9",
        "急性肾损伤", "急性 综合征", "2型糖尿病", "\u{017F}yndrome", "\u{212A}nee", "Knee", "knee\u{2028}joint", "a\u{0085}b",
        "", "aaa", "x^y$", "a.b", "ﬃ", "straße", "STRASSE", "tab\there", "a-b_c", "Ａcute", "（急性）肾损伤。", "ｋnee", "K（左）",
        "무릎 KNEE", "ひざ Knee", "😀 emoji", "\u{000B}",
    ]

    private static func literal(_ text: String) -> String {
        "\"\(text.replacing("\n", with: "\\n").replacing("\t", with: "\\t"))\""
    }

    private static let turtle =
        "@prefix : <http://example.org/> .\n"
        + texts.enumerated().map { ":s\($0) :label \(literal($1)) , \(literal($1))@en .\n" }.joined()
        + ":acute :label 5, 55.5, :acute, true, \"acute\"^^:note .\n"

    private func lines(_ store: TemporaryStore, _ condition: String) throws -> [String] {
        try store.lines("PREFIX : <http://example.org/> SELECT * { ?s :label ?v FILTER(\(condition)) }")
    }

    /// What the automaton says must be what the engine for regular expressions says.
    ///
    /// - Returns: whether there is an automaton.
    @discardableResult
    private func expectAgreement(_ pattern: String, _ flags: String, on texts: [String] = texts) throws -> Bool {
        guard let automaton = PatternAutomaton(pattern, flags: flags) else { return false }
        let expression = try #require(RegularExpression(pattern, flags: flags), "\(pattern) is not valid")
        for text in texts {
            guard let outcome = automaton.matches(text.utf8Span.span) else { continue }
            #expect(try outcome == expression.search(text), "\(pattern) \(flags) in \(text.debugDescription)")
        }
        return true
    }

    private static let usual = [
        "acute", "^acute", "syndrome$", "^acute$", "^acute.*syndrome", "acute.*syndrome$", "^.*acute", "acute.*$",
        "^.*$", "急性", "^急性.*征$", "knee", "k", "^s", "ss", "ß", "a+", "a*b", "ab?", "a.b", ".", ".*", "^", "$", "",
        "a|s", "[ak]", "a{2}", "(a)", "a\\.b", "x\\^", ".+", "a.?b", "^a.*e.*e$", "肾?损", "5", "e.*",
        "(left|right) .* [0-9]{3}$", "^[A-Z]{3}", "[^a-z]", "(ac)?ute", "a{1,2}c", "a{2,}", "a{0}b", "[一-龥]+病$",
        "^[^ -~]+$", "(?:sub)?acute", "^(a|^s)", "a$|e$", "(a*)*b", "(a|b|)c", "[.]", "[a\\-c]_", "\\d{2}", "\\w\\s\\w",
        "\\bknee\\b", "e\\b", "\\Bcute", "^\\b", "(\\ba|s\\b)", "急\\B性",
        "\\S+\\t", "^\\W", "[\\d.]+ kg", "[-a]b", "[a-]b", "\\d+型", "a+?c", "", "()", "x*", "([a-c]{2}){2}",
    ]

    @Test("is decided by an automaton as by the engine for regular expressions", arguments: usual, ["", "i"])
    func agreement(pattern: String, flags: String) throws {
        if flags.isEmpty { #expect(PatternAutomaton(pattern, flags: flags) != nil) }
        try expectAgreement(pattern, flags)
    }

    @Test(
        "what only that engine knows is left to it",
        arguments: [
            "(a)\\1", "\\p{L}", "a**", "+a", "a{", "a{2", "a{3,2}", "(", ")", "[", "[]", "[z-a]", "a++", "(?=a)",
            "(?i)a",
            "\\b*", "[\\b]", "[a-z-[aeiou]]", "[[a]", "\\i", "]", "}", "^*", "a{1}{2}", "[a&&b]", "[:alpha:]", "\\",
            "\\q",
            "a{1000}",
        ])
    func left(pattern: String) { #expect(PatternAutomaton(pattern, flags: "") == nil) }

    @Test("whatever a pattern is made of", arguments: 1...4)
    func randomPatterns(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let signs = [
            "a", "c", "e", "A", "-", ".", ".*", "*", "+", "?", "^", "$", "急", "y", "|", "(", ")", "(?:", "[", "]", "[^",
            "{2}",
            "{1,}", "{0,2}", "\\b", "\\d", "\\w", "\\s", "\\.", "0-9", "一-龥", " ", "\\-", "&", "~",
        ]
        var decided = 0
        for _ in 0..<5_000 {
            let pattern = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                signs[Int.random(in: 0..<signs.count, using: &random)]
            }.joined()
            if try expectAgreement(pattern, Bool.random(using: &random) ? "i" : "") { decided += 1 }
        }
        #expect(decided > 1_000)
    }

    @Test(
        "for every character of the basic plane and some beyond",
        arguments: ["^.$", "^[^a]$", "^\\s$", "^\\d$", "^\\w$", "^\\S$", "^[一-龥]$", "^[߿-ࠀ]$", "^[a-\u{10FFFF}]$"])
    func characters(pattern: String) throws {
        let plane = (1...0xFFFF).compactMap { Unicode.Scalar($0) }
        let beyond = [0x10000, 0x1F600, 0x2FFFF, 0x100000, 0x10FFFF].compactMap { Unicode.Scalar($0) }
        try expectAgreement(pattern, "", on: (plane + beyond).map { String($0) })
    }

    @Test("in the store as outside", arguments: usual, ["", "i"])
    func stored(pattern: String, flags: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let quoted = "\"\(pattern.replacing("\\", with: "\\\\"))\""
        for subject in ["?v", "STR(?v)"] {
            let made = "CONCAT(\(subject), \"\")"
            #expect(
                try lines(store, "REGEX(\(subject), \(quoted), \"\(flags)\")")
                    == lines(store, "REGEX(\(made), \(quoted), \"\(flags)\")"))
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
