/// The number of a term in a `TermTable`: dense from 0, in the order in which terms were first met.
public struct NodeID: Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    @inlinable
    init(_ index: Int) {
        rawValue = UInt32(truncatingIfNeeded: index)
    }

    @inlinable var index: Int { Int(rawValue) }

    @inlinable
    public static func < (left: NodeID, right: NodeID) -> Bool { left.rawValue < right.rawValue }
}
