// Recorded allergies: the agent itself or a member of the class that the patient is allergic to is built in; reactions
// across classes are rules of the graph.

import Guidelines
import Terminology
import Text

extension MedicationAlerts {
    func checkAllergies(_ order: OrderedIngredient, _ findings: inout Findings) {
        let terminology = knowledge.terminology
        for allergy in state.allergies {
            if terminology.isA(order.ingredient, allergy.agent) {
                findings.alerts.append(directAllergy(order, allergy))
            }
        }
    }

    private func directAllergy(_ order: OrderedIngredient, _ allergy: RecordedAllergy) -> Alert {
        let (ingredient, agent) = (label(order.ingredient), label(allergy.agent))
        let allergyProof = Proof(
            BilingualText(english: "allergic to \(agent[.english])", chinese: "对\(agent[.chinese])过敏"), .met,
            evidence: [allergy.evidence])
        return Alert(
            kind: .allergy, severity: allergy.isHighRisk ? .contraindicated : .serious, rule: nil,
            title: BilingualText(
                english: "\(ingredient[.english]): allergy to \(agent[.english]) on record",
                chinese: "\(ingredient[.chinese])：病历记录对\(agent[.chinese])过敏"),
            mechanism: BilingualText(),
            consequence: BilingualText(
                english: "An allergic reaction is likely if the record is right.", chinese: "如记录属实，很可能发生过敏反应。"),
            management: BilingualText(
                english: "Confirm the allergy and its reaction; choose a medicine of another class.",
                chinese: "核实过敏史及反应类型；改用其他类别药物。"),
            certainty: nil, citations: [], draft: order.draft,
            proof: Proof(
                BilingualText(english: "the order contains what the patient is allergic to", chinese: "医嘱含患者过敏的药物"),
                .met,
                children: [orderProof(order, as: allergy.agent, isDraft: true), allergyProof]),
            disposition: .shown)
    }

    /// A rule on cross-reactivity: the allergy that it starts from, if the patient has one that is not the medicine's own.
    func crossReaction(_ order: OrderedIngredient, _ rule: CompiledMedicationRule) -> Proof? {
        let terminology = knowledge.terminology
        for allergy in state.allergies {
            guard let allergen = rule.allergens.first(where: { terminology.isA(allergy.agent, $0) }),
                !terminology.isA(order.ingredient, allergy.agent)
            else { continue }
            let (agent, group) = (label(allergy.agent), label(allergen))
            return Proof(
                BilingualText(
                    english: "allergic to \(agent[.english])" + (agent == group ? "" : ", one of: \(group[.english])"),
                    chinese: "对\(agent[.chinese])过敏" + (agent == group ? "" : "，属于\(group[.chinese])")),
                .met, evidence: [allergy.evidence])
        }
        return nil
    }
}
