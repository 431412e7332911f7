/// Numbers between two bounds, each of them open or closed.
struct ValueRange: Equatable, Sendable {
    var lower = -Double.infinity
    var upper = Double.infinity
    var isLowerOpen = false
    var isUpperOpen = false

    static let everything = ValueRange()

    var isEmpty: Bool { lower > upper || (lower == upper && (isLowerOpen || isUpperOpen)) }

    func contains(_ value: Double) -> Bool {
        (isLowerOpen ? value > lower : value >= lower) && (isUpperOpen ? value < upper : value <= upper)
    }

    func intersection(_ other: ValueRange) -> ValueRange {
        var result = self
        if other.lower > lower || (other.lower == lower && other.isLowerOpen) {
            (result.lower, result.isLowerOpen) = (other.lower, other.isLowerOpen)
        }
        if other.upper < upper || (other.upper == upper && other.isUpperOpen) {
            (result.upper, result.isUpperOpen) = (other.upper, other.isUpperOpen)
        }
        return result
    }

    /// What lies below and what lies above.
    var complement: [ValueRange] {
        var parts: [ValueRange] = []
        if lower > -.infinity { parts.append(ValueRange(upper: lower, isUpperOpen: !isLowerOpen)) }
        if upper < .infinity { parts.append(ValueRange(lower: upper, isLowerOpen: !isUpperOpen)) }
        return parts
    }

    /// A value inside, away from the bounds and short where that is possible; the range must not be empty.
    var example: Double {
        var candidates: [Double] = []
        if lower > -.infinity {
            let step = upper < .infinity ? (upper - lower) / 2 : max(lower.magnitude / 10, 1)
            candidates += [(lower + step).rounded(), lower + step, lower]
        }
        if upper < .infinity {
            let step = max(upper.magnitude / 10, 1)
            candidates += [(upper - step).rounded(), upper / 2, upper - step, upper]
        }
        return candidates.first { $0 > 0 && contains($0) } ?? candidates.first { contains($0) } ?? 1
    }
}
