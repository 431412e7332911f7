// Why a case does not come out as its fixture has it, as far as the guideline itself tells.

import Expressions
import Quantities

extension GDL2.TestCase {
    /// The causes of differences, each once; nil when nothing can be told.
    public func explanation(
        of differences: [GDL2.Difference], _ guidelines: [String: GDL2.CompiledGuideline], clock: DateTime
    ) -> String? {
        var causes: [String] = []
        for (number, compiled) in guidelines.sorted(by: { $0.key < $1.key }) {
            var values: [String: GDL2.DataValue] = [:]
            for input in inputs[number] ?? [] { values[input.element] = input.value }
            guard let journal = try? compiled.journal(of: values, clock: clock) else { continue }
            for difference in differences {
                if let cause = cause(of: difference, compiled.guideline, journal), !causes.contains(cause) {
                    causes.append(cause)
                }
            }
        }
        return causes.isEmpty ? nil : causes.joined(separator: "; ")
    }

    private func cause(
        of difference: GDL2.Difference, _ guideline: GDL2.Guideline, _ journal: GDL2.Journal
    ) -> String? {
        let element = difference.element
        switch difference.cause {
        case .missing(let expected):
            let wanted = GDL2.DataValue(fixture: expected)
            return journal.obstacle(to: element, wanted: wanted, in: guideline)?.description
        case .different(let value, let expected):
            let wanted = GDL2.DataValue(fixture: expected)
            guard let rule = journal.setBy[element] else { return nil }
            if let counted = guideline.countedQuantity(in: rule, for: element) {
                return "rule \(rule) reads .count of \(counted), which engines count differently"
            }
            if let number = value.number, let other = wanted.number {
                if number == other { return "\(element): the fixture has another unit than rule \(rule)" }
                if number.isWithinOnePercent(of: other) {
                    return "the fixture was computed with other rounding inside the calculation"
                }
            }
            return "rule \(rule) gives \(element) this value"
        case .notAnOutput, .failed: return nil
        }
    }
}

extension GDL2.Guideline {
    /// An element whose .count the rule, or a rule that it depends on, reads.
    fileprivate func countedQuantity(in rule: String, for element: String) -> String? {
        var pending = [element]
        var seen: Set<String> = []
        while let next = pending.popLast() {
            guard seen.insert(next).inserted else { continue }
            for action in rules.flatMap(\.then) where action.element == next {
                if let counted = action.value.counted { return counted }
                pending += action.value.elements
            }
        }
        return nil
    }
}

extension GDL2.Expression {
    fileprivate var counted: String? {
        switch self {
        case .element(let id, .count): id
        case .function(_, let operand): operand.counted
        case .operation(_, let left, let right): left.counted ?? right.counted
        default: nil
        }
    }
}

extension ExactDecimal {
    fileprivate func isWithinOnePercent(of other: ExactDecimal) -> Bool {
        guard let difference = subtracting(other)?.magnitude, let hundred = difference.multiplied(by: 100) else {
            return false
        }
        return hundred <= other.magnitude
    }
}
