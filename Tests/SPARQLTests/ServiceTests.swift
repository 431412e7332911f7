import RDF
import SPARQL
import SPARQLSyntax
import Synchronization
import Testing

@Suite("SERVICE asks the endpoints that are allowed, by exactly their names")
struct ServiceTests {
    /// The endpoints that were asked.
    private func asked(_ endpoint: String, allowed: [String]) throws -> [String] {
        let calls = Calls()
        var settings = EvaluationSettings()
        settings.allowedServices = Set(allowed.map { IRI($0) })
        settings.serviceHandler = { iri, pattern in
            calls.add(iri.string)
            return SolutionTable(variables: [Variable("o")], rows: [[.literal(Literal(1))]])
        }
        let store = try TemporaryStore()
        _ = try store.lines("SELECT * { SERVICE <\(endpoint)> { ?s ?p ?o } }", settings)
        return calls.all
    }

    @Test("an endpoint on the list is asked")
    func allowed() throws {
        #expect(try asked("https://example.com/sparql", allowed: ["https://example.com/sparql"]).count == 1)
    }

    @Test(
        "what only resembles an endpoint on the list is refused",
        arguments: [
            "https://example.com/sparql/", "http://example.com/sparql", "https://example.com:8443/sparql",
            "https://example.com.evil.org/sparql", "https://example.com@evil.org/sparql",
            "https://EXAMPLE.com/sparql", "https://example.com/sparql?query=x", "https://example.com/sparql#x",
            "https://example.com/other", "http://127.0.0.1/sparql", "http://localhost/sparql", "http://[::1]/sparql",
            "http://169.254.169.254/latest", "file:///etc/passwd",
        ])
    func resembling(endpoint: String) throws {
        #expect(throws: QueryError.serviceNotAllowed(IRI(endpoint))) {
            try asked(endpoint, allowed: ["https://example.com/sparql"])
        }
    }

    @Test("an endpoint that the data names must be on the list too")
    func fromData() throws {
        let store = try TemporaryStore(turtle: "PREFIX : <http://example.org/> :a :at <http://127.0.0.1/sparql> .")
        var settings = EvaluationSettings()
        settings.allowedServices = [IRI("https://example.com/sparql")]
        settings.serviceHandler = { _, _ in SolutionTable(variables: []) }
        let query = "PREFIX : <http://example.org/> SELECT * { ?a :at ?e SERVICE ?e { ?s ?p ?o } }"
        #expect(throws: QueryError.serviceNotAllowed(IRI("http://127.0.0.1/sparql"))) {
            try store.lines(query, settings)
        }
        #expect(
            try store.lines(
                "PREFIX : <http://example.org/> SELECT * { ?a :at ?e SERVICE SILENT ?e { ?s ?p ?o } }", settings
            ).count == 1)
    }

    @Test("a silent call passes over what the endpoint does wrong, never over the query's own limits")
    func silence() throws {
        var settings = EvaluationSettings()
        settings.allowedServices = [IRI("https://example.com/sparql")]
        settings.serviceHandler = { _, _ in throw QueryError.cancelled }
        let store = try TemporaryStore()
        #expect(
            try store.lines("SELECT * { SERVICE SILENT <https://example.com/sparql> { ?s ?p ?o } }", settings).count
                == 1)
    }

    private final class Calls: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }
}
