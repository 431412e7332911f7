// A patient as of a moment: what the record says, what the caller sent, and the orders being written. Everything that
// reasons reads this and the knowledge base, and nothing else, so that an answer can be replayed from the two.

import Expressions
import Quantities
import Terminology

public struct PatientState: Sendable {
    /// The moment of evaluation; nothing later is seen.
    public let asOf: DateTime
    public let identifier: String
    public let name: String?
    public let sex: Sex?
    public let birthDate: DateTime?
    public let isDeceased: Bool
    /// The facts as the evaluator wants them; `Fact.event` is an index into `evidence`.
    public let facts: PatientFacts
    public let evidence: [Evidence]
    public let drafts: [DraftOrder]
    /// What is being taken now, one entry for each ingredient.
    public let activeMedications: [ActiveMedication]
    /// What the patient is allergic to.
    public let allergies: [RecordedAllergy]
    /// The kinds of facts that the record covers: only there does absence mean "no".
    public let complete: Set<FactKind>

    init(
        asOf: DateTime, identifier: String, name: String?, sex: Sex?, birthDate: DateTime?, isDeceased: Bool,
        facts: PatientFacts, evidence: [Evidence], drafts: [DraftOrder], activeMedications: [ActiveMedication],
        allergies: [RecordedAllergy], complete: Set<FactKind>
    ) {
        self.asOf = asOf
        self.identifier = identifier
        self.name = name
        self.sex = sex
        self.birthDate = birthDate
        self.isDeceased = isDeceased
        self.facts = facts
        self.evidence = evidence
        self.drafts = drafts
        self.activeMedications = activeMedications
        self.allergies = allergies
        self.complete = complete
    }

    /// Age in completed years, where the date of birth is precise enough to tell.
    public var age: Int? {
        guard let birthDate else { return nil }
        let years = birthDate.completed(.year, until: asOf)
        return years.lowerBound == years.upperBound ? years.lowerBound : nil
    }
}

/// An order that is being written and not signed.
public struct DraftOrder: Sendable {
    /// The ingredients that the order was understood as.
    public var ingredients: [ConceptID]
    /// Its index among the evidence.
    public var evidence: Int
    /// What the order amounts to in a day, where its dosage says so.
    public var dailyDose: Quantity?
    /// Acts where it is put; systemic rules do not apply.
    public var isTopical: Bool
    /// Parts of the product that were not recognised.
    public var unrecognisedParts: [String]
    /// The caller's own identifier of the order.
    public var identifier: String?
}

/// One ingredient of a medicine that the patient takes.
public struct ActiveMedication: Sendable {
    public var ingredient: ConceptID
    public var evidence: Int
    /// What is taken in a day, where the dosage says so.
    public var dailyDose: Quantity?
    public var isTopical: Bool
}

/// An allergy on record.
public struct RecordedAllergy: Sendable {
    public var agent: ConceptID
    public var evidence: Int
    /// The record calls the risk high, or tells of a severe reaction.
    public var isHighRisk: Bool
}
