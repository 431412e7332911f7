// The ids of the literals that expressions made last: of many rows they are often the same.
import GraphStore
import Primitives
import RDF

struct RecentLiterals {
    private var entries: [(literal: Literal, id: TermID)?] = []
    private var asked = 0
    private var found = 0

    /// Whether literals have come again often enough so far for it to be worth looking for them.
    var areRepeated: Bool { asked < Limits.triedLiterals || found * 4 > asked }

    /// The id of a literal, which `make` gives unless it was among the last ones.
    mutating func id(of literal: Literal, _ make: () throws -> TermID) rethrows -> TermID {
        if entries.isEmpty { entries = Array(repeating: nil, count: Limits.recentLiterals) }
        let place = Int(truncatingIfNeeded: literal.lexicalForm.byteHash(seed: 0)) & (Limits.recentLiterals - 1)
        asked += 1
        if let known = entries[place], known.literal == literal {
            found += 1
            return known.id
        }
        let id = try make()
        entries[place] = (literal, id)
        return id
    }
}
