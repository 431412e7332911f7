// Conversion between two units: one multiplication and one division, both exact decimals, between the functions of
// special units at either end. Nothing is rounded before the division.

import Synchronization

/// A conversion of values from one unit into another.
public struct UnitConversion: Sendable, Hashable {
    public let source: UCUMUnit
    public let target: UCUMUnit
    /// Whether values of the two units may be compared, see ``UCUMUnit/isComparable(to:)``.
    public let joinsComparable: Bool
    private let ratio: Ratio

    /// `nil` when the units are not commensurable.
    public init?(from source: UCUMUnit, to target: UCUMUnit) {
        guard source.isCommensurable(with: target) else { return nil }
        self.source = source
        self.target = target
        joinsComparable = source.isComparable(to: target)
        ratio = source == target ? .one : Ratio(source, target)
    }

    /// Whether values keep their digits: the unit is the same, or of the same size.
    public var isIdentity: Bool {
        source == target || (!source.isSpecial && !target.isSpecial && ratio.isOne)
    }

    /// The value in the target unit: exact where it has at most 34 digits; special units other than temperatures to
    /// about 15. `nil` where a scale has no reading, such as the logarithm of a negative number.
    public func callAsFunction(_ value: ExactDecimal) -> ExactDecimal? {
        if isIdentity { return value }
        guard let multiple = Self.multiple(of: value, in: source), let result = ratio.apply(multiple) else {
            return nil
        }
        return Self.reading(of: result, in: target)
    }

    private static func multiple(of value: ExactDecimal, in unit: UCUMUnit) -> ExactDecimal? {
        guard let scale = unit.definition.size.scale else { return value }
        return value.multiplied(by: unit.definition.size.scalePrefix).flatMap { scale.ratio(ofReading: $0) }
    }

    private static func reading(of multiple: ExactDecimal, in unit: UCUMUnit) -> ExactDecimal? {
        guard let scale = unit.definition.size.scale else { return multiple }
        return scale.reading(ofRatio: multiple)?.divided(by: unit.definition.size.scalePrefix)
    }
}

extension UnitConversion {
    /// The size of one unit in terms of another, as a quotient of two decimals.
    struct Ratio: Sendable, Hashable {
        private let magnitude: UnitMagnitude
        private let quotient: Quotient?

        private struct Quotient: Hashable {
            let dividend: ExactDecimal
            let divisor: ExactDecimal
        }

        static let one = Ratio(.one)

        init(_ source: UCUMUnit, _ target: UCUMUnit) {
            self.init(source.definition.size.magnitude * target.definition.size.magnitude.inverse)
        }

        private init(_ magnitude: UnitMagnitude) {
            self.magnitude = magnitude
            quotient = magnitude.quotient.map { Quotient(dividend: $0.dividend, divisor: $0.divisor) }
        }

        var isOne: Bool { magnitude == .one }

        /// The ratio with its count of entities turned into moles.
        func perMole(_ power: Int) -> Ratio {
            guard let mole = try? UCUMUnit("mol").definition.size.magnitude.raised(to: power) else { return self }
            return Ratio(magnitude * mole)
        }

        func apply(_ value: ExactDecimal) -> ExactDecimal? {
            guard let quotient, let product = value.multiplied(by: quotient.dividend) else { return nil }
            return quotient.divisor == .one ? product : product.divided(by: quotient.divisor)
        }
    }
}

// MARK: - Conversions in use

extension UnitConversion {
    /// The conversion between two units, computed once; `nil` when they are not commensurable.
    public static func between(_ source: UCUMUnit, _ target: UCUMUnit) -> UnitConversion? {
        recent.value(for: UnitPair(source, target)) { UnitConversion(from: source, to: target) }
    }

    private static let recent = RecentByUnits<UnitConversion?>()
}

/// Two units by the identity of their definitions, which it keeps alive.
struct UnitPair: Hashable {
    private let source: UCUMUnit
    private let target: UCUMUnit

    init(_ source: UCUMUnit, _ target: UCUMUnit) {
        self.source = source
        self.target = target
    }

    static func == (left: UnitPair, right: UnitPair) -> Bool {
        left.source.definition === right.source.definition && left.target.definition === right.target.definition
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(source.definition))
        hasher.combine(ObjectIdentifier(target.definition))
    }
}

/// What was computed for pairs of units lately. A hospital compares a few hundred pairs; beyond the limit the store
/// starts afresh.
final class RecentByUnits<Value: Sendable>: Sendable {
    private static var limit: Int { 4_096 }
    private let known = Mutex<[UnitPair: Value]>([:])

    func value(for pair: UnitPair, compute: () -> Value) -> Value {
        if let value = known.withLock({ $0[pair] }) { return value }
        let value = compute()
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[pair] = value
        }
        return value
    }
}

// MARK: - Base units

extension UCUMUnit {
    /// The unit in base units: how many of which, the code in the order m, s, g, rad, K, C, cd.
    ///
    /// A special unit gives the unit of its ratio. Arbitrary units are kept as they are.
    public var inBaseUnits: (value: ExactDecimal, unit: UCUMUnit)? {
        let symbols = UCUMTable.shared.symbols
        let dimension = definition.size.dimension
        let bases = zip(UnitDimension.baseCodes, dimension.basePowers).map { ($0, $1) }
        let arbitrary = dimension.arbitrary.map { (symbols.entries[$0.atom].code, Int($0.power)) }
        let code = (bases + arbitrary).filter { $0.1 != 0 }.map { $1 == 1 ? $0 : "\($0)\($1)" }.joined(separator: ".")
        guard !definition.size.isOpaque, let value = definition.size.magnitude.decimal, let unit = try? UCUMUnit(code)
        else { return nil }
        return (value, unit)
    }
}
