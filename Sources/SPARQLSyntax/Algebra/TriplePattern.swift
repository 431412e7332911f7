// Triples with variables. Patterns hold no blank nodes: those became hidden variables (SPARQL 1.1 section 4.1.4).
// Templates of CONSTRUCT and INSERT do: there a blank node asks for a new node with each solution.
import RDF

/// A term, or what stands for one.
public enum TermPattern: Hashable, Sendable {
    case variable(Variable)
    case term(Term)
    /// A triple term with a variable somewhere inside; a triple term without is a `term`.
    indirect case triple(TriplePattern)

    public var variable: Variable? { if case .variable(let variable) = self { variable } else { nil } }
    public var term: Term? { if case .term(let term) = self { term } else { nil } }
    public var iri: IRI? { term?.iri }
}

/// A triple in which any part may be a variable; the predicate is a variable or an IRI.
public struct TriplePattern: Hashable, Sendable {
    public var subject: TermPattern
    public var predicate: TermPattern
    public var object: TermPattern

    public init(_ subject: TermPattern, _ predicate: TermPattern, _ object: TermPattern) {
        self.subject = subject
        self.predicate = predicate
        self.object = object
    }
}

/// A triple of a template and the graph that it goes to.
public struct QuadTemplate: Hashable, Sendable {
    public var triple: TriplePattern
    /// Nil for the default graph (or the graph of WITH).
    public var graph: TermPattern?

    public init(_ triple: TriplePattern, graph: TermPattern? = nil) {
        self.triple = triple
        self.graph = graph
    }
}
