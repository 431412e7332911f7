import ArgumentParser
import Engine
import Foundation
import HTTPServer
import Logging
import ServiceLifecycle
import SocketServer
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer EMR systems: JSON-RPC lines on sockets, CDS Hooks over HTTP.",
        discussion: """
            JSON-RPC 2.0, one object a line, on a Unix socket and on loopback TCP; CDS Hooks 2.0 on loopback HTTP. \
            Addresses off this machine are refused: put a proxy that ends TLS and authenticates in front.

            Example:  meridian serve --socket 127.0.0.1:7411 --http 127.0.0.1:7412
            """)

    @OptionGroup var data: DirectoryOption
    @OptionGroup var output: OutputOptions

    @Option(
        name: .customLong("socket"),
        help:
            "Where to answer JSON-RPC: unix:PATH or HOST:PORT; may be repeated. (default: unix:DATA/meridian.sock and 127.0.0.1:7411)"
    )
    var sockets: [String] = []

    @Option(help: "Where to answer CDS Hooks.")
    var http = "127.0.0.1:7412"

    func validate() throws {
        for text in sockets + [http] where ListeningAddress(text) == nil {
            throw ValidationError("\"\(text)\" is no address: write unix:PATH or HOST:PORT")
        }
    }

    func run() async throws {
        let engine = try data.open()
        var logger = Logger(label: "meridian", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .notice
        let chosen = sockets.isEmpty ? ["unix:\(data.path)/meridian.sock", "127.0.0.1:7411"] : sockets
        guard let httpAddress = ListeningAddress(http) else { return }
        let announce = output.words("listening on", "正在监听")
        let socketServer = SocketServer(
            procedures: EngineProcedures(engine: engine), addresses: chosen.compactMap { ListeningAddress($0) },
            logger: logger,
            onListening: { addresses in for address in addresses { Self.say("JSON-RPC \(announce) \(address)") } })
        let httpServer = HTTPServer(
            decisions: EngineDecisions(engine: engine, language: output.language), address: httpAddress, logger: logger,
            onListening: { address in Self.say("CDS Hooks \(announce) http://\(address)/cds-services") })
        let group = ServiceGroup(
            services: [socketServer, httpServer, Upkeep(engine: engine, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // The first search builds its index; better now than when somebody waits for it.
        Task.detached { _ = try? engine.searchConcepts("I10", limit: 1) }
        try await group.run()
    }

    /// Says a line at once: whoever started the server may wait for it through a pipe.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
