import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("Queries and updates")
struct QueryTests {
    private static let turtle = """
        PREFIX : <http://example.org/>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        :p1 :takes :metformin, :warfarin ; :value 140.0 . :p2 :takes :aspirin ; :value 141.50 .
        :p3 :takes :warfarin ; :value 1.42e2 .
        :warfarin rdfs:subClassOf :anticoagulant . :anticoagulant rdfs:subClassOf :drug .
        :aspirin :interactsWith :warfarin . :p3 :takes :aspirin .
        GRAPH :g { :p1 :takes :metformin . :x :y :z }
        """
    private static let prefixes = """
        PREFIX : <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

        """

    private func lines(_ query: String, _ settings: EvaluationSettings = EvaluationSettings()) throws -> [String] {
        try TemporaryStore(turtle: Self.turtle).lines(Self.prefixes + query, settings)
    }

    @Test("a range of numbers finds values of every numeric type")
    func ranges() throws {
        #expect(try lines("SELECT ?p { ?p :value ?v FILTER(?v > 140 && ?v <= 142) }").count == 2)
    }

    @Test("a cycle is found, whatever the order of its patterns")
    func cycle() throws {
        let triples = ["?p :takes ?d", "?d :interactsWith ?e", "?p :takes ?e"]
        for rotation in 0..<3 {
            let text = (0..<3).map { triples[($0 + rotation) % 3] }.joined(separator: " . ")
            #expect(
                try lines("SELECT ?p ?d ?e { \(text) }")
                    == ["<http://example.org/p3> <http://example.org/aspirin> <http://example.org/warfarin>"])
        }
    }

    @Test("a path over a kept closure gives what a walk gives")
    func closure() throws {
        let query = "SELECT ?p { ?p :takes/rdfs:subClassOf* :drug }"
        var settings = EvaluationSettings()
        let found = try lines(query, settings)
        #expect(found.count == 2)
        settings.isOptimised = false
        #expect(try lines(query, settings) == found)
    }

    @Test("the default graph is the store's own unless the union is asked for")
    func datasets() throws {
        #expect(try lines("SELECT * { ?s :y ?o }").isEmpty)
        #expect(try lines("SELECT * { GRAPH ?g { ?s :y ?o } }").count == 1)
        #expect(try lines("SELECT * FROM :g { ?s ?p ?o }").count == 2)
        var settings = EvaluationSettings()
        settings.defaultGraphIsUnion = true
        #expect(try lines("SELECT * { :p1 :takes ?o }", settings).count == 2)
    }

    @Test("the greatest values come first, whatever their spelling")
    func order() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query = Self.prefixes + "SELECT ?p { ?p :value ?v } ORDER BY DESC(?v) LIMIT 2"
        let table = try SPARQLEngine(store.store).select(try SPARQLParser.parseQuery(query))
        #expect(table.rows.map { $0[0]?.iri?.string.suffix(2) } == ["p3", "p2"])
    }

    @Test("limits end a query with an error that names them")
    func limits() throws {
        let query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
        var settings = EvaluationSettings()
        settings.limits.time = .milliseconds(20)
        #expect(throws: QueryError.timeLimit(.milliseconds(20))) { try lines(query, settings) }
        settings.limits = QueryLimits(rows: 10)
        #expect(throws: QueryError.rowLimit(10)) { try lines(query, settings) }
        settings.limits = QueryLimits(memoryBytes: 1_000)
        #expect(throws: QueryError.memoryLimit(bytes: 1_000)) {
            try lines("SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }", settings)
        }
        settings.limits = QueryLimits()
        settings.cancellation = CancellationToken()
        settings.cancellation?.cancel()
        #expect(throws: QueryError.cancelled) { try lines(query, settings) }
    }

    @Test("SERVICE is refused unless the endpoint is allowed")
    func service() throws {
        let query = "SELECT * { SERVICE <http://example.com/sparql> { ?s ?p ?o } }"
        #expect(throws: QueryError.serviceNotAllowed(IRI("http://example.com/sparql"))) { try lines(query) }
        #expect(try lines("SELECT * { SERVICE SILENT <http://example.com/sparql> { ?s ?p ?o } }") == ["- - -"])
    }

    @Test("an update that fails half-way leaves nothing behind")
    func atomicUpdate() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let before = try store.store.read { Set(try $0.quads()) }
        let update = Self.prefixes + "INSERT DATA { :new :fact 1 } ; COPY :missing TO :g"
        #expect(throws: QueryError.self) {
            try SPARQLEngine(store.store).update(try SPARQLParser.parseUpdate(update))
        }
        #expect(try store.store.read { Set(try $0.quads()) } == before)
    }

    @Test("a plan tells what it expects and what it found")
    func explanation() throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query = try SPARQLParser.parseQuery(Self.prefixes + "SELECT * { ?p :takes :warfarin ; :value ?v }")
        let text = try SPARQLEngine(store.store).explain(query, isRun: true)
        #expect(text.contains("scan pos ?p :takes :warfarin"))
        #expect(text.contains("2 found"))
    }
}
