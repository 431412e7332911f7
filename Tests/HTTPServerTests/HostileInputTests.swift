import HTTPServer
import JSON
import NIOCore
import Testing

@Suite("Hostile HTTP input", .timeLimit(.minutes(30)))
struct HostileInputTests {
    @Test(
        "bytes that are no JSON are 400",
        arguments: [[0xff, 0xfe, 0x00], [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d], [0x00], [0x22]] as [[UInt8]])
    func invalidBytes(body: [UInt8]) async throws {
        try await withServer { client, _ in
            let answer = try await client.ask("order-sign", body: body)
            #expect(answer.status == 400)
        }
    }

    @Test("an empty body is 400")
    func emptyBody() async throws {
        try await withServer { client, _ in
            let answer = try await client.ask("order-sign", body: [], fields: ["Content-Length": "0"])
            #expect(answer.status == 400)
            #expect(try answer.json()["error"]?.stringValue?.contains("expected a value") == true)
        }
    }

    @Test("a body beyond the limit is 413, and one that nests too deep 400")
    func tooMuch() async throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 10_000
        try await withServer(limits: limits) { client, _ in
            let long = try await client.ask("order-sign", body: Array(repeating: UInt8(ascii: " "), count: 20_000))
            #expect(long.status == 413)
            let deep = try await client.ask("order-sign", body: Array(repeating: UInt8(ascii: "["), count: 5_000))
            #expect(deep.status == 400)
        }
    }

    @Test(
        "what is no HTTP, or half of it, gets an error or a closed connection, and others are still served",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "{\"jsonrpc\":\"2.0\"}\n\r\n\r\n",
            "POST /cds-services/meridian-order-alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
            "POST /cds-services/meridian-order-alerts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
            "GET /cds-services HTTP/1.1\r\nHost: x\r\n",
        ])
    func noHTTP(text: String) async throws {
        try await withServer { client, _ in
            let answer = try await client.exchange(Array(text.utf8), thenCloseOutput: true)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test("a client that sends nothing more is given up after the idle timeout")
    func slowClient() async throws {
        var limits = HTTPServerLimits()
        limits.idleTimeout = .seconds(5)
        try await withServer(limits: limits) { client, _ in
            let unfinished =
                "POST /cds-services/meridian-order-alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
            let answer = try await client.exchange(Array(unfinished.utf8))
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
            #expect(try await client.get("/healthz").status == 200)
        }
    }

    @Test("clients at the same time each get their own answer")
    func concurrentClients() async throws {
        try await withServer { client, decisions in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask {
                        for _ in 0..<10 {
                            let request = hookRequest("order-sign", patient: .string("p\(number)"))
                            let answer = try await client.ask("order-sign", request)
                            #expect(answer.status == 200)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(Set(decisions.requests.map(\.patientID)).count == 20)
        }
    }
}
