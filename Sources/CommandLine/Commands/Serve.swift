import ArgumentParser
import Engine
import Foundation
import HTTPServer
import Logging
import Primitives
import SPARQL
import ServiceLifecycle
import SocketServer
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer EMR systems: JSON-RPC lines on sockets, CDS Hooks over HTTP.",
        discussion: """
            JSON-RPC 2.0, one object a line, on a Unix socket and on loopback TCP; CDS Hooks 2.0 and the SPARQL 1.1 \
            Protocol (at /sparql) on loopback HTTP. Addresses off this machine are refused: put a proxy that ends TLS \
            and authenticates in front.

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

    @Option(help: "Where to answer CDS Hooks and SPARQL.")
    var http = "127.0.0.1:7412"

    @Flag(help: "In SPARQL, ask all graphs together where a request names no dataset.")
    var union = false

    @Flag(help: "Let SPARQL change the graph. Changes are not checked as those of load are.")
    var allowUpdates = false

    @Option(help: ArgumentHelp("Seconds that a SPARQL query may take.", valueName: "seconds"))
    var queryTimeout = 30

    @Option(help: ArgumentHelp("Memory that a SPARQL query may take.", valueName: "MiB"))
    var queryMemory = 512

    @Option(
        help: ArgumentHelp("Rows that the answer to a SPARQL query may have. (default: any number)", valueName: "n"))
    var queryRows: Int?

    func validate() throws {
        if queryTimeout < 1 || queryMemory < 1 || queryRows ?? 1 < 1 {
            throw ValidationError("--query-timeout, --query-memory and --query-rows must be at least 1")
        }
        for text in sockets + [http] where ListeningAddress(text) == nil {
            throw ValidationError("\"\(text)\" is no address: write unix:PATH or HOST:PORT")
        }
    }

    func run() async throws {
        FreedMemory.keepLittle()
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
        let queries = EngineQueries(
            engine.graph,
            limits: QueryLimits(time: .seconds(queryTimeout), memoryBytes: queryMemory << 20, rows: queryRows),
            isUnion: union, allowsUpdates: allowUpdates)
        let httpServer = HTTPServer(
            decisions: EngineDecisions(engine: engine, language: output.language),
            graph: queries, address: httpAddress, logger: logger,
            onListening: { address in Self.say("CDS Hooks \(announce) http://\(address)/cds-services") })
        let group = ServiceGroup(
            services: [socketServer, httpServer, Upkeep(engine: engine, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // The first searches build their indexes; better now than when somebody waits for it.
        Task.detached {
            _ = try? engine.searchConcepts("I10", limit: 1)
            queries.warmUp()
        }
        try await group.run()
    }

    /// Says a line at once: whoever started the server may wait for it through a pipe.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
