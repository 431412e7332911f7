// The values that expressions compute with: CQL's system types, and facts of the patient.

import Quantities
import Terminology

/// A value of clinical logic.
///
/// `==` is identity of representation, as collections need it; CQL's Equal and Equivalent are ``isEqual(to:)`` and
/// ``isEquivalent(to:)``.
public enum Value: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// CQL's Integer: 32 bits; results beyond are null.
    case integer(Int)
    /// CQL's Long: 64 bits.
    case long(Int)
    case decimal(ExactDecimal)
    case string(String)
    case quantity(Quantity)
    /// Rare, and twice as large as a quantity.
    indirect case ratio(Ratio)
    /// At most to the day, without offset.
    case date(DateTime)
    case dateTime(DateTime)
    case time(TimeOfDay)
    case concept(ConceptID)
    /// A fact of the patient, by its place in ``PatientFacts/facts``.
    case fact(Int)
    /// An integer that is only known to lie in a range: CQL's uncertainty. Comparisons are unknown where ranges overlap.
    case uncertain(ClosedRange<Int>)
    indirect case interval(Interval<Value>)
    case list([Value])
    case tuple([String: Value])

    public init(_ truth: Bool?) {
        self = truth.map { .boolean($0) } ?? .null
    }

    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The truth of a boolean; `nil` for null and for any other type.
    public var truth: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    /// An integer, or a range of them that may be one: `5...5` is 5.
    static func counted(_ range: ClosedRange<Int>) -> Value {
        range.lowerBound == range.upperBound ? .integer(range.lowerBound) : .uncertain(range)
    }
}

extension Value: CustomStringConvertible {
    /// The value as CQL writes it.
    public var description: String {
        switch self {
        case .null: "null"
        case .boolean(let truth): truth ? "true" : "false"
        case .integer(let number): "\(number)"
        case .long(let number): "\(number)L"
        case .decimal(let number): "\(number)"
        case .string(let text): "'\(text)'"
        case .quantity(let quantity): "\(quantity.value) '\(quantity.unit)'"
        case .ratio(let ratio): "\(ratio)"
        case .date(let date): "@\(date)"
        case .dateTime(let point): point.precision < .hour ? "@\(point)T" : "@\(point)"
        case .time(let time): "@T\(time)"
        case .concept(let concept): "concept \(concept.rawValue)"
        case .fact(let index): "fact \(index)"
        case .uncertain(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .interval(let interval):
            "Interval\(interval.lowClosed ? "[" : "(")\(interval.low ?? .null), \(interval.high ?? .null)"
                + (interval.highClosed ? "]" : ")")
        case .list(let values): "{" + values.map(\.description).joined(separator: ", ") + "}"
        case .tuple(let elements):
            "Tuple{" + elements.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
        }
    }
}
