// The values of elements, and how expressions see them.
//
// An element is a parameter of the program; its value is a tuple whose parts are what GDL2's attributes ask for. Units are
// text and never converted: GDL2 compares quantities of the same unit only, and half of its units are not of UCUM. Only
// the sign for micro is one whichever way it is written.

import Expressions
import Quantities

extension GDL2 {
    public enum DataValue: Hashable, Sendable {
        /// A count, or a number without a unit.
        case number(ExactDecimal)
        case quantity(ExactDecimal, unit: String)
        case coded(CodedTerm)
        case ordinal(Int, CodedTerm)
        case text(String)
        case boolean(Bool)
        case dateTime(DateTime)
    }

    /// The parts of a value's tuple.
    enum Part: String {
        case number, unit, unitName, precision, code, terminology, label, text, truth, moment
    }

    /// What precision does to an element's numbers.
    enum NumberKind {
        /// Rounded where a precision is declared for the number there is, and as a result. A number that comes after its
        /// precision goes on unrounded.
        case quantity
        /// Never given a unit: a real number that is rounded only as a result.
        case real
        /// Whole numbers: fractions are cut off.
        case count
    }

    /// What is known of an element while rules run: a unit and a precision can be set before there is a number.
    struct ElementState {
        var value: DataValue?
        var unit: String?
        var precision: Int?
        var kind = NumberKind.quantity
    }
}

extension GDL2.ElementState {
    init(_ value: GDL2.DataValue?, kind: GDL2.NumberKind) {
        self.kind = kind
        self.value = value
        if case .quantity(_, let unit) = value { self.unit = unit }
    }

    /// The value, with the unit that was set for it.
    var dataValue: GDL2.DataValue? {
        guard let number = value?.number, let unit else { return value }
        if case .ordinal = value { return value }
        return .quantity(number, unit: unit)
    }

    /// The value as a result: rounded to the declared precision.
    var output: GDL2.DataValue? {
        switch dataValue {
        case .number(let number): .number(rounded(number))
        case .quantity(let number, let unit): .quantity(rounded(number), unit: unit)
        case let other: other
        }
    }

    /// Half to even, as openEHR's tools print numbers: 4.25 is 4.2 to one digit.
    private func rounded(_ number: ExactDecimal) -> ExactDecimal {
        precision.map { number.rounded(fractionDigits: $0, .halfEven) } ?? number
    }

    /// As expressions see it.
    var tuple: Value {
        guard let value = dataValue else { return .null }
        var parts = value.parts
        if let precision { parts[GDL2.Part.precision.rawValue] = .decimal(ExactDecimal(precision)) }
        return .tuple(parts)
    }

    /// Carries out an assignment. A null changes nothing: the action had an operand that is missing.
    mutating func assign(_ result: Value, to attribute: GDL2.Attribute?) {
        switch (attribute, result) {
        case (_, .null): break
        case (.unit, .string(let text)): unit = text
        case (.precision, .decimal(let digits)):
            precision = digits.integerValue.map { max(0, min($0, ExactDecimal.precision)) }
            if kind == .quantity, let number = value?.number { setNumber(rounded(number)) }
        case (_, .decimal(let number)): setNumber(number)
        case (_, .string(let text)): value = .text(text)
        case (_, .boolean(let truth)): value = .boolean(truth)
        case (_, .dateTime(let point)): value = .dateTime(point)
        case (_, .tuple(let parts)): copy(parts)
        default: break
        }
    }

    /// Takes a number as the element's kind has it.
    private mutating func setNumber(_ number: ExactDecimal) {
        if case .ordinal = value, number == value?.number { return }
        switch kind {
        case .quantity, .real: value = .number(number)
        case .count: value = .number(number.rounded(.towardZero))
        }
    }

    private mutating func copy(_ parts: [String: Value]) {
        guard let copied = GDL2.DataValue(parts: parts) else { return }
        value = copied
        unit = nil
        if case .quantity(let number, let itsUnit) = copied {
            value = .number(number)
            unit = itsUnit
        }
        if case .decimal(let digits)? = parts[GDL2.Part.precision.rawValue] { precision = digits.integerValue }
        if case .number(let number)? = value { setNumber(number) }
    }
}

extension GDL2.DataValue {
    var number: ExactDecimal? {
        switch self {
        case .number(let number), .quantity(let number, _): number
        case .ordinal(let number, _): ExactDecimal(number)
        default: nil
        }
    }

    var parts: [String: Value] {
        typealias Part = GDL2.Part
        var parts: [String: Value] = [:]
        if let number { parts[Part.number.rawValue] = .decimal(number) }
        switch self {
        case .number: break
        case .quantity(_, let unit):
            parts[Part.unit.rawValue] = .string(unit)
            parts[Part.unitName.rawValue] = .string(unit.asUnitName)
        case .coded(let term), .ordinal(_, let term):
            parts[Part.code.rawValue] = .string(term.code)
            parts[Part.terminology.rawValue] = .string(term.terminology)
            parts[Part.text.rawValue] = .string(term.text ?? "")
            if term.text != nil { parts[Part.label.rawValue] = true }
        case .text(let text): parts[Part.text.rawValue] = .string(text)
        case .boolean(let truth): parts[Part.truth.rawValue] = .boolean(truth)
        case .dateTime(let point): parts[Part.moment.rawValue] = .dateTime(point)
        }
        return parts
    }

    init?(parts: [String: Value]) {
        func text(_ part: GDL2.Part) -> String? {
            if case .string(let text)? = parts[part.rawValue] { text } else { nil }
        }
        var number: ExactDecimal?
        if case .decimal(let value)? = parts[GDL2.Part.number.rawValue] { number = value }
        if let code = text(.code), let terminology = text(.terminology) {
            let label = parts[GDL2.Part.label.rawValue] == nil ? nil : text(.text)
            let term = GDL2.CodedTerm(terminology: terminology, code: code, text: label)
            self = number?.integerValue.map { .ordinal($0, term) } ?? .coded(term)
        } else if let number {
            self = text(.unit).map { .quantity(number, unit: $0) } ?? .number(number)
        } else if let text = text(.text) {
            self = .text(text)
        } else if case .boolean(let truth)? = parts[GDL2.Part.truth.rawValue] {
            self = .boolean(truth)
        } else if case .dateTime(let point)? = parts[GDL2.Part.moment.rawValue] {
            self = .dateTime(point)
        } else {
            return nil
        }
    }
}

extension String {
    /// A unit as it is compared: micro is U+00B5, U+03BC or u.
    var asUnitName: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        return replacing("\u{B5}", with: "u").replacing("\u{3BC}", with: "u")
    }
}

extension GDL2.DataValue: CustomStringConvertible {
    /// As fixtures write it.
    public var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .quantity(let number, let unit): "\(number),\(unit)"
        case .coded(let term): "\(term)"
        case .ordinal(let number, let term): "\(number)|\(term)"
        case .text(let text): text
        case .boolean(let truth): "\(truth)"
        case .dateTime(let point): "\(point)"
        }
    }
}

extension GDL2.CodedTerm: CustomStringConvertible {
    public var description: String { "\(terminology)::\(code)" + (text.map { "|\($0)|" } ?? "") }
}
