// A medicines rule for a patient as things stand, without an order: which of its medicines are taken, and whether its
// circumstances hold.

import Expressions
import Guidelines
import RDF
import Terminology
import Text

extension KnowledgeBase {
    /// The first rule whose IRI passes, with the proof of each of its parts.
    public func explainRule(
        _ state: PatientState, where isMeant: (IRI) -> Bool
    ) -> (rule: MedicationRule, proof: Proof)? {
        guard let rule = medicationRules.first(where: { isMeant($0.rule.iri) }) else { return nil }
        var evaluator = CriterionEvaluator(self, state)
        var children = [side(rule, rule.medications, state)]
        if !rule.interactsWith.isEmpty { children.append(side(rule, rule.interactsWith, state)) }
        if let when = rule.when { children.append(evaluator.proof(of: when)) }
        if let unless = rule.unless {
            let proof = evaluator.proof(of: unless)
            children.append(
                Proof(
                    BilingualText(english: "nothing that lifts the rule", chinese: "无豁免情形"), proof.verdict.negated,
                    children: [proof]))
        }
        let verdict: Verdict =
            if children.contains(where: { $0.verdict == .unmet }) {
                .unmet
            } else if children.contains(where: { $0.verdict == .unknown }) {
                .unknown
            } else {
                .met
            }
        return (rule.rule, Proof(rule.rule.label, verdict, children: children))
    }

    private func side(_ rule: CompiledMedicationRule, _ concepts: [ConceptID], _ state: PatientState) -> Proof {
        let taken = state.activeMedications.filter { rule.matches($0.ingredient, concepts, terminology) != nil }
        let names = wording.labels(concepts.map { IRI(terminology.iri($0)) })
        return Proof(
            BilingualText(english: "takes \(names[.english])", chinese: "正在使用\(names[.chinese])"),
            taken.isEmpty ? (state.complete.contains(.medication) ? .unmet : .unknown) : .met,
            evidence: taken.map(\.evidence))
    }

    /// The short names of everything that can be explained.
    public var itemNames: [String] {
        let steps = guidelines.flatMap { $0.guideline.recommendations.map(\.iri) + $0.guideline.scores.map(\.iri) }
        return (steps + medicationRules.map(\.rule.iri)).compactMap { iri in
            iri.string.lastIndex(of: "#").map { String(iri.string[iri.string.index(after: $0)...]) }
        }
    }
}
