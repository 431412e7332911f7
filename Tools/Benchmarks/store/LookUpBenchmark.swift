import Glibc
// Look-ups and scans by the store's own interface.
import GraphStore
import RDF

struct LookUpBenchmark {
    private let store: GraphStore
    private let vocabulary = Namespace("http://example.org/med/vocab#")

    init(_ store: GraphStore) {
        self.store = store
    }

    func measure() throws {
        try store.read { snapshot in
            report("quads", Double(try snapshot.count()))
            try measurePoints(snapshot)
            try measureClosure(snapshot)
            try measureScans(snapshot)
        }
    }

    private func id(_ iri: IRI, in snapshot: borrowing Snapshot) throws -> TermID {
        guard let id = try snapshot.id(of: .iri(iri)) else {
            print("the file is not the benchmark's data")
            exit(1)
        }
        return id
    }

    /// Look-ups of a subject and a predicate with their terms.
    func measurePoints(_ snapshot: borrowing Snapshot, runs: Int = 5) throws {
        let subjects = try patients(snapshot, count: 1_000).map { try snapshot.term(of: $0) }
        var rows = 0
        let point = try best(of: runs) { _ in
            rows = 0
            for subject in subjects {
                try snapshot.forEachQuad(subject: subject, predicate: vocabulary["takesDrug"]) { _ in rows += 1 }
            }
        }
        report("point_rows", Double(rows))
        report("point_us", point / Double(subjects.count) * 1e6)
    }

    private func measureClosure(_ snapshot: borrowing Snapshot) throws {
        let subClassOf = try id(IRI("http://www.w3.org/2000/01/rdf-schema#subClassOf"), in: snapshot)
        let concepts = try stride(from: 0, to: 50_000, by: 50).compactMap {
            try snapshot.id(of: .iri(IRI("http://example.org/med/concept/\($0)")))
        }
        var related = 0
        let subsumption = try best(of: 5) { _ in
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
        let upward = try best { _ in
            related = 0
            for concept in concepts { related += try snapshot.ancestors(of: concept, along: subClassOf).count }
        }
        report("ancestors_us", upward / Double(concepts.count) * 1e6)
        report("ancestors", Double(related) / Double(concepts.count))
        let downward = try best { _ in
            for concept in concepts.prefix(10) { _ = try snapshot.descendants(of: concept, along: subClassOf) }
        }
        report("descendants_us", downward / 10 * 1e6)
    }

    private func measureScans(_ snapshot: borrowing Snapshot) throws {
        let (takesDrug, hasCondition) = (
            try id(vocabulary["takesDrug"], in: snapshot), try id(vocabulary["hasCondition"], in: snapshot)
        )
        var batch = QuadBatch()
        var total = 0
        let all = try best { _ in
            total = 0
            var scan = try snapshot.scan(QuadPattern())
            while try scan.next(into: &batch) { total += batch.count }
        }
        report("scan_all_ms", all * 1e3)
        let conditions = try best { _ in
            total = 0
            var scan = try snapshot.scan(QuadPattern(predicate: hasCondition))
            while try scan.next(into: &batch) { total += batch.count }
        }
        report("scan_predicate_ms", conditions * 1e3)
        report("scan_predicate_rows", Double(total))
        let count = try best { _ in total = try snapshot.count(QuadPattern(predicate: takesDrug)) }
        report("count_predicate_us", count * 1e6)
    }
}
