import Foundation
import Records
import Testing

@Suite struct CoverageTests {
    let workspace: Workspace
    let store: RecordStore

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    private func coverage(_ id: String) throws -> [EventKind]? { try store.patient(id: id)?.coverage.kinds }

    @Test("a folder with a file for each type covers those types for all its patients, also where the file is empty")
    func perType() throws {
        try workspace.add("Patient.ndjson", Sample.patient("p1") + "\n" + Sample.patient("p2"))
        try workspace.add("Condition.ndjson", Sample.condition("c1", of: "p1"))
        try workspace.add("AllergyIntolerance.ndjson", "")
        try store.importFHIR(from: workspace.input)
        #expect(try coverage("p1") == [.condition, .allergy])
        #expect(try coverage("p2") == [.condition, .allergy])
    }

    @Test("a bundle covers only the kinds that it contains")
    func bundle() throws {
        try workspace.add(
            "p1.json",
            #"{"resourceType":"Bundle","entry":[{"resource":\#(Sample.patient("p1"))},"#
                + #"{"resource":\#(Sample.condition("c1", of: "p1"))}]}"#)
        try workspace.add("p2.json", #"{"resourceType":"Bundle","entry":[{"resource":\#(Sample.patient("p2"))}]}"#)
        try store.importFHIR(from: workspace.input)
        #expect(try coverage("p1") == [.condition])
        #expect(try coverage("p2") == [])
    }

    @Test("\"no known allergy\" is a statement of coverage, not an allergy")
    func noKnownAllergy() throws {
        let statement =
            #"{"resourceType":"AllergyIntolerance","id":"n","patient":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]}}"#
        try workspace.add("feed.ndjson", Sample.patient("p1") + "\n" + statement)
        let summary = try store.importFHIR(from: workspace.input, options: ImportOptions(isComplete: false))
        #expect(try coverage("p1") == [.allergy])
        #expect(try store.timeline("p1") == [])
        #expect(summary.leftOut == [.coverageStatement: 1])
    }

    @Test("a feed of changes covers nothing by itself and takes away no coverage")
    func feed() throws {
        try workspace.add("Patient.ndjson", Sample.patient("p1"))
        try workspace.add("Condition.ndjson", "")
        try store.importFHIR(from: workspace.input)
        try workspace.replaceInput("feed.ndjson", Sample.creatinine("o1", of: "p1", on: "2024"))
        try store.importFHIR(from: workspace.input, options: ImportOptions(isComplete: false))
        #expect(try coverage("p1") == [.condition])
    }
}
