// One side of `Tools/bench store`: loads a file of N-Triples, asks it questions, and prints `name value` lines that the
// script sets against the peer's. Times are CPU time of this process, the best of three for questions.
import Glibc
import GraphStore
import KeyValue
import Primitives
import RDF
import SPARQL

func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func best(of runs: Int = 3, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
        let start = cpuSeconds()
        try body()
        best = min(best, cpuSeconds() - start)
    }
    return best
}

func report(_ name: String, _ value: Double) {
    print(name, value)
}

/// Every so-many-th patient of the generated data.
func patients(_ snapshot: borrowing Snapshot, count: Int) throws -> [TermID] {
    var found: [TermID] = []
    for number in stride(from: 0, to: 60_000, by: 60_000 / count) {
        if let id = try snapshot.id(of: .iri(IRI("http://example.org/med/patient/\(number)"))) { found.append(id) }
    }
    return found
}

let arguments = CommandLine.arguments
guard arguments.count == 4 || arguments.count == 5 else {
    print("usage: StoreBenchmark FILE.nt QUERIES.tsv DIRECTORY [NAMES]")
    exit(2)
}
let (file, queries, directory) = (arguments[1], arguments[2], arguments[3])

// Names of queries: those alone, on a store that is kept, with their plans.
if arguments.count == 5 {
    if access(directory + "/data.mdb", F_OK) != 0 { try GraphStore.bulkLoad([file], into: directory) }
    let benchmark = QueryBenchmark(engine: SPARQLEngine(try GraphStore.open(directory)))
    let names = arguments[4].split(separator: ",")
    for group in try QueryGroup.read(file: queries) where names.contains(where: { group.name.hasPrefix($0) }) {
        try benchmark.explain(group)
        try benchmark.measure(group, runs: 7)
    }
    let takesDrug = IRI("http://example.org/med/vocab#takesDrug")
    let subjects = try benchmark.engine.store.read { snapshot in
        try patients(snapshot, count: 1_000).map { try snapshot.term(of: $0) }
    }
    if names.contains("prepared") { try benchmark.measurePrepared(subjects, takesDrug) }
    if names.contains("commits") {
        try await CommitBenchmark(benchmark.engine.store, beside: directory).measure()
    }
    if names.contains("bombs") { try BombBenchmark(benchmark.engine.store).measure(subjects, takesDrug) }
    exit(0)
}

let loadStart = cpuSeconds()
try GraphStore.bulkLoad([file], into: directory)
report("load_cpu_s", cpuSeconds() - loadStart)
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
report("load_peak_mb", Double(usage.ru_maxrss) / 1_024)

let store = try GraphStore.open(directory)
var status = stat()
stat(directory + "/data.mdb", &status)
try store.read { snapshot in
    let quads = try snapshot.count()
    report("quads", Double(quads))
    report("bytes_per_triple", Double(status.st_size) / Double(quads))
    let vocabulary = Namespace("http://example.org/med/vocab#")
    guard let takesDrug = try snapshot.id(of: .iri(vocabulary["takesDrug"])),
        let hasCondition = try snapshot.id(of: .iri(vocabulary["hasCondition"]))
    else {
        print("the file is not the benchmark's data")
        exit(1)
    }
    let subjects = try patients(snapshot, count: 1_000).map { try snapshot.term(of: $0) }
    var rows = 0
    let point = try best(of: 5) {
        rows = 0
        for subject in subjects {
            try snapshot.forEachQuad(subject: subject, predicate: vocabulary["takesDrug"]) { _ in rows += 1 }
        }
    }
    report("point_rows", Double(rows))
    report("point_us", point / Double(subjects.count) * 1e6)
    let isSubclass = IRI("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    guard let subClassOf = try snapshot.id(of: .iri(isSubclass)) else { exit(1) }
    let concepts = try stride(from: 0, to: 50_000, by: 50).compactMap {
        try snapshot.id(of: .iri(IRI("http://example.org/med/concept/\($0)")))
    }
    var related = 0
    let subsumption = try best(of: 5) {
        related = 0
        for (number, concept) in concepts.enumerated() {
            for other in 1...10 {
                let ancestor = concepts[(number * other) % concepts.count]
                if try snapshot.isReachable(ancestor, from: concept, along: subClassOf) { related += 1 }
            }
        }
    }
    report("subsumption_us", subsumption / Double(concepts.count * 10) * 1e6)
    report("subsumptions", Double(related))
    let upward = try best {
        related = 0
        for concept in concepts { related += try snapshot.ancestors(of: concept, along: subClassOf).count }
    }
    report("ancestors_us", upward / Double(concepts.count) * 1e6)
    report("ancestors", Double(related) / Double(concepts.count))
    let downward = try best {
        for concept in concepts.prefix(10) { _ = try snapshot.descendants(of: concept, along: subClassOf) }
    }
    report("descendants_us", downward / 10 * 1e6)
    var batch = QuadBatch()
    var total = 0
    let all = try best {
        total = 0
        var scan = try snapshot.scan(QuadPattern())
        while try scan.next(into: &batch) { total += batch.count }
    }
    report("scan_all_ms", all * 1e3)
    let conditions = try best {
        total = 0
        var scan = try snapshot.scan(QuadPattern(predicate: hasCondition))
        while try scan.next(into: &batch) { total += batch.count }
    }
    report("scan_predicate_ms", conditions * 1e3)
    report("scan_predicate_rows", Double(total))
    let count = try best { total = try snapshot.count(QuadPattern(predicate: takesDrug)) }
    report("count_predicate_us", count * 1e6)
}

let benchmark = QueryBenchmark(engine: SPARQLEngine(store))
let subjects = try store.read { snapshot in
    try patients(snapshot, count: 1_000).map { try snapshot.term(of: $0) }
}
try benchmark.measurePrepared(subjects, IRI("http://example.org/med/vocab#takesDrug"))
for group in try QueryGroup.read(file: queries) { try benchmark.measure(group) }
try BombBenchmark(store).measure(subjects, IRI("http://example.org/med/vocab#takesDrug"))

try await CommitBenchmark(store, beside: directory).measure()

let single = IRI("http://example.org/med/vocab#takesDrug")
let batchStart = cpuSeconds()
let batchSize = 100_000
try store.write { transaction in
    for number in 0..<batchSize {
        let subject = IRI("http://example.org/med/patient/\(number &* 7_919 % 60_000)")
        try transaction.insert(
            Quad(.iri(subject), single, .iri(IRI("http://example.org/med/concept/\(number % 50_000)"))))
    }
}
report("unsorted_insert_per_s", Double(batchSize) / (cpuSeconds() - batchStart))
