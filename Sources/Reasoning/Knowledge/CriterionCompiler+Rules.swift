// Guidelines and medicines rules with all their criteria compiled and their concepts resolved.

import Guidelines
import RDF
import Terminology

extension CriterionCompiler {
    mutating func compile(_ guideline: Guideline) -> CompiledGuideline {
        source = guideline.source
        return CompiledGuideline(
            guideline: guideline, applicableWhen: guideline.applicableWhen.map { compile($0) },
            steps: guideline.recommendations.map { compile($0) }, scores: guideline.scores.map { compile($0) },
            calculations: guideline.calculations.map { calculation in
                CompiledCalculation(calculation: calculation, expression: compile(calculation))
            })
    }

    mutating func compile(_ recommendation: Recommendation) -> CompiledStep {
        CompiledStep(
            recommendation: recommendation, when: recommendation.when.map { compile($0) },
            doneWhen: recommendation.doneWhen.map { compile($0) },
            blockedWhen: recommendation.blockedWhen.map { compile($0) },
            actions: recommendation.actions.map { action in
                CompiledAction(
                    action: action, medications: resolved(action.medications),
                    observations: resolved(action.observations), procedures: resolved(action.procedures),
                    immunizations: resolved(action.immunizations))
            })
    }

    mutating func compile(_ score: Score) -> CompiledScore {
        CompiledScore(score: score, items: score.items.map { compile($0.when) })
    }

    mutating func compile(_ rule: MedicationRule) -> CompiledMedicationRule {
        source = rule.source
        return CompiledMedicationRule(
            rule: rule, medications: resolved(rule.medications), exceptions: resolved(rule.exceptions),
            interactsWith: resolved(rule.interactsWith), allergens: resolved(rule.allergens),
            observations: resolved(rule.observations), when: rule.when.map { compile($0) },
            unless: rule.unless.map { compile($0) })
    }

    private func resolved(_ iris: [IRI]) -> [ConceptID] { iris.compactMap { terminology.concept($0.string) } }
}
