// Queries that ask for too much, one after the other and a hundred at once: what they leave behind in memory, and what a
// point look-up takes beside them.
import Foundation
import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Synchronization

struct BombBenchmark {
    private var engine: SPARQLEngine
    /// Answers the look-ups, which have no limit: beside a hundred threads one may wait long for its turn.
    private let lookUps: SPARQLEngine
    private static let time = Duration.milliseconds(500)

    private static let prologue = """
        PREFIX v: <http://example.org/med/vocab#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

        """
    private static let bombs = [
        ("cross_product", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
        ("counted_product", "SELECT (COUNT(*) AS ?n) { ?a v:takesDrug ?b . ?c v:takesDrug ?d }"),
        ("distinct_product", "SELECT DISTINCT * { ?a v:takesDrug ?b . ?c v:takesDrug ?d }"),
        ("sorted_product", "SELECT * { ?a v:takesDrug ?b . ?c v:takesDrug ?d } ORDER BY ?d ?a"),
        ("nested_paths", "SELECT (COUNT(*) AS ?n) { ?a ((rdfs:subClassOf|^rdfs:subClassOf)*)* ?b }"),
        ("any_path", "SELECT (COUNT(*) AS ?n) { ?a (!v:x|^!v:x)* ?b }"),
        ("regex", "SELECT * { ?s ?p ?o FILTER REGEX(CONCAT(STR(?s), STR(?o)), \"([a-z:/.#0-9]+)+\\\\1!\") }"),
        ("group_concat", "SELECT (GROUP_CONCAT(STR(?a)) AS ?x) { ?a v:takesDrug ?b . ?c v:takesDrug ?d }"),
        ("new_terms", "SELECT (CONCAT(STR(?a), STR(?c)) AS ?x) { ?a v:takesDrug ?b . ?c v:takesDrug ?d }"),
        ("construct", "CONSTRUCT { ?a v:x ?d } { ?a v:takesDrug ?b . ?c v:takesDrug ?d }"),
    ]

    init(_ store: GraphStore) {
        var settings = EvaluationSettings()
        settings.limits = QueryLimits(time: Self.time, memoryBytes: 256 << 20)
        engine = SPARQLEngine(store, settings)
        lookUps = SPARQLEngine(store)
    }

    /// Microseconds after which what was freed is with the system again.
    private static let settling: UInt32 = 500_000

    /// Resident memory of this process, without the pages of files, which the system takes back whenever it likes.
    private func residentMegabytes() throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = text.split(separator: " ").compactMap { Double($0) }
        return pages.count > 2 ? (pages[1] - pages[2]) * 4_096 / 1e6 : 0
    }

    /// Runs a query to its end, which an error must be.
    private func explode(_ text: String) -> Bool {
        do {
            let query = try SPARQLParser.parseQuery(Self.prologue + text)
            try engine.run(query) { answer in
                switch answer {
                case .solutions(let stream): while try stream.next() != nil {}
                case .triples(let stream): while try stream.next() != nil {}
                case .boolean: break
                }
            }
            return false
        } catch {
            return error is QueryError
        }
    }

    func measure(_ subjects: [Term], _ predicate: IRI) throws {
        let before = try residentMegabytes()
        for (name, text) in Self.bombs {
            let start = ContinuousClock.now
            let isEnded = explode(text)
            report("bomb_ms_" + name, isEnded ? (ContinuousClock.now - start) / .milliseconds(1) : -1)
        }
        usleep(Self.settling)
        report("bomb_resident_mb_more", try residentMegabytes() - before)
        let look = try lookUps.prepare("SELECT ?o WHERE { ?s \(predicate) ?o }", parameters: [Variable("s")])
        report("look_up_us_alone", try median(look, subjects))
        let running = Countdown(100)
        var many = self
        many.engine.settings.limits.memoryBytes = 24 << 20
        for number in 0..<100 {
            Thread.detachNewThread { [many] in
                _ = many.explode(Self.bombs[number % Self.bombs.count].1)
                running.finish()
            }
        }
        report("look_up_us_beside_100_bombs", try median(look, subjects))
        let start = ContinuousClock.now
        while running.left > 0 { usleep(1_000) }
        report("bombs_still_ran_ms", (ContinuousClock.now - start) / .milliseconds(1))
        usleep(Self.settling)
        report("bombs_resident_mb_more", try residentMegabytes() - before)
    }

    /// The median wall time of look-ups.
    private func median(_ query: PreparedQuery, _ subjects: [Term]) throws -> Double {
        var times: [Double] = []
        for subject in subjects.prefix(300) {
            let start = ContinuousClock.now
            _ = try query.select([subject])
            times.append((ContinuousClock.now - start) / .microseconds(1))
        }
        return times.sorted()[times.count / 2]
    }
}

/// How many threads are still at work.
private final class Countdown: Sendable {
    private let count: Atomic<Int>
    var left: Int { count.load(ordering: .relaxed) }

    init(_ count: Int) { self.count = Atomic(count) }

    func finish() { count.subtract(1, ordering: .relaxed) }
}
