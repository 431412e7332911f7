import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

/// Pages that a snapshot sees are not used again: one that is forgotten lets the store's file grow with every commit.
@Suite("No snapshot outlives its query")
struct SnapshotLifetimeTests {
    private static let prefixes = """
        PREFIX : <http://example.org/> PREFIX m: <https://w3id.org/meridian/ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

        """

    private static let document = """
        :a :p 1 , 2 , "three" ; :q :b ; rdfs:label "alpha" . :b :p 2 ; :q :c ; rdfs:label "beta" . :c :q :a .
        :g { :a :p 4 ; :q :b }
        """

    private let store: TemporaryStore
    private let engine: SPARQLEngine

    init() throws {
        store = try TemporaryStore(turtle: Self.prefixes + Self.document)
        engine = SPARQLEngine(store.store)
    }

    private func expectNoReader(_ comment: Comment? = nil) throws {
        #expect(try store.store.status().activeReaders == 0, comment)
    }

    /// Takes what there is of an answer.
    private func drain(_ answer: QueryAnswer) throws {
        switch answer {
        case .solutions(let stream): _ = try stream.table()
        case .boolean: break
        case .triples(let stream): _ = try stream.all()
        }
    }

    @Test(
        "whatever its form, and whether it is asked for the first time or again",
        arguments: [
            "SELECT * { ?s ?p ?o }",
            "SELECT * { ?s :p ?o . ?s :q ?t . ?t :q ?u } ORDER BY DESC(?o) LIMIT 2",
            "SELECT * { ?s :q ?t . ?t :q ?u . ?u :q ?s }",
            "SELECT * { ?s :p ?o OPTIONAL { ?s :q ?t . ?t :p ?x FILTER(?x > ?o) } }",
            "SELECT * { ?s :p ?o MINUS { ?s :q :b } FILTER EXISTS { ?s :q ?t FILTER NOT EXISTS { ?t :p 9 } } }",
            "SELECT * { { ?s :p ?o } UNION { ?o :q ?s } VALUES ?s { :a :b } BIND(STR(?o) AS ?text) }",
            "SELECT * { ?s :q+ ?o . ?s (:q|^:q)* ?t }",
            "SELECT ?s (COUNT(DISTINCT ?o) AS ?n) (MIN(?o) AS ?m) { ?s :p ?o } GROUP BY ?s HAVING (COUNT(*) > 0)",
            "SELECT DISTINCT ?s { { SELECT ?s { ?s :p ?o } ORDER BY ?o LIMIT 3 } GRAPH ?g { ?s :q ?t } }",
            "SELECT (COUNT(*) AS ?n) { ?s :p ?o . ?s :q ?t }",
            "SELECT * { ?s m:search \"alp\" }",
            "ASK { ?s :p 2 }",
            "CONSTRUCT { ?t :r ?s } WHERE { ?s :q ?t }",
            "DESCRIBE :a ?t WHERE { :a :q ?t }",
        ])
    func everyForm(query: String) throws {
        let text = Self.prefixes + query
        for _ in 0..<3 { try engine.run(text, drain) }
        let parsed = try SPARQLParser.parseQuery(text)
        try engine.run(parsed, drain)
        _ = try engine.explain(parsed, isRun: true)
        try expectNoReader("\(query)")
        let prepared = try engine.prepare(text)
        for _ in 0..<2 { try prepared.run([], drain) }
        try prepared.withPlan { plan in for _ in 0..<2 { try plan.run([], drain) } }
        try expectNoReader("\(query), prepared")
    }

    @Test("nor one that was planned for parameters")
    func parameters() throws {
        let text = Self.prefixes + "SELECT ?o { ?s :p ?o . ?s :q ?t FILTER EXISTS { ?t :p ?s } }"
        let prepared = try engine.prepare(text, parameters: [Variable("s")])
        let subjects = ["a", "b", "unknown"].map { Term.iri(IRI("http://example.org/\($0)")) }
        for subject in subjects { _ = try prepared.select([subject]) }
        try expectNoReader("run")
        try prepared.withPlan { plan in for subject in subjects { try plan.run([subject], drain) } }
        try expectNoReader("planned")
        #expect(throws: CancellationError.self) { try prepared.withPlan { _ in throw CancellationError() } }
        try expectNoReader("planned in vain")
    }

    @Test("nor one that ends with an error, or whose answer nobody reads to its end")
    func unfinished() throws {
        var limited = engine
        limited.settings.limits.rows = 1
        #expect(throws: QueryError.rowLimit(1)) { try limited.run(Self.prefixes + "SELECT * { ?s ?p ?o }", drain) }
        try engine.run(Self.prefixes + "SELECT * { ?s :p ?o } ORDER BY ?o") { _ in }
        try engine.run(Self.prefixes + "CONSTRUCT { ?s :r ?o } WHERE { ?s :p ?o }") { _ in }
        try expectNoReader()
    }

    @Test("nor an update's")
    func updates() throws {
        let text = "DELETE { ?s :p ?o } INSERT { ?s :r ?o } WHERE { ?s :p ?o ; :q ?t }"
        try engine.update(try SPARQLParser.parseUpdate(Self.prefixes + text))
        try expectNoReader()
    }
}
