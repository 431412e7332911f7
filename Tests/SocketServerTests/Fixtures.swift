// A server with a handful of procedures and a client that speaks lines, both over real sockets.

import Glibc
import JSON
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServiceLifecycle
import SocketServer

/// `echo` gives its parameters back; `add` sums; `fail` fails; `flood` answers a long text; `gate.wait` is slow and waits
/// until `gate.open` is called.
struct Arithmetic: RemoteProcedures {
    private let gate = ConditionLock(value: false)

    var methodNames: [String] { ["echo", "add", "fail", "flood", "gate.wait", "gate.open"] }

    func isSlow(_ method: String) -> Bool { method == "gate.wait" }

    func call(_ method: String, _ parameters: JSONValue?) throws(RemoteProcedureError) -> JSONValue {
        switch method {
        case "add":
            guard let numbers = parameters?.arrayValue?.compactMap(\.integerValue), !numbers.isEmpty else {
                throw .invalidParameters("add needs an array of integers")
            }
            return .number(JSONNumber(numbers.reduce(0, +)))
        case "fail":
            throw RemoteProcedureError(code: 7, message: "as asked", data: ["hint": "call echo"])
        case "flood":
            return .string(String(repeating: "x", count: parameters?[0]?.integerValue ?? 0))
        case "gate.wait":
            gate.lock(whenValue: true)
            gate.unlock(withValue: true)
            return "opened"
        case "gate.open":
            gate.lock()
            gate.unlock(withValue: true)
            return true
        default:
            return parameters ?? nil
        }
    }
}

/// Serves `Arithmetic` at `address` while `body` runs, then shuts down in order.
func withServer(
    at address: ListeningAddress = .tcp(host: "127.0.0.1", port: 0),
    limits: SocketServerLimits = SocketServerLimits(),
    _ body: @escaping @Sendable (ListeningAddress, ServerHandle) async throws -> Void
) async throws {
    let (listening, announce) = AsyncStream.makeStream(of: [ListeningAddress].self)
    let procedures = Arithmetic()
    let server = SocketServer(
        procedures: procedures, addresses: [address], limits: limits, workerCount: 2,
        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        onListening: { announce.yield($0) })
    let group = ServiceGroup(
        services: [server], logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
            for await addresses in listening {
                try await body(addresses[0], ServerHandle(group: group, procedures: procedures))
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

struct ServerHandle: Sendable {
    fileprivate let group: ServiceGroup
    fileprivate let procedures: Arithmetic

    func openGate() { _ = try? procedures.call("gate.open", nil) }

    func shutDown() async { await group.triggerGracefulShutdown() }
}

/// A client that writes text as it is given and reads lines.
final class Client: Sendable {
    private let channel: any Channel
    private let lines: LineReader

    static func connect(to address: ListeningAddress) async throws -> Client {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LineCollector(continuation))
                }
            }
        let channel =
            switch address {
            case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
            case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port).get()
            }
        return Client(channel: channel, lines: LineReader(stream))
    }

    private init(channel: any Channel, lines: LineReader) {
        self.channel = channel
        self.lines = lines
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    func closeOutput() async throws { try await channel.close(mode: .output) }

    func close() async throws { try await channel.close() }

    func pauseReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

    func resumeReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// The next line, or nil when the server has closed the connection.
    func line() async -> String? { await lines.next() }

    func answer() async throws -> JSONValue? { try await line().map { try JSONValue(parsing: $0) } }

    func ask(_ request: JSONValue) async throws -> JSONValue? {
        try await send(request.description + "\n")
        return try await answer()
    }
}

/// A stream's iterator that several calls in turn may advance.
private actor LineReader {
    private let stream: AsyncStream<String>

    init(_ stream: AsyncStream<String>) { self.stream = stream }

    func next() async -> String? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next(isolation: self)
    }
}

private final class LineCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let lines: AsyncStream<String>.Continuation
    private var received = ByteBuffer()

    init(_ lines: AsyncStream<String>.Continuation) { self.lines = lines }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        while let end = received.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            lines.yield(received.readString(length: end - received.readerIndex) ?? "")
            received.moveReaderIndex(forwardBy: 1)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { lines.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) { lines.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// A path for a socket that no other test uses, short enough for `sun_path`.
func temporarySocketPath() -> String { "/tmp/meridian-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).socket" }

func request(_ id: JSONValue, _ method: String, _ parameters: JSONValue? = nil) -> JSONValue {
    var object: JSONObject = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    object["params"] = parameters
    return .object(object)
}
