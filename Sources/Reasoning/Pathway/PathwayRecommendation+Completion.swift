// Whether the record shows that a step was done, and whether anything stands against doing it.

import Expressions
import Guidelines
import Quantities
import RDF
import Synchronization
import Terminology
import Text

extension PathwayRecommendation {
    /// The proof that the step is done, or nil. `calledFor` is when the step began to apply.
    func doneProof(_ step: CompiledStep, since calledFor: DateTime?, _ evaluator: inout CriterionEvaluator) -> Proof? {
        if let doneWhen = step.doneWhen {
            let proof = evaluator.proof(of: doneWhen)
            return proof.verdict == .met ? proof : nil
        }
        guard !step.actions.isEmpty else { return nil }
        var parts: [Proof] = []
        for action in step.actions {
            guard let part = doneProof(action, since: calledFor) else { return nil }
            parts.append(part)
        }
        return parts.count == 1
            ? parts[0] : Proof(BilingualText(english: "all actions done", chinese: "各项均已完成"), .met, children: parts)
    }

    private func doneProof(_ action: CompiledAction, since calledFor: DateTime?) -> Proof? {
        switch action.action.kind {
        // Whether a dose was changed cannot be told from the medicine being taken: the guideline says when it is done.
        case .change: return nil
        case .start:
            guard !action.medications.isEmpty else { return nil }
            return evidence(of: .medication, action.medications) { $0.isActive }
                .map { proof("is taken", "正在使用", $0) }
        case .stop, .avoid:
            guard !action.medications.isEmpty, state.complete.contains(.medication) else { return nil }
            let taken = state.activeMedications.contains { isAny($0.ingredient, of: action.medications) }
            return taken
                ? nil : Proof(BilingualText(english: "is not taken", chinese: "目前未使用"), .met)
        case .order, .measure:
            guard !action.observations.isEmpty else { return doneByProcedure(action, since: calledFor) }
            return evidence(of: .observation, action.observations) { isRecent($0, action.action.every, calledFor) }
                .map { proof("was measured", "已检测", $0) } ?? doneByProcedure(action, since: calledFor)
        case .perform: return doneByProcedure(action, since: calledFor)
        case .vaccinate:
            return evidence(of: .immunization, action.immunizations) { isRecent($0, action.action.every, nil) }
                .map { proof("was given", "已接种", $0) }
        case .refer, .educate: return doneByProcedure(action, since: calledFor)
        }
    }

    private func doneByProcedure(_ action: CompiledAction, since calledFor: DateTime?) -> Proof? {
        guard !action.procedures.isEmpty else { return nil }
        return evidence(of: .procedure, action.procedures) { isRecent($0, action.action.every, calledFor) }
            .map { proof("was performed", "已执行", $0) }
    }

    /// The newest piece of evidence on one of the concepts that passes.
    private func evidence(of kind: FactKind, _ concepts: [ConceptID], passing: (Evidence) -> Bool) -> Int? {
        let fitting = state.evidence.indices.filter { index in
            let evidence = state.evidence[index]
            return evidence.kind == kind && !evidence.isTopical && !state.drafts.contains { $0.evidence == index }
                && evidence.start?.isGreater(than: state.asOf) != true
                && evidence.concepts.contains { isAny($0, of: concepts) } && passing(evidence)
        }
        return fitting.max { left, right in
            guard let first = state.evidence[left].start, let second = state.evidence[right].start else {
                return state.evidence[left].start == nil
            }
            return first.isLess(than: second) ?? false
        }
    }

    private func isAny(_ concept: ConceptID, of concepts: [ConceptID]) -> Bool {
        concepts.contains { knowledge.terminology.isA(concept, $0) }
    }

    /// Within the repetition interval, or, for what is done once, since it was called for.
    private func isRecent(_ evidence: Evidence, _ every: CalendarDuration?, _ calledFor: DateTime?) -> Bool {
        guard let start = evidence.start else { return false }
        if let every { return state.asOf.subtracting(every).map { start.isAtLeast($0) ?? false } ?? false }
        guard let calledFor else { return true }
        return start.date.isAtLeast(calledFor.date) ?? false
    }

    private func proof(_ english: String, _ chinese: String, _ evidence: Int) -> Proof {
        let name = state.evidence[evidence].concepts.first.map(knowledge.label) ?? BilingualText()
        return Proof(
            BilingualText(english: "\(name[.english]) \(english)", chinese: "\(name[.chinese])\(chinese)"), .met,
            evidence: [evidence])
    }

    /// What stands against the step: the guideline's own exception, or serious alerts on every medicine it offers.
    func blocks(_ step: CompiledStep, _ evaluator: inout CriterionEvaluator) -> [Block] {
        if let blockedWhen = step.blockedWhen {
            let proof = evaluator.proof(of: blockedWhen)
            if proof.verdict == .met {
                return [Block(title: proof.statement, severity: nil, rule: nil, proof: proof)]
            }
        }
        for action in step.actions where action.action.kind == .start && !action.medications.isEmpty {
            var blocks: [Block] = []
            for medication in action.medications {
                guard let alert = objection(to: medication) else {
                    blocks = []
                    break
                }
                blocks.append(
                    Block(title: alert.title, severity: alert.severity, rule: alert.rule, proof: alert.proof))
            }
            if !blocks.isEmpty { return blocks }
        }
        return []
    }

    /// The worst serious alert that would meet an order of this medicine or class.
    private func objection(to medication: ConceptID) -> Alert? {
        if let known = objections.withLock({ $0[medication] }) { return known }
        let order = state.addingDraft(of: medication, knowledge)
        var worst = MedicationAlerts(knowledge, order).check().alerts.first { $0.severity >= .serious && $0.isShown }
        worst?.proof.removeEvidence(from: state.evidence.count)
        objections.withLock { $0[medication] = .some(worst) }
        return worst
    }
}
