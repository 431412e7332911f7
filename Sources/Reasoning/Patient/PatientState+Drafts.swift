// The same patient with one more order on the desk: what the pathway asks before it recommends a medicine.

import Expressions
import Terminology
import Text

extension PatientState {
    /// A draft order of a medicine or class, alone: other drafts are set aside.
    func addingDraft(of medication: ConceptID, _ knowledge: KnowledgeBase) -> PatientState {
        let item = Evidence(
            kind: .medication, concepts: [medication], text: knowledge.label(medication)[.english],
            source: "recommendation")
        let draft = DraftOrder(
            ingredients: [medication], evidence: evidence.count, dailyDose: nil, isTopical: false,
            unrecognisedParts: [], identifier: nil)
        return PatientState(
            asOf: asOf, identifier: identifier, name: name, sex: sex, birthDate: birthDate, isDeceased: isDeceased,
            facts: facts, evidence: evidence + [item], drafts: [draft], activeMedications: activeMedications,
            allergies: allergies, complete: complete)
    }
}
