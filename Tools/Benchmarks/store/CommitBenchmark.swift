// Durable commits of one triple, and of one entry by LMDB alone, in turns: the disk's mood is the same for both. Then
// commits all over the store, and commits that are read at once.
import Glibc
import GraphStore
import KeyValue
import Primitives
import RDF

struct CommitBenchmark {
    private let store: GraphStore
    private let directory: String
    private let drug = Term.iri(IRI("http://example.org/med/drug/1"))
    private let takesDrug = IRI("http://example.org/med/vocab#takesDrug")
    private let turns = 20
    private let commits = 100

    init(_ store: GraphStore, beside directory: String) {
        self.store = store
        self.directory = directory
    }

    func measure() async throws {
        try measureTurns()
        try measureOthers()
        try await measureGroups()
    }

    private struct Spent {
        var seconds = 0.0
        var cpu = 0.0

        mutating func add(_ body: () throws -> Void) rethrows {
            let (start, cpuStart) = (ContinuousClock.now, cpuSeconds())
            try body()
            seconds += (ContinuousClock.now - start) / .seconds(1)
            cpu += cpuSeconds() - cpuStart
        }
    }

    private func patient(_ number: Int) -> Term { .iri(IRI("http://example.org/med/patient/\(number)")) }

    private func measureTurns() throws {
        let raw = try Environment.open(directory + "/raw")
        let rawDatabase = try raw.database("entries")
        var (new, alone) = (Spent(), Spent())
        for turn in 0..<turns {
            let numbers = turn * commits..<(turn + 1) * commits
            try new.add {
                for number in numbers {
                    let subject = Term.iri(IRI("http://example.org/x/\(number)"))
                    try store.write { try $0.insert(Quad(subject, takesDrug, drug)) }
                }
            }
            try alone.add {
                for number in numbers {
                    let key = Array("entry \(number)".utf8)
                    try raw.write { try $0.put(key.span.bytes, key.span.bytes, in: rawDatabase) }
                }
            }
        }
        report("durable", new)
        report("lmdb", alone)
        report("durable_commits_to_lmdbs", alone.seconds / new.seconds)
    }

    private func measureOthers() throws {
        var (scattered, read) = (Spent(), Spent())
        var random = SplitMix64(seed: 1)
        for turn in 0..<turns {
            let numbers = turn * commits..<(turn + 1) * commits
            // Patients from all over the store, each with a term of its own.
            try scattered.add {
                for number in numbers {
                    let subject = patient(.random(in: 0..<60_000, using: &random))
                    try store.write { try $0.insert(Quad(subject, takesDrug, .string("dose \(number)"))) }
                }
            }
            try read.add {
                for _ in numbers {
                    let subject = patient(.random(in: 0..<60_000, using: &random))
                    try store.write { try $0.insert(Quad(subject, takesDrug, drug)) }
                    try store.read { try $0.forEachQuad(subject: subject, predicate: takesDrug) { _ in } }
                }
            }
        }
        report("scattered", scattered)
        report("read_at_once", read)
    }

    private func report(_ name: String, _ spent: Spent) {
        let total = Double(turns * commits)
        StoreBenchmark.report(name + "_commits_per_s", total / spent.seconds)
        StoreBenchmark.report(name + "_commit_cpu_us", spent.cpu / total * 1e6)
    }

    private func report(_ name: String, _ value: Double) { StoreBenchmark.report(name, value) }

    /// The same from many callers at once, who share the flushes.
    private func measureGroups() async throws {
        let writer = GraphStoreWriter(store)
        let (callers, commits, takesDrug) = (16, 30, takesDrug)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for number in 0..<commits {
                        let subject = IRI("http://example.org/y/\(caller * 1_000 + number)")
                        let quad = Quad(.iri(subject), takesDrug, .string("drug"))
                        try await writer.write { try $0.insert(quad) }
                    }
                }
            }
            try await group.waitForAll()
        }
        report("group_commits_per_s", Double(callers * commits) / ((ContinuousClock.now - start) / .seconds(1)))
    }
}
