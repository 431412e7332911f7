// A reference for the compiled evaluator: walks the tree, looks through all facts, keeps nothing.

import Expressions
import Quantities
import Terminology

struct NaiveEvaluator {
    let asOf: DateTime
    let birthDate: DateTime?
    let sex: Sex?
    let facts: [Fact]
    let complete: Set<FactKind>

    func truth(_ expression: Expression) -> Bool? {
        switch expression {
        case .literal(let value): return value.truth
        case .call(let name, let operands, _): return truth(name, operands)
        case .sex(let wanted): return sex.map { $0 == wanted }
        case .dataAvailable(let kind): return complete.contains(kind) ? true : nil
        case .conditional(let condition, let then, let otherwise):
            return truth(condition) == true ? truth(then) : truth(otherwise)
        case .atLeast(let count, let conditions):
            let truths = conditions.map(truth)
            if truths.count(where: { $0 == true }) >= count { return true }
            return truths.count(where: { $0 != false }) < count ? false : nil
        default: return nil
        }
    }

    private func truth(_ name: ELM.Operator, _ operands: [Expression]) -> Bool? {
        switch name {
        case .and:
            let truths = operands.map(truth)
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        case .or:
            let truths = operands.map(truth)
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .not: return truth(operands[0]).map { !$0 }
        case .implies: return truth(.or, [.call(.not, [operands[0]]), operands[1]])
        case .xor:
            guard let left = truth(operands[0]), let right = truth(operands[1]) else { return nil }
            return left != right
        case .isNull: return number(operands[0]) == nil
        default:
            guard let left = number(operands[0]), let right = number(operands[1]), left.unit == right.unit else {
                return nil
            }
            // Every pair of numbers in the ranges has its say.
            switch name {
            case .greaterOrEqual: return agree(left.low >= right.high, left.high >= right.low)
            case .greater: return agree(left.low > right.high, left.high > right.low)
            case .lessOrEqual: return agree(left.high <= right.low, left.low <= right.high)
            case .less: return agree(left.high < right.low, left.low < right.high)
            default: return nil
            }
        }
    }

    private func agree(_ always: Bool, _ ever: Bool) -> Bool? { always ? true : ever ? nil : false }

    private struct Range {
        let low: Double
        let high: Double
        let unit: String

        init(_ low: Double, _ high: Double, unit: String = "1") {
            self.low = low
            self.high = high
            self.unit = unit
        }
    }

    /// A number, or the range that it lies in. Quantities are in mmol/L or umol/L.
    private func number(_ expression: Expression) -> Range? {
        switch expression {
        case .literal(let value): return Self.number(value)
        case .age(.year):
            guard let birthDate else { return nil }
            let age = birthDate.completed(.year, until: asOf)
            return Range(Double(max(0, age.lowerBound)), Double(max(0, age.upperBound)))
        case .points(let points, let condition):
            let bounds = truth(condition).map { $0 ? [points] : [0] } ?? [0, points]
            return Range(Double(bounds.min() ?? 0), Double(bounds.max() ?? 0))
        case .call(.add, let operands, _):
            guard let left = number(operands[0]), let right = number(operands[1]) else { return nil }
            return Range(left.low + right.low, left.high + right.high)
        case .occurrences(let retrieve, nil):
            let matches = facts.map { match($0, retrieve) }
            let high = complete.contains(retrieve.kind) ? Double(matches.count { $0 != false }) : .infinity
            return Range(Double(matches.count { $0 == true }), high)
        case .property("value", .call(.last, let list, _)):
            guard case .retrieve(let retrieve)? = list.first else { return nil }
            let latest = facts.enumerated().filter { match($1, retrieve) == true }
                .max { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
            return latest?.element.value.flatMap(Self.number)
        default: return nil
        }
    }

    private static func number(_ value: Value) -> Range? {
        switch value {
        case .integer(let number): return Range(Double(number), Double(number))
        case .quantity(let quantity):
            let scale = quantity.unit.code == "mmol/L" ? 1_000.0 : 1
            let value = quantity.value.doubleValue * scale
            return Range(value, value, unit: "umol/L")
        default: return nil
        }
    }

    private func match(_ fact: Fact, _ retrieve: ELM.Retrieve) -> Bool? {
        guard fact.kind == retrieve.kind, fact.start?.isGreater(than: asOf) != true else { return false }
        var status = fact.status
        if status == .active, let end = fact.end, end.isAtMost(asOf) == true { status = .inactive }
        guard retrieve.statuses.contains(FactStatuses(status)), !retrieve.withValue || fact.value != nil else {
            return false
        }
        let code = String(fact.concept.rawValue)
        guard retrieve.concepts.isEmpty || retrieve.concepts.contains(where: { code.hasPrefix(String($0.rawValue)) })
        else { return false }
        guard let window = retrieve.window, let from = asOf.subtracting(window) else { return true }
        return fact.start?.isAtLeast(from)
    }
}

extension Fact {
    fileprivate var position: Int64 { start?.earliestPosition ?? .min }
}
