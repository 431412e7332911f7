import HTTPServer
import JSON
import Logging
import SocketServer
import Testing

@Suite("HTTP endpoints", .timeLimit(.minutes(30)))
struct EndpointTests {
    @Test("discovery lists every service as the specification describes it")
    func discovery() async throws {
        try await withServer { client, _ in
            let answer = try await client.get("/cds-services")
            #expect(answer.status == 200)
            #expect(answer.fields["content-type"] == "application/json")
            let document = try answer.json()
            #expect(Specification.violations(inDiscovery: document) == [])
            #expect(
                document["services"]?.arrayValue?.map { $0["hook"] } == ["patient-view", "order-select", "order-sign"])
            #expect(document["services"]?[1]?["id"] == document["services"]?[2]?["id"])
            #expect(document["services"]?[0]?["prefetch"]?["patient"] == "Patient/{{context.patientId}}")
        }
    }

    @Test("each hook is answered with valid cards", arguments: ["patient-view", "order-select", "order-sign"])
    func answersHook(hook: String) async throws {
        try await withServer { client, _ in
            let answer = try await client.ask(hook, hookRequest(hook))
            #expect(answer.status == 200)
            #expect(answer.fields["cache-control"] == "no-store")
            #expect(Specification.violations(inResponse: try answer.json()) == [])
            #expect(try answer.json()["cards"]?.arrayValue?.count == 2)
        }
    }

    @Test("nothing to advise is an empty array of cards")
    func noCards() async throws {
        try await withServer { client, _ in
            let answer = try await client.ask("patient-view", hookRequest("patient-view", patient: "healthy"))
            #expect(answer.status == 200)
            #expect(answer.body == #"{"cards":[]}"#)
        }
    }

    @Test("missing prefetch is 412 and names the keys; a failed query counts as missing, null does not")
    func missingPrefetch() async throws {
        try await withServer { client, _ in
            let request: JSONValue = [
                "hook": "patient-view", "context": ["patientId": "17"],
                "prefetch": [
                    "patient": ["resourceType": "Patient"], "medications": nil,
                    "laboratory": [
                        "resourceType": "OperationOutcome", "issue": [["severity": "error", "code": "timeout"]],
                    ],
                ],
            ]
            let answer = try await client.ask("patient-view", request)
            #expect(answer.status == 412)
            #expect(try answer.json()["missingPrefetch"] == ["conditions", "allergies", "laboratory"])
            let known: JSONValue = ["hook": "patient-view", "context": ["patientId": "Patient/known"]]
            #expect(try await client.ask("patient-view", known).status == 200)
        }
    }

    @Test(
        "what cannot be understood is 400 and says where it is wrong",
        arguments: [
            ("[]", "the body must be a JSON object, not an array"),
            ("{}", "hook is missing"),
            (#"{"hook":"order-sign"}"#, "context is missing"),
            (#"{"hook":"order-sign","context":{}}"#, "context.patientId is missing"),
            (#"{"hook":"order-sign","context":{"patientId":{}}}"#, "context.patientId must be a string, not an object"),
            (#"{"hook":"order-sign","context":{"patientId":"1"}}"#, "context.draftOrders is missing"),
            (
                #"{"hook":"order-sign","context":{"patientId":"1","draftOrders":7}}"#,
                "context.draftOrders must be a Bundle"
            ),
            (
                #"{"hook":"order-sign","context":{"patientId":"1","draftOrders":{}},"prefetch":[]}"#,
                "prefetch must be an object"
            ),
            (
                #"{"hook":"patient-view","context":{"patientId":"1"}}"#,
                "the service meridian-order-alerts answers order-select or order-sign"
            ),
            ("{\n  \"hook\": \"order-sign\",\n  \"context\"", "line 3, column 12: expected ':' after \"context\""),
            (#"{"hook":"order-sign","hook":"order-sign"}"#, "names the member \"hook\" twice"),
        ])
    func malformed(body: String, expected: String) async throws {
        try await withServer { client, _ in
            let answer = try await client.ask("order-sign", body: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(try answer.json()["error"]?.stringValue?.contains(expected) == true, "\(answer.body)")
        }
    }

    @Test("errors of the services have their own statuses", arguments: [("broken", 500), ("busy", 503)])
    func serviceErrors(patient: String, status: Int) async throws {
        try await withServer { client, _ in
            let request = hookRequest("patient-view", patient: .string(patient))
            let answer = try await client.ask("patient-view", request)
            #expect(answer.status == status)
            #expect(try answer.json()["error"]?.stringValue?.isEmpty == false)
        }
    }

    @Test("an unknown service is 404 and the known ones are named, a wrong path is 404, a wrong method 405")
    func wrongAddress() async throws {
        try await withServer { client, _ in
            let unknown = try await client.post("/cds-services/absent", hookRequest("order-sign"))
            #expect(unknown.status == 404)
            #expect(try unknown.json()["error"]?.stringValue?.contains("meridian-order-alerts") == true)
            #expect(try await client.post("/cds-services/absent/feedback", [:]).status == 404)
            #expect(try await client.get("/").status == 404)
            #expect(try await client.get("/cds-services/x/y/z").status == 404)
            let wrongMethod = try await client.get(path(of: "order-sign"))
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.fields["allow"] == "POST")
            #expect(try await client.post("/cds-services", [:]).status == 405)
        }
    }

    @Test("feedback reaches the services")
    func feedback() async throws {
        try await withServer { client, decisions in
            let body: JSONValue = [
                "feedback": [
                    [
                        "card": "c-1", "outcome": "accepted", "acceptedSuggestions": [["id": "s-1"]],
                        "outcomeTimestamp": "2026-01-15T10:05:31Z",
                    ],
                    [
                        "card": "c-2", "outcome": "overridden",
                        "overrideReason": [
                            "reason": ["code": "tolerated", "system": "urn:reasons"], "userComment": "不适用",
                        ],
                    ],
                ]
            ]
            let answer = try await client.post("/cds-services/meridian-pathways/feedback", body)
            #expect(answer.status == 200)
            #expect(try answer.json() == ["recorded": 2])
            let recorded = decisions.feedback
            #expect(recorded.map(\.card) == ["c-1", "c-2"])
            #expect(recorded[0].outcome == .accepted(suggestions: ["s-1"]))
            #expect(recorded[0].time == "2026-01-15T10:05:31Z")
            #expect(recorded[1].outcome == .overridden(reasonCode: "tolerated", comment: "不适用"))
        }
    }

    @Test(
        "feedback that cannot be understood is 400 and says where it is wrong",
        arguments: [
            ("{}", "feedback is missing"), (#"{"feedback":7}"#, "feedback must be an array"),
            (#"{"feedback":[{"outcome":"accepted"}]}"#, "feedback[0].card is missing"),
            (#"{"feedback":[{"card":"c","outcome":"ignored"}]}"#, "feedback[0].outcome must be"),
        ])
    func malformedFeedback(body: String, expected: String) async throws {
        try await withServer { client, decisions in
            let answer = try await client.send(
                "POST", "/cds-services/meridian-pathways/feedback", body: Array(body.utf8))
            #expect(answer.status == 400)
            #expect(try answer.json()["error"]?.stringValue?.contains(expected) == true)
            #expect(decisions.feedback.isEmpty)
        }
    }

    @Test("health is always good, readiness has its reason")
    func health() async throws {
        try await withServer { client, decisions in
            #expect(try await client.get("/healthz").body == "ok\n")
            #expect(try await client.send("HEAD", "/healthz").body == "")
            #expect(try await client.get("/readyz").status == 200)
            decisions.readiness = .notReady("loading the knowledge base")
            let answer = try await client.get("/readyz")
            #expect(answer.status == 503)
            #expect(answer.body == "loading the knowledge base\n")
        }
    }

    @Test("metrics count requests, latencies, cards and feedback")
    func metrics() async throws {
        try await withServer { client, _ in
            _ = try await client.ask("order-sign", hookRequest("order-sign"))
            _ = try await client.ask("order-sign", [:])
            _ = try await client.send("PROPFIND", "/somewhere")
            _ = try await client.post(
                "/cds-services/meridian-pathways/feedback", ["feedback": [["card": "c", "outcome": "overridden"]]])
            let text = try await client.get("/metrics").body
            for line in [
                #"meridian_http_requests_total{route="/cds-services/{id}",method="POST",status="200"} 1"#,
                #"meridian_http_requests_total{route="/cds-services/{id}",method="POST",status="400"} 1"#,
                #"meridian_http_requests_total{route="other",method="other",status="404"} 1"#,
                #"meridian_http_request_duration_seconds_bucket{route="/cds-services/{id}",le="+Inf"} 2"#,
                #"meridian_http_request_duration_seconds_count{route="/cds-services/{id}"} 2"#,
                #"meridian_cards_total{service="meridian-order-alerts",indicator="critical"} 1"#,
                #"meridian_feedback_total{service="meridian-pathways",outcome="overridden"} 1"#,
                "# TYPE meridian_http_request_duration_seconds histogram", "meridian_http_requests_in_progress 1",
            ] {
                #expect(text.contains(line + "\n"), "\(line) is not in\n\(text)")
            }
        }
    }

    @Test("a page of an allowed origin may ask, another may not")
    func crossOrigin() async throws {
        try await withServer(origins: .origins(["https://ehr.example"])) { client, decisions in
            let preflight = try await client.send(
                "OPTIONS", path(of: "order-sign"), fields: ["Origin": "https://ehr.example"])
            #expect(preflight.status == 204)
            #expect(preflight.fields["access-control-allow-origin"] == "https://ehr.example")
            #expect(preflight.fields["access-control-allow-methods"] == "POST, OPTIONS")
            #expect(preflight.fields["access-control-allow-headers"]?.contains("Content-Type") == true)
            let allowed = try await client.get("/cds-services", fields: ["Origin": "https://ehr.example"])
            #expect(allowed.status == 200)
            #expect(allowed.fields["access-control-allow-origin"] == "https://ehr.example")
            #expect(allowed.fields["vary"] == "Origin")
            let refused = try await client.ask(
                "order-sign", hookRequest("order-sign"), fields: ["Origin": "https://evil.example"])
            #expect(refused.status == 403)
            #expect(refused.fields["access-control-allow-origin"] == nil)
            #expect(decisions.requests.isEmpty)
        }
    }

    @Test("only a loopback address is served without TLS")
    func offLoopback() async {
        let address = ListeningAddress.tcp(host: "0.0.0.0", port: 0)
        let server = HTTPServer(decisions: SampleDecisions(), address: address, logger: Logger(label: "test"))
        await #expect(throws: ListeningError.notLoopback(address)) { try await server.run() }
    }
}
