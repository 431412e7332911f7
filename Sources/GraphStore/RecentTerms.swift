// Terms that a snapshot has read lately: few codes, units and drugs make up most of what is found. Each term has one
// place, which the next one of that place takes over, so it costs nothing to keep and its size is fixed.
import RDF

struct RecentTerms {
    private static let placeCount = 4_096
    /// Who asks for less than this is better off without the memory of the places.
    private static let missesBefore = 32

    /// A term and its id.
    struct Known {
        var id: TermID
        var term: Term

        static let none = Known(id: TermID(raw: .max), term: .string(""))
    }

    private var places: [Known] = []
    private var misses = 0

    /// Whether the term was kept and nothing has taken its place; then `last` is it.
    @inline(__always)
    func find(_ id: TermID, _ last: inout Known) -> Bool {
        guard !places.isEmpty, places[Self.place(id)].id == id else { return false }
        last = places[Self.place(id)]
        return true
    }

    mutating func keep(_ known: Known) {
        misses += 1
        if places.isEmpty {
            if misses < Self.missesBefore { return }
            places = Array(repeating: .none, count: Self.placeCount)
        }
        places[Self.place(known.id)] = known
    }

    /// Numbers of the dictionary are dense, so their last bits spread them.
    @inline(__always)
    private static func place(_ id: TermID) -> Int { Int(truncatingIfNeeded: id.raw) & (placeCount - 1) }
}
