// Terms that were decoded lately, one for each slot: a column's values repeat from batch to batch. The cache begins
// small, for queries that decode a handful of terms, and grows with what is put into it.
import GraphStore
import RDF

struct TermCache {
    private static let fewest = 32
    private static let most = 1 << 12
    private var ids = [TermID](repeating: .unbound, count: fewest)
    private var terms = [Term?](repeating: nil, count: fewest)
    private var insertions = 0

    @inline(__always)
    private func slot(_ id: TermID) -> Int {
        Int(truncatingIfNeeded: (id.raw &* 0x9E37_79B9_7F4A_7C15) >> 40) & (ids.count - 1)
    }

    subscript(id: TermID) -> Term? {
        @inline(__always)
        get {
            let slot = slot(id)
            return ids[slot] == id ? terms[slot] : nil
        }
        @inline(__always)
        set {
            insertions += 1
            if insertions > ids.count, ids.count < Self.most { grow() }
            let slot = slot(id)
            ids[slot] = id
            terms[slot] = newValue
        }
    }

    private mutating func grow() {
        let (oldIDs, oldTerms) = (ids, terms)
        ids = [TermID](repeating: .unbound, count: oldIDs.count * 4)
        terms = [Term?](repeating: nil, count: oldIDs.count * 4)
        insertions = 0
        for (id, term) in zip(oldIDs, oldTerms) where !id.isUnbound {
            ids[slot(id)] = id
            terms[slot(id)] = term
        }
    }
}
