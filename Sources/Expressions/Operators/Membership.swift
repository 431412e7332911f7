// The operators that lists and intervals share: membership, inclusion, union, intersection, difference (CQL 1.5,
// appendix B, "Interval Operators" and "List Operators").

import Quantities

enum Membership {
    /// In and Contains, with the container on either side; nothing is in null.
    static func element(
        _ name: ELM.Operator, _ left: Value, _ right: Value, _ scale: TimeScale
    ) -> Value {
        let isProper = name == .properIn || name == .properContains
        let (element, container) = name == .in || name == .properIn ? (left, right) : (right, left)
        switch container {
        case .list(let elements):
            let found = contains(elements, element)
            return Value(isProper ? Logic.and(found, elements.count > 1) : found)
        case .interval(let whole):
            guard !element.isNull else { return .null }
            let (interval, element) = (whole.on(scale), element.on(scale))
            guard isProper else { return Value(interval.contains(element)) }
            let isWhole = Logic.and(interval.start?.isEqual(to: element), interval.end?.isEqual(to: element))
            return Value(Logic.and(interval.contains(element), Logic.not(isWhole)))
        case .null: return name == .in || name == .contains ? .boolean(false) : .null
        default: return .null
        }
    }

    /// Whether a list has an element; null elements are found by null.
    static func contains(_ elements: [Value], _ element: Value) -> Bool? {
        if element.isNull { return elements.contains(.null) }
        var result: Bool? = false
        for candidate in elements where !candidate.isNull {
            let equal = candidate.isEqual(to: element)
            if equal == true { return true }
            if equal == nil { result = nil }
        }
        return result
    }

    static func subset(
        _ name: ELM.Operator, _ left: Value, _ right: Value, _ scale: TimeScale
    ) -> Value {
        let isIncluded = name == .includedIn || name == .properIncludedIn
        let isProper = name == .properIncludes || name == .properIncludedIn
        let (outer, inner) = isIncluded ? (right, left) : (left, right)
        switch (outer, inner) {
        case (.list(let outer), .list(let inner)):
            let all = inner.reduce(Bool?.some(true)) { Logic.and($0, contains(outer, $1)) }
            return Value(isProper ? Logic.and(all, outer.count > inner.count) : all)
        case (.interval(let outer), .interval(let inner)):
            let (outer, inner) = (outer.on(scale), inner.on(scale))
            let included = outer.includes(inner)
            return Value(isProper ? Logic.and(included, Logic.not(outer.isEqual(to: inner))) : included)
        case (.null, _):
            return inner.isPoint ? element(isProper ? .properContains : .contains, outer, inner, scale) : .null
        case (_, .null): return .null
        case (.list, _), (.interval, _):
            return element(isProper ? .properContains : .contains, outer, inner, scale)
        default: return .null
        }
    }

    static func combine(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.interval(let left), .interval(let right)):
            let result: Interval<Value>? =
                switch name {
                case .union: left.union(right)
                case .intersect: left.intersection(right)
                default: left.subtracting(right)
                }
            return result.map { .interval($0) } ?? .null
        case (.list, .list), (.list, .null), (.null, .list):
            let (left, right) = (left.elements, right.elements)
            switch name {
            case .union: return .list(Lists.distinct(left + right))
            case .intersect: return .list(Lists.distinct(left.filter { contains(right, $0) == true }))
            default: return .list(Lists.distinct(left.filter { contains(right, $0) != true }))
            }
        default: return .null
        }
    }
}

extension Value {
    /// Neither null nor a container.
    fileprivate var isPoint: Bool {
        switch self {
        case .null, .list, .interval: false
        default: true
        }
    }

    /// The elements of a list; none for anything else.
    fileprivate var elements: [Value] { if case .list(let elements) = self { elements } else { [] } }
}
