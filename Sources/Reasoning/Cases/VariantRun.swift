// Many variants of one guideline against the same patients. All are compiled into one program; of a variant only what is
// changed is compiled, and for a patient it is only worked out whole when its changed parts by themselves come out
// otherwise than the guideline's: with the same parts in the same order, the outcome is the same.

import Expressions
import Guidelines
import RDF

struct VariantRun {
    /// The parts of a variant that are not those of the guideline.
    struct Differences {
        var isApplicabilityChanged = false
        var steps: [Int] = []
        var scores: [Int] = []
        var calculations: [Int] = []
        var isOrderChanged = false

        var isNone: Bool {
            !isApplicabilityChanged && steps.isEmpty && scores.isEmpty && calculations.isEmpty && !isOrderChanged
        }
    }

    /// What comes out for a patient by the guideline itself, and by the variants for which it is something else.
    struct Outcomes {
        var own: GuidelineOutcome
        var others: [Int: GuidelineOutcome] = [:]
    }

    /// By variant, the guideline itself first, which differs in nothing.
    let differences: [Differences]
    private let variants: [CompiledGuideline]
    private let order: StepOrder
    private let knowledge: KnowledgeBase
    private let runner: CaseRunner

    init(_ knowledge: KnowledgeBase, _ guideline: Guideline, _ mutants: [GuidelineMutant]) {
        var compiler = CriterionCompiler(
            terminology: knowledge.terminology, analytes: knowledge.analytes, wording: knowledge.wording)
        for other in knowledge.guidelines { compiler.declare(other.guideline) }
        let rules = knowledge.medicationRules.map { compiler.compile($0.rule) }
        compiler.declare(guideline)
        let own = compiler.compile(guideline)
        variants = [own] + mutants.map { compiler.compile($0, of: own) }
        differences = variants.map { Differences($0, own) }
        order = StepOrder(guideline)
        self.knowledge = KnowledgeBase(
            terminology: knowledge.terminology, resolver: knowledge.resolver, sources: knowledge.sources,
            guidelines: [own], medicationRules: rules, wording: knowledge.wording,
            program: compiler.finished(), analytes: knowledge.analytes)
        runner = CaseRunner(self.knowledge)
    }

    /// What comes out for a patient, by the guideline and by those of the variants with these numbers that differ.
    func outcomes(_ patient: PatientCase, of numbers: [Int]) -> Outcomes {
        let state = PatientState.make(knowledge, patient)
        let pathway = PathwayRecommendation(knowledge, state)
        var evaluator = CriterionEvaluator(knowledge, state, remembersProofs: true)
        let own = pathway.outcome(of: variants[0], order, &evaluator)
        var outcomes = Outcomes(own: own)
        for number in numbers
        where pathway.isChanged(variants[number], from: variants[0], differences[number], own, &evaluator) {
            let order = differences[number].isOrderChanged ? StepOrder(variants[number].guideline) : order
            outcomes.others[number] = pathway.outcome(of: variants[number], order, &evaluator)
        }
        return outcomes
    }

    /// Whether an outcome is what the case expects.
    func satisfies(_ outcome: GuidelineOutcome, _ patient: PatientCase) -> Bool {
        let report = PathwayReport(guidelines: [outcome], missingData: [])
        return patient.expectations.allSatisfy { runner.failure($0, report) == nil }
    }
}

extension PathwayRecommendation {
    /// Whether a changed part of a variant comes out otherwise for this patient.
    fileprivate func isChanged(
        _ variant: CompiledGuideline, from own: CompiledGuideline, _ differences: VariantRun.Differences,
        _ outcome: GuidelineOutcome, _ evaluator: inout CriterionEvaluator
    ) -> Bool {
        let applies = outcome.applicability.verdict
        if differences.isApplicabilityChanged {
            let verdict = variant.applicableWhen.map { evaluator.verdict(of: $0) } ?? .met
            if verdict != applies { return true }
        }
        if applies == .unmet { return false }
        if differences.isOrderChanged { return true }
        for index in differences.steps {
            let changed = status(of: variant.steps[index], applies, &evaluator)
            if changed != status(of: own.steps[index], applies, &evaluator) { return true }
        }
        for index in differences.scores
        where evaluator.outcome(of: variant.scores[index]).range != outcome.scores[index].range {
            return true
        }
        return differences.calculations.contains { index in
            evaluator.outcome(of: variant.calculations[index]).result != outcome.calculations[index].result
        }
    }
}

extension CriterionCompiler {
    /// A mutant with what it has in common with the guideline taken from there.
    fileprivate mutating func compile(_ mutant: GuidelineMutant, of own: CompiledGuideline) -> CompiledGuideline {
        source = own.guideline.source
        var variant = own
        variant.guideline = mutant.guideline
        switch mutant.place {
        case .applicability: variant.applicableWhen = mutant.guideline.applicableWhen.map { compile($0) }
        case .when(let iri), .doneWhen(let iri), .blockedWhen(let iri):
            for (index, step) in mutant.guideline.recommendations.enumerated() where step.iri == iri {
                variant.steps[index] = compile(step)
            }
        case .order: break
        case .item(let iri, _), .calculation(let iri):
            // Its own scores and calculations are what whatever refers to them is compiled with.
            declare(mutant.guideline)
            let dependents = mutant.guideline.dependents(of: iri)
            func isDependent(_ criterion: Criterion?) -> Bool { criterion?.refers(to: dependents) ?? false }
            if isDependent(variant.guideline.applicableWhen) {
                variant.applicableWhen = mutant.guideline.applicableWhen.map { compile($0) }
            }
            for (index, step) in mutant.guideline.recommendations.enumerated()
            where isDependent(step.when) || isDependent(step.doneWhen) || isDependent(step.blockedWhen) {
                variant.steps[index] = compile(step)
            }
            for (index, score) in mutant.guideline.scores.enumerated() where dependents.contains(score.iri) {
                variant.scores[index] = compile(score)
            }
            for (index, calculation) in mutant.guideline.calculations.enumerated()
            where dependents.contains(calculation.iri) {
                variant.calculations[index] = CompiledCalculation(
                    calculation: calculation, expression: compile(calculation))
            }
            declare(own.guideline)
        }
        return variant
    }
}

extension Guideline {
    /// A score or calculation with all that are computed from it.
    fileprivate func dependents(of part: IRI) -> Set<IRI> {
        var found: Set<IRI> = [part]
        while true {
            let before = found.count
            for score in scores where score.items.contains(where: { $0.when.refers(to: found) }) {
                found.insert(score.iri)
            }
            for calculation in calculations
            where calculation.expression.leaves.contains(where: { $0.refers(to: found) }) {
                found.insert(calculation.iri)
            }
            if found.count == before { return found }
        }
    }
}

extension Criterion {
    fileprivate func refers(to parts: Set<IRI>) -> Bool {
        subtree.contains { part in
            switch part.form {
            case .score(let iri, _), .calculation(let iri, _): parts.contains(iri)
            default: false
            }
        }
    }
}

extension VariantRun.Differences {
    fileprivate init(_ variant: CompiledGuideline, _ own: CompiledGuideline) {
        isApplicabilityChanged = variant.applicableWhen?.node != own.applicableWhen?.node
        steps = own.steps.indices.filter { index in
            let (step, other) = (variant.steps[index], own.steps[index])
            return step.when?.node != other.when?.node || step.doneWhen?.node != other.doneWhen?.node
                || step.blockedWhen?.node != other.blockedWhen?.node
        }
        scores = own.scores.indices.filter { index in
            let (score, other) = (variant.scores[index], own.scores[index])
            return score.items.map(\.node) != other.items.map(\.node)
                || score.score.items.map(\.points) != other.score.items.map(\.points)
        }
        calculations = own.calculations.indices.filter { index in
            variant.calculations[index].expression.node != own.calculations[index].expression.node
        }
        isOrderChanged =
            variant.guideline.recommendations.map(\.after) != own.guideline.recommendations.map(\.after)
            || variant.guideline.decisionPoints != own.guideline.decisionPoints
    }
}
