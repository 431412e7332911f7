// The long trials, a line of progress for each commit or second.
import Foundation
import GraphStore
import KeyValue
import RDF
import StoreTrials

/// A line for each commit: operations, commits, comparisons, compactions; then the problems.
func runModel(_ directory: String, operations: Int, seed: UInt64) throws {
    let trial = try ModelTrial(in: directory, seed: seed)
    func say(_ progress: ModelTrial.Progress) {
        acknowledge(1, "\(progress.operations) \(progress.batch) \(progress.comparisons) \(progress.compactions)")
        for problem in progress.problems { acknowledge(1, "FAILED \(problem)") }
    }
    say(trial.progress)
    try trial.run(operations: operations) { progress in
        say(progress)
        if !progress.problems.isEmpty { exit(3) }
    }
    say(trial.progress)
    exit(trial.progress.problems.isEmpty ? 0 : 3)
}

func runSoak(_ directory: String, seconds: Double) throws {
    let report = try SoakTrial(in: directory).run(seconds: seconds)
    for problem in report.problems { print("FAILED", problem) }
    print("\(report.commits) commits, \(report.reads) snapshots checked, \(report.compactions) compactions")
    print("\(report.reads) passed, \(report.problems.count) failed")
    exit(report.problems.isEmpty && report.reads > 0 ? 0 : 3)
}

/// Keeps a snapshot until it is killed.
func hold(_ directory: String) throws {
    let snapshot = try GraphStore.open(directory, .init(isReadOnly: true)).snapshot(within: nil)
    acknowledge(1, "\(try snapshot.count())")
    while true { sleep(60) }
}

/// Fills a small map while a reader keeps it from growing, and once more without the reader.
func fillMap(_ directory: String, _ file: String) throws {
    var options = GraphStore.Options()
    options.mapBytes = 4 << 20
    let store = try GraphStore.open(directory, options)
    let load = LoadOptions(graph: .iri(IRI("urn:loaded")), replacesGraph: true)
    let before = try store.read { try $0.count() }
    do {
        let snapshot = try store.snapshot()
        do {
            try store.load(contentsOf: file, load)
            print("a full map did not hinder the load")
            exit(3)
        } catch let error as StorageError where error.kind == .mapFull {
            guard try snapshot.count() == before else {
                print("the snapshot has changed")
                exit(3)
            }
        }
    }
    guard try store.read({ try $0.count() }) == before else {
        print("what was abandoned is there")
        exit(3)
    }
    try store.load(contentsOf: file, load)
    try check(store)
}
