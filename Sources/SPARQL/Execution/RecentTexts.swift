// The ids of the texts that expressions made last: of many rows they are often the same.
import GraphStore
import Primitives

struct RecentTexts {
    private var entries: [(text: String, id: TermID)] = []

    /// The id of a text, which `make` gives unless it was among the last few.
    mutating func id(of text: String, _ make: () throws -> TermID) rethrows -> TermID {
        for entry in entries where entry.text.hasSameBytes(as: text) { return entry.id }
        let id = try make()
        if entries.count == Limits.recentTexts { entries.removeFirst() }
        entries.append((text, id))
        return id
    }
}
