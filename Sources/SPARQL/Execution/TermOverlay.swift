// Ids for terms that a query makes and the store does not have. They live as long as the query.
import GraphStore
import RDF

struct TermOverlay {
    /// A tag that no store gives.
    private static let tag: UInt64 = 15 << 60

    private var terms: [Term] = []
    private var ids: [Term: TermID] = [:]

    mutating func id(of term: Term) -> TermID {
        if let id = ids[term] { return id }
        let id = TermID(raw: Self.tag | UInt64(terms.count))
        terms.append(term)
        ids[term] = id
        return id
    }

    static func isOverlaid(_ id: TermID) -> Bool { id.raw >> 60 == 15 }

    func term(of id: TermID) -> Term { terms[Int(id.raw & ~Self.tag)] }
}
