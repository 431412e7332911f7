// An in-memory set of triples for documents that are read as a whole: guidelines, shapes, test manifests.
//
// Statements stand in the order of insertion, each once, with the place in the source where it was read. Each term has a
// number; a statement is found by three of them, and the statements of a subject, predicate or object are a chain of
// statement numbers, so that inserting costs one hash a term and no memory of its own. Large data belong in `GraphStore`.

/// A set of triples, indexed from every side, that remembers where each was written.
public struct Graph: Sendable {
    /// All statements in order of insertion.
    public private(set) var triples: [Triple] = []
    /// The prefixes of the document that the graph was read from.
    public var prefixes = Prefixes()
    /// The name of the source (a file path, say) for messages.
    public var source: String?

    private var positions: [SourcePosition?] = []
    private var termNumbers: [Term: Int32] = [:]
    private var predicateNumbers: [IRI: Int32] = [:]
    /// The subject of the last statement: documents say many things of one before they go on to the next.
    private var lastSubject: (term: Term, number: Int32)?
    private var statements: [Key: Int32] = [:]
    private var outgoing = Chains()
    private var incoming = Chains()
    private var byPredicate = Chains()

    /// A statement by the numbers of its parts.
    private struct Key: Hashable {
        var subject: Int32
        var predicate: Int32
        var object: Int32
    }

    public init() {}

    public init(_ triples: some Sequence<Triple>) {
        for triple in triples { insert(triple) }
    }

    public var count: Int { triples.count }
    public var isEmpty: Bool { triples.isEmpty }

    /// Adds a statement; returns false when it was there already (its first position is kept).
    @discardableResult
    public mutating func insert(_ triple: Triple, at position: SourcePosition? = nil) -> Bool {
        let key = Key(
            subject: number(ofSubject: triple.subject), predicate: number(of: triple.predicate),
            object: number(of: triple.object))
        guard statements[key] == nil else { return false }
        let number = Int32(triples.count)
        statements[key] = number
        triples.append(triple)
        positions.append(position)
        outgoing.append(number, to: key.subject)
        incoming.append(number, to: key.object)
        byPredicate.append(number, to: key.predicate)
        return true
    }

    public func contains(_ triple: Triple) -> Bool { statement(triple) != nil }

    // MARK: Numbers

    private mutating func number(ofSubject term: Term) -> Int32 {
        if let last = lastSubject, last.term == term { return last.number }
        let number = number(of: term)
        lastSubject = (term, number)
        return number
    }

    private mutating func number(of term: Term) -> Int32 {
        if let known = termNumbers[term] { return known }
        let number = Int32(termNumbers.count)
        termNumbers[term] = number
        return number
    }

    private mutating func number(of predicate: IRI) -> Int32 {
        if let known = predicateNumbers[predicate] { return known }
        let number = Int32(predicateNumbers.count)
        predicateNumbers[predicate] = number
        return number
    }

    private func statement(_ triple: Triple) -> Int? {
        guard let subject = termNumbers[triple.subject], let predicate = predicateNumbers[triple.predicate],
            let object = termNumbers[triple.object]
        else { return nil }
        return statements[Key(subject: subject, predicate: predicate, object: object)].map { Int($0) }
    }

    private func statements(about subject: Term) -> Chains.Chain { outgoing[termNumbers[subject]] }

    // MARK: Where a statement was written

    /// Where the statement was read, when it came from a document.
    public func position(of triple: Triple) -> SourcePosition? {
        statement(triple).flatMap { positions[$0] }
    }

    /// Where the first statement about `subject` was read.
    public func position(of subject: Term) -> SourcePosition? {
        statements(about: subject).lazy.compactMap { positions[$0] }.first { _ in true }
    }

    // MARK: Patterns

    /// All subjects, each once, in order of appearance.
    public var subjects: [Term] {
        triples.enumerated().compactMap { number, triple in
            statements(about: triple.subject).first { _ in true } == number ? triple.subject : nil
        }
    }

    /// Statements that match every part that is given.
    public func triples(subject: Term? = nil, predicate: IRI? = nil, object: Term? = nil) -> [Triple] {
        let candidates: Chains.Chain
        if let subject {
            candidates = statements(about: subject)
        } else if let object {
            candidates = incoming[termNumbers[object]]
        } else if let predicate {
            candidates = byPredicate[predicateNumbers[predicate]]
        } else {
            return triples
        }
        return candidates.lazy.map { triples[$0] }.filter {
            (predicate == nil || $0.predicate == predicate) && (object == nil || $0.object == object)
        }
    }

    /// The objects of a subject's predicate, in the order they were written.
    public func objects(of subject: Term, _ predicate: IRI) -> [Term] {
        statements(about: subject).lazy.map { triples[$0] }.filter { $0.predicate == predicate }.map(\.object)
    }

    /// The first object of a subject's predicate.
    public func object(of subject: Term, _ predicate: IRI) -> Term? {
        statements(about: subject).first { triples[$0].predicate == predicate }.map { triples[$0].object }
    }

    /// The subjects that have `object` under `predicate`.
    public func subjects(with predicate: IRI, _ object: Term) -> [Term] {
        incoming[termNumbers[object]].lazy.map { triples[$0] }.filter { $0.predicate == predicate }.map(\.subject)
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

/// Lists of statement numbers, each in ascending order: the first and last of every list, and the next after each number.
private struct Chains: Sendable {
    private var heads: [Int32] = []
    private var tails: [Int32] = []
    private var next: [Int32] = []

    /// Adds a number greater than all before it, which belongs to one list.
    mutating func append(_ number: Int32, to list: Int32) {
        let list = Int(list)
        while heads.count <= list {
            heads.append(-1)
            tails.append(-1)
        }
        if heads[list] < 0 { heads[list] = number } else { next[Int(tails[list])] = number }
        tails[list] = number
        while next.count <= Int(number) { next.append(-1) }
    }

    /// The numbers of a list; none where there is no such list.
    subscript(_ list: Int32?) -> Chain {
        guard let list, Int(list) < heads.count else { return Chain(followers: next, current: -1) }
        return Chain(followers: next, current: heads[Int(list)])
    }

    struct Chain: Sequence, IteratorProtocol {
        fileprivate let followers: [Int32]
        fileprivate var current: Int32

        mutating func next() -> Int? {
            guard current >= 0 else { return nil }
            defer { current = followers[Int(current)] }
            return Int(current)
        }
    }
}
