import NIOCore

/// Where a server listens: `unix:/run/meridian.sock`, `127.0.0.1:7411`, `[::1]:7411` or `localhost:7411`.
public enum ListeningAddress: Sendable, Hashable {
    case unix(path: String)
    /// Port 0 asks the system for a free one.
    case tcp(host: String, port: Int)

    /// Nil when `text` is in none of the forms above.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard !path.isEmpty else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: Int(port))
    }

    /// The socket address to bind. Only this machine may reach an address without TLS: what crosses a network here is a
    /// patient's record. Names other than localhost are refused, since what they resolve to may change.
    public func loopbackAddress() throws(ListeningError) -> SocketAddress {
        guard case .tcp(let host, let port) = self else { throw .notLoopback(self) }
        guard let address = try? SocketAddress(ipAddress: host == "localhost" ? "127.0.0.1" : host, port: port) else {
            throw .notLoopback(self)
        }
        let isLoopback =
            switch address {
            case .v4: address.ipAddress?.hasPrefix("127.") ?? false
            case .v6: address.ipAddress == "::1"
            case .unixDomainSocket: false
            }
        guard isLoopback else { throw .notLoopback(self) }
        return address
    }
}

extension ListeningAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

/// Why a server cannot listen at an address.
public enum ListeningError: Error, Sendable, Hashable {
    case notLoopback(ListeningAddress)
    case pathTooLong(String, limit: Int)
    case notASocket(path: String)
    case inUse(ListeningAddress)
    case system(ListeningAddress, operation: String, reason: String)
}

extension ListeningError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notLoopback(let address):
            """
            cannot listen at \(address): without TLS only this machine may connect. Listen at 127.0.0.1, ::1 or a Unix \
            socket, and let a proxy that ends TLS and knows its clients pass requests on to it
            """
        case .pathTooLong(let path, let limit):
            "the path \(path) is longer than the \(limit) bytes that a Unix socket's may have; choose a shorter one"
        case .notASocket(let path):
            "\(path) exists and is not a socket, so it was left alone; choose another path or move it away"
        case .inUse(let address):
            "another server is listening at \(address); stop it or choose another address"
        case .system(let address, let operation, let reason):
            "cannot listen at \(address): \(operation) failed: \(reason)"
        }
    }
}
