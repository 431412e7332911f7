// What must be so of a patient for a criterion to be met, or certainly not met, in a form that can be searched for a
// patient: conjunctions and disjunctions of ranges of values and of events that are there or not. Negations stand only
// at the leaves.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology

indirect enum Formula: Sendable {
    case constant(Bool)
    case all([Formula])
    case any([Formula])
    case value(Measure, ValueRange)
    case event(EventPattern, isThere: Bool)
    case sex(Sex, isIt: Bool)
    case pregnant(Bool)
    /// A computed condition, which is not looked into.
    case opaque(String, Bool)
    /// The points of the items that are met sum up to within the range.
    case points([Item], ClosedRange<Int>)

    struct Item: Sendable {
        var points: Int
        var met: Formula
        var unmet: Formula
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
