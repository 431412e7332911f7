// The order of values, as SPARQL's operator `<` has it: numbers by value across their types, strings by code points,
// moments only with moments that both have a zone or both lack one. What has no order compares as nil.

import Primitives
import RDF

enum ValueOrder {
    case less, equal, greater
}

extension TermTable {
    /// Nil where SPARQL's comparison would be an error.
    func compare(_ left: NodeID, _ right: NodeID) -> ValueOrder? {
        let (first, second) = (facts[left.index], facts[right.index])
        switch (first.valueClass, second.valueClass) {
        case (.none, _), (_, .none): return nil
        case (.double, .double), (.double, .decimal), (.decimal, .double):
            return order(first.value, second.value)
        case (.string, .string):
            let (one, other) = (lexicalForm(left), lexicalForm(right))
            return one.hasSameBytes(as: other) ? .equal : one.precedesInBytes(other) ? .less : .greater
        case let (one, other) where one == other:
            if first.value != second.value { return first.value < second.value ? .less : .greater }
            return first.isExact && second.isExact ? .equal : compareDigits(left, right, one)
        default: return nil
        }
    }

    private func order(_ left: Double, _ right: Double) -> ValueOrder? {
        left < right ? .less : left > right ? .greater : left == right ? .equal : nil
    }

    /// Exact comparison of values whose doubles are equal: decimals whole, moments and durations by their fractions.
    private func compareDigits(_ left: NodeID, _ right: NodeID, _ valueClass: TermFacts.ValueClass) -> ValueOrder {
        var (one, other) = (lexicalForm(left), lexicalForm(right))
        if valueClass != .decimal { (one, other) = (Self.fraction(of: one), Self.fraction(of: other)) }
        let (first, second) = (DecimalDigits(one), DecimalDigits(other))
        let isBackwards = valueClass == .dayTimeDuration && one.utf8.first == UInt8(ascii: "-")
        if first < second { return isBackwards ? .greater : .less }
        if second < first { return isBackwards ? .less : .greater }
        return .equal
    }

    private static func fraction(of text: String) -> String {
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return "0" }
        let digits = text.utf8[text.utf8.index(after: point)...].prefix { $0 &- UInt8(ascii: "0") < 10 }
        return "0." + (String(digits) ?? "")
    }

    private func lexicalForm(_ number: NodeID) -> String { terms[number.index].literal?.lexicalForm ?? "" }
}
