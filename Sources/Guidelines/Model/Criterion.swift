// What a guideline asks of a patient: a tree of conditions on the record. `all`, `any`, `not` and `atLeastOf` combine;
// leaves name a concept (met by everything that is a kind of it), a window before the moment of evaluation, and a
// comparison. What no leaf can say is an expression with ELM's operators. Everything compiles to one ELM expression.

import Expressions
import Quantities
import RDF
import Text

public struct Criterion: Hashable, Sendable {
    public indirect enum Form: Hashable, Sendable {
        case all([Criterion])
        case any([Criterion])
        case not(Criterion)
        case atLeastOf(Int, [Criterion])
        case event(EventCriterion)
        case observation(ObservationCriterion)
        case trend(TrendCriterion)
        case dose(DoseCriterion)
        case sequence(SequenceCriterion)
        case age([Comparison])
        case sex(Sex)
        case pregnant(Bool)
        case score(IRI, [Comparison])
        case calculation(IRI, [Comparison])
        case expression(ExpressionTree)
    }

    public var form: Form
    /// The author's own words for this criterion, where given.
    public var label: BilingualText
    @SourceLocation public var position: SourcePosition?
    /// Whether a part of it could not be read, so that it asks something else than its author meant.
    public var isIncomplete = false

    public init(_ form: Form, label: BilingualText = BilingualText(), position: SourcePosition? = nil) {
        self.form = form
        self.label = label
        self.position = position
    }
}

/// Something that is in the record or not: a condition, a medicine, an allergy, a procedure …
public struct EventCriterion: Hashable, Sendable {
    public var kind: FactKind
    /// Any of these concepts, or a kind of it, meets the criterion.
    public var concepts: [IRI]
    /// Of a medicine: it must be given by one of these routes, or a kind of one; none means any.
    public var routes: [IRI] = []
    /// Counts what is over as well as what is active.
    public var includesPast: Bool
    /// The event must have begun within this time before the moment of evaluation.
    public var window: CalendarDuration?
    /// How many such events there must be; nil asks for one.
    public var occurrences: Int?
}

/// A measurement: its latest value, or a number of values, in a window.
public struct ObservationCriterion: Hashable, Sendable {
    public var concepts: [IRI]
    public var window: CalendarDuration?
    /// How many values in the window must satisfy the comparisons; nil asks the latest value only.
    public var occurrences: Int?
    public var comparisons: [Comparison]
    /// Coded results (`positive`, a species …), any of which meets the criterion.
    public var valueConcepts: [IRI]
}

/// How a measurement changes: from the first to the latest value in a window.
public struct TrendCriterion: Hashable, Sendable {
    public var concepts: [IRI]
    public var window: CalendarDuration
    /// The change is a share of the first value: a rise by half is 50 %.
    public var isRelative: Bool
    /// Bounds on the change; a fall is negative.
    public var comparisons: [Comparison]
}

/// A medicine that is taken, and how much of it.
public struct DoseCriterion: Hashable, Sendable {
    public enum Amount: String, CaseIterable, Sendable {
        /// In a day; doses of several medicines add up.
        case daily = "dailyDose"
        /// At a time, of any one medicine.
        case single = "singleDose"
    }

    public var amount: Amount
    /// Any of these medicines, or a kind of it.
    public var medications: [IRI]
    /// Only what is given by one of these routes, or a kind of one; none means any.
    public var routes: [IRI] = []
    public var comparisons: [Comparison]
}

/// Two things in order: the second begins after the first.
public struct SequenceCriterion: Hashable, Sendable {
    /// An event or an observation, each looked at alone.
    public var first: Criterion
    public var second: Criterion
    /// How long after the first the second begins at least.
    public var apart: CalendarDuration?
    /// How long after the first the second begins at most.
    public var window: CalendarDuration?
}

/// One bound on a value.
public struct Comparison: Hashable, Sendable {
    public enum Relation: String, CaseIterable, Sendable {
        case atLeast, greaterThan, atMost, lessThan, equalTo

        /// The sign of this relation, as people read it.
        public var sign: String {
            switch self {
            case .atLeast: "≥"
            case .greaterThan: ">"
            case .atMost: "≤"
            case .lessThan: "<"
            case .equalTo: "="
            }
        }
    }

    public var relation: Relation
    public var value: Quantity
    @SourceLocation public var position: SourcePosition?

    public init(relation: Relation, value: Quantity, position: SourcePosition? = nil) {
        self.relation = relation
        self.value = value
        self.position = position
    }
}

/// An expression as the graph writes it: an ELM operator over operands, a literal, or a criterion leaf standing for its
/// value.
public indirect enum ExpressionTree: Hashable, Sendable {
    case operation(name: String, operands: [ExpressionTree], precision: CalendarUnit? = nil)
    case conditional(ExpressionTree, then: ExpressionTree, otherwise: ExpressionTree)
    case literal(Value)
    /// A code, a value set or a code system of the terminology.
    case concept(IRI)
    case leaf(Criterion)
}

extension Criterion {
    /// This criterion and every one below it, parents first.
    public var subtree: [Criterion] {
        switch form {
        case .all(let parts), .any(let parts), .atLeastOf(_, let parts): [self] + parts.flatMap(\.subtree)
        case .not(let part): [self] + part.subtree
        case .sequence(let sequence): [self] + sequence.first.subtree + sequence.second.subtree
        case .expression(let tree): [self] + tree.leaves.flatMap(\.subtree)
        default: [self]
        }
    }

    /// Every concept that the criterion names.
    public var concepts: [IRI] {
        switch form {
        case .event(let event): event.concepts + event.routes
        case .observation(let observation): observation.concepts + observation.valueConcepts
        case .trend(let trend): trend.concepts
        case .dose(let dose): dose.medications + dose.routes
        default: []
        }
    }
}

extension ExpressionTree {
    public var leaves: [Criterion] {
        switch self {
        case .operation(_, let operands, _): operands.flatMap(\.leaves)
        case .conditional(let condition, let then, let otherwise): condition.leaves + then.leaves + otherwise.leaves
        case .literal, .concept: []
        case .leaf(let criterion): [criterion]
        }
    }
}
