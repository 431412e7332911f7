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
    /// Every term of the graph, predicates included, with its number.
    public private(set) var terms = TermNumbers()
    /// The subject of the last statement: documents say many things of one before they go on to the next.
    private var lastSubject: (term: Term, number: Int32)?
    private var statements = StatementNumbers()
    private var outgoing = Chains()
    private var incoming = Chains()
    private var byPredicate = Chains()

    public init() {}

    public init(_ triples: some Sequence<Triple>) {
        for triple in triples { insert(triple) }
    }

    public var count: Int { triples.count }
    public var isEmpty: Bool { triples.isEmpty }

    /// Adds a statement; returns false when it was there already (its first position is kept).
    @discardableResult
    public mutating func insert(_ triple: Triple, at position: SourcePosition? = nil) -> Bool {
        let key = StatementNumbers.Key(
            subject: number(ofSubject: triple.subject), predicate: terms.intern(.iri(triple.predicate)),
            object: terms.intern(triple.object))
        guard let number = statements.add(key) else { return false }
        triples.append(triple)
        positions.append(position)
        outgoing.append(number, to: key.subject)
        incoming.append(number, to: key.object)
        byPredicate.append(number, to: key.predicate)
        return true
    }

    public func contains(_ triple: Triple) -> Bool { statement(triple) != nil }

    // MARK: Numbers

    /// Calls `body` with the numbers of each statement's parts, in order of insertion. They are places in `terms.terms`.
    public func forEachNumbered(_ body: (_ subject: Int32, _ predicate: Int32, _ object: Int32) -> Void) {
        for key in statements.keys { body(key.subject, key.predicate, key.object) }
    }

    private mutating func number(ofSubject term: Term) -> Int32 {
        if let last = lastSubject, last.term == term { return last.number }
        let number = terms.intern(term)
        lastSubject = (term, number)
        return number
    }

    private func number(of predicate: IRI) -> Int32? { terms.number(of: .iri(predicate)) }

    private func statement(_ triple: Triple) -> Int? {
        guard let subject = terms.number(of: triple.subject), let predicate = number(of: triple.predicate),
            let object = terms.number(of: triple.object)
        else { return nil }
        return statements.number(of: StatementNumbers.Key(subject: subject, predicate: predicate, object: object))
    }

    private func statements(about subject: Term) -> Chains.Chain { outgoing[terms.number(of: subject)] }

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

    /// All predicates, each once, in order of appearance.
    public var predicates: [IRI] {
        zip(triples, statements.keys).enumerated().compactMap { number, statement in
            byPredicate.first(in: statement.1.predicate) == number ? statement.0.predicate : nil
        }
    }

    /// The predicates of a subject, each once, in the order they were written.
    public func predicates(of subject: Term) -> [IRI] {
        var seen: [Int32] = []
        var predicates: [IRI] = []
        for number in statements(about: subject) where !seen.contains(statements.keys[number].predicate) {
            seen.append(statements.keys[number].predicate)
            predicates.append(triples[number].predicate)
        }
        return predicates
    }

    /// Statements that match every part that is given.
    public func triples(subject: Term? = nil, predicate: IRI? = nil, object: Term? = nil) -> [Triple] {
        let candidates: Chains.Chain
        if let subject {
            candidates = statements(about: subject)
        } else if let object {
            candidates = incoming[terms.number(of: object)]
        } else if let predicate {
            candidates = byPredicate[number(of: predicate)]
        } else {
            return triples
        }
        // No statement has the number -1.
        let predicateNumber = predicate.map { number(of: $0) ?? -1 }
        let objectNumber = object.map { terms.number(of: $0) ?? -1 }
        var matches: [Triple] = []
        for number in candidates {
            let key = statements.keys[number]
            guard predicateNumber == nil || key.predicate == predicateNumber else { continue }
            guard objectNumber == nil || key.object == objectNumber else { continue }
            matches.append(triples[number])
        }
        return matches
    }

    /// The objects of a subject's predicate, in the order they were written.
    public func objects(of subject: Term, _ predicate: IRI) -> [Term] {
        guard let predicate = number(of: predicate) else { return [] }
        var objects: [Term] = []
        for number in statements(about: subject) where statements.keys[number].predicate == predicate {
            objects.append(triples[number].object)
        }
        return objects
    }

    /// The first object of a subject's predicate.
    public func object(of subject: Term, _ predicate: IRI) -> Term? {
        guard let predicate = number(of: predicate) else { return nil }
        for number in statements(about: subject) where statements.keys[number].predicate == predicate {
            return triples[number].object
        }
        return nil
    }

    /// The subjects that have `object` under `predicate`.
    public func subjects(with predicate: IRI, _ object: Term) -> [Term] {
        guard let predicate = number(of: predicate) else { return [] }
        var subjects: [Term] = []
        for number in incoming[terms.number(of: object)] where statements.keys[number].predicate == predicate {
            subjects.append(triples[number].subject)
        }
        return subjects
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

    /// The first number of a list.
    func first(in list: Int32) -> Int? { Int(list) < heads.count ? Int(heads[Int(list)]) : nil }

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
