// Checks draft orders against the patient and one another. A request looks only at rules that its ingredients touch:
// the rules of an ingredient are found through its ancestors. Each check answers with alerts, or, where the record does
// not say enough, with an undecided check that names what is missing.

import Expressions
import Guidelines
import Quantities
import Terminology
import Text

public struct MedicationAlerts: Sendable {
    let knowledge: KnowledgeBase
    let state: PatientState

    public init(_ knowledge: KnowledgeBase, _ state: PatientState) {
        self.knowledge = knowledge
        self.state = state
    }

    /// Everything that speaks against the draft orders of the state.
    public func check() -> AlertReport {
        var findings = Findings()
        var evaluator = CriterionEvaluator(knowledge, state)
        for (index, draft) in state.drafts.enumerated() where !draft.isTopical {
            for ingredient in draft.ingredients {
                let order = OrderedIngredient(
                    draft: index, ingredient: ingredient, evidence: draft.evidence, dailyDose: draft.dailyDose)
                checkAllergies(order, &findings)
                checkRules(order, &evaluator, &findings)
                checkDuplicateIngredient(order, &findings)
            }
        }
        let alerts = AlertPolicy().apply(to: findings.alerts, isContinuation: isContinuation)
        return AlertReport(
            alerts: alerts, undecided: findings.undecided.sorted(by: UndecidedCheck.precedes),
            uncovered: [FactKind.allergy, .medication, .condition].filter { !state.complete.contains($0) }
                .map { MissingDatum(.coverage, $0.name) },
            unrecognisedDrafts: state.drafts.indices.filter { state.drafts[$0].ingredients.isEmpty })
    }

    struct Findings {
        var alerts: [Alert] = []
        var undecided: [UndecidedCheck] = []
    }

    /// An ingredient of a draft order, or of a medicine that it meets.
    struct OrderedIngredient {
        var draft: Int
        var ingredient: ConceptID
        var evidence: Int
        var dailyDose: Quantity?
    }

    /// Medicines that meet the draft: what is taken, and the other drafts that stand before it, so that a pair of drafts
    /// is reported once.
    func companions(of order: OrderedIngredient) -> [OrderedIngredient] {
        let taken = state.activeMedications.filter { !$0.isTopical }
            .map {
                OrderedIngredient(
                    draft: order.draft, ingredient: $0.ingredient, evidence: $0.evidence, dailyDose: $0.dailyDose)
            }
        let drafts = state.drafts[..<order.draft].filter { !$0.isTopical }.flatMap { draft in
            draft.ingredients.map {
                OrderedIngredient(
                    draft: order.draft, ingredient: $0, evidence: draft.evidence, dailyDose: draft.dailyDose)
            }
        }
        var seen: Set<ConceptID> = [order.ingredient]
        return (taken + drafts).filter { seen.insert($0.ingredient).inserted }
    }

    /// Whether every ingredient of the draft is taken already.
    private func isContinuation(_ draft: Int) -> Bool {
        let ingredients = state.drafts[draft].ingredients
        return !ingredients.isEmpty
            && ingredients.allSatisfy { ingredient in state.activeMedications.contains { $0.ingredient == ingredient } }
    }

    func label(_ concept: ConceptID) -> BilingualText { knowledge.wording.label(concept) }

    /// The proof step "this order contains that ingredient, which is a …".
    func orderProof(_ order: OrderedIngredient, as concept: ConceptID?, isDraft: Bool) -> Proof {
        let ingredient = label(order.ingredient)
        let verbs = isDraft ? (english: "ordered", chinese: "拟开") : (english: "takes", chinese: "正在使用")
        var statement = BilingualText(
            english: "\(verbs.english) \(ingredient[.english])", chinese: "\(verbs.chinese)\(ingredient[.chinese])")
        if let concept, concept != order.ingredient {
            let group = label(concept)
            statement.english = "\(statement[.english]), one of: \(group[.english])"
            statement.chinese = "\(statement[.chinese])，属于\(group[.chinese])"
        }
        return Proof(statement, .met, evidence: [order.evidence])
    }
}

extension UndecidedCheck {
    static func precedes(_ left: UndecidedCheck, _ right: UndecidedCheck) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.draft != right.draft { return left.draft < right.draft }
        return left.rule < right.rule
    }
}
