// Columns of ids as terms. Those that must be read from the dictionary are read in the order of their ids, so that each of
// its blocks is read once.
import GraphStore
import RDF

extension QueryContext {
    /// The terms of a column; nil where it is unbound.
    func terms(of column: [TermID]) throws -> [Term?] {
        if column.count < Limits.sortedTerms { return try column.map { $0.isUnbound ? nil : try term(of: $0) } }
        if isAscending(column) { return try termsInOrder(column) }
        var terms = [Term?](repeating: nil, count: column.count)
        // Payloads of ids that are to be looked up, and their rows below them: what is sorted is plain numbers.
        let rowBits = UInt64(UInt64.bitWidth - column.count.leadingZeroBitCount)
        var missing: [UInt64] = []
        for (row, id) in column.enumerated() where !id.isUnbound {
            if TermOverlay.isOverlaid(id) {
                terms[row] = overlay.term(of: id)
            } else if let known = decoded[id] {
                terms[row] = known
            } else if id.isLookedUp, (id.raw << Self.kindBits) >> (64 - rowBits + Self.kindBits) == 0 {
                missing.append(id.raw << rowBits | UInt64(row))
            } else {
                terms[row] = try term(of: id)
            }
        }
        missing.sort()
        func row(_ key: UInt64) -> Int { Int(key & (1 << rowBits - 1)) }
        var ids: [TermID] = []
        ids.reserveCapacity(missing.count)
        for key in missing where ids.last != column[row(key)] { ids.append(column[row(key)]) }
        var found: [Term?] = []
        try snapshot.appendTerms(of: ids, to: &found)
        var place = 0
        for key in missing {
            let row = row(key)
            if ids[place] != column[row] {
                decoded[ids[place]] = found[place]
                place += 1
            }
            terms[row] = found[place]
        }
        if let last = ids.last { decoded[last] = found[place] }
        return terms
    }

    private static let kindBits: UInt64 = 4

    /// Whether the ids ascend and are all of the store.
    private func isAscending(_ column: [TermID]) -> Bool {
        guard let last = column.last, !column[0].isUnbound, !TermOverlay.isOverlaid(last) else { return false }
        for row in 1..<column.count where column[row] < column[row - 1] { return false }
        return true
    }

    private func termsInOrder(_ column: [TermID]) throws -> [Term?] {
        let ids = column.withoutRepetitions
        var found: [Term?] = []
        try snapshot.appendTerms(of: ids, to: &found)
        if ids.count == column.count { return found }
        var place = 0
        return column.map { id in
            if ids[place] != id { place += 1 }
            return found[place]
        }
    }

    /// Reads the terms of columns of which each will be looked at by itself.
    func prefetch(_ columns: [Int], of batch: Batch) throws {
        guard batch.count >= Limits.sortedTerms else { return }
        for column in columns {
            var ids = batch.columns[column].filter { $0.isLookedUp && decoded[$0] == nil }
            if ids.count < Limits.sortedTerms { continue }
            if !ids.isAscending { ids.sort() }
            try prefetch(sorted: ids.withoutRepetitions)
        }
    }

    /// Reads the terms of ids that ascend.
    func prefetch(sorted ids: [TermID]) throws {
        var found: [Term?] = []
        try snapshot.appendTerms(of: ids, to: &found)
        for (id, term) in zip(ids, found) { decoded[id] = term }
    }
}

extension [TermID] {
    /// The ids of a sorted column, each once.
    fileprivate var withoutRepetitions: [TermID] {
        var kept: [TermID] = []
        kept.reserveCapacity(count)
        for id in self where kept.last != id { kept.append(id) }
        return kept
    }
}
