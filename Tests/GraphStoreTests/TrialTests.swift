import StoreTrials
import Testing

/// The short form of what `Tools/crash-test model` and `Tools/crash-test soak` do at length.
@Suite("Trials")
struct TrialTests {
    @Test(
        "thousands of random changes leave store and set equal after every commit",
        arguments: 11...12 as ClosedRange<UInt64>)
    func model(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let trial = try ModelTrial(in: directory.path, seed: seed)
        try trial.run(operations: 6_000)
        #expect(trial.progress.problems == [])
        #expect(trial.progress.operations >= 6_000)
        // Whoever goes on after a kill finds the same set.
        let next = try ModelTrial(in: directory.path, seed: seed)
        #expect(next.progress.problems == [])
        #expect(next.progress.operations <= trial.progress.operations)
    }

    @Test("readers beside a writer and a compactor see whole commits, one after the other")
    func soak() throws {
        let directory = try TemporaryDirectory()
        let report = try SoakTrial(in: directory.path).run(seconds: 2)
        #expect(report.problems == [])
        #expect(report.reads > 0 && report.commits > 0 && report.compactions > 0)
    }
}
