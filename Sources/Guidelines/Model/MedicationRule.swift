// Medicines knowledge as rules: which medicines, under which circumstances, with what consequence, and says who. All
// kinds share one shape, so that alerts of every kind are made, proved and shown in one way.

import Quantities
import RDF
import Text

public struct MedicationRule: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case interaction = "Interaction"
        case contraindication = "Contraindication"
        case pregnancyRisk = "PregnancyRisk"
        case renalDosing = "RenalDosing"
        case laboratoryRule = "LaboratoryRule"
        case ageRisk = "AgeRisk"
        case duplicateTherapy = "DuplicateTherapy"
        case crossReactivity = "CrossReactivity"
        case monitoring = "Monitoring"
    }

    public var iri: IRI
    public var kind: Kind
    public var label: BilingualText
    /// The medicines that the rule is about; any of them, or a kind of it.
    public var medications: [IRI]
    /// Medicines left out of `medications` and `interactsWith`.
    public var exceptions: [IRI]
    /// The other side of an interaction.
    public var interactsWith: [IRI]
    /// What the patient is allergic to, for cross-reactivity.
    public var allergens: [IRI]
    /// The circumstances in which the rule holds; nil means always.
    public var when: Criterion?
    /// Circumstances that lift it.
    public var unless: Criterion?
    public var severity: Severity
    public var mechanism: BilingualText
    public var consequence: BilingualText
    public var management: BilingualText
    public var certainty: Certainty?
    /// How many different ingredients of a class may be taken at once (duplicate therapy).
    public var maximum: Int
    public var maximumDailyDose: Quantity?
    /// What to measure and how often (monitoring).
    public var observations: [IRI]
    public var every: CalendarDuration?
    public var citations: [Citation]
    /// The file or graph that the rule stands in.
    @SourceLocation public var source: String?
    @SourceLocation public var position: SourcePosition?
}

/// How bad it would be, worst first.
public enum Severity: String, CaseIterable, Comparable, Sendable {
    case contraindicated = "Contraindicated"
    case serious = "Serious"
    case moderate = "Moderate"
    case minor = "Minor"

    /// Greater is worse.
    public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }

    private var weight: Int {
        switch self {
        case .contraindicated: 3
        case .serious: 2
        case .moderate: 1
        case .minor: 0
        }
    }
}
