// Lists (CQL 1.5, appendix B, "List Operators").

import Quantities

enum Lists {
    /// Whether a list has an element that is not null; null is an empty list.
    static func exists(_ operand: Value) -> Value {
        switch operand {
        case .list(let elements): .boolean(elements.contains { !$0.isNull })
        case .null: .boolean(false)
        default: .null
        }
    }

    static func unary(_ name: ELM.Operator, _ operand: Value) -> Value {
        guard case .list(let elements) = operand else { return .null }
        switch name {
        case .first: return elements.first ?? .null
        case .last: return elements.last ?? .null
        case .distinct: return .list(distinct(elements))
        case .flatten:
            return .list(elements.flatMap { if case .list(let inner) = $0 { inner } else { [$0] } })
        // More than one element is an error to CQL; here, as everywhere, it is null.
        default: return elements.count == 1 ? elements[0] : .null
        }
    }

    /// The elements without repetition, the first of each kept; nulls are equal to each other.
    static func distinct(_ elements: [Value]) -> [Value] {
        var seen: Set<Value> = []
        var kept: [Value] = []
        for element in elements {
            guard seen.insert(element).inserted else { continue }
            // Equal values may differ in representation: 1 g and 1000 mg.
            if element.mayEqualOthers, kept.contains(where: { $0.isEqual(to: element) == true }) { continue }
            kept.append(element)
        }
        return kept
    }

    static func indexOf(_ list: Value, _ element: Value) -> Value {
        guard case .list(let elements) = list, !element.isNull else { return .null }
        return .integer(elements.firstIndex { $0.isEqual(to: element) == true } ?? -1)
    }

    /// The elements from one index up to another; a null start is the first, a null end the last, and a negative index
    /// gives nothing. CQL's Skip, Tail and Take.
    static func slice(_ list: Value, _ start: Value, _ end: Value) -> Value {
        guard case .list(let elements) = list else { return .null }
        let from = start.range?.lowerBound ?? 0
        let to = min(elements.count, end.range?.lowerBound ?? elements.count)
        return .list(from >= 0 && from < to ? Array(elements[from..<to]) : [])
    }

    /// A total order for sorting: null is least, what cannot be ordered is equal.
    static func order(_ left: Value, _ right: Value) -> Ordering {
        if left.isNull || right.isNull { return left.isNull ? (right.isNull ? .equal : .less) : .greater }
        return left.compared(to: right) ?? .equal
    }
}

extension Value {
    /// Whether a value of another representation may be equal to it.
    fileprivate var mayEqualOthers: Bool {
        switch self {
        case .null, .boolean, .string, .concept, .fact: false
        default: true
        }
    }
}
