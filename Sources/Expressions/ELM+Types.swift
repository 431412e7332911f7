// Types, and the operators that take one. In ELM the type is an attribute of Is, As, Convert and CanConvert, not an
// operand.

import Quantities

extension ELM {
    /// A type, as ELM's type specifiers name it.
    public indirect enum ValueType: Sendable, Hashable {
        case any, boolean, integer, long, decimal, string, quantity, ratio, date, dateTime, time
        /// A coded value. Concepts are identities here: a code and the concept that it stands for are one.
        case code
        case tuple
        case interval(of: ValueType)
        case list(of: ValueType)
    }

    public enum TypeOperator: String, Sendable, Hashable, CaseIterable {
        /// Whether the value is of the type; null is of none.
        case `is` = "Is"
        /// The value if it is of the type, else null. CQL's strict cast is an error there; here, as everywhere, null.
        case `as` = "As"
        /// The value in the type, by CQL's table of conversions; null where there is none.
        case convert = "Convert"
        case canConvert = "CanConvert"
    }
}

extension ELM.ValueType {
    /// Whether a value is of this type. Elements that are null are of every type.
    func holds(_ value: Value) -> Bool {
        switch (self, value) {
        case (_, .null): false
        case (.any, _), (.boolean, .boolean), (.integer, .integer), (.integer, .uncertain), (.long, .long),
            (.decimal, .decimal), (.string, .string), (.quantity, .quantity), (.ratio, .ratio), (.date, .date),
            (.dateTime, .dateTime), (.time, .time), (.code, .concept), (.tuple, .tuple), (.tuple, .fact):
            true
        case (.interval(let point), .interval(let interval)):
            [interval.low, interval.high].allSatisfy { $0.map { $0.isNull || point.holds($0) } ?? true }
        case (.list(let element), .list(let elements)): elements.allSatisfy { $0.isNull || element.holds($0) }
        default: false
        }
    }

    /// The operator that converts to this type.
    private var conversion: ELM.Operator? {
        switch self {
        case .boolean: .toBoolean
        case .integer: .toInteger
        case .long: .toLong
        case .decimal: .toDecimal
        case .string: .toString
        case .quantity: .toQuantity
        case .ratio: .toRatio
        case .date: .toDate
        case .dateTime: .toDateTime
        case .time: .toTime
        case .any, .code, .tuple, .interval, .list: nil
        }
    }

    func apply(_ name: ELM.TypeOperator, _ value: Value) -> Value {
        switch name {
        case .is: return .boolean(holds(value))
        case .as: return holds(value) ? value : .null
        case .convert: return converted(value)
        case .canConvert: return value.isNull ? .null : .boolean(!converted(value).isNull)
        }
    }

    private func converted(_ value: Value) -> Value {
        if value.isNull || holds(value) { return value }
        return conversion.map { Conversions.apply($0, value) } ?? .null
    }
}
