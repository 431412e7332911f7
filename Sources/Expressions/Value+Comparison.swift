// Equality, equivalence and order of values: CQL 1.5, appendix B, "Comparison Operators".

import Quantities

extension Value {
    /// CQL's Equal: null when either side is null, when units are unlike or when precision does not suffice.
    func isEqual(to other: Value) -> Bool? {
        switch (self, other) {
        case (.null, _), (_, .null): return nil
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.concept(let left), .concept(let right)): return left == right
        case (.fact(let left), .fact(let right)): return left == right
        case (.list(let left), .list(let right)): return Self.areEqual(left, right)
        case (.tuple(let left), .tuple(let right)): return Self.areEqual(left, right)
        case (.interval(let left), .interval(let right)): return left.isEqual(to: right)
        case (.ratio(let left), .ratio(let right)): return left.isEqual(to: right)
        default:
            return compared(to: other).map { $0 == .equal } ?? areDisjoint(other)
        }
    }

    /// CQL's Equivalent: never null; null is equivalent to null, text ignores case and which white space it is, decimals
    /// are rounded to the fewer digits of the two, dates must have the same precision.
    func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.string(let left), .string(let right)): return Self.normalized(left) == Self.normalized(right)
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.tuple(let left), .tuple(let right)):
            return left.count == right.count && left.allSatisfy { $1.isEquivalent(to: right[$0] ?? .null) }
        case (.interval(let left), .interval(let right)):
            return (left.start ?? .null).isEquivalent(to: right.start ?? .null)
                && (left.end ?? .null).isEquivalent(to: right.end ?? .null)
        case (.ratio(let left), .ratio(let right)): return left.isEquivalent(to: right)
        case (.decimal(let left), .decimal(let right)): return Self.areEquivalent(left, right)
        case (.quantity(let left), .quantity(let right)):
            return (try? right.converted(to: left.unit)).map { Self.areEquivalent(left.value, $0.value) } ?? false
        default: return isEqual(to: other) == true
        }
    }

    /// The order of two values; `nil` when either is null or they cannot be ordered.
    public func compared(to other: Value) -> Ordering? {
        switch (self, other) {
        case (.integer(let left), .integer(let right)), (.long(let left), .long(let right)),
            (.integer(let left), .long(let right)), (.long(let left), .integer(let right)):
            return Ordering(left, right)
        case (.quantity(let left), .quantity(let right)): return left.compared(to: right)
        case (.date(let left), .date(let right)), (.dateTime(let left), .dateTime(let right)),
            (.date(let left), .dateTime(let right)), (.dateTime(let left), .date(let right)):
            return left.compared(to: right)
        case (.time(let left), .time(let right)): return left.compared(to: right)
        case (.string(let left), .string(let right)): return Ordering(left, right)
        case (.uncertain, _), (_, .uncertain):
            guard let left = range, let right = other.range else { return nil }
            if left.upperBound < right.lowerBound { return .less }
            if left.lowerBound > right.upperBound { return .greater }
            return left.count == 1 && left == right ? .equal : nil
        case (.quantity(let left), _):
            return other.decimalValue.flatMap { left.compared(to: Quantity($0)) }
        case (_, .quantity(let right)):
            return decimalValue.flatMap { Quantity($0).compared(to: right) }
        default:
            guard let left = decimalValue, let right = other.decimalValue else { return nil }
            return left.order(right)
        }
    }

    /// Whether one is at most the other, which may be known although the order is not: 3…5 is at most 5.
    func isAtMost(_ other: Value) -> Bool? {
        if let left = range, let right = other.range, left.count > 1 || right.count > 1 {
            if left.upperBound <= right.lowerBound { return true }
            return left.lowerBound > right.upperBound ? false : nil
        }
        return compared(to: other).map { $0 != .greater }
    }

    /// Whether one is less than the other.
    func isLess(than other: Value) -> Bool? { other.isAtMost(self).map { !$0 } }

    // MARK: - Parts

    /// A whole number as a range.
    var range: ClosedRange<Int>? {
        switch self {
        case .integer(let number), .long(let number): number...number
        case .uncertain(let range): range
        default: nil
        }
    }

    /// A number of any type as a decimal.
    var decimalValue: ExactDecimal? {
        switch self {
        case .integer(let number), .long(let number): ExactDecimal(number)
        case .decimal(let number): number
        default: nil
        }
    }

    /// Ranges that do not meet are certainly unequal; everything else that cannot be ordered is unknown.
    private func areDisjoint(_ other: Value) -> Bool? {
        guard let left = range, let right = other.range else { return nil }
        return left.overlaps(right) ? nil : false
    }

    private static func areEqual(_ left: [Value], _ right: [Value]) -> Bool? {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(true) { Logic.and($0, $1.0.isEqualOrBothNull($1.1)) }
    }

    private static func areEqual(_ left: [String: Value], _ right: [String: Value]) -> Bool? {
        guard left.keys == right.keys else { return false }
        return left.reduce(true) { Logic.and($0, $1.value.isEqualOrBothNull(right[$1.key] ?? .null)) }
    }

    /// Elements of lists and tuples: two nulls are equal (CQL, "Equal", for lists and tuples).
    private func isEqualOrBothNull(_ other: Value) -> Bool? {
        isNull && other.isNull ? true : isEqual(to: other)
    }

    /// All white space is alike, but two spaces are not one.
    private static func normalized(_ text: String) -> String {
        String(text.lowercased().map { $0.isWhitespace ? " " : $0 })
    }

    /// Equal when rounded to the digits of the less precise number; trailing zeros are no digits.
    private static func areEquivalent(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
        let digits = [left, right].map { max(0, -Int($0.strippingTrailingZeros().exponent)) }.min() ?? 0
        return left.rounded(fractionDigits: digits) == right.rounded(fractionDigits: digits)
    }
}

extension Value: IntervalPoint {
    public var successor: Value? { stepped(up: true) }
    public var predecessor: Value? { stepped(up: false) }

    private func stepped(up: Bool) -> Value? {
        switch self {
        case .integer(let number):
            let next = number + (up ? 1 : -1)
            return Self.integers.contains(next) ? .integer(next) : nil
        case .long(let number): return (up ? number.successor : number.predecessor).map { .long($0) }
        case .decimal(let number): return (up ? number.successor : number.predecessor).map { .decimal($0) }
        case .quantity(let quantity): return (up ? quantity.successor : quantity.predecessor).map { .quantity($0) }
        case .date(let date): return (up ? date.successor : date.predecessor).map { .date($0) }
        case .dateTime(let point): return (up ? point.successor : point.predecessor).map { .dateTime($0) }
        case .time(let time): return (up ? time.successor : time.predecessor).map { .time($0) }
        default: return nil
        }
    }

    public var leastOfKind: Value { extreme(least: true) }
    public var greatestOfKind: Value { extreme(least: false) }

    private func extreme(least: Bool) -> Value {
        switch self {
        case .integer: .integer(least ? Self.integers.lowerBound : Self.integers.upperBound)
        case .long: .long(least ? .min : .max)
        case .decimal(let number): .decimal(least ? number.leastOfKind : number.greatestOfKind)
        case .quantity(let quantity): .quantity(least ? quantity.leastOfKind : quantity.greatestOfKind)
        case .date(let date): .date(least ? date.leastOfKind : date.greatestOfKind)
        case .dateTime(let point): .dateTime(least ? point.leastOfKind : point.greatestOfKind)
        case .time(let time): .time(least ? time.leastOfKind : time.greatestOfKind)
        default: .null
        }
    }

    /// The range of CQL's Integer.
    static let integers = Int(Int32.min)...Int(Int32.max)
}
