// A medicines rule with its IRIs turned into concepts and its criteria compiled.

import Guidelines
import RDF
import Terminology

struct CompiledMedicationRule: Sendable {
    let rule: MedicationRule
    let medications: [ConceptID]
    let exceptions: [ConceptID]
    let interactsWith: [ConceptID]
    let allergens: [ConceptID]
    let observations: [ConceptID]
    let when: CompiledCriterion?
    let unless: CompiledCriterion?

    /// Whether `ingredient` is on the rule's first side.
    func covers(_ ingredient: ConceptID, _ terminology: Terminology) -> Bool {
        matches(ingredient, medications, terminology) != nil
    }

    /// The concept of `side` that `ingredient` is a kind of, unless the rule leaves the ingredient out.
    func matches(_ ingredient: ConceptID, _ side: [ConceptID], _ terminology: Terminology) -> ConceptID? {
        guard !exceptions.contains(where: { terminology.isA(ingredient, $0) }) else { return nil }
        return side.first { terminology.isA(ingredient, $0) }
    }
}

extension MedicationRule.Kind {
    var alertKind: Alert.Kind {
        switch self {
        case .interaction: .interaction
        case .contraindication: .contraindication
        case .pregnancyRisk: .pregnancy
        case .renalDosing: .renalDosing
        case .laboratoryRule: .laboratory
        case .ageRisk: .age
        case .duplicateTherapy: .duplicateTherapy
        case .crossReactivity: .crossReactivity
        case .monitoring: .laboratory
        }
    }
}
