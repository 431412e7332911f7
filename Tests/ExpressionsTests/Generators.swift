import Expressions
import Quantities
import Terminology

/// SplitMix64: the same numbers for the same seed, so that a failing seed can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// Random patients and conditions over a few concepts, small enough that everything meets everything.
extension SeededGenerator {
    private static let kinds: [FactKind] = [.condition, .observation, .allergy]
    private static let windows = ["P1M", "P6M", "P1Y", "P10D"]

    mutating func date() -> DateTime? {
        guard below(8) > 0 else { return nil }
        let year = pick([2024, 2025, 2025, 2026])
        guard below(6) > 0 else { return DateTime(year: year) }
        let month = 1 + below(12)
        return below(4) == 0
            ? DateTime(year: year, month: month) : DateTime(year: year, month: month, day: 1 + below(28))
    }

    mutating func concept() -> ConceptID { ConceptID(rawValue: UInt32(pick([1, 2, 11, 12, 21, 111, 121]))) }

    mutating func value() -> Value? {
        switch below(4) {
        case 0: return nil
        case 1: return .integer(below(10))
        default:
            let unit = try? UCUMUnit(pick(["mmol/L", "umol/L"]))
            return unit.map { .quantity(Quantity(ExactDecimal(below(2_000)), $0)) }
        }
    }

    mutating func facts() -> [Fact] {
        (0..<below(12)).map { _ in
            Fact(
                pick(Self.kinds), concept(), start: date(), end: below(4) == 0 ? date() : nil,
                status: pick([.active, .active, .active, .inactive, .refuted, .planned]), value: value())
        }
    }

    mutating func retrieve() -> ELM.Retrieve {
        ELM.Retrieve(
            pick(Self.kinds), (0..<below(3)).map { _ in concept() },
            window: below(2) == 0 ? nil : duration(pick(Self.windows)),
            statuses: pick([.active, .occurred, .occurred, .planned]))
    }

    /// A condition of at most the given depth.
    mutating func condition(depth: Int) -> Expression {
        guard depth > 0, below(6) > 0 else { return leaf() }
        switch below(7) {
        case 0: return .call(.and, (0..<1 + below(3)).map { _ in condition(depth: depth - 1) })
        case 1: return .call(.or, (0..<1 + below(3)).map { _ in condition(depth: depth - 1) })
        case 2: return .not(condition(depth: depth - 1))
        case 3: return .call(.implies, [condition(depth: depth - 1), condition(depth: depth - 1)])
        case 4: return .call(.xor, [condition(depth: depth - 1), condition(depth: depth - 1)])
        case 5: return .atLeast(below(4), of: (0..<1 + below(4)).map { _ in condition(depth: depth - 1) })
        default:
            let points = Expression.call(
                .add, [.points(2, if: condition(depth: depth - 1)), .points(-1, if: condition(depth: depth - 1))])
            return .call(comparison(), [points, .literal(.integer(below(3)))])
        }
    }

    private mutating func comparison() -> ELM.Operator { pick([.less, .lessOrEqual, .greater, .greaterOrEqual]) }

    private mutating func leaf() -> Expression {
        switch below(7) {
        case 0: return .literal(pick([true, false, .null]))
        case 1: return .sex(pick([.female, .male]))
        case 2: return .dataAvailable(pick(Self.kinds))
        case 3: return .exists(retrieve())
        case 4: return .call(comparison(), [.occurrences(retrieve()), .literal(.integer(below(3)))])
        case 5: return .call(comparison(), [.age(.year), .literal(.integer(pick([0, 1, 2])))])
        default:
            let unit = try? UCUMUnit(pick(["mmol/L", "umol/L"]))
            let threshold = unit.map { Value.quantity(Quantity(ExactDecimal(below(1_000)), $0)) } ?? .null
            let latest = Expression.property("value", of: .call(.last, [.retrieve(retrieve())]))
            return .call(comparison(), [latest, .literal(threshold)])
        }
    }
}
