/// The outcome of comparing two values of a total order; where values may be incomparable it is optional.
public enum Ordering: Sendable, Hashable {
    case less, equal, greater

    @inlinable
    public init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .less : left == right ? .equal : .greater
    }

    /// The outcome with the operands exchanged.
    @inlinable
    public var reversed: Ordering {
        switch self {
        case .less: .greater
        case .equal: .equal
        case .greater: .less
        }
    }
}
