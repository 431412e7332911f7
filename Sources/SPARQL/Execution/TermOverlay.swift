// Ids for terms that a query makes and the store does not have. They live as long as the query.
import GraphStore
import RDF

struct TermOverlay {
    /// A tag that no store gives.
    private static let tag: UInt64 = 15 << 60

    private var terms: [Term] = []
    private var ids: [Term: TermID] = [:]

    /// The id of a term, and the bytes that it takes if it is new.
    mutating func id(of term: Term) -> (TermID, bytes: Int) {
        if let id = ids[term] { return (id, 0) }
        let new = newID(of: term)
        ids[term] = new.0
        return new
    }

    /// Another id for a term, which `id(of:)` does not know of.
    mutating func newID(of term: Term) -> (TermID, bytes: Int) {
        let id = TermID(raw: Self.tag | UInt64(terms.count))
        terms.append(term)
        return (id, Limits.termBytes + term.textBytes)
    }

    var count: Int { terms.count }

    /// Forgets the terms behind the first `count`; returns the bytes that they took.
    mutating func removeAll(after count: Int) -> Int {
        var bytes = 0
        while terms.count > count {
            let term = terms.removeLast()
            if !ids.isEmpty, ids[term]?.raw == Self.tag | UInt64(terms.count) { ids[term] = nil }
            bytes += Limits.termBytes + term.textBytes
        }
        return bytes
    }

    static func isOverlaid(_ id: TermID) -> Bool { id.raw >> 60 == 15 }

    func term(of id: TermID) -> Term { terms[Int(id.raw & ~Self.tag)] }
}

extension Term {
    /// Bytes of the term's texts.
    var textBytes: Int {
        switch self {
        case .iri(let iri): iri.string.utf8.count
        case .blank(let node): node.label.utf8.count
        case .literal(let literal): literal.lexicalForm.utf8.count
        case .triple(let triple): triple.subject.textBytes + triple.object.textBytes + Limits.termBytes
        }
    }
}
