// An in-memory set of triples for documents that are read as a whole: guidelines, shapes, test manifests.
//
// Statements stand in the order of insertion, each once, with the place in the source where it was read. Three indexes
// hold statement numbers: subject and predicate to numbers, predicate to numbers, object to numbers. Large data belong
// in `GraphStore`.

/// A set of triples, indexed from every side, that remembers where each was written.
public struct Graph: Sendable {
    /// All statements in order of insertion.
    public private(set) var triples: [Triple] = []
    /// The prefixes of the document that the graph was read from.
    public var prefixes = Prefixes()
    /// The name of the source (a file path, say) for messages.
    public var source: String?

    private var positions: [SourcePosition?] = []
    private var numbers: [Triple: Int] = [:]
    private var outgoing: [Term: [Int]] = [:]
    private var incoming: [Term: [Int]] = [:]
    private var byPredicate: [IRI: [Int]] = [:]

    public init() {}

    public init(_ triples: some Sequence<Triple>) {
        for triple in triples { insert(triple) }
    }

    public var count: Int { triples.count }
    public var isEmpty: Bool { triples.isEmpty }

    /// Adds a statement; returns false when it was there already (its first position is kept).
    @discardableResult
    public mutating func insert(_ triple: Triple, at position: SourcePosition? = nil) -> Bool {
        let number = triples.count
        guard numbers[triple] == nil else { return false }
        numbers[triple] = number
        triples.append(triple)
        positions.append(position)
        outgoing[triple.subject, default: []].append(number)
        incoming[triple.object, default: []].append(number)
        byPredicate[triple.predicate, default: []].append(number)
        return true
    }

    public func contains(_ triple: Triple) -> Bool { numbers[triple] != nil }

    // MARK: Where a statement was written

    /// Where the statement was read, when it came from a document.
    public func position(of triple: Triple) -> SourcePosition? {
        numbers[triple].flatMap { positions[$0] }
    }

    /// Where the first statement about `subject` was read.
    public func position(of subject: Term) -> SourcePosition? {
        outgoing[subject]?.lazy.compactMap { positions[$0] }.first
    }

    // MARK: Patterns

    /// All subjects, each once, in order of appearance.
    public var subjects: [Term] {
        triples.enumerated().compactMap { outgoing[$1.subject]?.first == $0 ? $1.subject : nil }
    }

    /// Statements that match every part that is given.
    public func triples(subject: Term? = nil, predicate: IRI? = nil, object: Term? = nil) -> [Triple] {
        let candidates: [Int]
        if let subject {
            candidates = outgoing[subject] ?? []
        } else if let object {
            candidates = incoming[object] ?? []
        } else if let predicate {
            candidates = byPredicate[predicate] ?? []
        } else {
            return triples
        }
        return candidates.lazy.map { triples[$0] }.filter {
            (predicate == nil || $0.predicate == predicate) && (object == nil || $0.object == object)
        }
    }

    /// The objects of a subject's predicate, in the order they were written.
    public func objects(of subject: Term, _ predicate: IRI) -> [Term] {
        (outgoing[subject] ?? []).lazy.map { triples[$0] }.filter { $0.predicate == predicate }.map(\.object)
    }

    /// The first object of a subject's predicate.
    public func object(of subject: Term, _ predicate: IRI) -> Term? {
        (outgoing[subject] ?? []).lazy.map { triples[$0] }.first { $0.predicate == predicate }?.object
    }

    /// The subjects that have `object` under `predicate`.
    public func subjects(with predicate: IRI, _ object: Term) -> [Term] {
        (incoming[object] ?? []).lazy.map { triples[$0] }.filter { $0.predicate == predicate }.map(\.subject)
    }

    /// The subjects with this `rdf:type`.
    public func instances(of type: IRI) -> [Term] {
        subjects(with: Vocabulary.RDF.type, .iri(type))
    }

    // MARK: Lists

    /// The members of an RDF collection; nil when `head` is not a well-formed list (a node without exactly one
    /// `rdf:first` and one `rdf:rest`, or a cycle).
    public func list(at head: Term) -> [Term]? {
        let end = Term.iri(Vocabulary.RDF.nil)
        var members: [Term] = []
        var visited: Set<Term> = []
        var node = head
        while node != end {
            let first = objects(of: node, Vocabulary.RDF.first)
            let rest = objects(of: node, Vocabulary.RDF.rest)
            guard first.count == 1, rest.count == 1, visited.insert(node).inserted else { return nil }
            members.append(first[0])
            node = rest[0]
        }
        return members
    }
}

extension Graph: Equatable {
    /// Equal sets of statements, blank node labels included. See `isIsomorphic` for equality up to relabelling.
    public static func == (left: Graph, right: Graph) -> Bool {
        left.count == right.count && left.triples.allSatisfy(right.contains)
    }
}
