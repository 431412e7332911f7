// Equality of datasets up to the names of blank nodes (RDF 1.1 Concepts, section 3.6).
//
// Each blank node gets a colour from the statements it stands in; colours are refined until they no longer split. Nodes
// alone in their colour are matched; where a colour is shared, one node is tried against each candidate and the rest
// refined again. Exact for every input; exponential only for the highly symmetric graphs that nobody writes by hand.

/// Whether two sets of quads are equal up to the labels of blank nodes.
public func areIsomorphic(_ left: some Sequence<Quad>, _ right: some Sequence<Quad>) -> Bool {
    let left = Set(left)
    let right = Set(right)
    guard left.count == right.count else { return false }
    return Colouring(left).matches(Colouring(right))
}

extension Graph {
    /// Whether both graphs are equal up to the labels of blank nodes.
    public func isIsomorphic(to other: Graph) -> Bool {
        areIsomorphic(triples.lazy.map { Quad($0) }, other.triples.lazy.map { Quad($0) })
    }
}

/// The quads of a dataset and a colour for each of its blank nodes.
private struct Colouring {
    let quads: Set<Quad>
    var colours: [BlankNode: Int] = [:]

    init(_ quads: Set<Quad>) {
        self.quads = quads
        for quad in quads {
            for term in [quad.subject, quad.object] + (quad.graph.map { [$0] } ?? []) {
                for node in term.blankNodes { colours[node] = 0 }
            }
        }
        refine()
    }

    /// Recolours by neighbourhood until the number of colours stays the same.
    private mutating func refine() {
        var distinct = Set(colours.values).count
        while true {
            var gathered: [BlankNode: [Int]] = colours.mapValues { [$0] }
            for quad in quads {
                let nodes = Set(
                    quad.subject.blankNodes + quad.object.blankNodes + (quad.graph?.blankNodes ?? []))
                for node in nodes { gathered[node]?.append(signature(of: quad, seenFrom: node)) }
            }
            colours = gathered.mapValues { signatures in
                var hasher = Hasher()
                hasher.combine(signatures[0])
                hasher.combine(signatures.dropFirst().sorted())
                return hasher.finalize()
            }
            let now = Set(colours.values).count
            if now == distinct { return }
            distinct = now
        }
    }

    private func signature(of quad: Quad, seenFrom node: BlankNode) -> Int {
        var hasher = Hasher()
        combine(quad.subject, seenFrom: node, into: &hasher)
        hasher.combine(quad.predicate)
        combine(quad.object, seenFrom: node, into: &hasher)
        if let graph = quad.graph { combine(graph, seenFrom: node, into: &hasher) }
        return hasher.finalize()
    }

    private func combine(_ term: Term, seenFrom node: BlankNode, into hasher: inout Hasher) {
        switch term {
        case .blank(node): hasher.combine("self")
        case .blank(let other): hasher.combine(colours[other])
        case .triple(let triple):
            combine(triple.subject, seenFrom: node, into: &hasher)
            hasher.combine(triple.predicate)
            combine(triple.object, seenFrom: node, into: &hasher)
        case .iri, .literal: hasher.combine(term)
        }
    }

    func matches(_ other: Colouring) -> Bool {
        let groups = Dictionary(grouping: colours.keys) { colours[$0]! }
        let otherGroups = Dictionary(grouping: other.colours.keys) { other.colours[$0]! }
        guard groups.mapValues(\.count) == otherGroups.mapValues(\.count) else { return false }
        guard let shared = groups.filter({ $0.value.count > 1 }).min(by: { $0.value.count < $1.value.count }) else {
            var renaming: [BlankNode: BlankNode] = [:]
            for (colour, nodes) in groups { renaming[nodes[0]] = otherGroups[colour]![0] }
            return quads.allSatisfy { other.quads.contains($0.renamingBlankNodes { renaming[$0] ?? $0 }) }
        }
        let chosen = marking(shared.value[0], with: shared.key)
        return otherGroups[shared.key]!.contains { candidate in
            chosen.matches(other.marking(candidate, with: shared.key))
        }
    }

    private func marking(_ node: BlankNode, with colour: Int) -> Colouring {
        var copy = self
        copy.colours[node] = colour &+ 1
        copy.refine()
        return copy
    }
}

extension Term {
    /// The blank nodes of the term, those inside triple terms included.
    public var blankNodes: [BlankNode] {
        switch self {
        case .blank(let node): [node]
        case .triple(let triple): triple.subject.blankNodes + triple.object.blankNodes
        case .iri, .literal: []
        }
    }

    /// The term with each blank node replaced.
    public func renamingBlankNodes(_ rename: (BlankNode) -> BlankNode) -> Term {
        switch self {
        case .blank(let node): .blank(rename(node))
        case .triple(let triple): .triple(triple.renamingBlankNodes(rename))
        case .iri, .literal: self
        }
    }
}

extension Triple {
    /// The triple with each blank node replaced.
    public func renamingBlankNodes(_ rename: (BlankNode) -> BlankNode) -> Triple {
        Triple(subject.renamingBlankNodes(rename), predicate, object.renamingBlankNodes(rename))
    }
}

extension Quad {
    /// The quad with each blank node replaced.
    public func renamingBlankNodes(_ rename: (BlankNode) -> BlankNode) -> Quad {
        Quad(triple.renamingBlankNodes(rename), graph: graph?.renamingBlankNodes(rename))
    }
}
