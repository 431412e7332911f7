import Foundation
import Records
import Testing

/// Third-party data that lies beside the repository, not in it.
enum SharedData {
    static let root =
        ProcessInfo.processInfo.environment["MERIDIAN_SHARED"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared").standardized.path

    static let synthea = "\(root)/data/synthea-fhir-r4"

    static var isThere: Bool {
        FileManager.default.fileExists(atPath: synthea) || ProcessInfo.processInfo.environment["CI"] == "true"
    }
}

@Suite(.enabled(if: SharedData.isThere)) struct SyntheaTests {
    @Test("Synthea's 615 patients import whole, and their bundles add nothing to their files by type")
    func wholeFolder() throws {
        let workspace = try Workspace()
        for file in try FileManager.default.contentsOfDirectory(atPath: SharedData.synthea) where file.hasSuffix("gz") {
            try FileManager.default.copyItem(
                atPath: "\(SharedData.synthea)/\(file)", toPath: "\(workspace.input)/\(file)")
        }
        let store = try workspace.store()
        let first = try store.importFHIR(from: workspace.input)
        #expect(first.patients.new == 615)
        #expect(first.records.new == 147_052 && first.refused.isEmpty)
        #expect(first.events[.condition] == 4546 && first.events[.medication] == 4712)
        let coverage = try #require(try store.patients().first?.coverage)
        #expect(EventKind.allCases.filter { coverage.contains($0) } == EventKind.allCases.filter { $0 != .death })

        let bundles = try store.importFHIR(from: "\(SharedData.synthea)/bundles.ndjson.xz")
        #expect(bundles.patients.unchanged == 615)
        #expect(bundles.records.unchanged == 147_052)
        #expect(bundles.records.new == 0 && bundles.records.updated == 0)
    }
}
