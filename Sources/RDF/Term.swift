// The terms of RDF 1.2 and what is made of them. A `Term` is whatever may stand as subject or object; predicates are
// always IRIs, so they have the type `IRI` and need no check.
import Primitives

/// A blank node: a thing without a name. Its label means something only inside one document or one store.
public struct BlankNode: Sendable {
    /// The label without `_:`.
    public let label: String

    public init(_ label: String) {
        self.label = label
    }
}

extension BlankNode: Hashable, Comparable, CustomStringConvertible {
    public static func == (left: BlankNode, right: BlankNode) -> Bool { left.label.hasSameBytes(as: right.label) }
    public static func < (left: BlankNode, right: BlankNode) -> Bool { left.label.precedesInBytes(right.label) }
    public func hash(into hasher: inout Hasher) { label.hashBytes(into: &hasher) }
    public var description: String { "_:\(label)" }
}

/// An RDF term: what a subject or an object can be.
public enum Term: Hashable, Sendable {
    case iri(IRI)
    case blank(BlankNode)
    case literal(Literal)
    /// A triple term (RDF 1.2): a statement spoken about, not asserted.
    indirect case triple(Triple)
}

extension Term {
    /// A plain `xsd:string` literal.
    public static func string(_ text: String) -> Term { .literal(Literal(text)) }

    public var iri: IRI? { if case .iri(let iri) = self { iri } else { nil } }
    public var blankNode: BlankNode? { if case .blank(let node) = self { node } else { nil } }
    public var literal: Literal? { if case .literal(let literal) = self { literal } else { nil } }
    public var triple: Triple? { if case .triple(let triple) = self { triple } else { nil } }
}

extension Term: Comparable, CustomStringConvertible {
    /// IRIs first, then blank nodes, literals and triple terms; inside a kind by bytes.
    public static func < (left: Term, right: Term) -> Bool {
        switch (left, right) {
        case (.iri(let left), .iri(let right)): left < right
        case (.blank(let left), .blank(let right)): left < right
        case (.literal(let left), .literal(let right)): left < right
        case (.triple(let left), .triple(let right)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .iri: 0
        case .blank: 1
        case .literal: 2
        case .triple: 3
        }
    }

    /// The term in canonical N-Triples.
    public var description: String {
        var text = ""
        NTriplesNotation.write(self, to: &text)
        return text
    }
}

/// A statement. The subject is an IRI or a blank node (RDF 1.2 allows a triple term as object only).
public struct Triple: Hashable, Sendable {
    public var subject: Term
    public var predicate: IRI
    public var object: Term

    public init(_ subject: Term, _ predicate: IRI, _ object: Term) {
        self.subject = subject
        self.predicate = predicate
        self.object = object
    }
}

extension Triple: Comparable, CustomStringConvertible {
    public static func < (left: Triple, right: Triple) -> Bool {
        if left.subject != right.subject { return left.subject < right.subject }
        if left.predicate != right.predicate { return left.predicate < right.predicate }
        return left.object < right.object
    }

    public var description: String { "\(subject) \(predicate) \(object)" }
}

/// A statement in a graph: the default graph when `graph` is nil, else the graph of that name.
public struct Quad: Hashable, Sendable {
    public var triple: Triple
    public var graph: Term?

    public init(_ triple: Triple, graph: Term? = nil) {
        self.triple = triple
        self.graph = graph
    }

    public init(_ subject: Term, _ predicate: IRI, _ object: Term, graph: Term? = nil) {
        self.init(Triple(subject, predicate, object), graph: graph)
    }

    public var subject: Term { triple.subject }
    public var predicate: IRI { triple.predicate }
    public var object: Term { triple.object }
}

extension Quad: Comparable, CustomStringConvertible {
    /// The default graph first, then by graph and triple.
    public static func < (left: Quad, right: Quad) -> Bool {
        if left.graph == right.graph { return left.triple < right.triple }
        guard let leftGraph = left.graph else { return true }
        guard let rightGraph = right.graph else { return false }
        return leftGraph < rightGraph
    }

    public var description: String { graph.map { "\(triple) \($0) ." } ?? "\(triple) ." }
}
