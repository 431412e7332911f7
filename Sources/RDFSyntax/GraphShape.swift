// How a graph is laid out for writing: which blank nodes can stand in brackets where they are used and which need a
// label, and which of the former are lists.
//
// A blank node can do without a label when one statement at most has it as object, nothing else mentions it (a triple
// term, a graph name, another graph), and going up from it does not lead back to it.
import RDF

struct GraphShape {
    private var statements: [Term: [IRI: [Term]]] = [:]
    /// The blank nodes that are written with a label.
    private(set) var labelled: Set<BlankNode> = []
    private var nested: Set<BlankNode> = []

    /// - Parameter shared: the quads of the other graphs of the document.
    init(_ quads: some Sequence<Quad>, shared: some Sequence<Quad>) {
        var parents: [BlankNode: [Term]] = [:]
        var own: Set<BlankNode> = []
        for quad in quads {
            own.formUnion(quad.subject.blankNodes + quad.object.blankNodes + (quad.graph?.blankNodes ?? []))
            statements[quad.subject, default: [:]][quad.predicate, default: []].append(quad.object)
            switch quad.object {
            case .blank(let node): parents[node, default: []].append(quad.subject)
            case .triple(let triple): labelled.formUnion(triple.subject.blankNodes + triple.object.blankNodes)
            case .iri, .literal: break
            }
            if let graph = quad.graph { labelled.formUnion(graph.blankNodes) }
        }
        for quad in shared {
            let others = quad.subject.blankNodes + quad.object.blankNodes + (quad.graph?.blankNodes ?? [])
            labelled.formUnion(others.filter { own.contains($0) })
        }
        for (node, users) in parents where users.count > 1 { labelled.insert(node) }
        labelled.formUnion(Self.cycles(parents, labelled))
        nested = Set(parents.keys).subtracting(labelled)
    }

    /// The nodes that one gets back to by going up from them. All of a cycle's nodes get labels: to choose one by its
    /// label would make the text depend on labels.
    private static func cycles(_ parents: [BlankNode: [Term]], _ labelled: Set<BlankNode>) -> Set<BlankNode> {
        var found: Set<BlankNode> = []
        var done: Set<BlankNode> = []
        for node in parents.keys where !done.contains(node) {
            var path: [BlankNode] = []
            var places: [BlankNode: Int] = [:]
            var current = node
            while !labelled.contains(current), done.insert(current).inserted,
                let parent = parents[current]?.first?.blankNode
            {
                places[current] = path.count
                path.append(current)
                current = parent
            }
            if let start = places[current] { found.formUnion(path[start...]) }
        }
        return found
    }

    func isLabelled(_ node: BlankNode) -> Bool { labelled.contains(node) }

    /// The subjects that stand at the margin, sorted.
    var roots: [Term] {
        statements.keys.filter { $0.blankNode.map { !nested.contains($0) } ?? true }.sorted()
    }

    /// Predicates and their objects, `rdf:type` first, then by name.
    func properties(of subject: Term) -> [(predicate: IRI, objects: [Term])] {
        (statements[subject] ?? [:]).sorted { left, right in
            let (leftIsType, rightIsType) = (left.key == Vocabulary.RDF.type, right.key == Vocabulary.RDF.type)
            return leftIsType == rightIsType ? left.key < right.key : leftIsType
        }.map { (predicate: $0.key, objects: $0.value) }
    }

    /// The members of a list all of whose cells can do without a label; nil when the node is no such list.
    func list(at head: Term) -> [Term]? {
        var members: [Term] = []
        var node = head
        while node != .iri(Vocabulary.RDF.nil) {
            guard case .blank(let cell) = node, !labelled.contains(cell), let properties = statements[node],
                properties.count == 2, let first = properties[Vocabulary.RDF.first],
                let rest = properties[Vocabulary.RDF.rest], first.count == 1, rest.count == 1
            else { return nil }
            members.append(first[0])
            node = rest[0]
        }
        return members
    }

    /// Every predicate, subject and object.
    var terms: some Sequence<Term> {
        statements.lazy.flatMap { subject, properties in
            [subject] + properties.flatMap { [.iri($0.key)] + $0.value }
        }
    }
}
