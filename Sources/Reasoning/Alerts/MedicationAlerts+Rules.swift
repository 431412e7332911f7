// The rules of the graph that an ordered ingredient touches.

import Guidelines
import Quantities
import Terminology
import Text

extension MedicationAlerts {
    func checkRules(
        _ order: OrderedIngredient, _ evaluator: inout CriterionEvaluator, _ findings: inout Findings
    ) {
        for index in knowledge.rules(touching: order.ingredient) {
            let rule = knowledge.medicationRules[index]
            switch rule.rule.kind {
            case .interaction: checkInteraction(order, rule, &evaluator, &findings)
            case .duplicateTherapy: checkDuplicateTherapy(order, rule, &findings)
            case .monitoring: continue
            case .crossReactivity:
                guard rule.covers(order.ingredient, knowledge.terminology),
                    let reaction = crossReaction(order, rule)
                else { continue }
                conclude(order, rule, [reaction], &evaluator, &findings)
            case .contraindication, .pregnancyRisk, .renalDosing, .laboratoryRule, .ageRisk:
                guard rule.covers(order.ingredient, knowledge.terminology) else { continue }
                let dose = doseProof(order, rule)
                if dose?.verdict == .unmet { continue }
                conclude(order, rule, dose.map { [$0] } ?? [], &evaluator, &findings)
            }
        }
    }

    private func checkInteraction(
        _ order: OrderedIngredient, _ rule: CompiledMedicationRule, _ evaluator: inout CriterionEvaluator,
        _ findings: inout Findings
    ) {
        let terminology = knowledge.terminology
        for other in companions(of: order) {
            // Interactions are symmetric: the order may stand on either side.
            let sides = [(rule.medications, rule.interactsWith), (rule.interactsWith, rule.medications)]
            for (mine, theirs) in sides {
                guard rule.matches(order.ingredient, mine, terminology) != nil,
                    let group = rule.matches(other.ingredient, theirs, terminology)
                else { continue }
                // A daily maximum is of the medicine that the rule is about, on whichever side the order stands.
                let dosed = mine == rule.medications ? order : other
                let dose = doseProof(dosed, rule)
                if dose?.verdict == .unmet { break }
                let isDraft = state.drafts.contains { $0.evidence == other.evidence }
                let established = [orderProof(other, as: group, isDraft: isDraft), dose].compactMap { $0 }
                conclude(order, rule, established, &evaluator, &findings)
                break
            }
        }
    }

    private func checkDuplicateTherapy(
        _ order: OrderedIngredient, _ rule: CompiledMedicationRule, _ findings: inout Findings
    ) {
        let terminology = knowledge.terminology
        guard let group = rule.matches(order.ingredient, rule.medications, terminology) else { return }
        let others = companions(of: order).filter { rule.matches($0.ingredient, [group], terminology) != nil }
        guard others.count + 1 > rule.rule.maximum else { return }
        let children =
            [orderProof(order, as: group, isDraft: true)]
            + others.map { other in
                orderProof(other, as: group, isDraft: state.drafts.contains { $0.evidence == other.evidence })
            }
        findings.alerts.append(
            alert(order, rule, Proof(rule.rule.label, .met, children: children)))
    }

    /// Evaluates what else the rule asks and records the outcome. `established` holds what is proved already.
    private func conclude(
        _ order: OrderedIngredient, _ rule: CompiledMedicationRule, _ established: [Proof],
        _ evaluator: inout CriterionEvaluator, _ findings: inout Findings
    ) {
        let group = rule.matches(order.ingredient, rule.medications + rule.interactsWith, knowledge.terminology)
        var children = [orderProof(order, as: group, isDraft: true)] + established
        // A dose that cannot be told leaves a moderate rule open; a serious one warns all the same.
        let isOpen = established.contains { $0.verdict == .unknown } && rule.rule.severity <= .moderate
        var verdict = isOpen ? Verdict.unknown : .met
        if let when = rule.when {
            let proof = evaluator.proof(of: when)
            if proof.verdict == .unmet { return }
            if proof.verdict == .unknown { verdict = .unknown }
            children.append(proof)
        }
        if let unless = rule.unless {
            let proof = evaluator.proof(of: unless)
            if proof.verdict == .met { return }
            // Not knowing whether something lifts the rule does not silence it.
            children.append(
                Proof(
                    BilingualText(english: "nothing that lifts the rule", chinese: "无豁免情形"),
                    .met, note: proof.verdict == .unknown ? Self.unlifted : nil,
                    children: [proof]))
        }
        let proof = Proof(rule.rule.label, verdict, children: children)
        if verdict == .unknown {
            findings.undecided.append(
                UndecidedCheck(
                    rule: rule.rule.iri, kind: rule.rule.kind.alertKind, severity: rule.rule.severity,
                    title: rule.rule.label, draft: order.draft, proof: proof))
        } else {
            findings.alerts.append(alert(order, rule, proof))
        }
    }

    /// Where the rule sets a daily maximum, whether what is taken is above it.
    private func doseProof(_ order: OrderedIngredient, _ rule: CompiledMedicationRule) -> Proof? {
        guard let maximum = rule.rule.maximumDailyDose else { return nil }
        let name = label(order.ingredient)
        let statement = BilingualText(
            english: "\(name[.english]) above \(maximum) a day", chinese: "\(name[.chinese])每日超过 \(maximum)")
        guard let dose = order.dailyDose, let isAbove = dose.isGreater(than: maximum) else {
            return Proof(
                statement, .unknown,
                missing: MissingDatum(
                    .unusable,
                    BilingualText(
                        english: "daily dose of \(name[.english])", chinese: "\(name[.chinese])的每日剂量")))
        }
        return Proof(
            statement, Verdict(isAbove), evidence: [order.evidence],
            note: BilingualText(english: "\(dose) a day", chinese: "每日 \(dose)"))
    }

    private static let unlifted = BilingualText(
        english: "not known; the rule is taken to hold", chinese: "尚不明确，按规则成立处理")

    private func alert(_ order: OrderedIngredient, _ rule: CompiledMedicationRule, _ proof: Proof) -> Alert {
        Alert(
            kind: rule.rule.kind.alertKind, severity: rule.rule.severity, rule: rule.rule.iri,
            title: rule.rule.label, mechanism: rule.rule.mechanism, consequence: rule.rule.consequence,
            management: rule.rule.management, certainty: rule.rule.certainty, citations: rule.rule.citations,
            draft: order.draft, proof: proof, disposition: .shown)
    }

    /// The same ingredient in another product that the patient takes. The same product again is a renewal, no mistake.
    func checkDuplicateIngredient(_ order: OrderedIngredient, _ findings: inout Findings) {
        let name = knowledge.productKey(state.evidence[order.evidence].text)
        let taken = state.activeMedications.first {
            $0.ingredient == order.ingredient && !$0.isTopical
                && knowledge.productKey(state.evidence[$0.evidence].text) != name
        }
        guard let taken else { return }
        let ingredient = label(order.ingredient)
        findings.alerts.append(
            Alert(
                kind: .duplicateIngredient, severity: .moderate, rule: nil,
                title: BilingualText(
                    english: "\(ingredient[.english]) is taken already in another product",
                    chinese: "已在使用含\(ingredient[.chinese])的其他药品"),
                mechanism: BilingualText(),
                consequence: BilingualText(
                    english: "The doses add up.", chinese: "剂量叠加。"),
                management: BilingualText(
                    english: "Stop one of the two, or check the total dose.", chinese: "停用其一，或核对总剂量。"),
                certainty: nil, citations: [], draft: order.draft,
                proof: Proof(
                    BilingualText(english: "the same ingredient twice", chinese: "同一成分重复"), .met,
                    children: [
                        orderProof(order, as: nil, isDraft: true),
                        orderProof(
                            OrderedIngredient(
                                draft: order.draft, ingredient: taken.ingredient, evidence: taken.evidence,
                                dailyDose: taken.dailyDose),
                            as: nil, isDraft: false),
                    ]),
                disposition: .shown))
    }
}
