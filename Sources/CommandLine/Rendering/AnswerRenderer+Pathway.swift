// A patient's pathways: per guideline the scores, then each recommendation with its status. What does not apply is left
// out unless everything is asked for; proofs are printed for what asks for action, or for all.

import Engine
import Guidelines
import Quantities
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ answer: PathwayAnswer, everything: Bool = false, proofs: Bool = false) -> [String] {
        var lines = [heading(answer.state), ""]
        let relevant = answer.report.guidelines.filter { everything || isOfInterest($0) }
        for outcome in relevant {
            lines += self.lines(outcome, answer.releases[outcome.guideline], answer.state, everything, proofs) + [""]
        }
        if relevant.isEmpty { lines += [words("No guideline applies.", "没有适用的指南。"), ""] }
        let missing = answer.report.missingData
        if !missing.isEmpty {
            lines.append(style.bold(words("What is not recorded and would decide most", "缺少、且最能帮助判断的信息")))
            for ranked in missing.prefix(8) {
                let count = ranked.decides.count
                lines.append(
                    "  ? \(ranked.datum.name[language])"
                        + style.dim(
                            words("  decides \(count) recommendation\(count == 1 ? "" : "s")", "  可判断 \(count) 条推荐")))
            }
            lines.append("")
        }
        return lines
    }

    private func isOfInterest(_ outcome: GuidelineOutcome) -> Bool {
        outcome.applicability.verdict == .met && outcome.steps.contains { $0.status != .notApplicable }
    }

    private func lines(
        _ outcome: GuidelineOutcome, _ release: Release?, _ state: PatientState, _ everything: Bool, _ proofs: Bool
    ) -> [String] {
        let origin = [outcome.version, release.map { "(\($0.shortDigest))" }].compactMap { $0 }
        var lines = [style.bold("━ \(outcome.label[language])") + style.dim(origin.map { "  \($0)" }.joined())]
        if outcome.applicability.verdict != .met {
            lines += tree(outcome.applicability, state).drawn(indent: "  ")
            if outcome.applicability.verdict == .unmet { return lines }
        }
        lines += measures(outcome)
        for step in outcome.steps where everything || step.status != .notApplicable {
            lines += self.lines(step, state, proofs)
        }
        return lines
    }

    func measures(_ outcome: GuidelineOutcome) -> [String] {
        outcome.scores.map { line($0) } + calculations(outcome)
    }

    /// A score with the bands that it reaches.
    func line(_ score: ScoreOutcome) -> String {
        let range = score.range
        let points =
            range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
        let bands = score.bands.map { $0[language] }.joined(separator: words(" or ", "或"))
        return "  \(score.label[language]): \(style.bold(points))  \(style.dim(bands))"
    }

    func calculations(_ outcome: GuidelineOutcome) -> [String] {
        outcome.calculations.compactMap { calculation in
            calculation.value.map { "  \(calculation.label[language]): \(style.bold($0))" }
        }
    }

    private func lines(_ step: StepOutcome, _ state: PatientState, _ proofs: Bool) -> [String] {
        let recommendation = step.recommendation
        let badge = style.colour(
            "\(step.status.sign) \(words.status(step.status))".padded(to: language == .english ? 12 : 7),
            step.status.colour, bold: true)
        var detail: [String] = []
        if let strength = recommendation.strength { detail.append(words.strength(strength)) }
        if let certainty = recommendation.certainty { detail.append(words.certainty(certainty)) }
        var lines = ["  \(badge) \(recommendation.label[language])  " + style.dim(detail.joined(separator: ", "))]
        let indent = "      "
        switch step.status {
        case .due, .overdue:
            if let dueBy = step.dueBy {
                lines += labelled(words("by", "期限"), dueBy.date.description, indent: indent)
            }
            if !recommendation.comment.isEmpty {
                lines += labelled(words("why", "理由"), recommendation.comment[language], indent: indent)
            }
            lines += sources(recommendation.citations, indent: indent)
        case .blocked:
            for block in step.blocks {
                lines += labelled(words("blocked by", "受阻于"), block.title[language], indent: indent)
            }
        case .unknown:
            let missing = step.proof.missingData.map { $0.name[language] }.joined(separator: words(", ", "、"))
            if !missing.isEmpty { lines += labelled(words("missing", "缺少"), missing, indent: indent) }
        case .next:
            break
        case .done:
            if let evidence = step.doneProof?.allEvidence.first {
                lines.append(indent + style.dim(describe(state.evidence[evidence])))
            }
        case .notApplicable: break
        }
        if proofs {
            lines += tree(step.proof, state).drawn(indent: indent)
            for block in step.blocks { lines += tree(block.proof, state).drawn(indent: indent) }
        }
        return lines
    }
}
