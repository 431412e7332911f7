// What is due, done, next, blocked or unknown for a patient, guideline by guideline.
//
// A recommendation applies when its criterion is met and no branch or alternative before it was taken. One that applies
// is done if the record shows it, blocked if something speaks against every way of doing it, next if an earlier step
// that applies is not done, overdue or due otherwise. Unknown criteria make the recommendation unknown and name what is
// missing; they never make it disappear.

import Expressions
import Guidelines
import Quantities
import RDF
import Synchronization
import Terminology
import Text

public struct PathwayRecommendation: ~Copyable, Sendable {
    let knowledge: KnowledgeBase
    let state: PatientState
    /// What stands against medicines, by medicine: several steps may offer the same.
    let objections = Mutex<[ConceptID: Alert?]>([:])

    public init(_ knowledge: KnowledgeBase, _ state: PatientState) {
        self.knowledge = knowledge
        self.state = state
    }

    /// The outcome of every guideline, or of those named.
    ///
    /// Nothing is recommended for somebody who has died.
    public func recommend(_ guidelines: Set<IRI>? = nil) -> PathwayReport {
        if state.isDeceased { return PathwayReport(guidelines: [], missingData: []) }
        var evaluator = CriterionEvaluator(knowledge, state)
        let outcomes = knowledge.guidelines
            .filter { guidelines?.contains($0.guideline.iri) ?? true }
            .map { outcome(of: $0, &evaluator) }
        return PathwayReport(guidelines: outcomes, missingData: Self.rank(outcomes))
    }

    func outcome(of compiled: CompiledGuideline, _ evaluator: inout CriterionEvaluator) -> GuidelineOutcome {
        outcome(of: compiled, StepOrder(compiled.guideline), &evaluator)
    }

    func outcome(
        of compiled: CompiledGuideline, _ order: StepOrder, _ evaluator: inout CriterionEvaluator
    ) -> GuidelineOutcome {
        let guideline = compiled.guideline
        let applicability =
            compiled.applicableWhen.map { evaluator.proof(of: $0) }
            ?? .always(BilingualText(english: "every patient", chinese: "所有患者"))
        var outcome = GuidelineOutcome(
            guideline: guideline.iri, label: guideline.label, version: guideline.version,
            applicability: applicability, scores: [], calculations: [], steps: [])
        guard applicability.verdict != .unmet else { return outcome }
        outcome.scores = compiled.scores.map { evaluator.outcome(of: $0) }
        outcome.calculations = compiled.calculations.map { evaluator.outcome(of: $0) }
        outcome.steps = steps(of: compiled, order, isApplicable: applicability.verdict, &evaluator)
        return outcome
    }

    private func steps(
        of compiled: CompiledGuideline, _ order: StepOrder, isApplicable: Verdict,
        _ evaluator: inout CriterionEvaluator
    ) -> [StepOutcome] {
        var outcomes: [IRI: StepOutcome] = [:]
        for step in compiled.steps {
            outcomes[step.recommendation.iri] = assess(step, isApplicable, &evaluator)
        }
        for branches in order.decisions { takeFirst(of: branches, waitingForUnknown: true, &outcomes) }
        for chain in order.alternatives { takeFirst(of: chain, waitingForUnknown: false, &outcomes) }
        for iri in order.steps {
            guard let outcome = outcomes[iri], outcome.status == .due || outcome.status == .overdue else { continue }
            let waitsFor = order.predecessors(of: iri).filter { isOpen(outcomes[$0]) }
            if !waitsFor.isEmpty {
                outcomes[iri]?.status = .next
                outcomes[iri]?.waitsFor = waitsFor
            }
        }
        return order.steps.compactMap { outcomes[$0] }
    }

    /// Whether a step still has to be done before those that follow it.
    private func isOpen(_ outcome: StepOutcome?) -> Bool {
        switch outcome?.status {
        case .due, .overdue, .next: true
        default: false
        }
    }

    /// Of several in order, the first that applies is taken and the rest do not apply. After one that may apply, a
    /// decision is open, so that its later branches are unknown; an alternative stands in until more is known.
    private func takeFirst(
        of alternatives: [IRI], waitingForUnknown: Bool, _ outcomes: inout [IRI: StepOutcome]
    ) {
        var taken: IRI?
        var maybeTaken: IRI?
        for iri in alternatives {
            guard let status = outcomes[iri]?.status else { continue }
            if status == .notApplicable { continue }
            if let taken {
                outcomes[iri]?.status = .notApplicable
                outcomes[iri]?.yieldsTo = taken
            } else if let maybeTaken, waitingForUnknown {
                outcomes[iri]?.status = .unknown
                outcomes[iri]?.yieldsTo = maybeTaken
            }
            if status == .unknown { maybeTaken = maybeTaken ?? iri } else { taken = taken ?? iri }
        }
    }

    /// The status of one step by itself, without regard to its neighbours.
    private func assess(
        _ step: CompiledStep, _ isApplicable: Verdict, _ evaluator: inout CriterionEvaluator
    ) -> StepOutcome {
        let proof =
            step.when.map { evaluator.proof(of: $0) }
            ?? .always(BilingualText(english: "always", chinese: "始终"))
        var outcome = StepOutcome(
            recommendation: step.recommendation, status: .notApplicable, proof: proof, doneProof: nil, blocks: [],
            waitsFor: [], dueBy: nil)
        switch (isApplicable, proof.verdict) {
        case (_, .unmet): return outcome
        case (.unknown, _), (_, .unknown):
            outcome.status = .unknown
            return outcome
        default: break
        }
        let calledFor = startOfNewestFact(in: proof)
        if let done = doneProof(step, since: calledFor, &evaluator) {
            outcome.status = .done
            outcome.doneProof = done
            return outcome
        }
        outcome.blocks = blocks(step, &evaluator)
        if !outcome.blocks.isEmpty {
            outcome.status = .blocked
            return outcome
        }
        outcome.status = .due
        if let within = step.recommendation.within, let calledFor, let limit = calledFor.adding(within) {
            outcome.dueBy = limit
            if limit.isLess(than: state.asOf) == true { outcome.status = .overdue }
        }
        return outcome
    }

    /// The status of one step by itself, where nothing else of its outcome is asked for.
    func status(
        of step: CompiledStep, _ isApplicable: Verdict, _ evaluator: inout CriterionEvaluator
    ) -> PathwayStatus {
        switch (isApplicable, step.when.map { evaluator.verdict(of: $0) } ?? .met) {
        case (_, .unmet): .notApplicable
        case (.unknown, _), (_, .unknown): .unknown
        default: assess(step, isApplicable, &evaluator).status
        }
    }

    /// When the newest of the facts that made the criterion true began: from then on the step was called for.
    private func startOfNewestFact(in proof: Proof) -> DateTime? {
        proof.allEvidence.compactMap { state.evidence[$0].start }.max { $0.isLess(than: $1) ?? false }
    }

    private static func rank(_ outcomes: [GuidelineOutcome]) -> [RankedMissingDatum] {
        var decides: [MissingDatum: [IRI]] = [:]
        for outcome in outcomes {
            for datum in outcome.applicability.missingData { decides[datum, default: []].append(outcome.guideline) }
            for step in outcome.steps where step.status == .unknown {
                for datum in step.proof.missingData { decides[datum, default: []].append(step.recommendation.iri) }
            }
        }
        return decides.map { RankedMissingDatum(datum: $0.key, decides: $0.value) }.sorted {
            ($1.decides.count, $0.datum.name[.english]) < ($0.decides.count, $1.datum.name[.english])
        }
    }
}
