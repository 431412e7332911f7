// Terms that were decoded lately, one for each slot: a column's values repeat from batch to batch. The cache begins
// small, for queries that decode a handful of terms, and grows with what is put into it.
import GraphStore
import RDF

struct TermCache {
    private static let fewest = 8
    private static let most = 1 << 12
    private var ids: [TermID] = []
    private var terms: [Term?] = []
    private var insertions = 0
    /// Bytes of the texts of all terms that were put here.
    private(set) var byteCount = 0

    @inline(__always)
    private func slot(_ id: TermID) -> Int {
        Int(truncatingIfNeeded: (id.raw &* 0x9E37_79B9_7F4A_7C15) >> 40) & (ids.count - 1)
    }

    subscript(id: TermID) -> Term? {
        @inline(__always)
        get {
            if ids.isEmpty { return nil }
            let slot = slot(id)
            return ids[slot] == id ? terms[slot] : nil
        }
        @inline(__always)
        set {
            insertions += 1
            byteCount += newValue?.textBytes ?? 0
            if insertions > ids.count, ids.count < Self.most { grow() }
            let slot = slot(id)
            ids[slot] = id
            terms[slot] = newValue
        }
    }

    private mutating func grow() {
        let (oldIDs, oldTerms) = (ids, terms)
        let count = max(oldIDs.count * 4, Self.fewest)
        ids = [TermID](repeating: .unbound, count: count)
        terms = [Term?](repeating: nil, count: count)
        insertions = 0
        for (id, term) in zip(oldIDs, oldTerms) where !id.isUnbound {
            ids[slot(id)] = id
            terms[slot(id)] = term
        }
    }
}
