// The state of a test patient. Kinds that a case does not call unrecorded are taken as whole: conditions, medicines,
// allergies, procedures, vaccinations and encounters; measurements never are.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

extension PatientState {
    public static func make(_ knowledge: KnowledgeBase, _ patientCase: PatientCase) -> PatientState {
        let covered: Set<FactKind> = [.condition, .medication, .allergy, .procedure, .immunization, .encounter]
        let identity = PatientIdentity(
            identifier: patientCase.iri.string, name: patientCase.label.english, sex: patientCase.sex,
            birthDate: patientCase.birthDate)
        var builder = PatientStateBuilder(
            knowledge, identity, asOf: patientCase.asOf, complete: covered.subtracting(patientCase.notRecorded))
        for fact in patientCase.facts {
            let item = evidence(fact, patientCase, knowledge)
            guard fact.kind == .pregnancy else {
                let concept = fact.concept.flatMap { knowledge.terminology.concept($0.string) }
                builder.add(
                    item, product: item.concepts.contains { $0 == concept } ? nil : concept,
                    dailyDose: DailyDose.of(fact.dose, timing: fact.frequency),
                    intake: knowledge.intake(fact.dose, fact.route),
                    value: fact.value.flatMap { knowledge.value(of: $0) })
                continue
            }
            if case .flag(let isPregnant) = fact.value {
                builder.addPregnancy(isPregnant, start: fact.start, evidence: item)
            }
        }
        for draft in patientCase.drafts {
            let concept = knowledge.terminology.concept(draft.medication.string)
            let item = Evidence(
                kind: .medication, concepts: concept.map { knowledge.meanings(of: $0, .medication) } ?? [],
                text: concept.map { knowledge.label($0)[.english] } ?? draft.medication.string, source: "draft order")
            builder.addDraft(
                item, dailyDose: DailyDose.of(draft.dose, timing: draft.frequency),
                intake: knowledge.intake(draft.dose, draft.route))
        }
        return builder.build()
    }

    private static func evidence(
        _ fact: CaseFact, _ patientCase: PatientCase, _ knowledge: KnowledgeBase
    ) -> Evidence {
        let concept = fact.concept.flatMap { knowledge.terminology.concept($0.string) }
        return Evidence(
            kind: fact.kind, concepts: concept.map { knowledge.meanings(of: $0, fact.kind) } ?? [],
            text: concept.map { knowledge.label($0)[.english] } ?? fact.concept?.string ?? "pregnancy",
            start: fact.start, end: fact.end,
            isActive: fact.isActive && (fact.end?.isGreater(than: patientCase.asOf) ?? true),
            valueText: fact.value.map { knowledge.words(for: $0) }, source: "case")
    }
}

extension KnowledgeBase {
    /// A concept as facts hold it: a product means its ingredients, an allergy finding its agents.
    fileprivate func meanings(of concept: ConceptID, _ kind: FactKind) -> [ConceptID] {
        let parts =
            switch kind {
            case .medication: terminology.ingredients(concept)
            case .allergy: terminology.causativeAgents(concept)
            default: ArraySlice<ConceptID>()
            }
        return parts.isEmpty ? [concept] : Array(parts)
    }

    fileprivate func intake(_ dose: Quantity?, _ route: IRI?) -> Intake? {
        Intake(dose: dose, route: route.flatMap { terminology.concept($0.string) })
    }

    fileprivate func value(of result: CaseFact.Result) -> Value? {
        switch result {
        // A number alone is one recorded without a unit.
        case .quantity(let quantity): quantity.unit == .one ? .decimal(quantity.value) : .quantity(quantity)
        case .concept(let iri): terminology.concept(iri.string).map(Value.concept)
        case .flag(let flag): .boolean(flag)
        }
    }

    fileprivate func words(for result: CaseFact.Result) -> String {
        switch result {
        case .quantity(let quantity): quantity.description
        case .concept(let iri): terminology.concept(iri.string).map { label($0)[.english] } ?? iri.string
        case .flag(let flag): flag ? "yes" : "no"
        }
    }
}
