import HTTPServer
import JSON
import Testing

@Suite("Reading hook requests")
struct HookRequestTests {
    @Test(
        "the patient's id is read from every form of reference",
        arguments: [
            ("17", "17"), ("Patient/17", "17"), ("https://server/fhir/Patient/17", "17"),
            ("Patient/17/_history/2", "17"),
            (17, "17"), ("urn:uuid:0c3151bd", "urn:uuid:0c3151bd"), ("Patient/", "Patient/"),
        ] as [(JSONValue, String)])
    func patientID(sent: JSONValue, expected: String) throws {
        let request = try HookRequest(service: "s", body: hookRequest("order-sign", patient: sent))
        #expect(request.patientID == expected)
    }

    @Test("optional members may be absent, null or unknown")
    func liberal() throws {
        let request = try HookRequest(
            service: "s",
            body: [
                "hook": "patient-view", "hookInstance": nil, "fhirServer": nil, "prefetch": nil, "somethingNew": [1],
                "extension": ["com.example": 1],
                "context": ["patientId": "1", "encounterId": "Encounter/9", "new": true],
            ])
        #expect(request.hookInstance == nil)
        #expect(request.encounterID == "9")
        #expect(request.user == nil)
        #expect(request.prefetch.isEmpty)
        #expect(request.extension?["com.example"] == 1)
        #expect(request.context["new"] == true)
    }

    @Test(
        "draft orders come as a Bundle, as an array, or under the names of older clients",
        arguments: [
            ("draftOrders", ["resourceType": "Bundle", "entry": [["resource": ["id": "1"]], ["fullUrl": "x"]]]),
            ("draftOrders", [["id": "1"]]), ("medications", [["id": "1"]]),
            ("medications", ["resourceType": "Bundle", "entry": [["resource": ["id": "1"]]]]),
            ("orders", [["id": "1"], 7]),
        ] as [(String, JSONValue)])
    func draftOrders(name: String, value: JSONValue) throws {
        let context: JSONObject = ["patientId": "1", "selections": ["A/1", ["reference": "B/2"], 7]]
        var withOrders = context
        withOrders[name] = value
        let request = try HookRequest(service: "s", body: ["hook": "order-select", "context": .object(withOrders)])
        #expect(request.draftOrders == [["id": "1"]])
        #expect(request.selections == ["A/1", "B/2"])
    }

    @Test(
        "a prefetch entry says what was found and whether that is all",
        arguments: [
            (nil, .nothing),
            (["resourceType": "Patient"], .resource(["resourceType": "Patient"])),
            (
                ["response": ["status": "200 OK"], "resource": ["resourceType": "Patient"]],
                .resource(["resourceType": "Patient"])
            ),
            (["resource": nil], .nothing),
            (["resourceType": "Bundle"], .bundle([], isComplete: true)),
            (
                ["resourceType": "Bundle", "total": 1, "entry": [["resource": ["id": "1"]]]],
                .bundle([["id": "1"]], isComplete: true)
            ),
            (
                ["resourceType": "Bundle", "total": 9, "entry": [["resource": ["id": "1"]]]],
                .bundle([["id": "1"]], isComplete: false)
            ),
            (
                ["resourceType": "Bundle", "link": [["relation": "self"], ["relation": "next", "url": "u"]]],
                .bundle([], isComplete: false)
            ),
            (
                [
                    "resourceType": "Bundle",
                    "entry": [["resource": ["resourceType": "OperationOutcome", "issue": [["severity": "error"]]]]],
                ], .bundle([], isComplete: false)
            ),
            (
                [
                    "resourceType": "Bundle",
                    "entry": [
                        ["resource": ["resourceType": "OperationOutcome", "issue": [["severity": "information"]]]]
                    ],
                ], .bundle([], isComplete: true)
            ),
            (
                ["resourceType": "OperationOutcome", "issue": [["severity": "fatal", "diagnostics": "down"]]],
                .failed("down")
            ),
            ([["id": "1"]], .bundle([["id": "1"]], isComplete: true)),
            ("text", .failed("the entry is a string, not a FHIR resource")),
            ([:], .failed("the entry has no resourceType")),
        ] as [(JSONValue, PrefetchEntry)])
    func prefetchEntry(sent: JSONValue, expected: PrefetchEntry) throws {
        let body: JSONValue = ["hook": "patient-view", "context": ["patientId": "1"], "prefetch": ["x": sent]]
        #expect(try HookRequest(service: "s", body: body).prefetch["x"] == expected)
    }
}
