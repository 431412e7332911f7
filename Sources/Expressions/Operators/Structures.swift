// Operators on structures as such: Children and Descendents, Times, Message (ELM's "Type Operators", "List Operators",
// "Errors and Messages").

import Quantities

enum Structures {
    /// The values that a value is made of; lists are spread. Nulls are kept, as elements are.
    static func children(of value: Value) -> [Value] {
        switch value {
        case .list(let elements): elements.flatMap { children(of: $0) }
        case .tuple(let elements): elements.sorted { $0.key < $1.key }.flatMap { spread($0.value) }
        case .interval(let interval):
            [
                interval.low ?? .null, interval.high ?? .null, .boolean(interval.lowClosed),
                .boolean(interval.highClosed),
            ]
        case .quantity(let quantity): [.decimal(quantity.value), .string(quantity.unit.code)]
        case .ratio(let ratio): [.quantity(ratio.numerator), .quantity(ratio.denominator)]
        default: []
        }
    }

    private static func spread(_ value: Value) -> [Value] {
        if case .list(let elements) = value { elements } else { [value] }
    }

    /// Children, their children, and so on. Values are finite trees, and their depth is limited where they are made.
    static func descendants(of value: Value) -> [Value] {
        var found: [Value] = []
        var pending = Array(children(of: value).reversed())
        while let next = pending.popLast() {
            found.append(next)
            pending += children(of: next).reversed()
        }
        return found
    }

    /// Every pair of a tuple of the one list and a tuple of the other, as one tuple; null unless both are such lists.
    static func times(_ left: Value, _ right: Value, _ limits: ELM.Limits) -> Value? {
        guard let left = tuples(left), let right = tuples(right) else { return .null }
        let (count, overflow) = left.count.multipliedReportingOverflow(by: right.count)
        guard !overflow, count <= limits.rows else { return nil }
        return .list(left.flatMap { one in right.map { .tuple(one.merging($0) { first, _ in first }) } })
    }

    private static func tuples(_ value: Value) -> [[String: Value]]? {
        let elements = if case .list(let elements) = value { elements } else { [value] }
        var tuples: [[String: Value]] = []
        for element in elements {
            guard case .tuple(let tuple) = element else { return nil }
            tuples.append(tuple)
        }
        return tuples
    }
}
