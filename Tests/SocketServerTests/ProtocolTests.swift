import JSON
import SocketServer
import Testing

@Suite("JSON-RPC 2.0", .timeLimit(.minutes(30)))
struct ProtocolTests {
    @Test(
        "a request line gets exactly the answer of the specification",
        arguments: [
            (#"{"jsonrpc":"2.0","method":"add","params":[42,-23],"id":1}"#, #"{"jsonrpc":"2.0","id":1,"result":19}"#),
            (
                #"{"jsonrpc":"2.0","method":"echo","params":{"a":1.50},"id":"x"}"#,
                #"{"jsonrpc":"2.0","id":"x","result":{"a":1.50}}"#
            ),
            (#"{"jsonrpc":"2.0","method":"echo","id":null}"#, #"{"jsonrpc":"2.0","id":null,"result":null}"#),
            (#" {"id":1.0,"method":"echo","jsonrpc":"2.0"} "# + "\r", #"{"jsonrpc":"2.0","id":1.0,"result":null}"#),
            (
                #"{"jsonrpc":"2.0","method":"fail","id":2}"#,
                #"{"jsonrpc":"2.0","id":2,"error":{"code":7,"message":"as asked","data":{"hint":"call echo"}}}"#
            ),
            (
                #"{"jsonrpc":"2.0","method":"add","params":["a"],"id":3}"#,
                #"{"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"add needs an array of integers"}}"#
            ),
            (
                #"{"jsonrpc":"2.0","method":"ad","id":4}"#,
                #"{"jsonrpc":"2.0","id":4,"error":{"code":-32601,"message":"there is no method \"ad\"; did you mean \"add\"?"}}"#
            ),
            (
                #"{"jsonrpc":"2.0","method":"rpc.discover","id":5}"#,
                #"{"jsonrpc":"2.0","id":5,"error":{"code":-32601,"message":"there is no method \"rpc.discover\""}}"#
            ),
            (
                #"[{"jsonrpc":"2.0","method":"add","params":[1,2],"id":"1"},{"jsonrpc":"2.0","method":"echo"},{"foo":"boo"},{"jsonrpc":"2.0","method":"echo","id":"9"}]"#,
                #"[{"jsonrpc":"2.0","id":"1","result":3},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"\"jsonrpc\" must be \"2.0\""}},{"jsonrpc":"2.0","id":"9","result":null}]"#
            ),
        ])
    func answers(line: String, expected: String) async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send(line + "\n")
            #expect(await client.line() == expected)
        }
    }

    @Test(
        "what is no request is refused with its code and the id that could be told",
        arguments: [
            (#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#, -32700, nil),
            ("{\"jsonrpc\":\"2.0\",\"method\":\"a\u{1}\",\"id\":1}", -32700, nil),
            (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"echo"}"#, -32700, nil),
            ("1", -32600, nil), ("[]", -32600, nil), ("{}", -32600, nil),
            (#"{"jsonrpc":"1.0","method":"echo","id":1}"#, -32600, 1),
            (#"{"jsonrpc":"2.0","method":1,"id":"a"}"#, -32600, "a"),
            (#"{"jsonrpc":"2.0","method":"echo","params":"bar","id":1}"#, -32600, 1),
            (#"{"jsonrpc":"2.0","method":"echo","id":{}}"#, -32600, nil),
            (#"{"jsonrpc":"2.0","method":"echo","id":true}"#, -32600, nil),
        ] as [(String, Int, JSONValue)])
    func refuses(line: String, code: Int, id: JSONValue) async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send(line + "\n")
            let answer = try await client.answer()
            #expect(answer?["error"]?["code"]?.integerValue == code)
            #expect(answer?["id"] == id)
            #expect(answer?["result"] == nil)
            #expect(answer?["error"]?["message"]?.stringValue?.isEmpty == false)
        }
    }

    @Test("a parse error says where")
    func parseErrorPlace() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send("{\"jsonrpc\":\"2.0\",}\n")
            let error = try await client.answer()?["error"]
            #expect(error?["data"] == ["line": 1, "column": 18])
            #expect(error?["message"]?.stringValue?.contains("expected a member's name") == true)
        }
    }

    @Test("a batch of invalid elements gets an error for each")
    func invalidBatch() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send("[1,2,3]\n")
            let answers = try await client.answer()?.arrayValue
            #expect(answers?.map { $0["error"]?["code"]?.integerValue } == [-32600, -32600, -32600])
        }
    }

    @Test("notifications, alone or in a batch, get no answer, even when they fail")
    func notifications() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send(
                """
                {"jsonrpc":"2.0","method":"echo","params":[1]}
                {"jsonrpc":"2.0","method":"fail"}
                {"jsonrpc":"2.0","method":"absent"}
                [{"jsonrpc":"2.0","method":"echo"},{"jsonrpc":"2.0","method":"fail"}]

                {"jsonrpc":"2.0","method":"echo","id":"last"}

                """)
            #expect(try await client.answer()?["id"] == "last")
        }
    }

    @Test("a batch beyond the limit is refused as a whole")
    func batchLimit() async throws {
        var limits = SocketServerLimits()
        limits.batchRequests = 3
        try await withServer(limits: limits) { address, _ in
            let client = try await Client.connect(to: address)
            let answer = try await client.ask(.array((0..<4).map { request(.number(JSONNumber($0)), "echo") }))
            #expect(answer?["error"]?["code"] == -32600)
        }
    }

    @Test("a slow call does not hold up the fast ones after it")
    func outOfOrder() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            try await client.send("\(request("slow", "gate.wait"))\n\(request("fast", "echo"))\n")
            #expect(try await client.answer()?["id"] == "fast")
            try await client.send("\(request("open", "gate.open"))\n")
            let ids = [try await client.answer()?["id"], try await client.answer()?["id"]]
            #expect(Set(ids) == ["open", "slow"])
        }
    }

    @Test("a batch with a slow call is answered as one")
    func slowBatch() async throws {
        try await withServer { address, _ in
            let client = try await Client.connect(to: address)
            let batch: JSONValue = [request(1, "gate.wait"), request(2, "add", [1, 1])]
            try await client.send("\(batch)\n\(request("open", "gate.open"))\n")
            let answers = [try await client.answer(), try await client.answer()]
            let batchAnswer = answers.compactMap { $0?.arrayValue }.first
            #expect(batchAnswer?.map { $0["result"] } == ["opened", 2])
        }
    }
}
