// What writers of graphs share: statements, fresh blank nodes, lists.

import Quantities
import RDF

struct GraphBuilder {
    private(set) var graph: Graph
    private var blanks = 0

    /// Adds to a graph, which may hold other documents.
    init(_ graph: Graph = Graph()) { self.graph = graph }

    mutating func insert(_ subject: Term, _ predicate: IRI, _ object: Term) {
        graph.insert(Triple(subject, predicate, object))
    }

    /// A blank node that the graph does not have yet: the number of statements keeps documents of one graph apart.
    mutating func blank() -> Term {
        blanks += 1
        return .blank(BlankNode("g\(graph.count)n\(blanks)"))
    }

    mutating func blank(_ type: IRI) -> Term {
        let node = blank()
        insert(node, Vocabulary.RDF.type, .iri(type))
        return node
    }

    /// The head of an RDF list.
    mutating func list(_ members: [Term]) -> Term {
        var rest = Term.iri(Vocabulary.RDF.nil)
        for member in members.reversed() {
            let cell = blank()
            insert(cell, Vocabulary.RDF.first, member)
            insert(cell, Vocabulary.RDF.rest, rest)
            rest = cell
        }
        return rest
    }
}

extension Term {
    static func decimal(_ number: ExactDecimal) -> Term {
        .literal(RDF.Literal(number.description, datatype: Vocabulary.XSD.decimal))
    }
}
