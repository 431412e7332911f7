// Triples as they leave the engine: those of CONSTRUCT a batch of solutions at a time, those of DESCRIBE resource by
// resource. What is remembered of triples that went out is bounded, so that a graph of any size takes little memory.
import GraphStore
import RDF
import SPARQLSyntax

/// The triples of a query, piece by piece. A triple may come again long after it came first.
public final class TripleStream {
    /// What the query declares.
    public let prefixes: Prefixes
    private let context: QueryContext
    private let produce: () throws -> [Triple]?
    private var recent = RecentTriples()
    private var rows = 0

    /// - Parameter produce: gives the next triples, which may be none; nil at the end.
    init(_ context: QueryContext, _ prefixes: Prefixes, _ produce: @escaping () throws -> [Triple]?) {
        self.context = context
        self.prefixes = prefixes
        self.produce = produce
    }

    /// The next triples, at least one; nil at the end.
    public func next() throws -> [Triple]? {
        defer { context.pause() }
        while var triples = try produce() {
            triples.removeAll { !recent.insert($0) }
            if triples.isEmpty { continue }
            rows += triples.count
            try context.settings.limits.check(rows: rows)
            return triples
        }
        return nil
    }

    /// All triples that are left, each once.
    public func all() throws -> [Triple] {
        var triples: [Triple] = []
        var seen: Set<Triple> = []
        while let next = try next() {
            for triple in next where seen.insert(triple).inserted {
                triples.append(triple)
                try context.reserve(triple.answerBytes)
            }
        }
        return triples
    }
}

/// The last triples that went by: two generations, of which the older one goes when the younger one is full.
private struct RecentTriples {
    private var young: Set<Triple> = []
    private var old: Set<Triple> = []

    /// - Returns: whether the triple is not among them.
    mutating func insert(_ triple: Triple) -> Bool {
        if old.contains(triple) || !young.insert(triple).inserted { return false }
        if young.count >= Limits.recentTriples {
            swap(&young, &old)
            young.removeAll(keepingCapacity: true)
        }
        return true
    }
}

/// The triples about each of some resources, and about the blank nodes that these lead to.
final class Descriptions {
    private let context: QueryContext
    private let dataset: Dataset
    private let solutions: Operator
    private let columns: [Int]
    private var waiting: [TermID] = []
    private var seen: Set<TermID> = []
    private var current: (subject: Term, scan: IndexScan)?
    private var hasMore = true

    /// - Parameter terms: the resources, or variables of `solutions` that have them.
    init(_ context: QueryContext, _ dataset: Dataset, _ terms: [TermPattern], _ solutions: Operator) throws {
        self.context = context
        self.dataset = dataset
        self.solutions = solutions
        columns = terms.compactMap(\.variable).compactMap { solutions.column(context.variables.number($0)) }
        for case .term(let term) in terms { try add(try context.id(of: term)) }
        waiting.reverse()
    }

    private func add(_ id: TermID) throws {
        if id.isUnbound || TermOverlay.isOverlaid(id) || id.kind == .literal { return }
        guard seen.insert(id).inserted else { return }
        try context.reserve(Limits.describedBytes)
        waiting.append(id)
    }

    /// The next triples, which may be none; nil at the end.
    func next() throws -> [Triple]? {
        if let (subject, scan) = current {
            var batch = Batch(width: scan.schema.count)
            if try scan.next(&batch) { return try triples(about: subject, batch) }
            current = nil
        }
        if let id = waiting.popLast() {
            let places = QuadPlaces(.constant(id), .variable(0), .variable(1))
            let graph = ActiveGraph(dataset.defaultScope)
            let scan = try IndexScan(context, places, .spo, graph, named: dataset.namedGraphs)
            current = (try context.term(of: id), scan)
            return []
        }
        guard hasMore else { return nil }
        var batch = Batch(width: solutions.schema.count)
        hasMore = try solutions.next(&batch)
        guard hasMore else { return nil }
        for column in columns { for id in batch.columns[column] { try add(id) } }
        waiting.reverse()
        return []
    }

    private func triples(about subject: Term, _ batch: Batch) throws -> [Triple] {
        var triples: [Triple] = []
        for row in 0..<batch.count {
            guard case .iri(let predicate) = try context.term(of: batch.columns[0][row]) else { continue }
            let object = batch.columns[1][row]
            if object.kind == .blankNode { try add(object) }
            triples.append(Triple(subject, predicate, try context.term(of: object)))
        }
        return triples
    }
}

extension Triple {
    /// About the bytes that the triple takes in an answer.
    fileprivate var answerBytes: Int { Limits.tripleBytes + subject.textBytes + object.textBytes }
}
