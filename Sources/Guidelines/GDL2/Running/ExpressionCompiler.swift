// From GDL2's expressions to ELM's, so that they run on the evaluator that everything else runs on.
//
// GDL2 says what type an element has only when it is run. So an operand is compiled for what its surroundings need: as a
// number, a text, a truth or a moment; where both sides are open, ELM's Coalesce takes the first reading that both have.

import Expressions
import Quantities

extension GDL2 {
    struct ExpressionCompiler {
        let guideline: Guideline
        /// Which language `.term` answers in.
        let language: String?
        private let dates: Set<String>

        init(_ guideline: Guideline, language: String?) {
            self.guideline = guideline
            self.language = language
            dates = Set(
                guideline.bindings.flatMap(\.elements).filter { $0.dataType?.hasPrefix("DV_DATE") == true }.map(\.id))
        }

        /// The parameter that tells whether a rule has fired.
        static func fired(_ rule: String) -> String { "fired \(rule)" }

        enum Kind {
            case number, text, truth, moment
            /// The span between two moments.
            case span
            /// Told by the value at run time.
            case open
        }

        typealias ELMExpression = ELM.Expression
    }
}

// MARK: - What an expression yields

extension GDL2.ExpressionCompiler {
    func kind(of expression: GDL2.Expression) -> Kind {
        switch expression {
        case .literal(let literal):
            switch literal {
            case .number, .quantity: .number
            case .text(let text): ExactDecimal(text) == nil ? .text : .number
            case .boolean: .truth
            case .null, .coded, .ordinal: .open
            }
        case .element(let id, let attribute):
            switch attribute {
            case nil: dates.contains(id) ? .moment : .open
            case .value: .open
            case .unit, .code, .term: .text
            default: .number
            }
        case .now(let attribute): attribute == nil ? .moment : .number
        case .fired: .truth
        case .function(let function, _): function == .not ? .truth : .number
        case .operation(let name, let left, let right): kind(of: name, kind(of: left), kind(of: right), right)
        }
    }

    private func kind(of name: GDL2.Operator, _ left: Kind, _ right: Kind, _ operand: GDL2.Expression) -> Kind {
        if name.isComparison || name == .and || name == .or { return .truth }
        // A date moved on, or a number of days.
        if name == .add || name == .subtract, left == .open, operand.isCalendarQuantity { return .open }
        switch (name, left, right) {
        case (.subtract, .moment, .moment), (.subtract, .moment, .open), (.subtract, .open, .moment): return .span
        case (.subtract, .moment, _), (.add, .moment, .number): return .moment
        case (.add, .text, _), (.add, _, .text): return .text
        case (.add, .open, .open): return .open
        default: return .number
        }
    }

    /// An expression for an assignment's value.
    func value(_ expression: GDL2.Expression, for attribute: GDL2.Attribute?) throws(Failure) -> ELMExpression {
        switch attribute {
        case .unit: return try text(expression)
        case .precision, .magnitude, .count: return try number(expression)
        default: break
        }
        switch expression {
        case .literal(.null): throw Failure(.unsupported("assignment of null"))
        case .literal(.number(let number)): return .literal(.decimal(number))
        case .literal(.text(let text)): return .literal(.string(text))
        case .literal(.boolean(let truth)): return .literal(.boolean(truth))
        case .literal(.quantity(let number, let unit)):
            return .literal(.tuple(GDL2.DataValue.quantity(number, unit: unit).parts))
        case .literal(.coded(let term)): return .literal(.tuple(GDL2.DataValue.coded(term).parts))
        case .literal(.ordinal(let number, let term)):
            return .literal(.tuple(GDL2.DataValue.ordinal(number, term).parts))
        case .element(let id, nil): return .parameter(id)
        default: break
        }
        switch kind(of: expression) {
        case .number, .span: return try number(expression)
        case .text: return try text(expression)
        case .truth: return try truth(expression)
        case .moment: return try moment(expression)
        case .open:
            if case .operation(_, let left, let right) = expression {
                if right.isCalendarQuantity {
                    return .call(.coalesce, [try number(expression), try moment(expression)])
                }
                return .call(.coalesce, [try number(expression), try concatenation(left, right)])
            }
            return .call(
                .coalesce,
                [try number(expression), try text(expression), try truth(expression), try moment(expression)])
        }
    }

    struct Failure: Error {
        let problem: GDL2.ImportError.Problem

        init(_ problem: GDL2.ImportError.Problem) { self.problem = problem }
    }

    func part(_ part: GDL2.Part, of id: String) -> ELMExpression {
        .property(part.rawValue, of: .parameter(id))
    }
}

// MARK: - Readings

extension GDL2.ExpressionCompiler {
    func number(_ expression: GDL2.Expression) throws(Failure) -> ELMExpression {
        switch expression {
        case .literal(let literal): return try number(literal)
        case .element(let id, let attribute):
            switch attribute {
            case nil, .value, .magnitude, .count: return part(.number, of: id)
            case .precision: return part(.precision, of: id)
            case .unit, .code, .term: return .call(.toDecimal, [try text(expression)])
            case .some(let other): return component(other, of: part(.moment, of: id))
            }
        case .now(let attribute):
            guard let attribute else { throw Failure(.unsupported("$currentDateTime as a number")) }
            return component(attribute, of: .call(.now, []))
        case .fired: throw Failure(.unsupported("fired(…) as a number"))
        case .function(let function, let operand): return try number(function, operand)
        case .operation(let name, let left, let right): return try number(name, left, right)
        }
    }

    private func component(_ attribute: GDL2.Attribute, of moment: ELMExpression) -> ELMExpression {
        .call(.toDecimal, [.call(.dateTimeComponentFrom, [moment], precision: attribute.calendarUnit ?? .year)])
    }

    private func number(_ literal: GDL2.Literal) throws(Failure) -> ELMExpression {
        switch literal {
        case .number(let number), .quantity(let number, _): return .literal(.decimal(number))
        case .ordinal(let number, _): return .literal(.decimal(ExactDecimal(number)))
        case .text(let text):
            if let number = ExactDecimal(text) { return .literal(.decimal(number)) }
            throw Failure(.unsupported("the text '\(text)' as a number"))
        case .boolean(let truth): throw Failure(.unsupported("\(truth) as a number"))
        case .coded(let term): throw Failure(.unsupported("\(term) as a number"))
        case .null: return .literal(.null)
        }
    }

    private func number(_ function: GDL2.Function, _ operand: GDL2.Expression) throws(Failure) -> ELMExpression {
        let inner = try number(operand)
        switch function {
        case .not: throw Failure(.unsupported("a condition as a number"))
        case .negate: return .call(.negate, [inner])
        case .abs: return .call(.abs, [inner])
        case .ceil: return .call(.toDecimal, [.call(.ceiling, [inner])])
        case .floor: return .call(.toDecimal, [.call(.floor, [inner])])
        case .round: return .round(inner, fractionDigits: 0, .halfUp)
        case .exp: return .call(.exp, [inner])
        case .log: return .call(.ln, [inner])
        case .log10: return .call(.log, [inner, .literal(.decimal(10))])
        case .sqrt: return .call(.power, [inner, .literal(.decimal(Self.half))])
        }
    }

    private static let half = ExactDecimal(coefficient: 5, exponent: -1) ?? .one

    private func number(
        _ name: GDL2.Operator, _ left: GDL2.Expression, _ right: GDL2.Expression
    ) throws(Failure) -> ELMExpression {
        if name == .subtract, mayBeMoment(left), mayBeMoment(right) {
            let milliseconds = try span(from: right, to: left, in: .millisecond)
            guard kind(of: .operation(name, left, right)) != .span else { return milliseconds }
            return .call(.coalesce, [.call(.subtract, [try number(left), try number(right)]), milliseconds])
        }
        // (a - b) / 1,a counts whole years; likewise other calendar units.
        if name == .divide, case .operation(.subtract, let end, let start) = left, mayBeMoment(end), mayBeMoment(start),
            case .literal(.quantity(let divisor, let unit)) = right, let unit = CalendarUnit(unit)
        {
            let whole = ELMExpression.call(
                .divide, [try span(from: start, to: end, in: unit), .literal(.decimal(divisor))])
            guard kind(of: left) != .span else { return whole }
            let difference = ELMExpression.call(.subtract, [try number(end), try number(start)])
            return .call(.coalesce, [.call(.divide, [difference, .literal(.decimal(divisor))]), whole])
        }
        guard let called = name.arithmetic else { throw Failure(.unsupported("\"\(name.rawValue)\" as a number")) }
        return .call(called, [try number(left), try number(right)])
    }

    private func mayBeMoment(_ operand: GDL2.Expression) -> Bool {
        switch operand {
        case .element(_, nil), .element(_, .value): true
        default: kind(of: operand) == .moment
        }
    }

    /// Whole units between two moments. Years to days are counted on the calendars of those who wrote the dates down, so
    /// that a birthday is one whatever the zone and the hour.
    func span(
        from start: GDL2.Expression, to end: GDL2.Expression, in unit: CalendarUnit
    ) throws(Failure) -> ELMExpression {
        var (start, end) = (try moment(start), try moment(end))
        if [.year, .month, .week, .day].contains(unit) {
            (start, end) = (.call(.dateFrom, [start]), .call(.dateFrom, [end]))
        }
        return .call(.toDecimal, [.call(.durationBetween, [start, end], precision: unit)])
    }

    func text(_ expression: GDL2.Expression) throws(Failure) -> ELMExpression {
        switch expression {
        case .literal(.text(let text)): return .literal(.string(text))
        case .literal(.coded(let term)), .literal(.ordinal(_, let term)): return .literal(.string(term.text ?? ""))
        case .element(let id, .unit): return part(.unit, of: id)
        case .element(let id, .code): return part(.code, of: id)
        case .element(let id, .term):
            guard let text = guideline.text(of: id, language: language) else {
                throw Failure(.missing("the ontology's text of \(id)"))
            }
            return .literal(.string(text))
        case .element(let id, nil), .element(let id, .value): return part(.text, of: id)
        case .operation(.add, let left, let right) where kind(of: expression) == .text:
            return try concatenation(left, right)
        case .literal(.boolean(let truth)): return .literal(.string("\(truth)"))
        default: return .call(.toString, [try number(expression)])
        }
    }

    private func concatenation(_ left: GDL2.Expression, _ right: GDL2.Expression) throws(Failure) -> ELMExpression {
        .call(.concatenate, [try concatenable(left), try concatenable(right)])
    }

    /// In a text an element stands for its number, else for its text.
    private func concatenable(_ operand: GDL2.Expression) throws(Failure) -> ELMExpression {
        guard case .element(let id, let attribute) = operand, attribute == nil || attribute == .value else {
            return try text(operand)
        }
        return .call(.coalesce, [.call(.toString, [part(.number, of: id)]), part(.text, of: id)])
    }

    func moment(_ expression: GDL2.Expression) throws(Failure) -> ELMExpression {
        switch expression {
        case .now(nil): return .call(.now, [])
        case .element(let id, nil), .element(let id, .value): return part(.moment, of: id)
        case .operation(let name, let start, .literal(.quantity(let amount, let unit)))
        where name == .add || name == .subtract:
            guard CalendarUnit(unit) != nil, let unit = try? UCUMUnit(unit) else {
                throw Failure(.unsupported("moving a date by \(amount),\(unit)"))
            }
            return .call(
                name == .add ? .add : .subtract, [try moment(start), .literal(.quantity(Quantity(amount, unit)))])
        default: throw Failure(.unsupported("a number where a date is needed"))
        }
    }

    /// A condition.
    func truth(_ expression: GDL2.Expression) throws(Failure) -> ELMExpression {
        switch expression {
        case .literal(.boolean(let truth)): return .literal(.boolean(truth))
        case .element(let id, nil), .element(let id, .value): return part(.truth, of: id)
        case .fired(let rule): return .parameter(Self.fired(rule))
        case .function(.not, let operand): return .call(.not, [try truth(operand)])
        case .operation(.and, let left, let right): return .call(.and, [try truth(left), try truth(right)])
        case .operation(.or, let left, let right): return .call(.or, [try truth(left), try truth(right)])
        case .operation(let name, let left, let right):
            if let comparison = name.comparison { return try compare(comparison, left, right) }
        default: break
        }
        throw Failure(.unsupported("a value where a condition is needed"))
    }
}

extension GDL2.Expression {
    /// `3,mo`
    fileprivate var isCalendarQuantity: Bool {
        if case .literal(.quantity(_, let unit)) = self { CalendarUnit(unit) != nil } else { false }
    }
}

extension GDL2.Operator {
    fileprivate var arithmetic: ELM.Operator? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        default: nil
        }
    }

    fileprivate var comparison: ELM.Operator? {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .greater: .greater
        case .lessOrEqual: .lessOrEqual
        case .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }
}
