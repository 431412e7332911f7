import JSON
import SocketServer
import Testing

@Suite("Connections", .timeLimit(.minutes(30)))
struct ConnectionTests {
    @Test("a thousand pipelined requests are answered in order", arguments: [true, false])
    func pipelining(overUnixSocket: Bool) async throws {
        let address: ListeningAddress =
            overUnixSocket ? .unix(path: temporarySocketPath()) : .tcp(host: "127.0.0.1", port: 0)
        try await withServer(at: address) { address, _ in
            let client = try await Client.connect(to: address)
            let lines = (0..<1000).map { "\(request(.number(JSONNumber($0)), "add", [.number(JSONNumber($0)), 1]))\n" }
            try await client.send(lines.joined())
            for index in 0..<1000 {
                let answer = try await client.answer()
                #expect(answer?["id"]?.integerValue == index)
                #expect(answer?["result"]?.integerValue == index + 1)
            }
        }
    }

    @Test("clients at the same time each get their own answers")
    func concurrentClients() async throws {
        try await withServer { address, _ in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask {
                        let client = try await Client.connect(to: address)
                        for index in 0..<50 {
                            let text: JSONValue = .string("\(number)/\(index)")
                            let answer = try await client.ask(request(text, "echo", [text]))
                            #expect(answer?["id"] == text)
                            #expect(answer?["result"] == [text])
                        }
                        try await client.close()
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test("a request that comes byte by byte is answered")
    func byteByByte() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            for byte in "\(request(1, "echo", ["肌酐"]))\n".utf8 { try await client.send([byte]) }
            #expect(try await client.answer()?["result"] == ["肌酐"])
        }
    }

    @Test("a client that closes its side gets all answers, also to a last line without a line feed, and then the end")
    func halfClosed() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send("\(request(1, "gate.wait"))\n\(request(2, "gate.open"))\n\(request(3, "echo"))")
            try await client.closeOutput()
            let ids = [try await client.answer(), try await client.answer(), try await client.answer()].map {
                $0?["id"]
            }
            #expect(Set(ids) == [1, 2, 3])
            #expect(await client.line() == nil)
        }
    }

    @Test("a truncated last line is a parse error")
    func truncated() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send(#"{"jsonrpc":"2.0","method":"ec"#)
            try await client.closeOutput()
            #expect(try await client.answer()?["error"]?["code"] == -32700)
            #expect(await client.line() == nil)
        }
    }

    @Test("a line beyond the limit is refused once, dropped, and the connection goes on", arguments: [1, 3, 1000])
    func longLine(times: Int) async throws {
        var limits = SocketServerLimits()
        limits.lineBytes = 1000
        try await withServer(limits: limits) { address, _ in
            let client = try await Client.connect(to: address)
            for _ in 0..<times { try await client.send(String(repeating: "x", count: 1001)) }
            try await client.send("\n\(request(1, "echo"))\n")
            #expect(try await client.answer()?["error"]?["code"] == -32600)
            #expect(try await client.answer()?["id"] == 1)
        }
    }

    @Test("bytes that are not UTF-8 are a parse error")
    func invalidUTF8() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send([0x22, 0xff, 0xfe, 0x22, 0x0a])
            #expect(try await client.answer()?["error"]?["code"] == -32700)
            try await client.send([0, 0, 0, 0x0a])
            #expect(try await client.answer()?["error"]?["code"] == -32700)
        }
    }

    @Test("a client that does not take its answers is not read further, and gets all of them when it does")
    func slowReader() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.pauseReading()
            let flood = "\(request("flood", "flood", [100_000]))\n"
            try await client.send(String(repeating: flood, count: 200))
            let other = try await Client.connect(to: address)
            #expect(try await other.ask(request(1, "echo"))?["id"] == 1)
            try await client.resumeReading()
            for _ in 0..<200 {
                #expect(try await client.answer()?["result"]?.stringValue?.utf8.count == 100_000)
            }
        }
    }

    @Test("more slow calls than a connection may have are all answered")
    func manySlowCalls() async throws {
        var limits = SocketServerLimits()
        limits.slowCallsPerConnection = 4
        try await withServer(limits: limits) { address, _ in
            let opener = try await Client.connect(to: address)
            let client = try await Client.connect(to: address)
            let lines = (0..<100).map { "\(request(.number(JSONNumber($0)), "gate.wait"))\n" }
            try await client.send(lines.joined())
            #expect(try await opener.ask(request("open", "gate.open"))?["result"] == true)
            var ids: Set<Int> = []
            for _ in 0..<100 { ids.insert(try await client.answer()?["id"]?.integerValue ?? -1) }
            #expect(ids == Set(0..<100))
        }
    }

    @Test("a client that goes away in the middle harms nobody")
    func vanishingClient() async throws {
        try await withServer { address, _ in
            for _ in 0..<20 {
                let client = try await Client.connect(to: address)
                try await client.send("\(request(1, "gate.wait"))\n\(request(2, "flood", [1_000_000]))\n{\"json")
                try await client.close()
            }
            let other = try await Client.connect(to: address)
            #expect(try await other.ask(request(1, "gate.open"))?["result"] == true)
        }
    }

    @Test("an HTTP request is refused, and nothing of its body is executed")
    func refusesHTTP() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send("POST / HTTP/1.1\r\nHost: x\r\n\r\n\(request(1, "echo"))\n")
            #expect(try await client.answer()?["error"]?["code"] == -32600)
            #expect(await client.line() == nil)
        }
    }

    @Test("one connection too many is closed")
    func connectionLimit() async throws {
        var limits = SocketServerLimits()
        limits.connections = 1
        try await withServer(limits: limits) { address, _ in
            let first = try await Client.connect(to: address)
            #expect(try await first.ask(request(1, "echo"))?["id"] == 1)
            let second = try await Client.connect(to: address)
            #expect(await second.line() == nil)
            #expect(try await first.ask(request(2, "echo"))?["id"] == 2)
        }
    }

    @Test("a shutdown finishes the calls in progress")
    func gracefulShutdown() async throws {
        try await withServer { address, server in
            let client = try await Client.connect(to: address)
            try await client.send("\(request("before", "gate.wait"))\n\(request("seen", "echo"))\n")
            #expect(try await client.answer()?["id"] == "seen")
            await server.shutDown()
            server.openGate()
            #expect(try await client.answer()?["id"] == "before")
            #expect(await client.line() == nil)
        }
    }
}
