import Foundation
import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

/// Plans are read by what they do: the solutions that their operators hand on.
@Suite("Selective parts of a query bind the rest of it")
struct PlannerTests {
    /// 2,000 patients with a diagnosis, a drug and a place; one of them has a rare diagnosis.
    private static let turtle: String = {
        var text = """
            PREFIX : <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            :p7 :has :rare . :rare rdfs:subClassOf :disease . :d0 :contains :x . :d1 :contains :y . :d7 :contains :z .

            """
        for number in 0..<2_000 {
            text += ":p\(number) :has :c\(number % 50) ; :takes :d\(number % 20) ; :name \"name \(number)\" .\n"
        }
        for number in 0..<50 { text += ":c\(number) rdfs:subClassOf :disease .\n" }
        return text
    }()

    private let store: TemporaryStore

    init() throws { store = try TemporaryStore(turtle: Self.turtle) }

    private static let prefixes =
        "PREFIX : <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"

    /// The most solutions that any operator of the plan hands on, and the number of solutions of the query.
    private func effort(_ query: String) throws -> (most: Int, rows: Int) {
        let parsed = try SPARQLParser.parseQuery(Self.prefixes + query)
        let plan = try SPARQLEngine(store.store).explain(parsed, isRun: true)
        let found = plan.split(separator: "\n").compactMap { line -> Int? in
            guard let comma = line.range(of: " rows, "), let end = line.range(of: " found in") else { return nil }
            return Int(line[comma.upperBound..<end.lowerBound])
        }
        return (found.max() ?? 0, found.first ?? 0)
    }

    @Test(
        "bindings flow into everything that can take them",
        arguments: [
            "SELECT * { ?p :has :rare OPTIONAL { ?p :name ?n } }",
            "SELECT * { ?p :has :rare OPTIONAL { ?p :takes ?d OPTIONAL { ?d :contains ?x } } }",
            "SELECT * { ?p :has :rare { ?p :name ?n } UNION { ?p :takes ?n } }",
            "SELECT * { { ?p :name ?n } UNION { ?p :takes ?n } ?p :has :rare }",
            "SELECT * { ?p :has :rare FILTER EXISTS { ?p :takes ?d . ?p :name ?n } }",
            "SELECT * { ?p :has :rare FILTER NOT EXISTS { ?p :takes :none } }",
            "SELECT * { ?p :has :rare . ?p :has/rdfs:subClassOf* ?c }",
            "SELECT * { VALUES ?p { :p1 :p2 } ?p :takes ?d . ?p :name ?n }",
            "SELECT * { ?p :takes ?d . ?p :name ?n VALUES ?p { :p1 :p2 } }",
            "SELECT * { VALUES (?p ?d) { (:p1 :d1) (:p2 UNDEF) } ?p :takes ?d OPTIONAL { ?p :name ?n } }",
            "SELECT * { { SELECT ?p { ?p :has :rare } } ?p :takes ?d . ?p :name ?n }",
            "SELECT * { ?p :takes ?d . ?p :name ?n { SELECT DISTINCT ?p { ?p :has :rare } } }",
            "SELECT * { BIND(:p7 AS ?p) ?p :takes ?d . ?p :name ?n }",
            "SELECT * { ?p :name ?n . ?p :takes ?d . ?p :has :rare }",
            "SELECT * { ?p :takes ?d . ?d :contains ?x . ?p :has :rare }",
            "SELECT * { ?p :name \"name 7\" . ?p :takes ?d . ?q :takes ?d . ?q :has :rare }",
            "SELECT * { ?p :has :rare { ?p :takes ?d FILTER(?d != :none) } }",
            "SELECT * { ?p :has :rare . { ?p :takes ?d } MINUS { ?p :has :c1 } }",
        ])
    func flow(query: String) throws {
        let (most, rows) = try effort(query)
        #expect(rows > 0)
        #expect(most <= 600, "no operator may hand on much more than the query needs")
    }

    @Test("a star begins with its most selective arm, however the text is ordered")
    func star() throws {
        let arms = ["?p :has :rare", "?p :takes ?d", "?p :name ?n"]
        for rotation in 0..<3 {
            let text = (0..<3).map { arms[($0 + rotation) % 3] }.joined(separator: " . ")
            #expect(try effort("SELECT * { \(text) }").most == 1)
        }
    }

    @Test("twelve patterns in a row are planned and answered")
    func many() throws {
        let chain = (0..<6).map { "?p :takes ?d\($0) . ?d\($0) :contains ?x\($0)" }.joined(separator: " . ")
        #expect(try effort("SELECT * { \(chain) . VALUES ?p { :p1 } }").rows == 1)
    }

    @Test("a commit between two runs of a prepared query is seen by the second")
    func commits() throws {
        let store = try TemporaryStore(turtle: "PREFIX : <http://example.org/> :a :p 1 .")
        let engine = SPARQLEngine(store.store)
        let text = "PREFIX : <http://example.org/> SELECT ?o { ?s :p ?o . ?s :p ?other } ORDER BY ?o"
        let prepared = try engine.prepare(text, parameters: [Variable("s")])
        let subject = Term.iri(IRI("http://example.org/a"))
        func count() throws -> Int {
            try engine.run(text) { answer in
                guard case .solutions(let stream) = answer else { return 0 }
                return try stream.table().rows.count
            }
        }
        for expected in [1, 4, 9, 16] {
            for _ in 0..<2 {
                #expect(try prepared.select([subject]).rows.count == expected)
                #expect(try count() == expected)
            }
            try store.store.write {
                try $0.insert(Quad(subject, IRI("http://example.org/p"), .literal(Literal(expected + 1))))
            }
        }
        #expect(try prepared.select([.iri(IRI("http://example.org/unknown"))]).rows.isEmpty)
    }
}
