// What must be so of a patient for a criterion to be met, or certainly not met, in a form that can be searched for a
// patient: conjunctions and disjunctions of ranges of values and of events that are there or not. Negations stand only
// at the leaves, and what leaves are about stands in a table (`Propositions`), so that a search compares numbers.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology

indirect enum Formula: Sendable {
    case constant(Bool)
    case all([Formula])
    case any([Formula])
    /// A measure of the table lies in the range.
    case value(Int, ValueRange)
    /// An event of the table is there, or is not.
    case event(Int, isThere: Bool)
    case sex(Sex, isIt: Bool)
    case pregnant(Bool)
    /// A computed condition of the table, which is not looked into.
    case opaque(Int, Bool)
    /// The points of the items from a place on that are met sum up to within the range.
    case points(Items, from: Int, ClosedRange<Int>)

    struct Item: Sendable {
        var points: Int
        var met: Formula
        var unmet: Formula
    }

    /// Items with the least and the most that those from each place on can sum up to.
    struct Items: Sendable {
        let all: [Item]
        let sums: [ClosedRange<Int>]

        init(_ items: [Item]) {
            all = items
            var sums = [0...0]
            for item in items.reversed() {
                let rest = sums[sums.count - 1]
                sums.append(rest.lowerBound + min(0, item.points)...rest.upperBound + max(0, item.points))
            }
            self.sums = sums.reversed()
        }
    }
}

/// What a range is about.
enum Measure: Hashable, Sendable {
    /// Age in months.
    case age
    /// The latest value of any of these, in the canonical unit of the first.
    case observation([ConceptID])
    case calculation(IRI)
}

/// An event that a record has or has not.
struct EventPattern: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        case fact(FactKind)
        /// A coded value of one of these observations.
        case value(of: [ConceptID])
    }

    enum Time: Hashable, Sendable {
        case now, ever
        case within(CalendarDuration)
    }

    var subject: Subject
    /// Any of these, or a kind of it.
    var concepts: [ConceptID]
    var time: Time
    /// How often, and what the values must be; only patterns with the same demand compare.
    var demand = ""

    /// Whether a fact of `concept` that fits this pattern always fits the other.
    func implies(_ other: EventPattern, for concept: ConceptID, _ terminology: Terminology) -> Bool {
        guard subject == other.subject, demand == other.demand || other.demand.isEmpty,
            other.concepts.contains(where: { terminology.isA(concept, $0) })
        else { return false }
        switch (time, other.time) {
        case (_, .ever), (.now, .now): return true
        case (.within(let short), .within(let long)):
            let order = short.compared(to: long)
            return order == .less || order == .equal
        default: return false
        }
    }
}
