// The HTTP edge: CDS Hooks 2.0, the SPARQL 1.1 Protocol, health and metrics on Hummingbird. It knows how to read requests
// and how to write cards, and asks `DecisionServices` and `GraphQueries` for everything else.

import Glibc
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SocketServer

/// What clients may ask of the server.
public struct HTTPServerLimits: Sendable {
    /// A prefetched record of a patient with decades of laboratory results is a few megabytes.
    public var bodyBytes = 32 << 20
    /// Nested arrays and objects in a request.
    public var depth = 256
    /// How long a connection may be silent, also in the middle of a request.
    public var idleTimeout = TimeAmount.seconds(60)
    /// The text of a query or an update with its data.
    public var queryBytes = 8 << 20
    /// Queries at a time, each of which has a thread; one more is refused.
    public var concurrentQueries = 8

    /// How long a client may be behind with its answer while another waits for the thread.
    public var patienceWithOthersWaiting = Duration.seconds(2)

    /// Seconds that a client may take for a piece of an answer.
    var idleSeconds: Int { Int(idleTimeout.nanoseconds / 1_000_000_000) }

    public init() {}
}

public struct HTTPServer: Service {
    private let decisions: any DecisionServices
    private let graph: (any GraphQueries)?
    private let address: ListeningAddress
    private let origins: CrossOriginPolicy
    private let limits: HTTPServerLimits
    private let logger: Logger
    private let onListening: @Sendable (ListeningAddress) -> Void

    /// What the server has done since its start.
    public let metrics = Metrics()

    /// - Parameters:
    ///   - graph: What `/sparql` asks; without it there is no such address.
    ///   - address: A loopback address. Clients of other machines come through a proxy that ends TLS, as CDS Hooks requires.
    ///   - origins: The web pages that may ask; none, unless the operator names them.
    ///   - onListening: Called once with the address in use, with the port that the system chose.
    public init(
        decisions: any DecisionServices,
        graph: (any GraphQueries)? = nil,
        address: ListeningAddress,
        origins: CrossOriginPolicy = .none,
        limits: HTTPServerLimits = HTTPServerLimits(),
        logger: Logger,
        onListening: @escaping @Sendable (ListeningAddress) -> Void = { _ in }
    ) {
        self.decisions = decisions
        self.graph = graph
        self.address = address
        self.origins = origins
        self.limits = limits
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the service group shuts down or the task is cancelled.
    /// - Throws: `ListeningError` when the address cannot be used.
    public func run() async throws {
        let socketAddress = try address.loopbackAddress()
        let host = socketAddress.ipAddress ?? "127.0.0.1"
        let threads = graph.map { _ in QueryThreads(limits) }
        let application = Application(
            responder: Endpoints(
                decisions, graph: graph, threads: threads, origins: origins, limits: limits, metrics: metrics,
                logger: logger),
            server: .http1(configuration: .init(idleTimeout: limits.idleTimeout)),
            configuration: ApplicationConfiguration(address: .hostname(host, port: socketAddress.port ?? 0)),
            onServerRunning: { [address, logger, onListening] channel in
                let inUse = ListeningAddress.tcp(host: host, port: channel.localAddress?.port ?? 0)
                logger.info("serving CDS Hooks", metadata: ["address": "\(inUse)", "configured": "\(address)"])
                onListening(inUse)
            },
            logger: logger)
        do {
            try await application.run()
            try await threads?.shutDown()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ListeningError.inUse(address)
        }
    }
}
