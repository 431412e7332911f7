// What look-ups with terms keep from one quad to the next.
import RDF

/// The quad met last, with its ids: what the next one shares with it is not looked up, nor copied.
struct KnownQuad {
    private(set) var subject = TermID(raw: .max)
    private(set) var predicate = TermID(raw: .max)
    private(set) var object = TermID(raw: .max)
    private(set) var graph = TermID.defaultGraph
    private(set) var quad = Quad(.string(""), IRI(""), .string(""))

    mutating func setSubject(_ id: TermID, _ term: Term) {
        if id == subject { return }
        subject = id
        quad.triple.subject = term
    }

    mutating func setPredicate(_ id: TermID, _ iri: IRI) {
        if id == predicate { return }
        predicate = id
        quad.triple.predicate = iri
    }

    mutating func setObject(_ id: TermID, _ term: Term) {
        if id == object { return }
        object = id
        quad.triple.object = term
    }

    mutating func setGraph(_ id: TermID, _ term: Term?) {
        if id == graph { return }
        graph = id
        quad.graph = term
    }
}
