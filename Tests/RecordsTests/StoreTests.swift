import FHIR
import Foundation
import Primitives
import Records
import Testing

@Suite struct StoreTests {
    @Test("the directory belongs to its owner alone")
    func permissions() throws {
        let workspace = try Workspace()
        let store = try workspace.store()
        let mode = try FileManager.default.attributesOfItem(atPath: store.path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test("after any sequence of imports the store is what a dictionary says", arguments: 0..<12)
    func agreesWithModel(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let workspace = try Workspace()
        let store = try workspace.store()
        // Of each resource whose it is and what it says.
        var model: [String: (patient: String, code: String)] = [:]
        for _ in 0..<6 {
            var lines = (0..<8).map { Sample.patient("p\($0)") }
            // In one import a resource has one patient, in the next it may have another.
            let shift = Int.random(in: 0..<8, using: &generator)
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                let number = Int.random(in: 0..<20, using: &generator)
                let patient = "p\((number + (number % 3 == 0 ? shift : 0)) % 8)"
                let resource = "c\(number)"
                let code = "I\(Int.random(in: 10..<14, using: &generator))"
                if Int.random(in: 0..<5, using: &generator) == 0 {
                    lines.append(Sample.condition(resource, of: patient, verification: "refuted"))
                    model[resource] = nil
                } else {
                    lines.append(Sample.condition(resource, of: patient, code: code))
                    model[resource] = (patient, code)
                }
            }
            try workspace.replaceInput("all.ndjson", lines.joined(separator: "\n"))
            // Every other store is filled with next to no memory, so that events go through the spill file.
            try store.importFHIR(
                from: workspace.input, options: ImportOptions(memoryBytes: seed % 2 == 0 ? 300 : 1 << 20))
        }
        let table = try store.codings()
        var stored: [String: [String: String]] = [:]
        var counts = [Int](repeating: 0, count: table.count)
        for patient in try store.patients() {
            stored[patient.id] = [:]
            let record = try #require(try store.record(of: patient.number))
            for event in record.events {
                stored[patient.id]?[event.source.resourceID] = table[event.codes[0]].code
                for code in event.codes { counts[Int(code.rawValue)] += 1 }
            }
        }
        var expected = stored.mapValues { _ in [String: String]() }
        for (resource, (patient, code)) in model { expected[patient]?[resource] = code }
        #expect(stored == expected)
        #expect(counts == table.eventCounts)
    }

    @Test("walking all timelines gives every patient's events, by number")
    func walk() throws {
        let workspace = try Workspace()
        let store = try workspace.store()
        let lines = (0..<50).flatMap { number in
            [Sample.patient("p\(number)"), Sample.creatinine("o\(number)", of: "p\(number)", on: "2024-01-01")]
        }
        try workspace.add("a.ndjson", lines.joined(separator: "\n"))
        try store.importFHIR(from: workspace.input)
        var numbers: [UInt32] = []
        try store.forEachTimeline { number, events in
            numbers.append(number.rawValue)
            #expect(events.map(\.source.resourceID) == ["o\(number.rawValue)"])
        }
        #expect(numbers == Array(0..<50))
    }

    @Test("a compacted copy opens as a store")
    func copies() throws {
        let workspace = try Workspace()
        let store = try workspace.store()
        try workspace.add("a.ndjson", Sample.patient("p1") + "\n" + Sample.condition("c1", of: "p1"))
        try store.importFHIR(from: workspace.input)
        try FileManager.default.createDirectory(atPath: "\(workspace.path)/copy", withIntermediateDirectories: true)
        try store.copyCompacted(to: "\(workspace.path)/copy/data.mdb")
        let copy = try RecordStore.open("\(workspace.path)/copy", readOnly: true)
        #expect(try copy.timeline("p1") == store.timeline("p1"))
    }
}
