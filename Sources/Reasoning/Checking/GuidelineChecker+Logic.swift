// Criteria that can never or always hold. Each is reported once, at the smallest part that shows it.

import Guidelines
import RDF

extension GuidelineChecker {
    mutating func checkLogic(of guideline: Guideline) {
        for (step, criterion) in guideline.criteria {
            guard !criterion.standsForValue, !criterion.isIncomplete else { continue }
            _ = checkLogic(of: criterion, step, [], guideline.source)
        }
    }

    /// - Parameter context: what must be so besides wherever this criterion matters.
    /// - Returns: whether something was reported.
    private mutating func checkLogic(
        of criterion: Criterion, _ step: IRI, _ context: [Formula], _ source: String?
    ) -> Bool {
        var found = false
        switch criterion.form {
        case .all(let parts):
            let formulas = parts.map { builder.formula($0) }
            for (index, part) in parts.enumerated() {
                var others = formulas
                others.remove(at: index)
                if checkLogic(of: part, step, context + others, source) { found = true }
            }
        case .any(let parts), .atLeastOf(_, let parts):
            for part in parts where checkLogic(of: part, step, context, source) { found = true }
            if !found, !context.isEmpty, isPossible(context) {
                for part in parts where !isPossible(context + [builder.formula(part)]) {
                    found = true
                    report(
                        .warning, .neverHolds, source, part.position,
                        "in \(name(step)) this alternative contradicts what must be so besides: \(words(part))",
                        advice: "remove it, or correct its bounds or those beside it")
                }
            }
        case .not(let part): found = checkLogic(of: part, step, [], source)
        default: break
        }
        if found { return true }
        if !isPossible([builder.formula(criterion)]) {
            report(
                .error, .neverHolds, source, criterion.position,
                "in \(name(step)) this can never hold: \(culprits(in: criterion))",
                advice: "correct a bound, or join the parts by m:any if one of them is enough")
            return true
        }
        if !isPossible([builder.formula(criterion, isMet: false)]) {
            report(
                .warning, .alwaysHolds, source, criterion.position,
                "in \(name(step)) this always holds, so it asks nothing: \(words(criterion))",
                advice: "remove it, or correct a bound")
            return true
        }
        return false
    }

    /// The two parts that contradict each other, where two do; else the whole.
    private func culprits(in criterion: Criterion) -> String {
        guard case .all(let parts) = criterion.form else { return words(criterion) }
        for (index, first) in parts.enumerated() {
            for second in parts.dropFirst(index + 1)
            where !isPossible([builder.formula(first), builder.formula(second)]) {
                return "\(words(first)), and \(words(second))"
            }
        }
        return words(criterion)
    }
}

extension Criterion {
    /// Whether it only stands for its value among the operands of an expression.
    fileprivate var standsForValue: Bool {
        switch form {
        case .age(let bounds), .score(_, let bounds), .calculation(_, let bounds): bounds.isEmpty
        case .observation(let observation): observation.comparisons.isEmpty
        default: false
        }
    }
}
