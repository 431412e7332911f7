// Which terms a plan's patterns are to have instead of those that it was made for.
import GraphStore

struct TermReplacements {
    private let pairs: [(old: TermID, new: TermID)]

    init(_ pairs: [(old: TermID, new: TermID)] = []) {
        self.pairs = pairs.filter { $0.old != $0.new }
    }

    var isEmpty: Bool { pairs.isEmpty }

    func id(_ id: TermID) -> TermID {
        for (old, new) in pairs where old == id { return new }
        return id
    }

    func place(_ place: Place) -> Place {
        if case .constant(let id) = place { .constant(self.id(id)) } else { place }
    }

    /// The pattern with the terms that are to be its subject and object.
    func places(_ places: QuadPlaces) -> QuadPlaces {
        if isEmpty { return places }
        var replaced = places
        replaced.subject = place(places.subject)
        replaced.object = place(places.object)
        return replaced
    }
}
