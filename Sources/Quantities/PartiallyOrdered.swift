/// Values of which some pairs cannot be ordered: quantities of unlike units, dates of different precision.
public protocol PartiallyOrdered: Sendable {
    /// The order of the two; `nil` when it cannot be known.
    func compared(to other: Self) -> Ordering?
}

/// Points that an interval can be made of: there is a next one, a previous one, a first and a last.
public protocol IntervalPoint: PartiallyOrdered {
    /// The next point at this point's own step; `nil` after the last.
    var successor: Self? { get }
    /// The previous point at this point's own step; `nil` before the first.
    var predecessor: Self? { get }
    /// The least and the greatest point of this point's kind and unit.
    var leastOfKind: Self { get }
    var greatestOfKind: Self { get }
}

extension PartiallyOrdered {
    /// Whether the two are equal; `nil` when it cannot be known.
    public func isEqual(to other: Self) -> Bool? { compared(to: other).map { $0 == .equal } }
    public func isLess(than other: Self) -> Bool? { compared(to: other).map { $0 == .less } }
    public func isGreater(than other: Self) -> Bool? { compared(to: other).map { $0 == .greater } }
    public func isAtMost(_ other: Self) -> Bool? { compared(to: other).map { $0 != .greater } }
    public func isAtLeast(_ other: Self) -> Bool? { compared(to: other).map { $0 != .less } }
}

extension ExactDecimal: IntervalPoint {
    public func compared(to other: ExactDecimal) -> Ordering? { order(other) }

    /// CQL's decimals go in steps of 10^-8.
    public var successor: ExactDecimal? { self < greatestOfKind ? adding(Self.step) : nil }
    public var predecessor: ExactDecimal? { self > leastOfKind ? subtracting(Self.step) : nil }
    public var leastOfKind: ExactDecimal { -greatestOfKind }
    public var greatestOfKind: ExactDecimal { Self.largest }

    private static let step = ExactDecimal(unchecked: 1, exponent: -8)
    /// 10^28 less one step.
    private static let largest = ExactDecimal("9999999999999999999999999999.99999999") ?? .zero
}

extension Int: IntervalPoint {
    public func compared(to other: Int) -> Ordering? { Ordering(self, other) }
    public var successor: Int? { self == .max ? nil : self + 1 }
    public var predecessor: Int? { self == .min ? nil : self - 1 }
    public var leastOfKind: Int { .min }
    public var greatestOfKind: Int { .max }
}
