// The serving process: both servers with procedures that do nothing, and a floor for each workload. Writes the workloads to
// its standard output when all of them listen.

import Foundation
import HTTPServer
import JSON
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SocketServer
import UnixSignals

private struct Procedures: RemoteProcedures {
    let methodNames = ["echo", "length"]

    func isSlow(_ method: String) -> Bool { false }

    func call(_ method: String, _ parameters: JSONValue?) throws(RemoteProcedureError) -> JSONValue {
        method == "echo" ? parameters ?? nil : .number(JSONNumber(parameters?.objectValue?.count ?? 0))
    }
}

private struct Decisions: DecisionServices {
    let services = [ServiceDescription.orderSignAlerts]
    let readiness = Readiness.ready
    private let response: HookResponse

    init() throws {
        let source = try Card.Source(label: "Guideline", url: "https://example.org/guideline")
        let card = try Card(
            uuid: "4e0a3a1e-3283-4575-ab82-028d55fe2719", summary: "Warfarin with ibuprofen: bleeding",
            detail: "The risk of **bleeding** is raised.", indicator: .critical, source: source)
        response = HookResponse(cards: [card])
    }

    func answer(_ request: HookRequest) throws(HookError) -> HookResponse { response }

    func recordFeedback(_ feedback: [Feedback], for service: String) throws(HookError) {}
}

/// Answers every `requestLength` bytes with `answer`.
private final class FloorHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let requestLength: Int
    private let answer: [UInt8]
    private var received = 0

    init(requestLength: Int, answer: [UInt8]) {
        self.requestLength = requestLength
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytes
        guard received >= requestLength else { return }
        var output = context.channel.allocator.buffer(capacity: received / requestLength * answer.count)
        while received >= requestLength {
            output.writeBytes(answer)
            received -= requestLength
        }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }
}

func serve() async throws {
    let logger = Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() })
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("meridian-bench-\(ProcessInfo.processInfo.processIdentifier)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (lineAddresses, announceLines) = AsyncStream.makeStream(of: [ListeningAddress].self)
    let (webAddresses, announceWeb) = AsyncStream.makeStream(of: ListeningAddress.self)
    let lines = SocketServer(
        procedures: Procedures(), addresses: [.unix(path: folder + "/lines"), .tcp(host: "127.0.0.1", port: 0)],
        logger: logger, onListening: { announceLines.yield($0) })
    let web = HTTPServer(
        decisions: try Decisions(), address: .tcp(host: "127.0.0.1", port: 0), logger: logger,
        onListening: { announceWeb.yield($0) })
    let group = ServiceGroup(
        configuration: .init(services: [lines, web], gracefulShutdownSignals: [.sigterm], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        guard let lines = await lineAddresses.first(where: { _ in true }),
            let web = await webAddresses.first(where: { _ in true })
        else { return }
        try await announceWorkloads(unix: lines[0], tcp: lines[1], web: web, folder)
        try await tasks.waitForAll()
    }
    try? FileManager.default.removeItem(atPath: folder)
}

private func announceWorkloads(
    unix: ListeningAddress, tcp: ListeningAddress, web: ListeningAddress, _ folder: String
) async throws {
    var workloads: [Workload] = []
    for (name, request, depths, address) in [
        ("lines, 200 B, Unix socket", shortLineRequest, [1, 16], unix),
        ("lines, 200 B, TCP", shortLineRequest, [1, 16], tcp),
        ("lines, 12 kB, TCP", lineRequest(padding: 12_000), [1, 16], tcp),
        ("CDS Hooks, 1 kB", httpRequest(padding: 500), [1], web),
        ("CDS Hooks, 12 kB", httpRequest(padding: 12_000), [1], web),
    ] {
        let answer = try Connection(to: address.description).answer(to: request)
        let floor = try await startFloor(
            like: address, at: folder + "/floor\(workloads.count)", requestLength: request.count, answer: answer)
        workloads.append(
            Workload(
                name: name, request: request, depths: depths, address: address.description,
                floorAddress: floor.description))
    }
    var text = try JSONEncoder().encode(workloads)
    text.append(0x0a)
    FileHandle.standardOutput.write(text)
}

private func startFloor(
    like address: ListeningAddress, at path: String, requestLength: Int, answer: [UInt8]
) async throws -> ListeningAddress {
    let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelOption(.maxMessagesPerRead, value: 4)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    FloorHandler(requestLength: requestLength, answer: answer))
            }
        }
    guard case .tcp(let host, _) = address else {
        _ = try await bootstrap.bind(unixDomainSocketPath: path).get()
        return .unix(path: path)
    }
    let channel = try await bootstrap.childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .bind(host: host, port: 0).get()
    return .tcp(host: host, port: channel.localAddress?.port ?? 0)
}
