import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("Queries that ask for too much end, with an error that says why")
struct QueryBombTests {
    /// A dense graph: 40 nodes, every third pair linked, and texts.
    private static let turtle: String = {
        var text = "PREFIX : <http://example.org/>\n"
        for subject in 0..<40 {
            for object in 0..<40 where (subject * 7 + object) % 3 == 0 { text += ":n\(subject) :p :n\(object) .\n" }
            text += ":n\(subject) :text \"\(String(repeating: "a", count: 30 + subject % 3))\" .\n"
        }
        return text
    }()

    private static let bombs = [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
        "SELECT (COUNT(*) AS ?n) { ?a :p ?b . ?c :p ?d . ?e :p ?f . ?g :p ?h . ?i :p ?j }",
        "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a LIMIT 1000000",
        "SELECT ?a (COUNT(*) AS ?n) { ?a ?x ?b . ?c ?y ?d . ?e ?z ?f } GROUP BY ?a ?c ?e ?b",
        "SELECT (COUNT(*) AS ?n) { ?a :p/:p/:p/:p/:p/:p/:p/:p/:p/:p/:p/:p ?b }",
        "SELECT * { :n0 (:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p)/(:p|:p) ?b }",
        "SELECT (COUNT(*) AS ?n) { ?a ((:p|^:p)/(:p|^:p)/(:p|^:p)/(:p|^:p)/(:p|^:p)/(:p|^:p))* ?b }",
        "SELECT * { ?s :text ?t FILTER REGEX(?t, \"(a+)+\\\\1b\") }",
        "SELECT (REPLACE(?t, \"(a*)*\\\\1c\", \"b\") AS ?r) { ?s :text ?t }",
        "SELECT (GROUP_CONCAT(?t) AS ?all) { ?a :text ?t . ?b ?x ?c . ?d ?y ?e . ?f ?z ?g }",
        "SELECT (CONCAT(STR(?a), STR(?b), STR(?c), STR(?d)) AS ?x) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
        "CONSTRUCT { ?a :q ?d . ?c :q ?b . ?a :r [] } { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
        "SELECT * { ?a :p ?b OPTIONAL { ?c :p ?d OPTIONAL { ?e :p ?f OPTIONAL { ?g :p ?h } } } }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a :p ?z . ?y :p ?x . ?w :p ?v } FILTER NOT EXISTS { ?u :p ?t . ?s :q ?a } "
            + "?g ?h ?i }",
    ]

    @Test("each ends at its deadline or its memory budget", arguments: bombs)
    func ends(query: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        var settings = EvaluationSettings()
        settings.limits = QueryLimits(time: .milliseconds(300), memoryBytes: 32 << 20)
        let parsed = try SPARQLParser.parseQuery("PREFIX : <http://example.org/>\n" + query)
        #expect(throws: QueryError.self) {
            try SPARQLEngine(store.store, settings).run(parsed) { answer in
                switch answer {
                case .solutions(let stream): while try stream.next() != nil {}
                case .triples(let stream): while try stream.next() != nil {}
                case .boolean: break
                }
            }
        }
    }

    @Test("a search that goes back and forth names its pattern")
    func pattern() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query = "PREFIX : <http://example.org/> SELECT * { ?s :text ?t FILTER REGEX(?t, \"(a+)+\\\\1b\") }"
        #expect(throws: QueryError.patternLimit("(a+)+\\1b")) { try store.lines(query) }
    }

    @Test(
        "a pattern that an automaton decides has no such texts", arguments: ["(a+)+b", "(a*)*c", "(a|a)*b", "(.*)*b$"])
    func automaton(pattern: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query =
            "PREFIX : <http://example.org/> SELECT * { ?s :text ?t FILTER REGEX(CONCAT(?t, ''), \"\(pattern)\") }"
        #expect(try store.lines(query).isEmpty)
    }

    @Test("inline data of a hundred thousand rows is joined, not multiplied")
    func values() throws {
        let rows = (0..<100_000).map { ":n\($0)" }.joined(separator: " ")
        let query = "PREFIX : <http://example.org/> SELECT * { VALUES ?a { \(rows) } ?a :text ?t }"
        #expect(try TemporaryStore(turtle: Self.turtle).lines(query).count == 40)
    }

    @Test("what nests deeper than anybody writes is refused or answered, never a crash", arguments: [50, 120, 5_000])
    func nesting(depth: Int) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let groups = String(repeating: "{", count: depth) + "?a :p ?b" + String(repeating: "}", count: depth)
        let optionals = String(repeating: " OPTIONAL { ?a :p ?c }", count: depth)
        let unions = "{ ?a :p ?b }" + String(repeating: " UNION { ?a :p :n1 }", count: depth)
        let conditions = "?a :p ?b FILTER(" + String(repeating: "?a = ?b || ", count: depth) + "true)"
        var settings = EvaluationSettings()
        settings.limits = QueryLimits(time: .milliseconds(500), memoryBytes: 64 << 20)
        for pattern in [groups, optionals, unions, conditions] {
            let query = "PREFIX : <http://example.org/> SELECT (COUNT(*) AS ?n) { \(pattern) }"
            do {
                _ = try store.lines(query, settings)
            } catch is QueryError {
            } catch is SPARQLSyntaxError {
            }
        }
    }

    @Test("after a bomb the engine answers as before")
    func afterwards() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        var settings = EvaluationSettings()
        settings.limits = QueryLimits(time: .milliseconds(100), memoryBytes: 16 << 20)
        let engine = SPARQLEngine(store.store, settings)
        for query in Self.bombs.prefix(4) {
            let text = "PREFIX : <http://example.org/> " + query
            #expect(throws: QueryError.self) { try engine.select(try SPARQLParser.parseQuery(text)) }
        }
        let query = "PREFIX : <http://example.org/> SELECT * { :n1 :p ?o }"
        #expect(try engine.select(try SPARQLParser.parseQuery(query)).rows.count == 13)
    }
}
