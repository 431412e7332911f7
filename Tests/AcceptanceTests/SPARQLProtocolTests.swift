// The W3C's tests of the SPARQL 1.1 Protocol, asked of a server of our own by curl.

import Foundation
import RDF
import RDFSyntax
import Testing

private let variables = ProcessInfo.processInfo.environment
private let protocolFolder =
    (variables["MERIDIAN_SHARED"] ?? "\(ConsoleDocument.root)/../shared")
    + "/conformance/rdf-tests/sparql/sparql11/protocol"

/// `meridian serve` that allows updates, on a small graph.
private final class ProtocolServer {
    private let process = Process()
    private let folder = FileManager.default.temporaryDirectory.appending(path: "protocol-\(UUID().uuidString)").path
    private let port = 17_441
    var endpoint: String { "http://127.0.0.1:\(port)" }

    init(_ options: [String] = ["--allow-updates"]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let document = "@base <https://example.org/small> . <https://example.org/a> a <https://example.org/B> ."
        try document.write(toFile: "\(folder)/small.ttl", atomically: true, encoding: .utf8)
        let program = "\(ConsoleDocument.root)/.build/debug/meridian"
        let addresses = "--socket unix:\(folder)/socket --http 127.0.0.1:\(port)"
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c",
            "\(program) load \(folder)/small.ttl && exec \(program) serve \(addresses) \(options.joined(separator: " "))",
        ]
        process.environment = variables.merging(["MERIDIAN_DATA": "\(folder)/data"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = ContinuousClock.now + .seconds(60)
        while try curl(["\(endpoint)/healthz"]).status != 200 {
            try #require(ContinuousClock.now < deadline && process.isRunning, "the server does not start")
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    struct Answer {
        var status: Int
        var type: String
        var body: String
    }

    func curl(_ arguments: [String], body: Data? = nil) throws -> Answer {
        let curl = Process()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        curl.arguments = ["curl", "-s", "-w", "\n%{http_code} %{content_type}"] + arguments
        if let body {
            try body.write(to: URL(fileURLWithPath: "\(folder)/body"))
            curl.arguments? += ["--data-binary", "@\(folder)/body"]
        }
        let pipe = Pipe()
        curl.standardOutput = pipe
        try curl.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        curl.waitUntilExit()
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        let last = (lines.last ?? "").split(separator: " ", maxSplits: 1)
        return Answer(
            status: last.first.flatMap { Int($0) } ?? 0, type: last.count > 1 ? String(last[1]) : "",
            body: lines.dropLast().joined(separator: "\n"))
    }

    func update(_ text: String) throws {
        let answer = try curl(
            ["-H", "Content-Type: application/sparql-update", "\(endpoint)/sparql"], body: Data(text.utf8))
        try #require(answer.status == 204, "\(answer)")
    }
}

/// The tests of the manifest.
private struct ProtocolSuite {
    private static let http = Namespace("http://www.w3.org/2011/http#")
    private static let content = Namespace("http://www.w3.org/2011/content#")
    private static let manifest = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    private static let tests = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
    private static let methods: [String: [String]] = [
        "RDF": ["text/turtle", "application/n-triples", "application/rdf+xml"],
        "tabular": ["sparql-results+json", "sparql-results+xml", "text/csv", "text/tab-separated-values"],
        "boolean": ["sparql-results+json", "sparql-results+xml"],
    ]

    private let graph: Graph
    let entries: [Term]

    init() throws {
        let graph = try RDFReader(.turtle, base: IRI("file:///suite/manifest.ttl")).readGraph(
            contentsOf: "\(protocolFolder)/manifest.ttl")
        self.graph = graph
        entries = graph.triples(predicate: Self.manifest["entries"]).flatMap { graph.list(at: $0.object) ?? [] }
    }

    func name(_ entry: Term) -> String { text(entry, Self.manifest["name"]) ?? "\(entry)" }

    private func text(_ subject: Term, _ predicate: IRI) -> String? {
        graph.object(of: subject, predicate)?.literal?.lexicalForm
    }

    private func node(_ subject: Term, _ predicate: IRI) throws -> Term {
        try #require(graph.object(of: subject, predicate))
    }

    /// What is wrong with the answers to a test's requests; nil when all is as it must be.
    func failure(_ entry: Term, _ server: ProtocolServer) throws -> String? {
        try server.update("CLEAR ALL")
        for data in graph.objects(of: entry, Self.tests["graphData"]) {
            let file = try node(data, Self.tests["graph"]).iri?.string.split(separator: "/").last ?? ""
            let triples = try String(contentsOfFile: "\(protocolFolder)/\(file)", encoding: .utf8)
            try server.update("INSERT DATA { GRAPH <\(text(data, Vocabulary.RDFS.label) ?? "")> { \(triples) } }")
        }
        let action = try node(entry, Self.manifest["action"])
        for request in try #require(graph.list(at: try node(action, Self.http["requests"]))) {
            if let failure = try failure(ofRequest: request, server) { return failure }
        }
        return nil
    }

    private func failure(ofRequest request: Term, _ server: ProtocolServer) throws -> String? {
        let method = try #require(text(request, Self.http["methodName"]))
        let path = try #require(text(request, Self.http["absolutePath"]))
        var arguments = ["-X", method, server.endpoint + path]
        var hasType = false
        for header in graph.object(of: request, Self.http["headers"]).flatMap({ graph.list(at: $0) }) ?? [] {
            let name = text(header, Self.http["fieldName"]) ?? ""
            if name.lowercased() == "content-type" { hasType = true }
            arguments += ["-H", "\(name): \(text(header, Self.http["fieldValue"]) ?? "")"]
        }
        if !hasType { arguments += ["-H", "Content-Type:"] }
        var body: Data?
        if let content = graph.object(of: request, Self.http["body"]), let chars = text(content, Self.content["chars"])
        {
            let isWide = text(content, Self.content["characterEncoding"]) == "UTF-16"
            body = isWide ? chars.data(using: .utf16) : Data(chars.utf8)
        }
        let answer = try server.curl(arguments, body: body)
        let response = try node(request, Self.http["resp"])
        let classes = graph.objects(of: response, Self.manifest["expectedStatus"]).compactMap {
            $0.iri?.string.suffix(3).first
        }
        guard classes.contains(where: { "\(answer.status)".first == $0 }) else {
            return "the status is \(answer.status)"
        }
        if let format = text(response, Self.manifest["expectedFormat"]) {
            let types = Self.methods[format] ?? []
            guard types.contains(where: { answer.type.contains($0) }) else { return "the type is \(answer.type)" }
        }
        if let boolean = text(response, Self.manifest["expectedBoolean"]) {
            guard answer.body.contains("\"boolean\": \(boolean)") else { return "the answer is \(answer.body)" }
        }
        return nil
    }
}

@Suite(
    "SPARQL over HTTP, by curl", .serialized, .ownThread,
    .enabled(if: variables["CI"] == "true" || FileManager.default.fileExists(atPath: protocolFolder)))
struct SPARQLProtocolTests {
    @Test("the server passes every test of the W3C's suite of the SPARQL 1.1 Protocol")
    func protocolSuite() throws {
        let tests = try ProtocolSuite()
        #expect(tests.entries.count == 34)
        let server = try ProtocolServer()
        for entry in tests.entries {
            let failure = try tests.failure(entry, server)
            #expect(failure == nil, "\(tests.name(entry))")
        }
    }

    @Test("mistakes are told with line and column, limits with what to do, and SERVICE and updates are off")
    func failures() throws {
        let server = try ProtocolServer(["--query-timeout", "3", "--query-rows", "3", "--union"])
        func ask(_ text: String) throws -> ProtocolServer.Answer {
            try server.curl(["-G", "--data-urlencode", "query=\(text)", "\(server.endpoint)/sparql"])
        }
        let syntax = try ask("SELECT *\n{ ?s ?p }")
        #expect(syntax.status == 400 && syntax.body.contains(#""line":2,"column":9"#), "\(syntax.body)")
        let rows = try ask("SELECT * { VALUES ?a { 1 2 3 4 } }")
        #expect(rows.status == 503 && rows.body.contains("more than 3 rows; add a LIMIT"))
        let endless = (0..<12).map { "VALUES ?a\($0) { 1 2 3 4 5 6 7 8 9 }" }.joined(separator: " ")
        let time = try ask("SELECT (COUNT(*) AS ?n) { \(endless) FILTER(?a0 + ?a1 > RAND()) }")
        #expect(time.status == 504 && time.body.contains("longer than its limit"), "\(time)")
        #expect(try ask("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 403)
        #expect(try ask("ASK { ?a a <https://example.org/B> }").body.contains("true"))
        let update = try server.curl(
            ["-H", "Content-Type: application/sparql-update", "\(server.endpoint)/sparql"], body: Data("CLEAR ALL".utf8)
        )
        #expect(update.status == 403 && update.body.contains("--allow-updates"))
    }
}
