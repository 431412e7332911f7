import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("Hospitals' records in graphs of their own")
struct NamedGraphTests {
    /// Twelve hospitals with 60 patients each, every tenth of whom the next hospital has on record as well; and a
    /// terminology, in which nothing but the hierarchy stands.
    private static let triG: String = {
        var text = "PREFIX : <http://example.org/>\n"
        for hospital in 0..<12 {
            text += "GRAPH :h\(hospital) {\n"
            for number in 0..<60 {
                let patient = hospital * 54 + number
                text += ":p\(patient) :has :c\(patient % 40) , :c\(patient * 7 % 40) ; :age \(patient % 90) .\n"
            }
            text += "}\n"
        }
        text += "GRAPH :terms {\n"
        for concept in 1..<40 {
            text += ":c\(concept) <http://www.w3.org/2000/01/rdf-schema#subClassOf> :c\(concept / 3) .\n"
        }
        return text + "}\n:c0 :label \"all\" .\n"
    }()

    private static let prologue =
        "PREFIX : <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"

    private let store: TemporaryStore

    init() throws { store = try TemporaryStore(turtle: Self.triG) }

    private static let queries = [
        "SELECT ?p ?c { GRAPH :h3 { ?p :has ?c } }",
        "SELECT ?s ?p ?o { GRAPH :terms { ?s ?p ?o } }",
        "SELECT ?p (COUNT(*) AS ?n) { GRAPH :h3 { ?s ?p ?o } } GROUP BY ?p",
        "SELECT (COUNT(*) AS ?n) { GRAPH :h3 { ?p :has ?c } }",
        "SELECT ?p { GRAPH :h3 { ?p :has :c5 } }",
        "SELECT ?p ?a { GRAPH :h3 { ?p :has ?c ; :age ?a FILTER(?a > 20) } }",
        "SELECT ?p ?d { GRAPH :h3 { ?p :has ?c } GRAPH :terms { ?c rdfs:subClassOf+ ?d } }",
        "SELECT ?d { GRAPH :terms { :c39 rdfs:subClassOf+ ?d } }",
        "SELECT ?d { GRAPH :h3 { :c39 rdfs:subClassOf+ ?d } }",
        "SELECT ?p ?c FROM :h3 FROM :h4 { ?p :has ?c }",
        "SELECT ?p ?c ?a FROM :h3 FROM :h4 FROM :h9 { ?p :has ?c ; :age ?a }",
        "SELECT (COUNT(*) AS ?n) FROM :h3 FROM :h4 FROM :h5 { ?p :age ?a }",
        "SELECT ?s ?p ?o FROM :h3 FROM :h4 FROM :terms { ?s ?p ?o }",
        "SELECT ?p ?d FROM :h3 FROM :terms { ?p :has ?c . ?c rdfs:subClassOf ?d }",
        "SELECT ?p ?q FROM :h0 FROM :h11 { ?p :has ?c . ?q :has ?c FILTER(?p != ?q) }",
        "SELECT ?x FROM :h3 FROM :none { ?x :has ?x }",
        "SELECT ?g ?p { GRAPH ?g { ?p :has :c5 ; :age ?a } }",
        "SELECT ?g ?p { GRAPH ?g { ?p :has ?c FILTER NOT EXISTS { ?p :age 5 } } }",
        "SELECT ?g ?p { GRAPH ?g { ?p :has :c5 FILTER NOT EXISTS { ?p :has :c35 } } }",
        "SELECT ?g ?s ?n { GRAPH ?g { SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s } FILTER(?n > 2) }",
        "SELECT ?g ?s ?o { GRAPH ?g { ?s ?o ?x MINUS { ?s :age ?o } } }",
        "SELECT ?p ?c FROM :h3 FROM :h4 { ?p :has ?c } ORDER BY ?p ?c LIMIT 5 OFFSET 3",
        "SELECT ?p FROM :h0 FROM :h1 FROM :h2 FROM :h3 FROM :h4 FROM :h5 FROM :h6 FROM :h7 FROM :h8 { ?p :has :c1 }",
    ]

    @Test("give the same answers whatever way they are read", arguments: queries)
    func agreement(query: String) throws {
        var asWritten = EvaluationSettings()
        asWritten.isOptimised = false
        let expected = try store.lines(Self.prologue + query, asWritten)
        #expect(try store.lines(Self.prologue + query) == expected)
        for method in JoinMethod.allCases {
            var forced = EvaluationSettings()
            forced.forcedJoin = method
            #expect(try store.lines(Self.prologue + query, forced) == expected)
        }
    }

    @Test("a triple that two hospitals have counts once for both together, and after a change as the change says")
    func sharedTriples() throws {
        let query = Self.prologue + "SELECT ?p ?c FROM :h3 FROM :h4 { ?p :has ?c }"
        func distinct(_ hospitals: [Int]) throws -> Int {
            let parts = hospitals.map { "{ GRAPH :h\($0) { ?p :has ?c } }" }.joined(separator: " UNION ")
            return try store.lines(Self.prologue + "SELECT DISTINCT ?p ?c { \(parts) }").count
        }
        #expect(try store.lines(query).count == distinct([3, 4]))
        #expect(try distinct([3, 4]) < distinct([3]) + distinct([4]))
        let (patient, has) = (Term.iri(IRI("http://example.org/new")), IRI("http://example.org/has"))
        for hospital in [3, 4] {
            let graph = Term.iri(IRI("http://example.org/h\(hospital)"))
            try store.store.write {
                try $0.insert(Quad(patient, has, .iri(IRI("http://example.org/c1")), graph: graph))
            }
            #expect(try store.lines(query).count == distinct([3, 4]))
        }
    }

    @Test("the graph's own quads are read where they are few")
    func plan() throws {
        func plan(_ query: String) throws -> String {
            try SPARQLEngine(store.store).explain(try SPARQLParser.parseQuery(Self.prologue + query), isRun: true)
        }
        #expect(try plan("SELECT ?p ?c { GRAPH :h3 { ?p :has ?c } }").contains("gspo"))
        #expect(try plan("SELECT ?p ?c FROM :h3 FROM :h4 { ?p :has ?c }").contains("merge of 2 graphs"))
        #expect(try !plan("SELECT ?p { GRAPH :h3 { ?p :has :c5 } }").contains("gspo"))
    }
}
