import FHIR
import Testing

@Suite struct ResourceTests {
    @Test("a Chinese laboratory result keeps its local code, name, number and unit")
    func observation() throws {
        let resource = try Resource(
            parsing: Array(
                """
                {"resourceType": "Observation", "id": "o1", "status": "final",
                 "code": {"coding": [{"system": "urn:oid:2.16.156.1", "code": "CREA", "display": "肌酐"}], "text": "血肌酐"},
                 "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2024-05",
                 "valueQuantity": {"value": 132.0, "comparator": ">", "unit": "μmol/L"}}
                """.utf8))
        guard case .observation(let observation) = resource else {
            Issue.record("not an observation")
            return
        }
        #expect(
            observation.code?.allCodings == [
                Coding(system: "urn:oid:2.16.156.1", code: "CREA", display: "肌酐"), Coding(display: "血肌酐"),
            ])
        #expect(observation.value == .quantity(SourceQuantity(number: "132.0", comparator: ">", unit: "μmol/L")))
        #expect(observation.effective.start?.description == "2024-05")
        #expect(observation.subject?.id == "p1")
    }

    @Test(
        "one patient has one id, however it is referred to",
        arguments: [
            "Patient/x-1", "urn:uuid:x-1", "x-1", "https://example.org/fhir/Patient/x-1",
            "https://example.org/fhir/Patient/x-1/_history/3",
        ])
    func references(text: String) {
        #expect(Reference(reference: text).id == "x-1")
    }

    @Test("a reference by search and one into the resource itself have no id")
    func noID() {
        #expect(Reference(reference: "Patient?identifier=a|b").id == nil)
        #expect(Reference(reference: "#m1").id == nil)
        #expect(Reference(reference: "#m1").containedID == "m1")
    }

    @Test("a draft order is read with its contained medicine, dose and timing")
    func draftOrder() throws {
        let resource = try Resource(
            parsing: Array(
                """
                {"resourceType": "MedicationRequest", "status": "draft", "intent": "order",
                 "contained": [{"resourceType": "Medication", "id": "m",
                    "code": {"coding": [{"system": "http://www.whocc.no/atc", "code": "M01AE01"}], "text": "布洛芬"}}],
                 "medicationReference": {"reference": "#m"}, "subject": {"reference": "Patient/1"},
                 "dosageInstruction": [{"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                    "route": {"text": "口服"}, "asNeededBoolean": true,
                    "doseAndRate": [{"doseQuantity": {"value": 0.30, "unit": "g"}}]}]}
                """.utf8))
        guard case .medicationUse(let order) = resource else {
            Issue.record("not a medication")
            return
        }
        #expect(order.id == "" && order.status == "draft")
        #expect(order.medication?.codings.first?.code == "M01AE01")
        #expect(order.dosages.first?.dose?.display == "0.30 g")
        #expect(order.dosages.first?.frequency == 2)
        #expect(order.dosages.first?.isAsNeeded == true)
    }

    @Test(
        "an element of the wrong type is refused with its place and name",
        arguments: [
            (#"{"resourceType":"Observation","id":"1","code":"CREA"}"#, 46, "code must be an object"),
            (#"{"resourceType":"Patient","id":"1","birthDate":"1950-13-01"}"#, 47, "birthDate is \"1950-13-01\""),
            (#"{"resourceType":"Patient","id":1}"#, 31, "id must be a string"),
            (#"{"resourceType":"Patient","id":"1","name":{}}"#, 42, "name must be an array"),
            (#"{"id":"1"}"#, 0, "resourceType"), (#"[]"#, 0, "JSON object"),
        ])
    func wrongTypes(text: String, offset: Int, words: String) {
        #expect {
            try Resource(parsing: Array(text.utf8))
        } throws: { error in
            guard let error = error as? ResourceError else { return false }
            return error.offset == offset && error.message.contains(words)
        }
    }

    @Test("a bundle gives its resources with the ids by which entries know each other")
    func bundle() throws {
        var parser = JSONParser()
        let json = try parser.parse(
            Array(
                """
                {"resourceType": "Bundle", "type": "transaction", "entry": [
                  {"fullUrl": "urn:uuid:aaa", "resource": {"resourceType": "Patient", "id": "p7"}},
                  {"request": {"method": "DELETE", "url": "Patient/9"}},
                  {"fullUrl": "urn:uuid:bbb", "resource": {"resourceType": "Goal"}}]}
                """.utf8))
        guard let bundle = Bundle(json) else {
            Issue.record("not a bundle")
            return
        }
        var ids: [String?] = []
        bundle.forEachResource { _, id in ids.append(id) }
        let aliases = bundle.aliases()
        #expect(aliases == ["aaa": "p7"])
        #expect(ids == ["aaa", "bbb"])
    }

    @Test("a Chinese name reads family first, an English one given first")
    func names() {
        #expect(HumanName(family: "王", given: ["秀兰"]).display == "王秀兰")
        #expect(HumanName(family: "Hill", given: ["Margaret"]).display == "Margaret Hill")
    }

    @Test("an outcome is written so that it reads back the same")
    func outcome() throws {
        let outcome = OperationOutcome(issues: [.init(severity: "error", code: "invalid", diagnostics: "no subject")])
        var writer = JSONWriter()
        outcome.write(to: &writer)
        #expect(try Resource(parsing: writer.bytes) == .operationOutcome(outcome))
    }
}
