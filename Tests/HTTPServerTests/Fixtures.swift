// A server with sample services and a client that can also send what is no HTTP, both over real sockets.

import HTTPServer
import JSON
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SocketServer
import Synchronization

/// Answers with one card of each kind, and wants its prefetch for patients other than `known`.
final class SampleDecisions: DecisionServices {
    let services: [ServiceDescription] = [.pathways, .orderSelectAlerts, .orderSignAlerts]
    private let state = Mutex<(requests: [HookRequest], feedback: [Feedback], readiness: Readiness)>(([], [], .ready))

    var requests: [HookRequest] { state.withLock { $0.requests } }
    var feedback: [Feedback] { state.withLock { $0.feedback } }

    var readiness: Readiness {
        get { state.withLock { $0.readiness } }
        set { state.withLock { $0.readiness = newValue } }
    }

    func answer(_ request: HookRequest) throws(HookError) -> HookResponse {
        state.withLock { $0.requests.append(request) }
        switch request.patientID {
        case "broken": throw .failed("the store cannot be read")
        case "busy": throw .unavailable("the knowledge base is loading")
        case "healthy": return HookResponse()
        default: break
        }
        let service = services.first { $0.id == request.service && $0.hook == request.hook }
        let missing = service.map(request.missingPrefetch) ?? []
        if request.patientID != "known", !missing.isEmpty { throw .missingPrefetch(missing) }
        do {
            return HookResponse(
                cards: try sampleCards(), systemActions: [try .delete(resourceID: "Task/1", description: "Done")])
        } catch {
            throw .failed("\(error)")
        }
    }

    func recordFeedback(_ feedback: [Feedback], for service: String) throws(HookError) {
        state.withLock { $0.feedback += feedback }
    }
}

/// A bare card, and a card that has everything.
func sampleCards() throws(CardError) -> [Card] {
    let source = try Card.Source(
        label: "2023 guideline", url: "https://example.org/guideline",
        topic: Coding(code: "I10", system: "http://hl7.org/fhir/sid/icd-10"))
    let order: JSONObject = ["resourceType": "MedicationRequest", "id": "5", "status": "draft"]
    let suggestion = try Suggestion(
        uuid: "s-1", label: "Order apixaban instead", isRecommended: true,
        actions: [
            .delete(resourceID: "MedicationRequest/4", description: "Cancel warfarin"),
            .create(order, description: "Order apixaban"), .update(order, description: "Halve the dose"),
        ])
    return [
        try Card(uuid: "c-1", summary: "HbA1c is due", indicator: .info, source: Card.Source(label: "Guideline")),
        try Card(
            uuid: "c-2", summary: "华法林与布洛芬合用增加出血风险", detail: "**Bleeding**: see the _proof_.", indicator: .critical,
            source: source, suggestions: Suggestions(.any, [suggestion]),
            links: [
                Link(label: "Guideline", url: "https://example.org/g"),
                Link(label: "App", url: "https://example.org/launch", .smart(appContext: "p=1")),
                Link(label: "Other app", url: "https://example.org/launch", .smart(appContext: nil)),
            ],
            overrideReasons: [OverrideReason(code: "tolerated", system: "urn:reasons", display: "Tolerated before")],
            extension: ["org.example.proof": ["verdict": "met"]]),
    ]
}

/// Serves `SampleDecisions` while `body` runs, then shuts down in order.
func withServer(
    graph: (any GraphQueries)? = nil, origins: CrossOriginPolicy = .none, limits: HTTPServerLimits = HTTPServerLimits(),
    _ body: @escaping @Sendable (HTTPClient, SampleDecisions) async throws -> Void
) async throws {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let (listening, announce) = AsyncStream.makeStream(of: ListeningAddress.self)
    let decisions = SampleDecisions()
    let server = HTTPServer(
        decisions: decisions, graph: graph, address: .tcp(host: "127.0.0.1", port: 0), origins: origins,
        limits: limits, logger: logger,
        onListening: { announce.yield($0) })
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
            for await case .tcp(_, let port) in listening {
                try await body(HTTPClient(port: port), decisions)
                break
            }
            await group.triggerGracefulShutdown()
        }
        do {
            while try await tasks.next() != nil { announce.finish() }
        } catch {
            announce.finish()
            await group.triggerGracefulShutdown()
            throw error
        }
    }
}

struct HTTPAnswer: Sendable {
    var status: Int
    /// Names in lower case.
    var fields: [String: String]
    var body: String

    func json() throws -> JSONValue { try JSONValue(parsing: body) }
}

/// One request a connection, written as text.
struct HTTPClient: Sendable {
    let port: Int

    func get(_ path: String, fields: [String: String] = [:]) async throws -> HTTPAnswer {
        try await send("GET", path, fields: fields)
    }

    func post(_ path: String, _ body: JSONValue, fields: [String: String] = [:]) async throws -> HTTPAnswer {
        try await send("POST", path, fields: fields, body: body.serialized())
    }

    /// Asks the service that answers `hook`.
    func ask(_ hook: String, _ request: JSONValue, fields: [String: String] = [:]) async throws -> HTTPAnswer {
        try await ask(hook, body: request.serialized(), fields: fields)
    }

    func ask(_ hook: String, body: [UInt8], fields: [String: String] = [:]) async throws -> HTTPAnswer {
        try await send("POST", path(of: hook), fields: fields, body: body)
    }

    func send(
        _ method: String, _ path: String, fields: [String: String] = [:], body: [UInt8] = []
    ) async throws -> HTTPAnswer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if !body.isEmpty, fields["Content-Type"] == nil { head += "Content-Type: application/json\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        return try parse(await exchange(Array((head + "\r\n").utf8) + body))
    }

    /// Writes `bytes` and gives back everything that the server writes until it closes.
    func exchange(_ bytes: [UInt8], thenCloseOutput: Bool = false) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            if thenCloseOutput { try await channel.channel.close(mode: .output) }
            var received = ByteBuffer()
            for try await part in inbound { received.writeImmutableBuffer(part) }
            return String(buffer: received)
        }
    }

    /// Asks for `path`, takes some bytes of the answer and goes away after `body`.
    func abandon(
        _ path: String, afterBytes count: Int, _ body: () async throws -> Void = {}
    ) async throws {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            var received = 0
            for try await part in inbound {
                received += part.readableBytes
                if received >= count { break }
            }
            try await body()
        }
    }

    private func parse(_ text: String) throws -> HTTPAnswer {
        let normal = text.utf8.split(separator: Array("\r\n\r\n".utf8), maxSplits: 1, omittingEmptySubsequences: false)
        var lines = String(normal[0])?.split(separator: "\r\n") ?? []
        guard !lines.isEmpty, let status = Int(lines.removeFirst().split(separator: " ")[1]) else {
            throw UnreadableAnswer(text: text)
        }
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return HTTPAnswer(status: status, fields: fields, body: normal.count > 1 ? String(normal[1]) ?? "" : "")
    }

    struct UnreadableAnswer: Error { let text: String }
}

/// A well-formed request with all prefetch that the service requires.
func hookRequest(_ hook: String, patient: JSONValue = "17") -> JSONValue {
    var context: JSONObject = ["userId": "Practitioner/3", "patientId": patient]
    if hook != "patient-view" {
        context["draftOrders"] = [
            "resourceType": "Bundle", "entry": [["resource": ["resourceType": "MedicationRequest", "id": "4"]]],
        ]
    }
    return [
        "hook": .string(hook), "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": .object(context),
        "prefetch": [
            "patient": ["resourceType": "Patient", "id": "17"], "conditions": nil, "medications": nil, "allergies": nil,
            "laboratory": ["resourceType": "Bundle", "type": "searchset", "total": 0],
        ],
    ]
}

func path(of hook: String) -> String {
    hook == "patient-view" ? "/cds-services/meridian-pathways" : "/cds-services/meridian-order-alerts"
}
