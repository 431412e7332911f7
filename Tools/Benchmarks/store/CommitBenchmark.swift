// Durable commits of one triple, and of one entry by LMDB alone, in turns: the disk's mood is the same for both.
import Glibc
import GraphStore
import KeyValue
import Primitives
import RDF

struct CommitBenchmark {
    private let store: GraphStore
    private let directory: String
    private let takesDrug = IRI("http://example.org/med/vocab#takesDrug")
    private let turns = 20
    private let commits = 100

    init(_ store: GraphStore, beside directory: String) {
        self.store = store
        self.directory = directory
    }

    func measure() async throws {
        try measureTurns()
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
        let drug = Term.iri(IRI("http://example.org/med/drug/1"))
        var (new, scattered, read, alone) = (Spent(), Spent(), Spent(), Spent())
        var random = SplitMix64(seed: 1)
        for turn in 0..<turns {
            let numbers = turn * commits..<(turn + 1) * commits
            try new.add {
                for number in numbers {
                    let subject = Term.iri(IRI("http://example.org/x/\(number)"))
                    try store.write { try $0.insert(Quad(subject, takesDrug, drug)) }
                }
            }
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
            try alone.add {
                for number in numbers {
                    let key = Array("entry \(number)".utf8)
                    try raw.write { try $0.put(key.span.bytes, key.span.bytes, in: rawDatabase) }
                }
            }
        }
        let total = Double(turns * commits)
        report("durable_commits_per_s", total / new.seconds)
        report("durable_commit_cpu_us", new.cpu / total * 1e6)
        report("scattered_commits_per_s", total / scattered.seconds)
        report("scattered_commit_cpu_us", scattered.cpu / total * 1e6)
        report("commits_then_read_per_s", total / read.seconds)
        report("commit_then_read_cpu_us", read.cpu / total * 1e6)
        report("lmdb_commits_per_s", total / alone.seconds)
        report("lmdb_commit_cpu_us", alone.cpu / total * 1e6)
        report("durable_commits_to_lmdbs", alone.seconds / new.seconds)
    }

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
