import Quantities

/// The comparison operators (CQL 1.5, appendix B, "Comparison Operators").
enum Comparison {
    static func compare(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Bool? {
        if case .integer(let left) = left, case .integer(let right) = right {
            return holds(name, Ordering(left, right))
        }
        return switch name {
        case .equal: left.isEqual(to: right)
        case .notEqual: left.isEqual(to: right).map { !$0 }
        case .less: left.isLess(than: right)
        case .greater: right.isLess(than: left)
        case .lessOrEqual: left.isAtMost(right)
        case .greaterOrEqual: right.isAtMost(left)
        default: nil
        }
    }

    /// Whether two values in this order satisfy the comparison; `nil` for other operators.
    static func holds(_ name: ELM.Operator, _ order: Ordering) -> Bool? {
        switch name {
        case .equal: order == .equal
        case .notEqual: order != .equal
        case .less: order == .less
        case .greater: order == .greater
        case .lessOrEqual: order != .greater
        case .greaterOrEqual: order != .less
        default: nil
        }
    }
}
