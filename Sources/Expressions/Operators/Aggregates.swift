// Aggregates (CQL 1.5, appendix B, "Aggregate Functions"): nulls are left out, and nothing aggregates to null.

import Quantities

enum Aggregates {
    static func count(_ operand: Value) -> Value {
        switch operand {
        case .list(let elements): .integer(elements.count { !$0.isNull })
        case .null: .integer(0)
        default: .null
        }
    }

    static func quantified(_ name: ELM.Operator, _ operand: Value) -> Value {
        guard case .list(let elements) = operand else { return .boolean(name == .allTrue) }
        let truths = elements.compactMap(\.truth)
        return .boolean(name == .allTrue ? truths.allSatisfy { $0 } : truths.contains(true))
    }

    static func fold(_ name: ELM.Operator, _ operand: Value, _ limits: ELM.Limits) -> Value {
        guard case .list(let all) = operand else { return .null }
        let elements = all.filter { !$0.isNull }
        guard let first = elements.first else { return .null }
        switch name {
        case .sum: return reduce(.add, first, elements, limits)
        case .product: return reduce(.multiply, first, elements, limits)
        case .min, .max: return extreme(name, first, elements)
        case .avg: return mean(elements, limits)
        case .median: return median(elements, limits)
        case .mode: return mode(elements)
        case .geometricMean: return geometricMean(elements, limits)
        default: return spread(name, elements, limits)
        }
    }

    private static func reduce(
        _ name: ELM.Operator, _ first: Value, _ elements: [Value], _ limits: ELM.Limits
    ) -> Value {
        elements.dropFirst().reduce(first) { Arithmetic.binary(name, $0, $1, limits) }
    }

    private static func extreme(_ name: ELM.Operator, _ first: Value, _ elements: [Value]) -> Value {
        var best = first
        for element in elements.dropFirst() {
            guard let ordering = element.compared(to: best) else { return .null }
            if ordering == (name == .min ? .less : .greater) { best = element }
        }
        return best
    }

    private static func mean(_ elements: [Value], _ limits: ELM.Limits) -> Value {
        let widened = elements.map(\.widened)
        return Arithmetic.binary(
            .divide, reduce(.add, widened[0], widened, limits), .integer(elements.count), limits)
    }

    private static func median(_ elements: [Value], _ limits: ELM.Limits) -> Value {
        let sorted = elements.map(\.widened).sorted { Lists.order($0, $1) == .less }
        let middle = sorted.count / 2
        guard sorted.count % 2 == 0 else { return sorted[middle] }
        let sum = Arithmetic.binary(.add, sorted[middle - 1], sorted[middle], limits)
        return Arithmetic.binary(.divide, sum, .integer(2), limits)
    }

    /// The most frequent element, the first of those that are equally frequent.
    private static func mode(_ elements: [Value]) -> Value {
        var counts: [Value: Int] = [:]
        for element in elements { counts[element, default: 0] += 1 }
        let most = counts.values.max()
        return elements.first { counts[$0] == most } ?? .null
    }

    private static func geometricMean(_ elements: [Value], _ limits: ELM.Limits) -> Value {
        guard let product = reduce(.multiply, elements[0], elements, limits).decimalValue,
            let root = ExactDecimal(1).divided(by: ExactDecimal(elements.count))
        else { return .null }
        return Arithmetic.binary(.power, .decimal(product), .decimal(root), limits)
    }

    /// Variance and standard deviation, of a sample (n - 1) or of a whole population (n).
    private static func spread(_ name: ELM.Operator, _ elements: [Value], _ limits: ELM.Limits) -> Value {
        let isSample = name == .variance || name == .stdDev
        let count = elements.count - (isSample ? 1 : 0)
        guard count > 0 else { return .null }
        let unit = elements[0].asQuantity?.unit ?? .one
        let numbers = elements.compactMap { try? $0.asQuantity?.converted(to: unit).value }
        guard numbers.count == elements.count, let mean = sum(numbers)?.divided(by: ExactDecimal(numbers.count)) else {
            return .null
        }
        let squares = numbers.compactMap { number in
            number.subtracting(mean).flatMap { $0.multiplied(by: $0) }
        }
        guard squares.count == numbers.count, let variance = sum(squares)?.divided(by: ExactDecimal(count)) else {
            return .null
        }
        let isVariance = name == .variance || name == .populationVariance
        let result = isVariance ? variance : ExactDecimal(variance.doubleValue.squareRoot())
        guard let rounded = result?.rounded(fractionDigits: limits.fractionDigits) else { return .null }
        guard case .quantity = elements[0] else { return .decimal(rounded) }
        guard isVariance else { return .quantity(Quantity(rounded, unit)) }
        return (try? unit.raised(to: 2)).map { .quantity(Quantity(rounded, $0)) } ?? .null
    }

    private static func sum(_ numbers: [ExactDecimal]) -> ExactDecimal? {
        numbers.reduce(.some(.zero)) { sum, number in sum.flatMap { $0.adding(number) } }
    }
}

extension Value {
    /// A whole number as a decimal, so that sums do not overflow CQL's Integer.
    fileprivate var widened: Value {
        if case .integer(let number) = self { .decimal(ExactDecimal(number)) } else { self }
    }
}
