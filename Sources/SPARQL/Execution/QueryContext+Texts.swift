// Functions of a column's texts, for all of its rows at once: each text is read from the dictionary once, in the order in
// which they lie there.
import GraphStore
import Primitives
import RDF

extension QueryContext {
    /// What a function gives for each of a column's terms: unbound for an error, nil where ids and bytes do not tell. The
    /// terms of those are read, many at a time.
    ///
    /// - Parameter isShownOnly: whether no operator compares the values.
    func values(of function: TextFunction, _ ids: [TermID], isShownOnly: Bool = false) throws -> [TermID?] {
        var values = [TermID?](repeating: nil, count: ids.count)
        var rows: [Int] = []
        rows.reserveCapacity(ids.count)
        var room: [UInt8] = []
        for (row, id) in ids.enumerated() {
            if id.isLookedUp {
                if id.kind != .tripleTerm { rows.append(row) }
            } else if id.isUnbound {
                values[row] = .unbound
            } else if function.isOfAnyTerm || id.kind == .shortString, let text = id.text(&room) {
                values[row] = try self.id(function.outcome(text), of: id, isShownOnly: isShownOnly)
            }
        }
        if !ids.isAscending { rows.sort { ids[$0] < ids[$1] } }
        var distinct: [TermID] = []
        distinct.reserveCapacity(rows.count)
        for row in rows where distinct.last != ids[row] { distinct.append(ids[row]) }
        var next = 0
        var untold: [TermID] = []
        try snapshot.forEachText(of: distinct) { place, text in
            let value = try self.id(function.outcome(text), of: distinct[place], isShownOnly: isShownOnly)
            if value == nil { untold.append(distinct[place]) }
            while next < rows.count, ids[rows[next]] == distinct[place] {
                values[rows[next]] = value
                next += 1
            }
        }
        if untold.count >= Limits.sortedTerms { try prefetch(sorted: untold) }
        return values
    }

    private func id(_ outcome: TextFunction.Outcome, of id: TermID, isShownOnly: Bool) throws -> TermID? {
        switch outcome {
        case .id(let id): return id
        case .itself: return id
        case .error: return .unbound
        case .untold: return nil
        case .text(let text, let language):
            if language.isEmpty, let short = TermID(shortString: text) { return short }
            guard isShownOnly else {
                return try recentLiterals.id(of: text, language: language) { try self.id(of: .literal($0)) }
            }
            guard recentShownLiterals.areRepeated else {
                return try newID(of: .literal(Literal(text, language: language)))
            }
            return try recentShownLiterals.id(of: text, language: language) { try newID(of: .literal($0)) }
        }
    }
}
