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

/// The least CPU time of some runs; `body` gets the number of the run. What takes microseconds is run more often than asked,
/// since its first runs show the processor's caches rather than the work.
func best(of runs: Int = 3, _ body: (Int) throws -> Void) rethrows -> Double {
    var best = Double.infinity
    var (run, total) = (0, 0.0)
    while run < runs || run < 30 && total < 0.01 {
        let start = cpuSeconds()
        try body(run)
        let seconds = cpuSeconds() - start
        best = min(best, seconds)
        total += seconds
        run += 1
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

// As `meridian serve` does.
FreedMemory.keepLittle()
let arguments = CommandLine.arguments
guard arguments.count == 4 || arguments.count == 5 else {
    print("usage: StoreBenchmark FILE.nt QUERIES.tsv DIRECTORY [NAMES]")
    exit(2)
}
let (file, queries, directory) = (arguments[1], arguments[2], arguments[3])

// Names of queries: those alone, on a store that is kept, with their plans.
if arguments.count == 5 {
    if access(directory + "/data.mdb", F_OK) != 0 { try GraphStore.bulkLoad([file], into: directory) }
    let names = arguments[4].split(separator: ",")
    // With `union` among the names all graphs together are asked.
    var settings = EvaluationSettings()
    settings.defaultGraphIsUnion = names.contains("union")
    let benchmark = QueryBenchmark(engine: SPARQLEngine(try GraphStore.open(directory), settings))
    for group in try QueryGroup.read(file: queries) where names.contains(where: { group.name.hasPrefix($0) }) {
        try benchmark.explain(group)
        try benchmark.measure(group, runs: group.texts.count == 1 ? 200 : 7)
    }
    let takesDrug = IRI("http://example.org/med/vocab#takesDrug")
    let subjects = try benchmark.engine.store.read { snapshot in
        try patients(snapshot, count: 1_000).map { try snapshot.term(of: $0) }
    }
    if names.contains("points") {
        try benchmark.engine.store.read { try LookUpBenchmark(benchmark.engine.store).measurePoints($0, runs: 500) }
    }
    if names.contains("prepared") { try benchmark.measurePrepared(subjects, takesDrug) }
    if names.contains("lookups") { try LookUpBenchmark(benchmark.engine.store).measure() }
    if names.contains("commits") {
        try await CommitBenchmark(benchmark.engine.store, beside: directory).measure()
    }
    if names.contains("labels") { try LabelBenchmark(labels: 1_000_000, beside: directory).measure() }
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
report("bytes_per_triple", Double(status.st_size) / Double(try store.read { try $0.count() }))
try LookUpBenchmark(store).measure()

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
