// A library's definitions for a patient: what came out, what is unknown and why, what was refused.

import Engine
import Expressions
import Guidelines
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ answer: LibraryAnswer) -> [String] {
        let outcome = answer.outcome
        let title = [outcome.name, outcome.version].compactMap { $0 }.joined(separator: " ")
        var lines = [heading(answer.state), "", style.bold("━ \(title)")]
        let colon = words(": ", "：")
        for (definition, value) in zip(outcome.definitions, answer.values) {
            let name = definition.label[language]
            switch definition.finding {
            case .value:
                lines.append("  \(style.colour("●", .green)) \(name)\(colon)\(value?[language] ?? "")")
                lines += definition.evidence.suffix(Self.shownFacts).map {
                    "      " + style.dim(describe(answer.state.evidence[$0]))
                }
                if definition.evidence.count > Self.shownFacts {
                    let more = definition.evidence.count - Self.shownFacts
                    lines.append("      " + style.dim(words("and \(more) before", "及此前 \(more) 条")))
                }
            case .unknown(let reason):
                let why = reason.map { words(", because: ", "，因为：") + $0[language] } ?? ""
                lines.append("  \(style.colour("?", .yellow)) \(name)\(colon)" + words("unknown", "未知") + why)
            case .refused(let refusal):
                let what = words("refused, \(refusal.construct): ", "拒绝，\(refusal.construct)：") + refusal.reason
                lines.append("  \(style.colour("✗", .red)) \(name)\(colon)\(what)")
            }
        }
        return lines
    }

    /// How many facts stand below one definition.
    private static var shownFacts: Int { 3 }
}
