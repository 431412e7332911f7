// The data that are validated: triples of numbers, indexed from subject and from object. Built at once by sorting, then
// changed triple by triple. Numbers come from a term table that extends the one of the compiled shapes.

import Primitives
import RDF

/// A graph of numbered terms that can be validated.
///
///     var data = DataGraph(terms: shapes.terms)
///     data.insert(contentsOf: graph.triples)
public struct DataGraph {
    public private(set) var terms: TermTable
    private(set) var outgoing = Adjacency()
    private(set) var incoming = Adjacency()
    /// How many triples there are.
    public private(set) var count = 0

    /// An empty graph. To validate it, start from the terms of the compiled shapes.
    public init(terms: TermTable = TermTable()) {
        self.terms = terms
    }

    /// The number of a term; new terms get one.
    public mutating func intern(_ term: Term) -> NodeID { terms.intern(term) }

    /// Adds triples of terms.
    public mutating func insert(contentsOf triples: some Sequence<Triple>) {
        // About one term in two triples is new, and the same subject mostly comes several times in a row.
        terms.reserve(triples.underestimatedCount / 2)
        var predicates: [IRI: NodeID] = [:]
        var previousTerm: Term?
        var previousNumber = NodeID(0)
        var numbers: [(subject: NodeID, predicate: NodeID, object: NodeID)] = []
        numbers.reserveCapacity(triples.underestimatedCount)
        for triple in triples {
            if previousTerm != triple.subject {
                previousNumber = terms.intern(triple.subject)
                previousTerm = triple.subject
            }
            let subject = previousNumber
            let predicate = predicates[triple.predicate] ?? terms.intern(.iri(triple.predicate))
            if predicates.count < 1_000 { predicates[triple.predicate] = predicate }
            numbers.append((subject, predicate, terms.intern(triple.object)))
        }
        insert(contentsOf: numbers)
    }

    /// Adds a graph. Its terms have numbers already, so that each is looked up once, however often it stands there.
    public mutating func insert(contentsOf graph: Graph) {
        let known = graph.terms.terms
        terms.reserve(known.count)
        let numbers = known.map { terms.intern($0) }
        var triples: [(subject: NodeID, predicate: NodeID, object: NodeID)] = []
        triples.reserveCapacity(graph.count)
        graph.forEachNumbered { triples.append((numbers[Int($0)], numbers[Int($1)], numbers[Int($2)])) }
        insert(contentsOf: triples)
    }

    /// Adds triples of numbers that `intern` has given. The first call on an empty graph sorts them as a whole.
    public mutating func insert(contentsOf triples: [(subject: NodeID, predicate: NodeID, object: NodeID)]) {
        guard count == 0 else {
            for triple in triples { insert(triple.subject, triple.predicate, triple.object) }
            return
        }
        let forward = Self.sorted(
            triples.map {
                TripleNumbers(first: $0.subject.rawValue, second: $0.predicate.rawValue, third: $0.object.rawValue)
            })
        let backward = Self.sorted(
            forward.map { TripleNumbers(first: $0.third, second: $0.second, third: $0.first) })
        outgoing = Adjacency(nodeCount: terms.count, sorted: forward)
        incoming = Adjacency(nodeCount: terms.count, sorted: backward)
        count = forward.count
    }

    private static func sorted(_ triples: [TripleNumbers]) -> [TripleNumbers] {
        var sorted = triples
        sorted.radixSort()
        var kept = 0
        for index in sorted.indices where index == 0 || sorted[index] != sorted[kept - 1] {
            sorted[kept] = sorted[index]
            kept += 1
        }
        sorted.removeLast(sorted.count - kept)
        return sorted
    }

    /// Adds a triple; returns false when it was there.
    @discardableResult
    public mutating func insert(_ subject: NodeID, _ predicate: NodeID, _ object: NodeID) -> Bool {
        guard outgoing.insert(Edge(predicate: predicate, node: object), at: subject) else { return false }
        _ = incoming.insert(Edge(predicate: predicate, node: subject), at: object)
        count += 1
        return true
    }

    /// Removes a triple; returns false when it was not there.
    @discardableResult
    public mutating func remove(_ subject: NodeID, _ predicate: NodeID, _ object: NodeID) -> Bool {
        guard outgoing.remove(Edge(predicate: predicate, node: object), at: subject) else { return false }
        _ = incoming.remove(Edge(predicate: predicate, node: subject), at: object)
        count -= 1
        return true
    }
}
