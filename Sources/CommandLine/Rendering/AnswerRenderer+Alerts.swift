// Alerts, worst first, with their proof; then what could not be checked and what was held back.

import Engine
import Guidelines
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ answer: AlertAnswer) -> [String] {
        let (state, report) = (answer.state, answer.report)
        var lines = [heading(state), ""]
        for draft in state.drafts {
            let names = draft.isTopical ? words(" (topical: systemic rules do not apply)", "（外用，不适用全身用药规则）") : ""
            lines.append(words("Order: ", "拟开医嘱：") + style.bold(state.evidence[draft.evidence].text) + names)
        }
        lines.append("")
        if report.shown.isEmpty {
            lines += [style.colour(words("No alert.", "无警示。"), .green), ""]
        }
        for alert in report.shown { lines += self.lines(alert, state) + [""] }
        for index in report.unrecognisedDrafts {
            let text = state.evidence[state.drafts[index].evidence].text
            lines += [
                style.colour(
                    words("Not checked: \(text) was not recognised as a medicine.", "未检查：无法识别药品“\(text)”。"), .yellow),
                "",
            ]
        }
        if !report.uncovered.isEmpty {
            let kinds = report.uncovered.map { $0.name[language] }.joined(separator: words(", ", "、"))
            lines += [
                style.colour(
                    words(
                        "The record does not say that it is complete for: \(kinds). What is not there may still be so.",
                        "病历未说明以下内容是否完整：\(kinds)。未记录不等于没有。"), .yellow), "",
            ]
        }
        if !report.undecided.isEmpty {
            lines.append(style.bold(words("Could not be decided", "尚不能判断")))
            for check in report.undecided {
                let missing = check.missing.map { $0.name[language] }.joined(separator: words(", ", "、"))
                lines += labelled(
                    "  ? ", check.title[language] + words(" — missing: ", "——缺少：") + missing, indent: "")
            }
            lines.append("")
        }
        if !report.suppressed.isEmpty {
            lines.append(style.dim(words("Held back", "未弹出的提示")))
            for alert in report.suppressed {
                guard case .suppressed(let reason) = alert.disposition else { continue }
                lines.append(
                    style.dim(
                        "  · \(alert.title[language]) (\(words.severity(alert.severity)); \(words.suppression(reason)))"
                    ))
            }
            lines.append("")
        }
        return lines
    }

    private func lines(_ alert: Alert, _ state: PatientState) -> [String] {
        let badge = style.colour("▌" + words.severity(alert.severity), alert.severity.colour, bold: true)
        var lines = ["\(badge)  \(style.bold(alert.title[language]))  \(style.dim(words.kind(alert.kind)))"]
        let indent = "  "
        let parts = [
            (words("because", "机制"), alert.mechanism), (words("risk", "后果"), alert.consequence),
            (words("what to do", "处理"), alert.management),
        ]
        for (label, text) in parts where !text.isEmpty { lines += labelled(label, text[language], indent: indent) }
        lines.append(indent + style.dim(words("proof", "依据")))
        lines += tree(alert.proof, state).drawn(indent: indent + "  ")
        lines += sources(alert.citations, indent: indent)
        return lines
    }
}
