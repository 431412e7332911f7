import Quantities

/// The comparison operators (CQL 1.5, appendix B, "Comparison Operators").
enum Comparison {
    static func compare(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Bool? {
        switch name {
        case .equal: left.isEqual(to: right)
        case .notEqual: left.isEqual(to: right).map { !$0 }
        case .less: left.isLess(than: right)
        case .greater: right.isLess(than: left)
        case .lessOrEqual: left.isAtMost(right)
        case .greaterOrEqual: right.isAtMost(left)
        default: nil
        }
    }
}
