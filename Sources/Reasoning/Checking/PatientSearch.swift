// Searches for a patient of whom a formula is true: takes what must be so, then tries the alternatives one after the
// other and goes back where they contradict. Exact for what formulas say; a search that takes too long counts as found,
// so that nothing is called impossible that is not.

import Expressions
import Guidelines
import Terminology

/// What a formula demands of a patient, free of contradiction.
struct PatientSketch: Sendable {
    var ranges: [Measure: ValueRange] = [:]
    var present: [EventPattern] = []
    var absent: [EventPattern] = []
    var sexes: Set<Sex> = [.female, .male, .other]
    var isPregnant: Bool?
    var opaque: [String: Bool] = [:]

    /// Whether a case can say it: those know two sexes.
    var canBeCase: Bool { sexes.contains(.female) || sexes.contains(.male) }

    /// A concept that fits a present event and none that must be absent.
    func concept(for pattern: EventPattern, _ terminology: Terminology) -> ConceptID? {
        pattern.concepts.first { concept in
            !absent.contains { pattern.implies($0, for: concept, terminology) }
        }
    }
}

struct PatientSearch {
    private let terminology: Terminology
    private var steps = 0

    init(_ terminology: Terminology) { self.terminology = terminology }

    /// A patient for whom all formulas are true; nil when there can be none.
    static func find(_ formulas: [Formula], _ terminology: Terminology) -> PatientSketch? {
        var search = PatientSearch(terminology)
        var sketch = PatientSketch()
        sketch.ranges[.age] = ValueRange(lower: 0, upper: Limits.greatestAgeMonths)
        return search.solve(formulas, sketch)
    }

    private mutating func solve(_ formulas: [Formula], _ start: PatientSketch) -> PatientSketch? {
        steps += 1
        if steps > Limits.searchSteps { return start }
        var sketch = start
        var pending = formulas
        var choices: [Formula] = []
        while let formula = pending.popLast() {
            switch formula {
            case .all(let parts): pending += parts
            case .any(let parts) where parts.count == 1: pending += parts
            case .any(let parts):
                if parts.isEmpty { return nil }
                choices.append(formula)
            case .points: choices.append(formula)
            default:
                guard add(formula, to: &sketch) else { return nil }
            }
        }
        guard let choice = choices.popLast() else { return sketch }
        for alternative in alternatives(of: choice) {
            if let found = solve(choices + alternative, sketch) { return found }
        }
        return nil
    }

    /// The ways to make a formula true, likeliest first.
    private func alternatives(of choice: Formula) -> [[Formula]] {
        switch choice {
        case .any(let parts): return parts.map { [$0] }
        case .points(let items, let range):
            let least = items.reduce(0) { $0 + min(0, $1.points) }
            let most = items.reduce(0) { $0 + max(0, $1.points) }
            guard least <= range.upperBound, most >= range.lowerBound else { return [] }
            guard let item = items.first else { return [[]] }
            let rest = Array(items.dropFirst())
            let shifted = (range.lowerBound - item.points)...(range.upperBound - item.points)
            let met = [.points(rest, shifted), item.met]
            let unmet = [.points(rest, range), item.unmet]
            return range.lowerBound > least ? [met, unmet] : [unmet, met]
        default: return [[choice]]
        }
    }

    private func add(_ formula: Formula, to sketch: inout PatientSketch) -> Bool {
        switch formula {
        case .constant(let value): return value
        case .value(let measure, let range):
            let narrowed = (sketch.ranges[measure] ?? .everything).intersection(range)
            sketch.ranges[measure] = narrowed
            return !narrowed.isEmpty
        case .event(let pattern, let isThere):
            if isThere { sketch.present.append(pattern) } else { sketch.absent.append(pattern) }
            return sketch.present.allSatisfy { sketch.concept(for: $0, terminology) != nil }
        case .sex(let sex, let isIt):
            if isIt { sketch.sexes.formIntersection([sex]) } else { sketch.sexes.remove(sex) }
            return !sketch.sexes.isEmpty
        case .pregnant(let isPregnant):
            if let known = sketch.isPregnant, known != isPregnant { return false }
            sketch.isPregnant = isPregnant
            if isPregnant { sketch.sexes.remove(.male) }
            return !sketch.sexes.isEmpty
        case .opaque(let key, let value):
            if let known = sketch.opaque[key], known != value { return false }
            sketch.opaque[key] = value
            return true
        case .all, .any, .points: return true
        }
    }
}

/// Bounds on the search for patients.
enum Limits {
    /// Steps of one search. Criteria of guidelines take some tens; a score of fifteen items some thousands.
    static let searchSteps = 20_000
    /// Deeper nesting than this (a score that refers to itself) is not looked into.
    static let formulaDepth = 48
    /// Nobody has lived longer than 122 years.
    static let greatestAgeMonths = 130.0 * 12
}
