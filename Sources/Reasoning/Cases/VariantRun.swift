// Many variants of one guideline against the same patients: all are compiled into one program, where what they have in
// common is shared, and each patient is evaluated once for all of them.

import Expressions
import Guidelines
import RDF

struct VariantRun {
    /// Compiled variants, the guideline itself first.
    let variants: [CompiledGuideline]
    /// What is the same for two variants exactly if no patient can tell them apart.
    let signatures: [[String]]
    private let knowledge: KnowledgeBase
    private let runner: CaseRunner

    init(_ knowledge: KnowledgeBase, _ guideline: Guideline, _ mutants: [Guideline]) {
        var compiler = CriterionCompiler(
            terminology: knowledge.terminology, analytes: knowledge.analytes, wording: knowledge.wording)
        for other in knowledge.guidelines { compiler.declare(other.guideline) }
        let rules = knowledge.medicationRules.map { compiler.compile($0.rule) }
        var variants: [CompiledGuideline] = []
        for variant in [guideline] + mutants {
            // A variant's scores and calculations are its own.
            compiler.declare(variant)
            variants.append(compiler.compile(variant))
        }
        self.variants = variants
        signatures = variants.map(\.signature)
        self.knowledge = KnowledgeBase(
            terminology: knowledge.terminology, resolver: knowledge.resolver, sources: knowledge.sources,
            guidelines: [variants[0]], medicationRules: rules, wording: knowledge.wording,
            program: compiler.finished(), analytes: knowledge.analytes)
        runner = CaseRunner(self.knowledge)
    }

    /// What comes out for a patient, for the variants with these numbers.
    func outcomes(_ patient: PatientCase, of numbers: [Int]) -> [Int: GuidelineOutcome] {
        let state = PatientState.make(knowledge, patient)
        let pathway = PathwayRecommendation(knowledge, state)
        var evaluator = CriterionEvaluator(knowledge, state, remembersProofs: true)
        var outcomes: [Int: GuidelineOutcome] = [:]
        for number in numbers { outcomes[number] = pathway.outcome(of: variants[number], &evaluator) }
        return outcomes
    }

    /// Whether an outcome is what the case expects.
    func satisfies(_ outcome: GuidelineOutcome, _ patient: PatientCase) -> Bool {
        let report = PathwayReport(guidelines: [outcome], missingData: [])
        return patient.expectations.allSatisfy { runner.failure($0, report) == nil }
    }
}

extension CompiledGuideline {
    fileprivate var signature: [String] {
        func text(_ criterion: CompiledCriterion?) -> String { criterion.map { "\($0.node)" } ?? "-" }
        return [text(applicableWhen)]
            + steps.map { step in
                [text(step.when), text(step.doneWhen), text(step.blockedWhen), "\(step.recommendation.after)"]
                    .joined(separator: " ")
            }
            + scores.map { score in
                zip(score.items, score.score.items).map { "\(text($0)) \($1.points)" }.joined(separator: " ")
            }
            + calculations.map { "\($0.expression.node)" } + guideline.decisionPoints.map { "\($0.branches)" }
    }
}
