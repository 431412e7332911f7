// Steps that no patient reaches, circles of alternatives, and steps behind which the pathway ends for good because
// nothing in a record can show that they were done.

import Expressions
import Guidelines
import RDF

extension GuidelineChecker {
    mutating func checkSteps(of guideline: Guideline) {
        let steps = Dictionary(
            guideline.recommendations.map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
        let applicable = guideline.applicableWhen.map { builder.formula($0) }
        if let applicable, !isPossible([applicable]) { return }
        for step in guideline.recommendations {
            guard let when = step.when, isPossible([builder.formula(when)]) else { continue }
            let formulas = [applicable, builder.formula(when)].compactMap { $0 }
            if !isPossible(formulas) {
                report(
                    .error, .unreachableStep, guideline.source, step.position,
                    "\(name(step.iri)) is reached by nobody: its m:when contradicts the guideline's m:applicableWhen",
                    advice: "correct one of the two")
            }
        }
        for decision in guideline.decisionPoints {
            checkOrder(decision.branches.compactMap { steps[$0] }, "a branch", guideline)
        }
        for chain in StepOrder(guideline).alternatives {
            checkOrder(chain.compactMap { steps[$0] }, "an alternative", guideline)
        }
        checkCircles(of: guideline)
        checkDeadEnds(of: guideline, steps)
    }

    /// Of steps of which the first that applies is taken, each must apply to somebody to whom none before it does.
    private mutating func checkOrder(_ steps: [Recommendation], _ role: String, _ guideline: Guideline) {
        var before: [Formula] = guideline.applicableWhen.map { [builder.formula($0)] } ?? []
        for (index, step) in steps.enumerated() {
            let own = step.when.map { builder.formula($0) } ?? .constant(true)
            let isPossibleAlone = isPossible([own] + before.prefix(guideline.applicableWhen == nil ? 0 : 1))
            if index > 0, isPossibleAlone, !isPossible(before + [own]) {
                report(
                    .error, .unreachableStep, guideline.source, step.position,
                    "\(name(step.iri)) is never reached: wherever it applies, \(role) before it is taken ("
                        + steps[..<index].map { name($0.iri) }.joined(separator: ", ") + ")",
                    advice: "put it earlier, or narrow the ones before it")
            }
            before.append(step.when.map { builder.formula($0, isMet: false) } ?? .constant(false))
        }
    }

    private mutating func checkCircles(of guideline: Guideline) {
        let next = Dictionary(
            guideline.recommendations.map { ($0.iri, $0.orElse) }, uniquingKeysWith: { first, _ in first })
        var reported: Set<IRI> = []
        for step in guideline.recommendations where !reported.contains(step.iri) {
            var path = [step.iri]
            while let following = next[path[path.count - 1]]?.first, !path.contains(following) {
                path.append(following)
            }
            guard let back = next[path[path.count - 1]]?.first, back == step.iri else { continue }
            reported.formUnion(path)
            report(
                .error, .circle, guideline.source, step.position,
                "alternatives lead back to where they began: "
                    + (path + [step.iri]).map { name($0) }.joined(separator: " or else "),
                advice: "remove one m:orElse")
        }
    }

    private mutating func checkDeadEnds(of guideline: Guideline, _ steps: [IRI: Recommendation]) {
        let order = StepOrder(guideline)
        var followers: [IRI: [IRI]] = [:]
        for step in order.steps {
            for predecessor in order.predecessors(of: step) { followers[predecessor, default: []].append(step) }
        }
        for (iri, waiting) in followers.sorted(by: { $0.key < $1.key }) {
            guard let step = steps[iri], !step.canBeDone, step.when?.canLapse != true else { continue }
            report(
                .warning, .deadEnd, guideline.source, step.position,
                "the pathway ends at \(name(iri)): no record can show that it was done, and "
                    + waiting.map { name($0) }.joined(separator: ", ") + " would wait for it for ever",
                advice: "say with m:doneWhen when it is done")
        }
        for decision in guideline.decisionPoints where decision.branches.isEmpty {
            report(
                .error, .deadEnd, guideline.source, decision.position, "\(name(decision.iri)) has no branches",
                advice: "list them in m:branch")
        }
    }
}

extension Criterion {
    /// Whether it may cease to be met in the course of things: a value changes, a window passes, a medicine is stopped.
    fileprivate var canLapse: Bool {
        subtree.contains { part in
            switch part.form {
            case .event(let event): event.window != nil || event.kind == .medication
            case .observation, .trend, .dose, .score, .calculation, .expression, .pregnant: true
            case .all, .any, .not, .atLeastOf, .sequence, .age, .sex: false
            }
        }
    }
}

extension Recommendation {
    /// Whether a record can show that every action was taken (as the pathway tells it).
    fileprivate var canBeDone: Bool {
        doneWhen != nil
            || actions.allSatisfy { action in
                switch action.kind {
                case .change: false
                case .start, .stop, .avoid: !action.medications.isEmpty
                case .order, .measure: !action.observations.isEmpty || !action.procedures.isEmpty
                case .perform, .refer, .educate: !action.procedures.isEmpty
                case .vaccinate: !action.immunizations.isEmpty
                }
            }
    }
}
