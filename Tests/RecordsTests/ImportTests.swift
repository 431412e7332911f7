import FHIR
import Foundation
import Records
import Testing

@Suite struct ImportTests {
    let workspace: Workspace
    let store: RecordStore

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    @Test("events may come before their patient, and keep code, name, number and unit as the hospital writes them")
    func anyOrder() throws {
        try workspace.add(
            "all.ndjson",
            [
                Sample.creatinine("o1", of: "p1", on: "2024-05-03T08:30:00+08:00"), Sample.condition("c1", of: "p1"),
                Sample.patient("p1"),
            ].joined(separator: "\n"))
        let summary = try store.importFHIR(from: workspace.input)
        #expect(summary.patients.new == 1 && summary.records.new == 2)
        #expect(summary.events == [.condition: 1, .observation: 1])

        let events = try #require(try store.timeline("p1"))
        let table = try store.codings()
        #expect(events.map(\.kind) == [.condition, .observation])
        #expect(
            events[0].codes.map { table[$0] } == [
                Coding(system: "http://hl7.org/fhir/sid/icd-10", code: "I10"), Coding(display: "高血压"),
            ])
        #expect(events[0].start?.description == "2020-05" && events[0].status == .active)
        #expect(events[1].value == .quantity(SourceQuantity(number: "132.0", unit: "umol/L")))
        #expect(
            events[1].source
                == EventSource(
                    resourceType: "Observation", resourceID: "o1", file: "all.ndjson", line: 1))
    }

    @Test("importing twice changes nothing; a changed resource replaces its events; a withdrawn one takes them away")
    func idempotent() throws {
        try workspace.add("a.ndjson", Sample.patient("p1") + "\n" + Sample.condition("c1", of: "p1"))
        try store.importFHIR(from: workspace.input)
        let again = try store.importFHIR(from: workspace.input)
        #expect(again.records.unchanged == 1 && again.patients.unchanged == 1 && again.records.new == 0)

        try workspace.replaceInput("b.ndjson", Sample.condition("c1", of: "p1", code: "I11", text: "高血压心脏病"))
        #expect(try store.importFHIR(from: workspace.input).records.updated == 1)
        let table = try store.codings()
        let codes = try #require(try store.timeline("p1")).flatMap(\.codes).map { table[$0].code }
        #expect(codes == ["I11", ""])

        try workspace.replaceInput("c.ndjson", Sample.condition("c1", of: "p1", verification: "entered-in-error"))
        let withdrawn = try store.importFHIR(from: workspace.input)
        #expect(withdrawn.leftOut == [.enteredInError: 1] && withdrawn.records.removed == 1)
        #expect(try store.timeline("p1") == [])
        #expect(try store.codings().eventCounts.allSatisfy { $0 == 0 })
    }

    @Test("what is refuted, not done or cancelled never becomes an event, and is counted")
    func leftOut() throws {
        try workspace.add(
            "a.ndjson",
            [
                Sample.patient("p1"), Sample.condition("c1", of: "p1", verification: "refuted"),
                #"{"resourceType":"Procedure","id":"x","status":"not-done","subject":{"reference":"Patient/p1"},"code":{"text":"手术"}}"#,
                #"{"resourceType":"Encounter","id":"e","status":"cancelled","subject":{"reference":"Patient/p1"}}"#,
                #"{"resourceType":"Organization","id":"h"}"#,
            ].joined(separator: "\n"))
        let summary = try store.importFHIR(from: workspace.input)
        #expect(summary.leftOut == [.refuted: 1, .notDone: 1, .cancelled: 1])
        #expect(summary.unused == ["Organization": 1])
        #expect(try store.timeline("p1") == [])
    }

    @Test("the two blood pressures of one measurement become events of their own")
    func components() throws {
        try workspace.add(
            "a.ndjson",
            Sample.patient("p1") + "\n"
                + #"""
                {"resourceType":"Observation","id":"bp","status":"final","subject":{"reference":"urn:uuid:p1"},"code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"effectiveDateTime":"2024-05-03","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":152,"unit":"mmHg"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":90,"unit":"mmHg"}}]}
                """#)
        try store.importFHIR(from: workspace.input)
        let events = try #require(try store.timeline("p1"))
        let table = try store.codings()
        #expect(events.map { table[$0.codes[0]].code } == ["8480-6", "8462-4"])
        #expect(events.map(\.source.part) == [1, 2])
    }

    @Test("a medicine that is described in another resource is found, in any order and in a later import")
    func medicationReferences() throws {
        let order = { (id: String, medication: String) in
            #"{"resourceType":"MedicationRequest","id":"\#(id)","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"authoredOn":"2024-01-02","medicationReference":{"reference":"Medication/\#(medication)"}}"#
        }
        try workspace.add(
            "a.ndjson",
            [
                order("m1", "warfarin"), Sample.patient("p1"),
                #"{"resourceType":"Medication","id":"warfarin","code":{"text":"华法林钠片"}}"#,
            ].joined(separator: "\n"))
        try store.importFHIR(from: workspace.input)
        try workspace.replaceInput("b.ndjson", order("m2", "warfarin"))
        try store.importFHIR(from: workspace.input)
        let table = try store.codings()
        let names = try #require(try store.timeline("p1")).flatMap(\.codes).map { table[$0].display }
        #expect(names == ["华法林钠片", "华法林钠片"])

        try workspace.replaceInput("c.ndjson", order("m3", "unheard-of"))
        #expect { try store.importFHIR(from: workspace.input) } throws: { "\($0)".contains("unheard-of") }
    }

    @Test("a bundle that is indented is one document, and its entries know each other by fullUrl")
    func indentedBundle() throws {
        try workspace.add(
            "patient.json",
            """
            {
              "resourceType": "Bundle", "type": "transaction",
              "entry": [
                {"fullUrl": "urn:uuid:aaa", "resource": {"resourceType": "Patient", "id": "p7"}},
                {"fullUrl": "urn:uuid:bbb", "resource": {
                  "resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "urn:uuid:aaa"},
                  "criticality": "high", "code": {"text": "青霉素"}}}
              ]
            }
            """)
        try store.importFHIR(from: workspace.input)
        let events = try #require(try store.timeline("p7"))
        #expect(events.first?.criticality == .high)
    }

    @Test("a result that was filed under the wrong patient moves when it comes back under the right one")
    func movesToAnotherPatient() throws {
        let patients = Sample.patient("p1") + "\n" + Sample.patient("p2") + "\n"
        try workspace.add("a.ndjson", patients + Sample.creatinine("o1", of: "p1", on: "2024"))
        try store.importFHIR(from: workspace.input)
        try workspace.replaceInput("b.ndjson", Sample.creatinine("o1", of: "p2", on: "2024"))
        let summary = try store.importFHIR(from: workspace.input)
        #expect(summary.records.moved == 1)
        #expect(try store.timeline("p1") == [])
        #expect(try store.timeline("p2")?.count == 1)
        #expect(try store.codings().eventCounts == [1])

        // Within one import the last subject counts, too.
        try workspace.replaceInput(
            "c.ndjson", Sample.creatinine("o1", of: "p2", on: "2024"), Sample.creatinine("o1", of: "p1", on: "2024"))
        try store.importFHIR(from: workspace.input)
        #expect(try store.timeline("p1")?.count == 1)
        #expect(try store.timeline("p2") == [])
        try workspace.replaceInput(
            "d.ndjson", Sample.creatinine("o1", of: "p2", on: "2024"), Sample.creatinine("o1", of: "p1", on: "2024"))
        try store.importFHIR(from: workspace.input)
        #expect(try store.timeline("p1")?.count == 1)
        #expect(try store.timeline("p2") == [])
    }

    @Test("progress and cancellation reach into files of bundles")
    func progressOfBundles() throws {
        let entries = (0..<6000).map { #"{"resource":\#(Sample.patient("p\($0)"))}"# }.joined(separator: ",")
        let bundle = #"{"resourceType":"Bundle","entry":[\#(entries)]}"#
        try workspace.add("bundles.ndjson", [bundle, bundle, bundle].joined(separator: "\n"))
        var reports: [Int] = []
        try store.importFHIR(from: workspace.input) { reports.append($0.resources) }
        #expect(reports == [12_000])
    }

    @Test("an observation without a result is no event")
    func noResult() throws {
        try workspace.add(
            "a.ndjson",
            Sample.patient("p1") + "\n"
                + #"{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/p1"},"code":{"text":"肌酐"},"dataAbsentReason":{"text":"标本溶血"}}"#
        )
        #expect(try store.importFHIR(from: workspace.input).leftOut == [.noResult: 1])
        #expect(try store.timeline("p1") == [])
    }

    @Test("death becomes an event and can be corrected")
    func death() throws {
        try workspace.add("a.ndjson", Sample.patient("p1", rest: #","deceasedDateTime":"2024-02-03""#))
        try store.importFHIR(from: workspace.input)
        #expect(try store.timeline("p1")?.map(\.kind) == [.death])
        try workspace.replaceInput("a.ndjson", Sample.patient("p1"))
        let summary = try store.importFHIR(from: workspace.input)
        #expect(summary.patients.updated == 1)
        #expect(try store.timeline("p1") == [])
    }

    @Test("a byte order mark, blank lines and Windows line ends do no harm")
    func textFileOddities() throws {
        try workspace.add(
            "a.ndjson", "\u{FEFF}" + Sample.patient("p1") + "\r\n\r\n" + Sample.condition("c1", of: "p1") + "\r\n\n")
        #expect(try store.importFHIR(from: workspace.input).records.new == 1)
        #expect(try store.timeline("p1")?.first?.source.line == 3)
    }

    @Test("a patient is found by id, hospital number and a part of the name")
    func matching() throws {
        try workspace.add("a.ndjson", Sample.patient("p1") + "\n" + Sample.patient("p2", name: "Margaret Hill"))
        try store.importFHIR(from: workspace.input)
        #expect(try store.patients(matching: "p2").map(\.displayName) == ["Margaret Hill"])
        #expect(try store.patients(matching: "MR-p1").map(\.id) == ["p1"])
        #expect(try store.patients(matching: "秀兰").map(\.id) == ["p1"])
        #expect(try store.patients(matching: "hill").map(\.id) == ["p2"])
        #expect(try store.patients(matching: "nobody").isEmpty)
    }
}
