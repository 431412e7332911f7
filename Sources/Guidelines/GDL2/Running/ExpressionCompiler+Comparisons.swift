// Comparisons: what stands on one side says how the other is read. Quantities compare only in the same unit, codes by
// code; a comparison whose operand is missing is null, which holds nowhere.

import Expressions
import Quantities

extension GDL2.ExpressionCompiler {
    func compare(
        _ name: ELM.Operator, _ left: GDL2.Expression, _ right: GDL2.Expression
    ) throws(Failure) -> ELMExpression {
        // Literals that decide how the other side is read stand on the right from here on.
        if case .literal = left {
            guard case .literal = right else { return try compare(name.mirrored, right, left) }
        }
        switch right {
        case .literal(.null): return try nullness(name, left)
        case .literal(.coded(let term)): return try compareCode(name, left, term)
        case .literal(.ordinal(_, let term)) where name == .equal || name == .notEqual:
            return try compareCode(name, left, term)
        case .literal(.quantity(let number, let unit)):
            return try compareQuantity(name, left, number, unit)
        default: break
        }
        if case .element(let id, .unit) = left, case .literal(.text(let unit)) = right {
            return compareNames(name, part(.unitName, of: id), .literal(.string(unit.asUnitName)))
        }
        switch (kind(of: left), kind(of: right)) {
        case (.moment, _), (_, .moment): return .call(name, [try moment(left), try moment(right)])
        case (.truth, _), (_, .truth): return .call(name, [try truth(left), try truth(right)])
        case (.text, _), (_, .text):
            return compareNames(name, try text(left), try text(right))
        case (.open, .number):
            let numbers = ELMExpression.call(name, [try number(left), try number(right)])
            guard case .literal(.text) = right else { return numbers }
            return .call(.coalesce, [numbers, .call(name, [try text(left), try text(right)])])
        case (.open, .open): return try compareOpen(name, left, right)
        default: return .call(name, [try number(left), try number(right)])
        }
    }

    private func nullness(_ name: ELM.Operator, _ operand: GDL2.Expression) throws(Failure) -> ELMExpression {
        let isNull: ELMExpression
        switch operand {
        case .element(let id, nil), .element(let id, .value): isNull = .call(.isNull, [.parameter(id)])
        case .literal(.null): isNull = .literal(true)
        default: isNull = .call(.isNull, [try value(operand, for: nil)])
        }
        switch name {
        case .equal: return isNull
        case .notEqual: return .call(.not, [isNull])
        default: throw Failure(.unsupported("an order relative to null"))
        }
    }

    private func compareCode(
        _ name: ELM.Operator, _ operand: GDL2.Expression, _ term: GDL2.CodedTerm
    ) throws(Failure) -> ELMExpression {
        guard name == .equal || name == .notEqual, case .element(let id, let attribute) = operand,
            attribute == nil || attribute == .value || attribute == .code
        else { throw Failure(.unsupported("an order relative to \(term)")) }
        return compareNames(name, part(.code, of: id), .literal(.string(term.code)))
    }

    /// A text or code that is not there differs from every other: `!=` holds without a value, all else does not.
    private func compareNames(_ name: ELM.Operator, _ left: ELMExpression, _ right: ELMExpression) -> ELMExpression {
        guard name == .notEqual else { return .call(name, [left, right]) }
        return .call(.not, [.call(.isTrue, [.call(.equal, [left, right])])])
    }

    private func compareQuantity(
        _ name: ELM.Operator, _ operand: GDL2.Expression, _ number: ExactDecimal, _ unit: String
    ) throws(Failure) -> ELMExpression {
        if kind(of: operand) == .span, case .operation(_, let end, let start) = operand,
            let calendarUnit = CalendarUnit(unit)
        {
            return .call(name, [try span(from: start, to: end, in: calendarUnit), .literal(.decimal(number))])
        }
        let numbers = ELMExpression.call(name, [try self.number(operand), .literal(.decimal(number))])
        guard case .element(let id, let attribute) = operand, attribute == nil || attribute == .value else {
            return numbers
        }
        return .call(.and, [.call(.equal, [unitOrOne(of: id), .literal(.string(unit.asUnitName))]), numbers])
    }

    /// A number without a unit has the unit 1.
    private func unitOrOne(of id: String) -> ELMExpression {
        .call(.coalesce, [part(.unitName, of: id), .literal(.string("1"))])
    }

    private func compareOpen(
        _ name: ELM.Operator, _ left: GDL2.Expression, _ right: GDL2.Expression
    ) throws(Failure) -> ELMExpression {
        guard case .element(let first, _) = left, case .element(let second, _) = right else {
            return .call(name, [try number(left), try number(right)])
        }
        func both(_ part: GDL2.Part) -> ELMExpression {
            .call(name, [self.part(part, of: first), self.part(part, of: second)])
        }
        let numbers = ELMExpression.conditional(
            if: .call(.equal, [unitOrOne(of: first), unitOrOne(of: second)]), then: both(.number),
            else: .literal(.null))
        let isEquality = name == .equal || name == .notEqual
        return .call(
            .coalesce, (isEquality ? [both(.code)] : []) + [numbers, both(.moment), both(.text), both(.truth)])
    }
}

extension ELM.Operator {
    /// The comparison with its sides exchanged.
    fileprivate var mirrored: ELM.Operator {
        switch self {
        case .less: .greater
        case .greater: .less
        case .lessOrEqual: .greaterOrEqual
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
