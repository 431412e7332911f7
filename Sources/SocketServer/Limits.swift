import JSON
import NIOCore

/// What clients may ask of a server; each bound keeps one client from taking what the others need.
public struct SocketServerLimits: Sendable {
    /// The bytes of one request line. A record import of a few thousand resources fits.
    public var lineBytes = 16 << 20
    /// The requests of one batch: a batch is answered as a whole, so its answers are all held in memory.
    public var batchRequests = 1_000
    /// Slow calls of one connection that run or wait at a time; beyond, the connection is not read.
    public var slowCallsPerConnection = 32
    /// Connections at a time; one more is closed at once.
    public var connections = 1_024
    /// Answers collected before they are handed to the socket.
    public var outputBytes = 64 << 10
    /// How long a shutdown waits for calls in progress and for clients to take their answers.
    public var shutdownGrace = TimeAmount.seconds(10)
    /// Nested arrays and objects in a request.
    public var depth = 256

    public init() {}

    var json: JSONLimits { JSONLimits(depth: depth, bytes: lineBytes) }
}
