// Which part of the old version became which part of the new one: the likest pair first.

import Expressions
import Quantities
import RDF

enum Matching {
    struct Pairs {
        /// In the order of the new version.
        var matched: [(old: Int, new: Int)] = []
        var removed: [Int] = []
        var added: [Int] = []
    }

    /// Below this, two parts have nothing to do with each other.
    private static let leastLikeness = 0.3

    /// Pairs of parts by likeness (0 to 1), each part in one pair at most.
    static func pairs<Part>(_ old: [Part], _ new: [Part], _ likeness: (Part, Part) -> Double) -> Pairs {
        var candidates: [(likeness: Double, old: Int, new: Int)] = []
        for (before, oldPart) in old.enumerated() {
            for (after, newPart) in new.enumerated() {
                let value = likeness(oldPart, newPart)
                if value >= leastLikeness { candidates.append((value, before, after)) }
            }
        }
        candidates.sort { ($1.likeness, $0.old, $0.new) < ($0.likeness, $1.old, $1.new) }
        var pairs = Pairs()
        var (usedOld, usedNew): (Set<Int>, Set<Int>) = ([], [])
        for candidate in candidates where !usedOld.contains(candidate.old) && !usedNew.contains(candidate.new) {
            usedOld.insert(candidate.old)
            usedNew.insert(candidate.new)
            pairs.matched.append((candidate.old, candidate.new))
        }
        pairs.matched.sort { $0.new < $1.new }
        pairs.removed = old.indices.filter { !usedOld.contains($0) }
        pairs.added = new.indices.filter { !usedNew.contains($0) }
        return pairs
    }

    /// How much of what two criteria ask for is the same.
    static func likeness(_ old: Criterion, _ new: Criterion) -> Double {
        if old == new { return 1 }
        switch (old.form, new.form) {
        case (.event(let before), .event(let after)) where before.kind == after.kind:
            return 0.35 + 0.55 * overlap(before.concepts, after.concepts)
        case (.observation(let before), .observation(let after)):
            let shared = overlap(before.concepts, after.concepts)
            if shared == 0 { return 0 }
            return 0.4 + 0.3 * shared + 0.2 * likeness(before.comparisons, after.comparisons)
        case (.trend(let before), .trend(let after)): return 0.9 * overlap(before.concepts, after.concepts)
        case (.dose(let before), .dose(let after)) where before.amount == after.amount:
            return 0.9 * overlap(before.medications, after.medications)
        case (.age(let before), .age(let after)): return 0.6 + 0.3 * likeness(before, after)
        case (.score(let before, _), .score(let after, _)), (.calculation(let before, _), .calculation(let after, _)):
            return before == after ? 0.9 : 0
        case (.sex, .sex), (.pregnant, .pregnant): return 0.8
        case (.expression, .expression): return 0.5
        case (.not(let before), .not(let after)): return likeness(before, after)
        case (.not(let part), _): return 0.9 * likeness(part, new)
        case (_, .not(let part)): return 0.9 * likeness(old, part)
        default:
            guard let before = old.parts, let after = new.parts else { return 0 }
            return before.isEmpty || after.isEmpty ? 0 : 0.95 * likeness(before, after)
        }
    }

    private static func likeness(_ old: [Criterion], _ new: [Criterion]) -> Double {
        let best = old.map { part in new.map { likeness(part, $0) }.max() ?? 0 }
        return best.reduce(0, +) / Double(max(old.count, new.count))
    }

    private static func likeness(_ old: [Comparison], _ new: [Comparison]) -> Double {
        if old == new { return 1 }
        return Set(old.map(\.relation)) == Set(new.map(\.relation)) ? 0.5 : 0
    }

    static func overlap(_ old: [IRI], _ new: [IRI]) -> Double {
        let (before, after) = (Set(old), Set(new))
        let all = before.union(after).count
        return all == 0 ? 0 : Double(before.intersection(after).count) / Double(all)
    }
}

extension Criterion {
    /// The parts of a group; nil for a criterion that stands for itself.
    var parts: [Criterion]? {
        switch form {
        case .all(let parts), .any(let parts), .atLeastOf(_, let parts): parts
        default: nil
        }
    }
}
