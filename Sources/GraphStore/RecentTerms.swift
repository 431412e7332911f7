// Terms that a snapshot has read lately: few codes, units and drugs make up most of what is found. Each term has one
// place, which the next one of that place takes over, so it costs nothing to keep and its size is fixed.
import RDF

struct RecentTerms {
    private static let placeCount = 4_096
    /// Who asks for less than this is better off without the memory of the places.
    private static let missesBefore = 32

    private struct Place {
        var id = TermID(raw: .max)
        var term = Term.string("")
    }

    private var places: [Place] = []
    private var misses = 0

    /// The term, when it was kept and nothing has taken its place.
    @inline(__always)
    func term(of id: TermID) -> Term? {
        guard !places.isEmpty else { return nil }
        let place = Self.place(id)
        return places[place].id == id ? places[place].term : nil
    }

    mutating func keep(_ term: Term, of id: TermID) {
        misses += 1
        if places.isEmpty {
            if misses < Self.missesBefore { return }
            places = Array(repeating: Place(), count: Self.placeCount)
        }
        places[Self.place(id)] = Place(id: id, term: term)
    }

    /// Numbers of the dictionary are dense, so their last bits spread them.
    @inline(__always)
    private static func place(_ id: TermID) -> Int { Int(truncatingIfNeeded: id.raw) & (placeCount - 1) }
}
