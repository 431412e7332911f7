// Intervals with CQL's semantics: either end open or closed, either bound unknown, and every answer that depends on an
// unknown bound or on points that cannot be ordered is `nil`.
//
// A bound of `nil` on a closed end means the end of the point type; on an open end it means that the bound is unknown.

/// A range of points.
public struct Interval<Point: IntervalPoint>: Sendable {
    public let low: Point?
    public let high: Point?
    public let lowClosed: Bool
    public let highClosed: Bool

    public init(low: Point?, high: Point?, lowClosed: Bool = true, highClosed: Bool = true) {
        self.low = low
        self.high = high
        self.lowClosed = lowClosed
        self.highClosed = highClosed
    }

    /// The first point; `nil` when unknown. CQL's Start.
    public var start: Point? {
        guard let low else { return lowClosed ? high?.leastOfKind : nil }
        return lowClosed ? low : low.successor
    }

    /// The last point; `nil` when unknown. CQL's End.
    public var end: Point? {
        guard let high else { return highClosed ? low?.greatestOfKind : nil }
        return highClosed ? high : high.predecessor
    }

    /// Whether the bounds are in order, where they are known.
    public var isValid: Bool {
        guard let start, let end else { return low == nil || high == nil }
        return start.compared(to: end) != .greater
    }

    /// Whether the point lies in the interval.
    public func contains(_ point: Point) -> Bool? {
        Logic.and(atOrAfterStart(point), atOrBeforeEnd(point))
    }

    /// Whether every point of the other interval lies in this one.
    public func includes(_ other: Interval) -> Bool? {
        Logic.and(other.start.flatMap(atOrAfterStart), other.end.flatMap(atOrBeforeEnd))
    }

    /// Whether the two share a point.
    public func overlaps(_ other: Interval) -> Bool? {
        Logic.not(Logic.or(isBefore(other), other.isBefore(self)))
    }

    public func isBefore(_ other: Interval) -> Bool? {
        guard let end, let start = other.start else { return nil }
        return end.isLess(than: start)
    }

    public func isAfter(_ other: Interval) -> Bool? { other.isBefore(self) }

    /// Whether the other interval begins right after this one ends.
    public func meetsBefore(_ other: Interval) -> Bool? {
        guard let end, let start = other.start else { return nil }
        guard let next = end.successor else { return false }
        return next.isEqual(to: start)
    }

    /// Whether both begin together and this one ends no later.
    public func starts(_ other: Interval) -> Bool? {
        guard let start, let otherStart = other.start else { return nil }
        return Logic.and(start.isEqual(to: otherStart), end.flatMap(other.atOrBeforeEnd))
    }

    /// Whether both end together and this one starts no earlier.
    public func ends(_ other: Interval) -> Bool? {
        guard let end, let otherEnd = other.end else { return nil }
        return Logic.and(end.isEqual(to: otherEnd), start.flatMap(other.atOrAfterStart))
    }

    /// Whether both have the same first and last point.
    public func isEqual(to other: Interval) -> Bool? {
        Logic.and(Self.equal(start, other.start), Self.equal(end, other.end))
    }

    /// The points in both; `nil` when there are none or the bounds cannot be ordered. Where a bound of either is
    /// unknown, so is that of the result.
    public func intersection(_ other: Interval) -> Interval? {
        guard overlaps(other) != false, isBefore(other) != true, isAfter(other) != true else { return nil }
        var (low, high): (Point?, Point?) = (nil, nil)
        if let start, let otherStart = other.start {
            guard let order = start.compared(to: otherStart) else { return nil }
            low = order == .less ? otherStart : start
        }
        if let end, let otherEnd = other.end {
            guard let order = end.compared(to: otherEnd) else { return nil }
            high = order == .greater ? otherEnd : end
        }
        guard low != nil || high != nil else { return nil }
        return Interval(low: low, high: high, lowClosed: low != nil, highClosed: high != nil)
    }

    /// The points in either, when they are one interval; else `nil`.
    public func union(_ other: Interval) -> Interval? {
        let joined = Logic.or(overlaps(other), Logic.or(meetsBefore(other), other.meetsBefore(self)))
        guard joined == true, let start, let end, let otherStart = other.start, let otherEnd = other.end,
            let low = start.compared(to: otherStart), let high = end.compared(to: otherEnd)
        else { return nil }
        return Interval(low: low == .greater ? otherStart : start, high: high == .less ? otherEnd : end)
    }

    /// The points of this interval that are not in the other, when they are one interval; else `nil`.
    public func subtracting(_ other: Interval) -> Interval? {
        guard let start, let end, let otherStart = other.start, let otherEnd = other.end else { return nil }
        guard let overlap = overlaps(other) else { return nil }
        if !overlap { return self }
        switch (start.compared(to: otherStart), end.compared(to: otherEnd)) {
        case (.less, .less), (.less, .equal): return Interval(low: start, high: otherStart.predecessor)
        case (.greater, .greater), (.equal, .greater): return Interval(low: otherEnd.successor, high: end)
        default: return nil
        }
    }

    private func atOrAfterStart(_ point: Point) -> Bool? {
        guard let low else { return lowClosed ? true : nil }
        return lowClosed ? low.isAtMost(point) : low.isLess(than: point)
    }

    private func atOrBeforeEnd(_ point: Point) -> Bool? {
        guard let high else { return highClosed ? true : nil }
        return highClosed ? point.isAtMost(high) : point.isLess(than: high)
    }

    private static func equal(_ left: Point?, _ right: Point?) -> Bool? {
        guard let left, let right else { return nil }
        return left.isEqual(to: right)
    }
}

extension Interval: Equatable where Point: Equatable {}
extension Interval: Hashable where Point: Hashable {}

/// Three-valued logic; `nil` is unknown.
public enum Logic {
    @inlinable
    public static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == false || right == false { return false }
        return left == nil || right == nil ? nil : true
    }

    @inlinable
    public static func or(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == true || right == true { return true }
        return left == nil || right == nil ? nil : false
    }

    @inlinable
    public static func not(_ operand: Bool?) -> Bool? { operand.map { !$0 } }
}
