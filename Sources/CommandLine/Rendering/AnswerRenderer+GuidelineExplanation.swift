// One guideline for one patient: the path through its decision points, then every recommendation with the criteria that
// decide it, what is missing and what would change the answer.

import Engine
import Guidelines
import Quantities
import Reasoning
import Text

extension AnswerRenderer {
    /// - Parameter showsAll: whether criteria that do not decide are shown too.
    func lines(_ answer: GuidelineExplanation, showsAll: Bool = false) -> [String] {
        let guideline = answer.outline.guideline
        var lines = [
            heading(answer.state), "",
            style.bold("━ \(guideline.label[language])") + style.dim(guideline.version.map { "  \($0)" } ?? ""),
        ]
        guard let outcome = answer.outcome else {
            return lines + [words("Nothing is recommended for somebody who has died.", "患者已故，不再给出推荐。")]
        }
        lines += applicability(outcome.applicability, answer, showsAll)
        if outcome.applicability.verdict == .unmet { return lines }
        lines += scores(outcome, answer.state) + [""]
        lines += path(answer)
        for group in GuidelineExplanation.Group.allCases {
            let steps = answer.steps(group)
            guard !steps.isEmpty else { continue }
            lines.append(style.bold("\(words.group(group)) (\(steps.count))"))
            for step in steps { lines += self.lines(step, answer, showsAll) }
            lines.append("")
        }
        let cited = Set(outcome.steps.flatMap(\.recommendation.citations).map { answer.outline.number(of: $0) - 1 })
        return lines + [style.bold(words("Sources", "来源"))] + sourceList(answer.outline, cited.sorted())
    }

    private func applicability(_ proof: Proof, _ answer: GuidelineExplanation, _ showsAll: Bool) -> [String] {
        let verdict =
            switch proof.verdict {
            case .met: words("The guideline is for this patient.", "本指南适用于该患者。")
            case .unmet: words("The guideline is not for this patient.", "本指南不适用于该患者。")
            case .unknown:
                words("It cannot be told whether the guideline is for this patient.", "尚不能判断本指南是否适用于该患者。")
            }
        var lines = ["  " + verdict] + tree(shown(proof, showsAll), answer.state).drawn(indent: "  ")
        if proof.verdict != .met {
            lines += missing(proof, indent: "  ")
            lines += changes(proof.nearestChanges(to: .met), .met, answer.state, indent: "  ")
        }
        return lines
    }

    /// Scores with the items that count or may count, and calculations. Proofs below name them only.
    private func scores(_ outcome: GuidelineOutcome, _ state: PatientState) -> [String] {
        var lines: [String] = []
        for score in outcome.scores {
            lines.append(line(score))
            for item in score.items where item.proof.verdict != .unmet {
                let isMet = item.proof.verdict == .met
                let points = isMet ? "+\(item.points)" : "+?"
                let facts =
                    isMet
                    ? item.proof.allEvidence.prefix(2).map { describe(state.evidence[$0]) }
                    : item.proof.missingData.map { words("missing: \($0.name[.english])", "缺少：\($0.name[.chinese])") }
                lines.append(
                    "    \(item.proof.verdict.sign(style)) \(points) \(item.label[language])"
                        + style.dim((facts.isEmpty ? "" : "  ") + facts.joined(separator: words("; ", "；"))))
            }
        }
        return lines + calculations(outcome)
    }

    /// A proof as far as it is to be shown. What items of scores are is told with the scores.
    private func shown(_ proof: Proof, _ showsAll: Bool) -> Proof {
        guard showsAll else { return proof.decisive }
        var proof = proof
        if proof.combination == .sum, proof.verdict != .unknown { proof.children = [] }
        proof.children = proof.children.map { shown($0, showsAll) }
        return proof
    }

    // MARK: Decision points

    private func path(_ answer: GuidelineExplanation) -> [String] {
        let decisions = answer.outline.steps.compactMap { step in
            if case .decision(let decision) = step { decision.point } else { nil }
        }
        guard !decisions.isEmpty else { return [] }
        var lines = [style.bold(words("The path through the decision points", "决策路径"))]
        for decision in decisions {
            let branches = decision.branches.enumerated().compactMap { number, iri -> Tree? in
                guard let step = answer.step(iri) else { return nil }
                let (sign, word) = turn(step)
                return Tree("\(sign) \(number + 1) \(step.recommendation.label[language])" + style.dim("  \(word)"))
            }
            lines += Tree(style.colour("◇ \(decision.label[language])", .cyan), branches).drawn(indent: "  ")
        }
        return lines + [""]
    }

    /// Whether a branch was taken.
    private func turn(_ step: StepOutcome) -> (String, String) {
        switch GuidelineExplanation.Group(step.status) {
        case .cameOut:
            return (
                Verdict.met.sign(style), words("taken: \(words.status(step.status))", "采用：\(words.status(step.status))")
            )
        case .cannotBeTold where step.yieldsTo != nil && step.proof.verdict == .met:
            return (Verdict.unknown.sign(style), words("waits for an earlier answer", "取决于前面的分支"))
        case .cannotBeTold: return (Verdict.unknown.sign(style), words("cannot be told", "尚不能判断"))
        case .didNotComeOut where step.yieldsTo != nil:
            return (style.dim("–"), words("an earlier one was taken", "已取前面的分支"))
        case .didNotComeOut: return (Verdict.unmet.sign(style), words("conditions not met", "条件不满足"))
        }
    }

    // MARK: Recommendations

    private func lines(_ step: StepOutcome, _ answer: GuidelineExplanation, _ showsAll: Bool) -> [String] {
        let recommendation = step.recommendation
        let state = answer.state
        let badge = "\(step.status.sign) \(words.status(step.status))"
        let indent = "      "
        var lines = [
            "  \(style.colour(badge, step.status.colour, bold: true))  \(style.bold(recommendation.label[language]))"
                + style.dim("  \(grades(recommendation))")
        ]
        if let dueBy = step.dueBy {
            lines += labelled(words("by", "期限"), dueBy.date.description, indent: indent)
        }
        let group = GuidelineExplanation.Group(step.status)
        lines += tree(shown(step.proof, showsAll), state).drawn(indent: indent)
        if let yieldsTo = step.yieldsTo {
            let label = answer.outline.label(of: yieldsTo)[language]
            lines += labelled(
                step.status == .unknown ? words("waits for", "取决于") : words("instead", "已取"), label, indent: indent)
        }
        if !step.waitsFor.isEmpty {
            let labels = step.waitsFor.map { answer.outline.label(of: $0)[language] }
            lines += labelled(words("first", "先做"), labels.joined(separator: words("; ", "；")), indent: indent)
        }
        if let done = step.doneProof {
            lines.append(indent + style.dim(words("done", "已完成")))
            lines += tree(shown(done, showsAll), state).drawn(indent: indent)
        }
        for block in step.blocks {
            lines += labelled(words("blocked by", "受阻于"), block.title[language], indent: indent)
            lines += tree(shown(block.proof, showsAll), state).drawn(indent: indent)
        }
        if step.status == .unknown { lines += missing(step.proof, indent: indent) }
        lines += changes(
            step.nearestChanges, group == .cameOut ? .unmet : .met, state, isBlocked: step.status == .blocked,
            indent: indent)
        return lines
            + labelled(
                words("source", "来源"), shortCitations(recommendation.citations, answer.outline), indent: indent,
                dim: true)
    }

    /// What the record lacks, one a line: `no HbA1c within 3 months`.
    private func missing(_ proof: Proof, indent: String) -> [String] {
        var seen: Set<String> = []
        return proof.openParts.compactMap { leaf in leaf.missing.map { lacking($0, leaf) } }.filter {
            seen.insert($0).inserted
        }.flatMap { labelled(words("missing", "缺少"), $0, indent: indent) }
    }

    private func lacking(_ datum: MissingDatum, _ leaf: Proof) -> String {
        let name = datum.name[language]
        switch datum.kind {
        case .observation:
            guard let window = leaf.window?.words else { return words("no \(name) on record", "病历中无\(name)") }
            return words("no \(name) within \(window[.english])", "近 \(window[.chinese])内无\(name)")
        case .coverage:
            return words("whether the record holds all \(name)", "病历中的\(name)是否完整")
        case .patient: return words("\(name) is not recorded", "未记录\(name)")
        case .unusable:
            return words("a usable value of \(name)", "可用的\(name)")
                + (leaf.note.map { words(" (\($0[.english]))", "（\($0[.chinese])）") } ?? "")
        }
    }

    /// What would have to be otherwise.
    private func changes(
        _ changes: [NearestChange], _ wanted: Verdict, _ state: PatientState, isBlocked: Bool = false, indent: String
    ) -> [String] {
        guard !changes.isEmpty else { return [] }
        guard changes.allSatisfy({ !$0.leaf.isFixed }) else { return [] }
        var seen: Set<String> = []
        let parts = changes.map { change -> String in
            let statement = change.leaf.statement[language]
            let now = change.leaf.evidence.first.flatMap { state.evidence[$0].valueText }
            let value = now.map { words(" (now \($0))", "（现为 \($0)）") } ?? ""
            return (change.wanted == .met ? statement : words("not: \(statement)", "并非：\(statement)")) + value
        }.filter { seen.insert($0).inserted }
        let all = parts.joined(separator: words("; and ", "；且"))
        let text =
            isBlocked
            ? words("free if \(all)", "若\(all)，则可行")
            : wanted == .met ? words("applies if \(all)", "若\(all)，则适用") : words("ends if \(all)", "若\(all)，则不再适用")
        return labelled(words("change", "变化"), text, indent: indent)
    }
}

extension Words {
    fileprivate func group(_ group: GuidelineExplanation.Group) -> String {
        switch group {
        case .cameOut: self("Came out", "已给出的推荐")
        case .didNotComeOut: self("Did not come out", "未给出的推荐")
        case .cannotBeTold: self("Cannot be told", "尚不能判断")
        }
    }
}
