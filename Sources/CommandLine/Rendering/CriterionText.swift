// Criteria on one line, for outlines and flow diagrams.

import Reasoning
import Text

struct CriterionText {
    let words: Words

    /// The criterion; what combines several is in parentheses when it is part of something else.
    func text(_ criterion: CriterionOutline, isPart: Bool = false) -> String {
        if criterion.isLabelled || criterion.combination == .leaf || criterion.parts.isEmpty {
            return criterion.statement[words.language]
        }
        let parts = criterion.parts.map { text($0, isPart: criterion.parts.count > 1) }
        let joined: String
        switch criterion.combination {
        case .not: return words("not (\(parts[0]))", "并非（\(parts[0])）")
        case .any: joined = parts.joined(separator: words(", or ", "，或"))
        case .all: joined = parts.joined(separator: words(", and ", "，且"))
        case .atLeast(let count):
            joined =
                words("at least \(count) of: ", "至少满足 \(count) 项：") + parts.joined(separator: words("; ", "；"))
        case .leaf, .sum: joined = ""
        }
        return isPart && parts.count > 1 ? words("(\(joined))", "（\(joined)）") : joined
    }

    /// What all must hold, one element each.
    func conjuncts(_ criterion: CriterionOutline?) -> [String] {
        guard let criterion else { return [] }
        if criterion.combination == .all, !criterion.isLabelled { return criterion.parts.flatMap { conjuncts($0) } }
        return [text(criterion)]
    }

    func action(_ action: ActionOutline) -> String {
        let details = action.details.map { $0[words.language] }
        return words.action(action.kind) + words(": ", "：")
            + ([action.what[words.language]] + details).filter { !$0.isEmpty }.joined(separator: words(", ", "，"))
    }
}
