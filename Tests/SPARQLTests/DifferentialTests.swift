import DifferentialSuite
import Foundation
import Testing

@Suite("The engine gives what the specification's definitions give")
struct DifferentialTests {
    @Test(
        "random queries on random graphs: optimised, as written and with each join, the solutions are those by the letter",
        arguments: 1...40 as ClosedRange<UInt64>)
    func randomQueries(seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "differential-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var run = try DifferentialRun(seed: seed, folder: folder.path)
        let outcome = try run.compare(queries: 50)
        #expect(outcome.failures == [])
        #expect(outcome.compared == 50, "most queries must be small enough to compare")
        #expect(outcome.answered > 0, "some queries must have solutions")
    }
}
