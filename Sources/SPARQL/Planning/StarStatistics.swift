// What characteristic sets say of stars: how many quads with one predicate a subject has, given that it has others
// (Neumann and Moerkotte, "Characteristic sets", 2011).
import GraphStore

/// The characteristic sets of a store as of one commit.
final class StarStatistics: Sendable {
    private let sets: [CharacteristicSet]

    init(_ snapshot: borrowing Snapshot) throws {
        sets = try snapshot.characteristicSets()
    }

    /// Whether there are so few sets that looking at all of them costs less than a bad plan.
    var isSmall: Bool { sets.count <= Limits.characteristicSets }

    /// The mean number of quads with `predicate` of a subject that has all of `others`; nil when no subject has those.
    func multiplicity(of predicate: TermID, given others: [TermID]) -> Double? {
        var subjects = 0
        var quads = 0
        for set in sets where others.allSatisfy({ set.predicates.contains($0) }) {
            subjects += set.subjects
            if let place = set.predicates.firstIndex(of: predicate) { quads += set.quads[place] }
        }
        return subjects == 0 ? nil : Double(quads) / Double(subjects)
    }
}
