import Glibc
import JSON
import SocketServer
import Testing

@Suite("Listening", .timeLimit(.minutes(30)))
struct ListeningTests {
    @Test(
        "addresses are read and written in one form",
        arguments: [
            ("unix:/run/m.sock", ListeningAddress.unix(path: "/run/m.sock")),
            ("127.0.0.1:7411", .tcp(host: "127.0.0.1", port: 7411)), ("[::1]:0", .tcp(host: "::1", port: 0)),
            ("localhost:80", .tcp(host: "localhost", port: 80)),
        ])
    func readsAddress(text: String, expected: ListeningAddress) {
        #expect(ListeningAddress(text) == expected)
        #expect(expected.description == text)
    }

    @Test(
        "what is no address is refused",
        arguments: ["", "unix:", "7411", ":7411", "host:", "host:x", "::1:80", "h:70000"])
    func refusesAddress(text: String) {
        #expect(ListeningAddress(text) == nil)
    }

    @Test(
        "only this machine may reach an address without TLS",
        arguments: ["0.0.0.0", "::", "192.168.1.5", "hospital.example", "::ffff:127.0.0.1", "1270.0.0.1"])
    func refusesOffLoopback(host: String) async throws {
        let address = ListeningAddress.tcp(host: host, port: 0)
        await #expect(throws: ListeningError.notLoopback(address)) {
            try await withServer(at: address) { _, _ in }
        }
        #expect("\(ListeningError.notLoopback(address))".contains("127.0.0.1"))
    }

    @Test("loopback addresses are served", arguments: ["127.0.0.1", "127.8.9.10", "localhost"])
    func servesLoopback(host: String) async throws {
        try await withServer(at: .tcp(host: host, port: 0)) { address, _ in
            let client = try await Client.connect(to: address)
            #expect(try await client.ask(request(1, "echo"))?["id"] == 1)
        }
    }

    @Test("a Unix socket belongs to its owner alone and is removed at the end")
    func socketFile() async throws {
        let path = temporarySocketPath()
        try await withServer(at: .unix(path: path)) { _, _ in
            #expect(mode(of: path) == S_IFSOCK | 0o600)
        }
        #expect(mode(of: path) == nil)
    }

    @Test("a socket that a killed server left behind is replaced")
    func staleSocket() async throws {
        let path = temporarySocketPath()
        try leaveStaleSocket(at: path)
        #expect(mode(of: path) != nil)
        try await withServer(at: .unix(path: path)) { address, _ in
            let client = try await Client.connect(to: address)
            #expect(try await client.ask(request(1, "echo"))?["id"] == 1)
        }
    }

    @Test("a living server's socket and port are not taken from it")
    func addressInUse() async throws {
        for address in [ListeningAddress.unix(path: temporarySocketPath()), .tcp(host: "127.0.0.1", port: 0)] {
            try await withServer(at: address) { address, _ in
                await #expect(throws: ListeningError.inUse(address)) {
                    try await withServer(at: address) { _, _ in }
                }
                let client = try await Client.connect(to: address)
                #expect(try await client.ask(request(1, "echo"))?["id"] == 1)
            }
        }
    }

    @Test("a file that is no socket is left alone")
    func ordinaryFile() async throws {
        let path = temporarySocketPath()
        let descriptor = creat(path, 0o644)
        defer { unlink(path) }
        close(descriptor)
        await #expect(throws: ListeningError.notASocket(path: path)) {
            try await withServer(at: .unix(path: path)) { _, _ in }
        }
        #expect(mode(of: path) == S_IFREG | 0o644)
    }

    @Test("a path that a socket cannot have is refused with the limit")
    func longPath() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        await #expect(throws: ListeningError.pathTooLong(path, limit: 107)) {
            try await withServer(at: .unix(path: path)) { _, _ in }
        }
    }

    private func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    private func leaveStaleSocket(at path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }
}
