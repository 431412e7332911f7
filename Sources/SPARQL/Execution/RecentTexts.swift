// The ids of the texts that expressions made last: of many rows they are often the same.
import GraphStore
import Primitives

struct RecentTexts {
    private var entries: [(text: String, id: TermID)?] = []

    /// The id of a text, which `make` gives unless it was among the last ones.
    mutating func id(of text: String, _ make: () throws -> TermID) rethrows -> TermID {
        if entries.isEmpty { entries = Array(repeating: nil, count: Limits.recentTexts) }
        let place = Int(truncatingIfNeeded: text.byteHash(seed: 0)) & (Limits.recentTexts - 1)
        if let known = entries[place], known.text.hasSameBytes(as: text) { return known.id }
        let id = try make()
        entries[place] = (text, id)
        return id
    }
}
