// Text (CQL 1.5, appendix B, "String Operators"). Positions count characters from 0.

enum Strings {
    static func unary(_ name: ELM.Operator, _ operand: Value) -> Value {
        switch (name, operand) {
        case (.length, .string(let text)): .integer(text.count)
        case (.length, .list(let elements)): .integer(elements.count)
        case (.upper, .string(let text)): .string(text.uppercased())
        case (.lower, .string(let text)): .string(text.lowercased())
        case (.combine, _): combine(operand, separator: .string(""))
        case (.toChars, .string(let text)): .list(text.map { .string(String($0)) })
        default: .null
        }
    }

    static func binary(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Value {
        if name == .indexer { return element(of: left, at: right) }
        if name == .substring { return substring(left, right, .integer(.max)) }
        guard case .string(let left) = left, case .string(let right) = right else { return .null }
        switch name {
        case .split: return .list(split(left, right).map { .string($0) })
        case .splitOnMatches:
            guard let pattern = try? Regex(right) else { return .null }
            return .list(left.split(separator: pattern, omittingEmptySubsequences: false).map { .string(String($0)) })
        case .positionOf: return .integer(position(of: left, in: right, last: false))
        case .lastPositionOf: return .integer(position(of: left, in: right, last: true))
        case .startsWith: return .boolean(left.hasPrefix(right))
        case .endsWith: return .boolean(left.hasSuffix(right))
        case .matches: return Value((try? Regex(right)).map { left.wholeMatch(of: $0) != nil })
        default: return .null
        }
    }

    static func ternary(_ name: ELM.Operator, _ first: Value, _ second: Value, _ third: Value) -> Value {
        if name == .substring { return substring(first, second, third) }
        guard case .string(let text) = first, case .string(let pattern) = second, case .string(let replacement) = third,
            let regex = try? Regex(pattern)
        else { return .null }
        guard let parts = Replacement(replacement) else { return .null }
        return .string(text.replacing(regex) { parts.text(for: $0) })
    }

    /// Null when any part is null.
    static func concatenate(_ operands: [Value]) -> Value {
        var text = ""
        for operand in operands {
            guard case .string(let part) = operand else { return .null }
            text += part
        }
        return .string(text)
    }

    /// Nulls are left out; null when there is no list, nothing in it, or a separator that is null.
    static func combine(_ list: Value, separator: Value) -> Value {
        guard case .list(let elements) = list, case .string(let separator) = separator else { return .null }
        let parts = elements.compactMap { if case .string(let part) = $0 { part } else { String?.none } }
        return parts.isEmpty ? .null : .string(parts.joined(separator: separator))
    }

    private static func element(of owner: Value, at index: Value) -> Value {
        guard let index = index.range?.lowerBound, index >= 0 else { return .null }
        switch owner {
        case .string(let text): return text.dropFirst(index).first.map { .string(String($0)) } ?? .null
        case .list(let elements): return index < elements.count ? elements[index] : .null
        default: return .null
        }
    }

    private static func substring(_ text: Value, _ start: Value, _ length: Value) -> Value {
        guard case .string(let text) = text, let start = start.range?.lowerBound, start >= 0, start <= text.count
        else { return .null }
        let length = length.range?.lowerBound ?? .max
        return .string(String(text.dropFirst(start).prefix(max(0, length))))
    }

    private static func split(_ text: String, _ separator: String) -> [String] {
        guard !separator.isEmpty else { return [text] }
        return text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    private static func position(of pattern: String, in text: String, last: Bool) -> Int {
        guard !pattern.isEmpty else { return last ? text.count : 0 }
        let found = last ? text.ranges(of: pattern).last : text.firstRange(of: pattern)
        return found.map { text.distance(from: text.startIndex, to: $0.lowerBound) } ?? -1
    }
}
