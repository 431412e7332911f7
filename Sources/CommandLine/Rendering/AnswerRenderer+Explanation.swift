// One finding, explained: its words, its proof whole, its sources.

import Engine
import Guidelines
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ answer: ExplanationAnswer) -> [String] {
        var lines = [heading(answer.state), ""]
        switch answer.explanation {
        case .recommendation(let step, let outcome):
            let recommendation = step.recommendation
            let badge = style.colour("\(step.status.sign) \(words.status(step.status))", step.status.colour, bold: true)
            lines.append(
                "\(badge)  \(style.bold(recommendation.label[language]))  \(style.dim(outcome.label[language]))")
            if !recommendation.comment.isEmpty {
                lines += labelled(words("why", "理由"), recommendation.comment[language], indent: "  ")
            }
            let grades = [
                recommendation.strength.map { words.strength($0) },
                recommendation.certainty.map { words.certainty($0) },
                recommendation.grade,
            ].compactMap { $0 }
            if !grades.isEmpty { lines += labelled(words("grade", "分级"), grades.joined(separator: ", "), indent: "  ") }
            if outcome.applicability.verdict != .met {
                lines.append("  " + style.dim(words("for whom", "适用对象")))
                lines += tree(outcome.applicability, answer.state).drawn(indent: "  ")
            }
            lines.append("  " + style.dim(words("asked", "条件")))
            lines += tree(step.proof, answer.state).drawn(indent: "  ")
            if let done = step.doneProof {
                lines.append("  " + style.dim(words("done", "已完成")))
                lines += tree(done, answer.state).drawn(indent: "  ")
            }
            for block in step.blocks {
                lines.append("  " + style.dim(words("blocked by", "受阻于")) + " " + block.title[language])
                lines += tree(block.proof, answer.state).drawn(indent: "  ")
            }
            lines += sources(recommendation.citations, indent: "  ")
        case .score(let score, let outcome):
            let range = score.range
            let points =
                range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
            lines.append(
                "\(style.bold(score.label[language])): \(style.bold(points))  \(style.dim(outcome.label[language]))")
            for item in score.items {
                let sign = item.proof.verdict.sign(style)
                let value =
                    item.proof.verdict == .met ? "+\(item.points)" : item.proof.verdict == .unknown ? "+?" : " 0"
                lines.append("  \(sign) \(value)  \(item.label[language])")
                if item.proof.verdict != .unmet {
                    lines += tree(item.proof, answer.state).drawn(indent: "        ")
                }
            }
        case .rule(let rule, let proof):
            let badge = style.colour(words.severity(rule.severity), rule.severity.colour, bold: true)
            lines.append("\(badge)  \(style.bold(rule.label[language]))")
            if !rule.management.isEmpty {
                lines += labelled(words("what to do", "处理"), rule.management[language], indent: "  ")
            }
            lines += tree(proof, answer.state).drawn(indent: "  ")
            lines += sources(rule.citations, indent: "  ")
        }
        lines += [
            "",
            style.dim(
                words(
                    "as of \(answer.provenance.asOf), knowledge \(answer.provenance.knowledge), patient state \(answer.provenance.patient)",
                    "截至 \(answer.provenance.asOf)，知识版本 \(answer.provenance.knowledge)，患者状态 \(answer.provenance.patient)"
                )),
        ]
        return lines
    }
}
