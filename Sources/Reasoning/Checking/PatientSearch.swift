// Searches for a patient of whom a formula is true: takes what must be so, crosses out alternatives that contradict it,
// takes those that are left alone, then tries the others one after the other and goes back where they contradict. Exact
// for what formulas say; a search that takes too long counts as found, so that nothing is called impossible that is not.

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
    private let propositions: Propositions
    private var steps = 0

    private init(_ propositions: Propositions) { self.propositions = propositions }

    /// A patient for whom all formulas are true; nil when there can be none.
    /// - Parameter propositions: the table that the formulas were built with.
    static func find(_ formulas: [Formula], _ propositions: Propositions) -> PatientSketch? {
        var search = PatientSearch(propositions)
        return search.solve(formulas, PatientDemands(propositions))?.sketch
    }

    static func isPossible(_ formulas: [Formula], _ propositions: Propositions) -> Bool {
        var search = PatientSearch(propositions)
        return search.solve(formulas, PatientDemands(propositions)) != nil
    }

    private mutating func solve(_ formulas: [Formula], _ start: PatientDemands) -> PatientDemands? {
        steps += 1
        if steps > Limits.searchSteps { return start }
        var demands = start
        var pending = formulas
        var undecided: [Formula] = []
        /// How many ways there are to make each undecided formula true.
        var counts: [Int] = []
        while true {
            while let formula = pending.popLast() {
                switch formula {
                case .all(let parts): pending += parts
                case .any(let parts) where parts.count == 1: pending += parts
                case .any, .points: undecided.append(formula)
                default:
                    guard demands.add(formula) else { return nil }
                }
            }
            counts = []
            var open: [Formula] = []
            for formula in undecided where !demands.settles(formula) {
                let ways = ways(of: formula, demands)
                switch ways.count {
                case 0: return nil
                case 1: pending += ways.first
                default:
                    counts.append(ways.count)
                    open.append(ways.rest)
                }
            }
            undecided = open
            if pending.isEmpty { break }
        }
        guard let narrowest = counts.indices.min(by: { counts[$0] < counts[$1] }) else { return demands }
        let choice = undecided.remove(at: narrowest)
        for alternative in alternatives(of: choice) where alternative.allSatisfy({ demands.allows($0) }) {
            if let found = solve(undecided + alternative, demands) { return found }
        }
        return nil
    }

    /// How many of the ways to make a formula true do not contradict the demands, the first of them, and the formula
    /// without those that do: demands only grow, so that what contradicts them once always will.
    private func ways(
        of choice: Formula, _ demands: PatientDemands
    ) -> (count: Int, first: [Formula], rest: Formula) {
        if case .any(let parts) = choice {
            let possible = parts.filter { demands.allows($0) }
            let rest = possible.count == parts.count ? choice : .any(possible)
            return (possible.count, Array(possible.prefix(1)), rest)
        }
        let possible = alternatives(of: choice).filter { $0.allSatisfy { demands.allows($0) } }
        return (possible.count, possible.first ?? [], choice)
    }

    /// The ways to make a formula true, likeliest first.
    private func alternatives(of choice: Formula) -> [[Formula]] {
        switch choice {
        case .any(let parts): return parts.map { [$0] }
        case .points(let items, let place, let range):
            guard items.sums[place].overlaps(range) else { return [] }
            guard place < items.all.count else { return [[]] }
            let item = items.all[place]
            let shifted = range.lowerBound - item.points...range.upperBound - item.points
            let met = [.points(items, from: place + 1, shifted), item.met]
            let unmet = [.points(items, from: place + 1, range), item.unmet]
            return range.lowerBound > items.sums[place].lowerBound ? [met, unmet] : [unmet, met]
        default: return [[choice]]
        }
    }
}

/// Bounds on the search for patients.
enum Limits {
    /// Steps of one search, each of which crosses out all that is impossible. Criteria of guidelines take a few; scores
    /// of fifteen items that depend on each other some hundreds.
    static let searchSteps = 2_000
    /// Deeper nesting than this (a score that refers to itself) is not looked into.
    static let formulaDepth = 48
    /// Nobody has lived longer than 122 years.
    static let greatestAgeMonths = 130.0 * 12
}
