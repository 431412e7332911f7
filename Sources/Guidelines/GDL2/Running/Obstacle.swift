// Why a guideline gave no value for an element: what each rule that could have set it was waiting for.

import Expressions
import Quantities

extension GDL2 {
    /// What kept a value from being set.
    public enum Obstacle: Hashable, Sendable, CustomStringConvertible {
        /// A pre-condition of the whole guideline does not hold.
        case preCondition(Expression)
        /// A condition of a rule does not hold.
        case condition(rule: String, Expression)
        /// A condition of a rule asks for a value that is not there.
        case value(rule: String, element: String)
        /// The value has another unit than the one that it is compared in; units are never converted.
        case unit(rule: String?, element: String, given: String, wanted: String)
        /// The rule fired, but an operand of its action has no value.
        case operand(rule: String, element: String)
        /// No rule and no default action sets the element.
        case neverSet

        public var description: String {
            switch self {
            case .preCondition(let condition): "the pre-condition \(condition) does not hold"
            case .condition(let rule, let condition): "rule \(rule) needs \(condition), which does not hold"
            case .value(let rule, let element): "rule \(rule) needs a value of \(element)"
            case .unit(let rule, let element, let given, let wanted):
                (rule.map { "rule \($0)" } ?? "a pre-condition")
                    + " compares \(element) in \(wanted), and the value is in \(given)"
            case .operand(let rule, let element): "rule \(rule) computes it from \(element), which has no value"
            case .neverSet: "no rule sets it"
            }
        }
    }

    /// What happened in a run, for explanations.
    struct Journal {
        /// The place of the first condition that does not hold, for rules that did not fire.
        var unmet: [String: Int] = [:]
        var preCondition: Expression?
        /// Elements without a value that a rule's action needed.
        var missing: [String: [String: String]] = [:]
        /// The rule that set an element last.
        var setBy: [String: String] = [:]
        var states: [String: ElementState] = [:]
    }
}

extension GDL2.Journal {
    /// What stood in the way of an element: of the rules that would have given the wanted value, else of all that set the
    /// element, the one that came nearest to firing.
    func obstacle(
        to element: String, wanted: GDL2.DataValue?, in guideline: GDL2.Guideline
    ) -> GDL2.Obstacle? {
        if let preCondition { return unit(in: preCondition, rule: nil) ?? .preCondition(preCondition) }
        let setting = guideline.rules.filter { $0.then.contains { $0.element == element } }
        guard !setting.isEmpty else {
            return guideline.defaultActions.contains { $0.element == element } ? nil : .neverSet
        }
        for rule in setting {
            if let operand = missing[rule.id]?[element] { return .operand(rule: rule.id, element: operand) }
        }
        for rule in setting {
            if let unit = unmet[rule.id].flatMap({ unit(in: rule.when[$0], rule: rule.id) }) { return unit }
        }
        let giving = setting.filter { $0.then.contains { $0.element == element && $0.value.gives(wanted) } }
        let nearest = (giving.isEmpty ? setting : giving).filter { unmet[$0.id] != nil }.max {
            (unmet[$0.id] ?? 0) < (unmet[$1.id] ?? 0)
        }
        guard let nearest, let index = unmet[nearest.id] else { return nil }
        let condition = nearest.when[index]
        if !condition.asksForNothing,
            let absent = condition.elements.sorted().first(where: { states[$0]?.value == nil })
        {
            return .value(rule: nearest.id, element: absent)
        }
        return .condition(rule: nearest.id, condition)
    }

    /// The first comparison in a condition whose value is of another unit.
    private func unit(in condition: GDL2.Expression, rule: String?) -> GDL2.Obstacle? {
        switch condition {
        case .operation(_, .element(let id, let attribute), .literal(.quantity(_, let wanted)))
        where attribute == nil || attribute == .value:
            guard let state = states[id], state.value?.number != nil else { return nil }
            let given = state.unit ?? "1"
            return given.asUnitName == wanted.asUnitName
                ? nil : .unit(rule: rule, element: id, given: given, wanted: wanted)
        case .operation(_, let left, let right): return unit(in: left, rule: rule) ?? unit(in: right, rule: rule)
        case .function(_, let operand): return unit(in: operand, rule: rule)
        default: return nil
        }
    }
}

extension GDL2.Expression {
    /// Whether the condition, or a part of it, holds where there is no value.
    fileprivate var asksForNothing: Bool {
        switch self {
        case .operation(.equal, _, .literal(.null)), .operation(.equal, .literal(.null), _): true
        case .operation(_, let left, let right): left.asksForNothing || right.asksForNothing
        case .function(.not, _): true
        default: false
        }
    }

    /// Whether this is the constant that a value is.
    fileprivate func gives(_ value: GDL2.DataValue?) -> Bool {
        guard let value else { return false }
        return switch (self, value) {
        case (.literal(.coded(let term)), .coded(let other)): term.code == other.code
        case (.literal(.ordinal(let number, let term)), .ordinal(let other, let otherTerm)):
            number == other && term.code == otherTerm.code
        case (.literal(.text(let text)), .text(let other)): text == other
        case (.literal(.number(let number)), .number(let other)): number == other
        case (.literal(.quantity(let number, let unit)), .quantity(let other, let otherUnit)):
            number == other && unit == otherUnit
        default: false
        }
    }
}
