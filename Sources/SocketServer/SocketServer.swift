// JSON-RPC 2.0 over Unix sockets and loopback TCP, a JSON object or batch per line.
//
// Lines are cut and answered in a channel handler on the event loop: measured here, an async task per connection costs three
// times as much per call, and ten times when calls are pipelined. Only slow calls leave the loop, to a fixed number of
// worker threads.

import Glibc
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Makes the listener close a connection that it has just accepted.
private struct ConnectionRefused: Error {}

public struct SocketServer: Service {
    private let responder: Responder
    private let addresses: [ListeningAddress]
    private let limits: SocketServerLimits
    private let workerCount: Int
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let onListening: @Sendable ([ListeningAddress]) -> Void

    /// - Parameters:
    ///   - procedures: What can be called.
    ///   - addresses: Where to listen: Unix sockets and loopback TCP addresses.
    ///   - workerCount: The threads that run slow calls.
    ///   - onListening: Called once with the addresses in use, in the given order, with the ports that the system chose.
    public init(
        procedures: any RemoteProcedures,
        addresses: [ListeningAddress],
        limits: SocketServerLimits = SocketServerLimits(),
        workerCount: Int = System.coreCount,
        eventLoopGroup: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable ([ListeningAddress]) -> Void = { _ in }
    ) {
        responder = Responder(procedures)
        self.addresses = addresses
        self.limits = limits
        self.workerCount = workerCount
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the service group shuts down or the task is cancelled; then takes no new connection, answers what was
    /// received, and returns when every connection is closed.
    /// - Throws: `ListeningError` when an address cannot be used; nothing is left listening then.
    public func run() async throws {
        let workers = NIOThreadPool(numberOfThreads: workerCount)
        workers.start()
        let connections = Connections(maximum: limits.connections)
        var listeners: [(address: ListeningAddress, channel: any Channel)] = []
        do {
            for address in addresses {
                let channel = try await listen(at: address, connections, workers)
                listeners.append((inUse(address, channel), channel))
            }
        } catch {
            await stop(listeners)
            try? await workers.shutdownGracefully()
            throw error
        }
        let inUse = listeners.map(\.address)
        logger.info("serving JSON-RPC", metadata: ["addresses": "\(inUse)"])
        onListening(inUse)

        try? await gracefulShutdown()
        await stop(listeners)
        await connections.drain(on: eventLoopGroup.next(), grace: limits.shutdownGrace)
        // Not waited for: a procedure that is stuck beyond the grace must not keep the server from stopping.
        Task { try? await workers.shutdownGracefully() }
    }

    private func listen(
        at address: ListeningAddress, _ connections: Connections, _ workers: NIOThreadPool
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { [responder, limits, logger] channel in
                guard connections.add(channel) else {
                    logger.warning("refused a connection: \(limits.connections) are open, or the server is stopping")
                    return channel.eventLoop.makeFailedFuture(ConnectionRefused())
                }
                return channel.eventLoop.makeCompletedFuture {
                    let handler = ConnectionHandler(
                        responder: responder, workers: workers, limits: limits, logger: logger)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        switch address {
        case .unix(let path):
            return try await bootstrap.withBoundSocket(UnixSocket.bind(path: path)).get()
        case .tcp:
            let socketAddress = try address.loopbackAddress()
            do {
                return
                    try await bootstrap
                    .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                    .bind(to: socketAddress).get()
            } catch let error as IOError {
                if error.errnoCode == EADDRINUSE { throw ListeningError.inUse(address) }
                throw ListeningError.system(address, operation: "bind", reason: error.description)
            }
        }
    }

    /// The address with the port that the system chose.
    private func inUse(_ address: ListeningAddress, _ channel: any Channel) -> ListeningAddress {
        guard case .tcp(let host, _) = address, let port = channel.localAddress?.port else { return address }
        return .tcp(host: host, port: port)
    }

    private func stop(_ listeners: [(address: ListeningAddress, channel: any Channel)]) async {
        for (address, channel) in listeners {
            if case .unix(let path) = address { UnixSocket.removeFile(path: path) }
            try? await channel.close()
        }
    }
}
