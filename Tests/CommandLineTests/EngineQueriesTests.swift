import Foundation
import GraphStore
import RDF
import RDFSyntax
import SPARQLSyntax
import Testing

@testable import CommandLine
@testable import HTTPServer
@testable import SPARQL

@Suite("The SPARQL endpoint shares plans and streams graphs")
struct EngineQueriesTests {
    private static let triples = 30_000
    private let folder: URL
    private let store: GraphStore

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "queries-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try GraphStore.open(folder.path, .init(durability: .temporary))
        try store.write { transaction in
            for number in 0..<Self.triples {
                let subject = IRI("http://example.org/p\(number / 3)")
                let object = Literal("药品说明书中的禁忌证 \(number)", language: "zh")
                try transaction.insert(Quad(Triple(.iri(subject), IRI("http://example.org/takes"), .literal(object))))
            }
        }
        let document = """
            PREFIX : <http://example.org/>
            :g { :p1 :takes "one" . :p2 :takes "two" } :h { :p1 :takes "three" }
            """
        try store.load(Array(document.utf8), format: .triG)
    }

    private struct Answer {
        var type = ""
        var body = ""
        var pieces = 0
        var failure: GraphRequestError?
    }

    private func queries(_ limits: QueryLimits = QueryLimits(), isUnion: Bool = false) -> EngineQueries {
        EngineQueries(store, limits: limits, isUnion: isUnion, allowsUpdates: false)
    }

    private func ask(
        _ queries: EngineQueries, _ text: String, of graphs: [String] = [], accept: String? = nil,
        leavingAfter pieces: Int = .max
    ) async throws -> Answer {
        let request = GraphRequest(
            operation: .query, text: text, defaultGraphs: graphs, namedGraphs: [], base: "http://example.org/",
            accept: AcceptedTypes(accept))
        let channel = AnswerChannel(patience: 600)
        Thread.detachNewThread {
            do throws(GraphRequestError) {
                try queries.perform(request, channel)
                channel.finish(nil)
            } catch {
                channel.finish(error)
            }
        }
        var answer = Answer()
        var bytes: [UInt8] = []
        do {
            for try await event in channel.events {
                switch event {
                case .begin(let type): answer.type = type
                case .failure(let error): answer.failure = error
                case .bytes(let piece):
                    bytes += piece
                    answer.pieces += 1
                    channel.taken()
                    if answer.pieces == pieces { channel.abandon() }
                }
            }
        } catch let error as GraphRequestError {
            answer.failure = error
        }
        answer.body = String(decoding: bytes, as: UTF8.self)
        return answer
    }

    @Test("texts that differ in subjects alone share a plan, with their dataset and their base")
    func sharing() async throws {
        let queries = queries()
        func isShared(_ text: String, _ environment: QueryEnvironment) throws -> Bool {
            let parts = try #require(ShapedText(text))
            let cache = queries.engine.cache
            let context = try QueryContext(try store.snapshot(), queries.engine.settings, cache: cache)
            let key = PlanTemplates.Key(parts, PlanTraits(queries.engine.settings, environment))
            return try cache.templates[key].running(parts, context) != nil
        }
        func text(_ number: Int) -> String {
            "SELECT ?d { <http://example.org/p\(number)> <http://example.org/takes> ?d }"
        }
        let base = IRI("http://example.org/")
        let plain = QueryEnvironment(base: base)
        let inG = QueryEnvironment(base: base, dataset: DatasetClause(defaultGraphs: [IRI("http://example.org/g")]))
        let graphs = ["http://example.org/g"]
        #expect(try await ask(queries, text(1), accept: "text/csv").body.split(separator: "\r\n").count == 4)
        #expect(try isShared(text(2), plain))
        #expect(try !isShared(text(2), inG))
        #expect(try await ask(queries, text(1), of: graphs, accept: "text/csv").body == "d\r\none\r\n")
        #expect(try isShared(text(2), inG))
        #expect(try await ask(queries, text(2), of: graphs, accept: "text/csv").body == "d\r\ntwo\r\n")
        #expect(try await ask(queries, text(5), accept: "text/csv").body.split(separator: "\r\n").count == 4)
    }

    @Test("the dataset of the request takes the place of the text's, and relative names are the endpoint's")
    func surroundings() async throws {
        let queries = queries()
        let text = "SELECT ?d FROM <h> { <p1> <takes> ?d }"
        #expect(try await ask(queries, text, accept: "text/csv").body == "d\r\nthree\r\n")
        let graphs = ["http://example.org/g"]
        #expect(try await ask(queries, text, of: graphs, accept: "text/csv").body == "d\r\none\r\n")
        #expect(try await ask(queries, text, accept: "text/csv").body == "d\r\nthree\r\n")
        let wrong = try await ask(queries, text, of: ["g g"])
        guard case .malformed = wrong.failure else {
            Issue.record("\(wrong)")
            return
        }
    }

    private static let construct = "CONSTRUCT { ?s <http://example.org/t> ?o } { ?s <http://example.org/takes> ?o }"

    @Test(
        "a large graph arrives in pieces and whole, in each format",
        arguments: [RDFFormat.nTriples, .nQuads, .turtle, .triG, .rdfXML])
    func formats(format: RDFFormat) async throws {
        let answer = try await ask(queries(), Self.construct, accept: format.mediaType)
        #expect(answer.failure == nil)
        #expect(answer.type.hasPrefix(format.mediaType))
        #expect(answer.pieces > 3)
        var objects: Set<Term> = []
        var count = 0
        try RDFReader(format).read(Array(answer.body.utf8)) { quad, _ in
            #expect(quad.predicate == IRI("http://example.org/t"))
            objects.insert(quad.object)
            count += 1
        }
        #expect(count == Self.triples && objects.count == Self.triples)
    }

    @Test("resources are described one after the other, each once, with the blank nodes that they lead to")
    func descriptions() async throws {
        let document = """
            PREFIX : <http://example.org/>
            :k { :a :b [ :c [ :d 1 ] , 2 ] , _:x . _:x :back :a }
            """
        try store.load(Array(document.utf8), format: .triG)
        let text =
            "DESCRIBE ?s <http://example.org/a> FROM <http://example.org/k> { VALUES ?s { <http://example.org/a> } }"
        let small = try await ask(queries(), text, accept: "application/n-triples")
        #expect(small.body.split(separator: "\n").count == 6, "\(small.body)")
        let large = try await ask(
            queries(), "DESCRIBE ?s { ?s <http://example.org/takes> ?o }", accept: "application/n-triples")
        #expect(large.body.split(separator: "\n").count == Self.triples)
    }

    @Test("a small graph is a sorted document, and a triple comes once")
    func small() async throws {
        let text = """
            PREFIX : <http://example.org/>
            CONSTRUCT { ?s :in ?o . :z :a :b } FROM :g { ?s :takes ?o }
            """
        let answer = try await ask(queries(), text, accept: "text/turtle")
        let prefixes = Prefixes(["": "http://example.org/"])
        let triples = ["p1": "one", "p2": "two"].map { subject, object in
            Triple(
                .iri(IRI("http://example.org/" + subject)), IRI("http://example.org/in"), .literal(Literal(object)))
        }
        let more = Triple(
            .iri(IRI("http://example.org/z")), IRI("http://example.org/a"), .iri(IRI("http://example.org/b")))
        let expected = try RDFWriter(.turtle, prefixes: prefixes).write((triples + [more]).map { Quad($0) })
        #expect(answer.body == expected)
    }

    @Test("what goes wrong before the first byte is told by itself; later the answer is cut off")
    func failures() async throws {
        let early = try await ask(queries(QueryLimits(rows: 100)), Self.construct, accept: "text/turtle")
        #expect(early.type.isEmpty && early.failure == .limit(QueryError.rowLimit(100).description))
        let late = try await ask(
            queries(QueryLimits(rows: 25_000)), Self.construct, accept: "application/n-triples")
        #expect(!late.type.isEmpty && late.failure == .limit(QueryError.rowLimit(25_000).description))
        let type = try await ask(queries(), Self.construct, accept: "text/csv")
        guard case .notAcceptable = type.failure else {
            Issue.record("\(type)")
            return
        }
        guard case .malformed(_, 1, 8) = try await ask(queries(), "SELECT }").failure else {
            Issue.record("the mistake has no place")
            return
        }
    }

    @Test("a graph whose reader has gone is not made to its end")
    func departure() async throws {
        let all = "CONSTRUCT { ?s ?s2 ?o } { ?s <http://example.org/takes> ?o . ?t ?s2 ?u }"
        let answer = try await ask(queries(), all, accept: "application/n-triples", leavingAfter: 2)
        #expect(answer.failure != nil)
        #expect(answer.pieces < 20)
    }
}
