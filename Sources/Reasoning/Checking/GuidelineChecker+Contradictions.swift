// Recommendations that contradict each other: one starts a medicine that another stops or avoids. A patient to whom both
// apply is searched for by reasoning, then put through the pathways themselves, so that what is reported is what a
// clinician would be told, alerts and exceptions included.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

extension GuidelineChecker {
    /// A step with what must be so for it to be recommended.
    private struct Candidate {
        var compiled: CompiledGuideline
        var order: StepOrder
        var step: Recommendation
        var action: CompiledAction
        var isChecked: Bool
        var formulas: [Formula]

        var guideline: Guideline { compiled.guideline }
    }

    /// Two steps, whatever they say of which medicine.
    private struct Pair: Hashable {
        var start: IRI
        var other: IRI
    }

    /// - Parameter share: which share of the medicines that are started is looked at.
    mutating func checkContradictions(share: Int) {
        let checked = Set(checkedGuidelines.map(\.guideline.iri))
        var starting: [Candidate] = []
        var forbidding: [Candidate] = []
        var startCount = 0
        for compiled in knowledge.guidelines {
            let order = StepOrder(compiled.guideline)
            let before = predecessors(in: compiled.guideline, order)
            for step in compiled.steps {
                for action in step.actions where !action.medications.isEmpty {
                    guard [.start, .stop, .avoid].contains(action.action.kind) else { continue }
                    if action.action.kind == .start {
                        startCount += 1
                        if startCount % Self.contradictionShares != share { continue }
                    }
                    let candidate = Candidate(
                        compiled: compiled, order: order, step: step.recommendation, action: action,
                        isChecked: checked.contains(compiled.guideline.iri),
                        formulas: formulas(step.recommendation, compiled.guideline, before))
                    if action.action.kind == .start {
                        starting.append(candidate)
                    } else {
                        forbidding.append(candidate)
                    }
                }
            }
        }
        var patients: [Pair: String?] = [:]
        for start in starting {
            for other in forbidding where start.isChecked || other.isChecked {
                check(start, against: other, &patients)
            }
        }
    }

    /// For each branch and alternative the steps that are taken before it.
    private func predecessors(in guideline: Guideline, _ order: StepOrder) -> [IRI: [Recommendation]] {
        let steps = Dictionary(
            guideline.recommendations.map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
        var before: [IRI: [Recommendation]] = [:]
        for chain in order.decisions + order.alternatives {
            for (index, step) in chain.enumerated() {
                before[step, default: []] += chain[..<index].compactMap { steps[$0] }
            }
        }
        return before
    }

    private func formulas(
        _ step: Recommendation, _ guideline: Guideline, _ before: [IRI: [Recommendation]]
    ) -> [Formula] {
        var formulas = [guideline.applicableWhen, step.when].compactMap { $0 }.map { builder.formula($0) }
        if let blockedWhen = step.blockedWhen { formulas.append(builder.formula(blockedWhen, isMet: false)) }
        for earlier in before[step.iri] ?? [] {
            formulas.append(earlier.when.map { builder.formula($0, isMet: false) } ?? .constant(false))
        }
        return formulas
    }

    /// - Parameter patients: for two steps a patient to whom both apply, in words, where one was found.
    private mutating func check(_ start: Candidate, against other: Candidate, _ patients: inout [Pair: String?]) {
        let terminology = knowledge.terminology
        // Where one of several medicines stays allowed, there is a way to follow both.
        guard
            start.action.medications.allSatisfy({ medicine in
                other.action.medications.contains { terminology.isA(medicine, $0) }
            })
        else { return }
        let pair = Pair(start: start.step.iri, other: other.step.iri)
        let known = patients[pair] ?? patient(for: start, and: other)
        patients[pair] = .some(known)
        guard let words = known else { return }
        let isSame = start.guideline.iri == other.guideline.iri
        let first = start.isChecked ? start : other
        let second = start.isChecked ? other : start
        let elsewhere = isSame ? "" : " of \(second.guideline.label[.english])"
        report(
            isSame ? .error : .warning, .contradiction, first.guideline.source, first.step.position,
            "\(name(first.step.iri)) says to \(verb(first)), and \(name(second.step.iri))\(elsewhere) to "
                + "\(verb(second)), for \(words)",
            advice: "let m:blockedWhen of \(name(start.step.iri)) name what forbids the medicine, or narrow one m:when")
    }

    /// A patient to whom both steps apply, in words.
    private func patient(for start: Candidate, and other: Candidate) -> String? {
        guard let sketch = PatientSearch.find(start.formulas + other.formulas, builder.propositions) else { return nil }
        let patient = ExamplePatient(sketch, knowledge)
        let pathway = PathwayRecommendation(knowledge, PatientState.make(knowledge, patient.patientCase))
        var evaluator = CriterionEvaluator(knowledge, pathway.state)
        guard applies(start, pathway, &evaluator, isDoneToo: false),
            applies(other, pathway, &evaluator, isDoneToo: true)
        else { return nil }
        return patient.words
    }

    private func verb(_ candidate: Candidate) -> String {
        let medicines = candidate.action.medications.prefix(3).map { knowledge.label($0)[.english] }
        let more = candidate.action.medications.count > 3 ? " or others" : ""
        return candidate.action.action.kind.rawValue.lowercased() + " " + medicines.joined(separator: " or ") + more
    }

    /// Whether the pathway recommends the step to the patient.
    private func applies(
        _ candidate: Candidate, _ pathway: borrowing PathwayRecommendation, _ evaluator: inout CriterionEvaluator,
        isDoneToo: Bool
    ) -> Bool {
        let outcome = pathway.outcome(
            of: candidate.compiled.part(around: candidate.step.iri, candidate.order), candidate.order, &evaluator)
        guard let status = outcome.steps.first(where: { $0.recommendation.iri == candidate.step.iri })?.status else {
            return false
        }
        switch status {
        case .due, .overdue: return true
        case .done: return isDoneToo
        // What comes after something else contradicts nothing yet.
        case .next, .blocked, .unknown, .notApplicable: return false
        }
    }
}

extension CompiledGuideline {
    /// The guideline with no steps but one and those on which its status depends: what it waits for, and what is taken
    /// instead of it.
    fileprivate func part(around step: IRI, _ order: StepOrder) -> CompiledGuideline {
        var needed: Set<IRI> = [step]
        var pending = [step]
        while let next = pending.popLast() {
            let chains = (order.decisions + order.alternatives).filter { $0.contains(next) }
            for neighbour in order.predecessors(of: next) + chains.joined() where needed.insert(neighbour).inserted {
                pending.append(neighbour)
            }
        }
        var part = self
        part.steps.removeAll { !needed.contains($0.recommendation.iri) }
        part.scores = []
        part.calculations = []
        return part
    }
}
