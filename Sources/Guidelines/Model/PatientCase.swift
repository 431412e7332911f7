// A test patient and what must come out: the unit of confidence in a guideline. Cases stand beside the guideline that
// they test and are read like everything else.

import Expressions
import Quantities
import RDF
import Text

public struct PatientCase: Hashable, Sendable {
    public var iri: IRI
    public var label: BilingualText
    /// The guidelines or rule documents that the case is about.
    public var tests: [IRI]
    /// The moment of evaluation.
    public var asOf: DateTime
    public var sex: Sex?
    public var birthDate: DateTime?
    public var facts: [CaseFact]
    /// Kinds of facts that the record says nothing about: absence means unknown, not no.
    public var notRecorded: Set<FactKind>
    /// Orders that are being written while the patient is looked at.
    public var drafts: [DraftMedication]
    public var expectations: [Expectation]
    @SourceLocation public var position: SourcePosition?

    /// A patient of whom nothing is expected.
    public init(
        iri: IRI, label: BilingualText, asOf: DateTime, sex: Sex?, birthDate: DateTime?, facts: [CaseFact]
    ) {
        self.iri = iri
        self.label = label
        tests = []
        self.asOf = asOf
        self.sex = sex
        self.birthDate = birthDate
        self.facts = facts
        notRecorded = []
        drafts = []
        expectations = []
        position = nil
    }
}

extension PatientCase {
    init(
        iri: IRI, label: BilingualText, tests: [IRI], asOf: DateTime, sex: Sex?, birthDate: DateTime?,
        facts: [CaseFact], notRecorded: Set<FactKind>, drafts: [DraftMedication], expectations: [Expectation],
        position: SourcePosition?
    ) {
        self.init(iri: iri, label: label, asOf: asOf, sex: sex, birthDate: birthDate, facts: facts)
        self.tests = tests
        self.notRecorded = notRecorded
        self.drafts = drafts
        self.expectations = expectations
        self.position = position
    }
}

/// One thing known about a test patient.
public struct CaseFact: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
        case quantity(Quantity)
        case concept(IRI)
        case flag(Bool)
    }

    public var kind: FactKind
    /// Nil for facts without a concept (pregnancy).
    public var concept: IRI?
    public var start: DateTime?
    public var end: DateTime?
    public var isActive: Bool
    public var value: Result?
    /// Of a medicine: what is taken at a time, and how often.
    public var dose: Quantity?
    public var frequency: String?
    public var route: IRI?

    public init(
        _ kind: FactKind, _ concept: IRI?, start: DateTime? = nil, end: DateTime? = nil, isActive: Bool = true,
        value: Result? = nil, dose: Quantity? = nil, frequency: String? = nil,
        route: IRI? = nil
    ) {
        self.kind = kind
        self.concept = concept
        self.start = start
        self.end = end
        self.isActive = isActive
        self.value = value
        self.dose = dose
        self.frequency = frequency
        self.route = route
    }
}

/// A medication order that is not signed yet.
public struct DraftMedication: Hashable, Sendable {
    public var medication: IRI
    public var dose: Quantity?
    public var frequency: String?
    public var route: IRI?
}

/// Where a recommendation stands for a patient.
public enum PathwayStatus: String, CaseIterable, Sendable {
    case due = "Due"
    case overdue = "Overdue"
    case done = "Done"
    case next = "Next"
    case blocked = "Blocked"
    case unknown = "Unknown"
    case notApplicable = "NotApplicable"
}

/// What a case demands.
public enum Expectation: Hashable, Sendable {
    case status(recommendation: IRI, PathwayStatus)
    case score(IRI, Int)
    /// A calculated value, to within half a unit of the last digit that is written.
    case calculation(IRI, Quantity)
    case alert(IRI)
    /// The alert is found and held back by the policy.
    case heldBack(IRI)
    case noAlert(IRI)
    case noAlerts
}
