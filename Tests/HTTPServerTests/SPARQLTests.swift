// The SPARQL endpoint over real sockets, with a graph that answers what the tests want to see.

import HTTPServer
import JSON
import Logging
import NIOCore
import ServiceLifecycle
import SocketServer
import Synchronization
import Testing

/// Says what it was asked, fails as it is told, or writes and writes.
private final class SampleGraph: GraphQueries {
    let allowsUpdates: Bool
    private let state = Mutex<(requests: [GraphRequest], written: Int, isAbandoned: Bool)>(([], 0, false))
    /// Holds queries named "wait" until a test lets them go.
    private let gate = Mutex(false)

    init(allowsUpdates: Bool) { self.allowsUpdates = allowsUpdates }

    var requests: [GraphRequest] { state.withLock { $0.requests } }
    var written: Int { state.withLock { $0.written } }
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
    func open() { gate.withLock { $0 = true } }

    func perform(_ request: GraphRequest, _ answer: AnswerChannel) throws(GraphRequestError) {
        state.withLock { $0.requests.append(request) }
        answer.onAbandon { [state = self] in state.state.withLock { $0.isAbandoned = true } }
        guard let type = request.accept.best(of: ["application/sparql-results+json", "text/csv"]) else {
            throw .notAcceptable(["application/sparql-results+json", "text/csv"])
        }
        answer.begin(contentType: type)
        do {
            switch request.text {
            case "malformed": throw GraphRequestError.malformed("2:7: no", line: 2, column: 7)
            case "limit": throw GraphRequestError.limit("too much memory")
            case "unready": throw GraphRequestError.notReady("40 % done")
            case "timeout": throw GraphRequestError.timeout("too long")
            case "broken": throw GraphRequestError.failed("disk")
            case "late":
                try answer.write([UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20))
                throw GraphRequestError.timeout("too long")
            case "endless":
                while true {
                    try answer.write([UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10))
                    state.withLock { $0.written += 64 << 10 }
                }
            case "large":
                for _ in 0..<200 { try answer.write([UInt8](repeating: UInt8(ascii: "y"), count: 50_000)) }
            case "wait": while !gate.withLock({ $0 }) { try? answer.write([]) }
            default: try answer.write(Array(request.text.utf8))
            }
        } catch let error as GraphRequestError {
            throw error
        } catch {
            throw .failed("\(error)")
        }
    }
}

/// Serves a sample graph while `body` runs.
private func withGraph(
    allowsUpdates: Bool = false, limits: HTTPServerLimits = HTTPServerLimits(),
    _ body: @escaping @Sendable (HTTPClient, SampleGraph) async throws -> Void
) async throws {
    let graph = SampleGraph(allowsUpdates: allowsUpdates)
    try await withServer(graph: graph, limits: limits) { client, _ in try await body(client, graph) }
}

@Suite("SPARQL over HTTP", .timeLimit(.minutes(30)))
struct SPARQLTests {
    private static let form = ["Content-Type": "application/x-www-form-urlencoded"]

    @Test("a query comes by GET, in a form, or as the body itself, with its dataset")
    func ways() async throws {
        try await withGraph { client, graph in
            let dataset = "default-graph-uri=urn%3Aa&named-graph-uri=urn:b&named-graph-uri=urn:c"
            let text = "SELECT * { ?s ?p \"高血压 100%\" }"
            let encoded = "SELECT+*+%7B+?s+?p+%22%E9%AB%98%E8%A1%80%E5%8E%8B%20100%25%22+%7D"
            let answers = [
                try await client.get("/sparql?query=\(encoded)&\(dataset)"),
                try await client.send(
                    "POST", "/sparql", fields: Self.form, body: Array("query=\(encoded)&\(dataset)".utf8)),
                try await client.send(
                    "POST", "/sparql?\(dataset)", fields: ["Content-Type": "application/sparql-query; charset=UTF-8"],
                    body: Array(text.utf8)),
            ]
            for answer in answers {
                #expect(answer.status == 200)
                #expect(answer.fields["content-type"] == "application/sparql-results+json")
                #expect(answer.fields["cache-control"] == "no-store")
                #expect(answer.chunks == text)
            }
            #expect(Set(graph.requests).count == 1)
            #expect(
                graph.requests[0].defaultGraphs == ["urn:a"] && graph.requests[0].namedGraphs == ["urn:b", "urn:c"])
            #expect(graph.requests[0].base == "http://localhost/sparql")
        }
    }

    @Test("a request that asks nothing asks what the service is")
    func description() async throws {
        try await withGraph { client, graph in
            let answer = try await client.send("GET", "/sparql", fields: ["Accept": "text/csv"], body: [])
            #expect(answer.status == 200)
            #expect(graph.requests.map(\.operation) == [.description])
        }
    }

    @Test(
        "requests that the protocol does not know are refused, and told why",
        arguments: [
            ("GET", "/sparql?format=x", nil, "", 400, "there is no query"),
            ("POST", "/sparql", "application/x-www-form-urlencoded", "", 400, "there is no query"),
            ("GET", "/sparql?query=a&query=b", nil, "", 400, "once"),
            ("GET", "/sparql?update=CLEAR%20ALL", nil, "", 400, "by POST"),
            ("GET", "/sparql?query=%zz", nil, "", 400, "hexadecimal"),
            ("GET", "/sparql?query=%ff", nil, "", 400, "UTF-8"),
            ("PUT", "/sparql?query=a", nil, "x", 405, "GET"),
            ("POST", "/sparql", "text/plain", "ASK {}", 415, "application/sparql-query"),
            ("POST", "/sparql", "application/sparql-query;charset=utf-16", "ASK {}", 415, "utf-16"),
            ("POST", "/sparql?query=b", "application/sparql-query", "ASK {}", 400, "the body is the text"),
            ("POST", "/sparql", "application/x-www-form-urlencoded", "query=a&update=b", 400, "once"),
            ("POST", "/sparql", "application/sparql-update", "CLEAR ALL", 403, "--allow-updates"),
        ])
    func refusals(
        method: String, path: String, type: String?, body: String, status: Int, message: String
    ) async throws {
        try await withGraph { client, graph in
            let fields = type.map { ["Content-Type": $0] } ?? [:]
            let answer = try await client.send(method, path, fields: fields, body: Array(body.utf8))
            #expect(answer.status == status)
            #expect(try answer.json()["error"]?.stringValue?.contains(message) == true, "\(answer.body)")
            #expect(graph.requests.isEmpty)
        }
    }

    @Test("an update is carried out where the operator allows it, and answered with no content")
    func updates() async throws {
        try await withGraph(allowsUpdates: true) { client, graph in
            let direct = try await client.send(
                "POST", "/sparql?using-graph-uri=urn:a", fields: ["Content-Type": "application/sparql-update"],
                body: Array("CLEAR ALL".utf8))
            let form = try await client.send("POST", "/sparql", fields: Self.form, body: Array("update=CLEAR+ALL".utf8))
            #expect(direct.status == 204 && form.status == 204)
            #expect(graph.requests.map(\.operation) == [.update, .update])
            #expect(graph.requests[0].defaultGraphs == ["urn:a"])
        }
    }

    @Test(
        "each failure has its status",
        arguments: [("malformed", 400), ("limit", 503), ("timeout", 504), ("broken", 500)])
    func failures(text: String, status: Int) async throws {
        try await withGraph { client, _ in
            let answer = try await client.get("/sparql?query=\(text)")
            #expect(answer.status == status)
            #expect(try answer.json()["error"]?.stringValue?.isEmpty == false)
            if status == 400 {
                let place = try answer.json()
                #expect(place["line"] == 2 && place["column"] == 7)
            }
        }
    }

    @Test(
        "the answer has the type that the client likes best, and one that it takes",
        arguments: [
            ("*/*", "application/sparql-results+json"), ("text/csv", "text/csv"),
            ("text/*;q=0.9, application/*;q=0.1", "text/csv"), ("text/csv;q=0, */*", "application/sparql-results+json"),
            ("TEXT/CSV ; Q=1.0", "text/csv"), ("image/png", nil),
            ("image/png, */*;q=0.1", "application/sparql-results+json"),
        ])
    func negotiation(accept: String, expected: String?) async throws {
        try await withGraph { client, _ in
            let answer = try await client.get("/sparql?query=x", fields: ["Accept": accept])
            #expect(answer.status == (expected == nil ? 406 : 200))
            #expect(expected == nil || answer.fields["content-type"] == expected)
        }
    }

    @Test("a long answer arrives whole, and one that fails on its way is visibly cut off")
    func streaming() async throws {
        try await withGraph { client, _ in
            let large = try await client.get("/sparql?query=large")
            #expect(large.status == 200 && large.chunks?.utf8.count == 10_000_000)
            let late = try await client.get("/sparql?query=late")
            #expect(late.status == 200 && late.chunks == nil)
        }
    }

    @Test("a query whose client has gone is ended, and its thread is free again")
    func departures() async throws {
        var limits = HTTPServerLimits()
        limits.concurrentQueries = 1
        try await withGraph(limits: limits) { client, graph in
            try await client.abandon("/sparql?query=endless", afterBytes: 100_000)
            while !graph.isAbandoned { try await Task.sleep(for: .milliseconds(20)) }
            // Nobody took more than what sockets hold.
            #expect(graph.written < 64 << 20)
            var status = 503
            while status == 503 {
                try await Task.sleep(for: .milliseconds(20))
                status = try await client.get("/sparql?query=x").status
            }
            #expect(status == 200)
        }
    }

    @Test("a client that takes nothing more makes room for the next one, and stays while nobody waits")
    func slowReaders() async throws {
        var limits = HTTPServerLimits()
        limits.concurrentQueries = 1
        limits.patienceWithOthersWaiting = .milliseconds(300)
        try await withGraph(limits: limits) { client, graph in
            try await client.abandon("/sparql?query=endless", afterBytes: 100_000) {
                // Long enough for the server to have filled what lies between.
                var written = -1
                while written != graph.written {
                    written = graph.written
                    try await Task.sleep(for: .milliseconds(500))
                }
                #expect(!graph.isAbandoned)
                #expect(try await client.get("/sparql?query=x").status == 200)
                #expect(graph.isAbandoned)
            }
        }
    }

    @Test("more queries than there are threads are told to come again")
    func crowding() async throws {
        var limits = HTTPServerLimits()
        limits.concurrentQueries = 2
        try await withGraph(limits: limits) { client, graph in
            async let first = client.get("/sparql?query=wait")
            async let second = client.get("/sparql?query=wait")
            while graph.requests.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
            let third = try await client.get("/sparql?query=x")
            #expect(third.status == 503 && third.fields["retry-after"] == "1")
            graph.open()
            #expect(try await first.status == 200)
            #expect(try await second.status == 200)
        }
    }

    @Test("HEAD gets what GET gets but the answer, and ends a query that would go on")
    func heads() async throws {
        var limits = HTTPServerLimits()
        limits.concurrentQueries = 1
        try await withGraph(limits: limits) { client, graph in
            let head = try await client.send("HEAD", "/sparql?query=x", fields: ["Accept": "text/csv"])
            #expect(head.status == 200 && head.fields["content-type"] == "text/csv" && head.body.isEmpty)
            let endless = try await client.send("HEAD", "/sparql?query=endless")
            #expect(endless.status == 200 && endless.body.isEmpty)
            while !graph.isAbandoned { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await client.send("HEAD", "/sparql?update=CLEAR%20ALL").status == 400)
            #expect(try await client.send("HEAD", "/sparql").status == 200)
            #expect(graph.requests.last?.operation == .description)
        }
    }

    @Test(
        "a body that is no whole body, and a host that is none, are mistakes of the request",
        arguments: [
            ("Host: x\r\nContent-Length: 50", "ASK{}"), ("Host: x\r\nTransfer-Encoding: chunked", "5\r\nASK{}\r\n"),
            ("Host: x\r\nTransfer-Encoding: chunked", "ZZ\r\nASK{}\r\n"),
            ("Host: a b>\"<\r\nContent-Length: 5", "ASK{}"),
        ])
    func brokenRequests(fields: String, body: String) async throws {
        try await withGraph { client, graph in
            let head = "POST /sparql HTTP/1.1\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
            let answer = try await client.exchange(
                Array("\(head)\(fields)\r\n\r\n\(body)".utf8), thenCloseOutput: true)
            // The server may also hang up on what is no HTTP.
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(graph.requests.isEmpty)
        }
    }

    @Test("more parameters than any dataset has graphs are refused")
    func manyParameters() async throws {
        try await withGraph { client, graph in
            func ask(_ count: Int) async throws -> HTTPAnswer {
                let body = "query=x" + String(repeating: "&default-graph-uri=urn:a", count: count)
                return try await client.send("POST", "/sparql", fields: Self.form, body: Array(body.utf8))
            }
            #expect(try await ask(9_999).status == 200)
            let answer = try await ask(10_000)
            #expect(answer.status == 400 && answer.body.contains("more than 10000 parameters"))
            #expect(graph.requests.count == 1)
        }
    }

    @Test("what is being made is told with the time to come again")
    func notReady() async throws {
        try await withGraph { client, _ in
            let answer = try await client.get("/sparql?query=unready")
            #expect(answer.status == 503 && answer.fields["retry-after"] == "1")
        }
    }

    @Test("a body that is longer than allowed is refused, and without a graph there is no endpoint")
    func bounds() async throws {
        var limits = HTTPServerLimits()
        limits.queryBytes = 10
        try await withGraph(limits: limits) { client, _ in
            let answer = try await client.send(
                "POST", "/sparql", fields: Self.form, body: Array("query=ASK+%7B%7D".utf8))
            #expect(answer.status == 413)
        }
        try await withServer { client, _ in
            let answer = try await client.get("/sparql?query=x")
            #expect(answer.status == 404)
        }
    }
}

extension HTTPAnswer {
    /// The body without the marks of its chunks; nil when it has no end.
    fileprivate var chunks: String? {
        guard fields["transfer-encoding"] == "chunked" else { return body }
        var content: [UInt8] = []
        var rest = Array(body.utf8)[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { return nil }
            if size == 0 { return String(decoding: content, as: UTF8.self) }
            guard rest.count >= end - rest.startIndex + 2 + size + 2 else { return nil }
            content += rest[(end + 2)..<(end + 2 + size)]
            rest = rest[(end + 2 + size + 2)...]
        }
        return nil
    }
}
