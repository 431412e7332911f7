// What must be known about an analyte to convert between kinds of quantities of it.
//
// UCUM converts units; it does not know that creatinine has 113.12 g/mol, that calcium has two charges, or that 48
// mmol/mol of HbA1c is reported as 6.5 %. Such conversions hold for one analyte only, and are never made without it.

/// The conversion facts of an analyte.
public struct Analyte: Sendable, Hashable {
    /// Mass per amount of substance, in grams per mole.
    public let molarMass: MolarMass?
    /// Charges per molecule: equivalents per mole; positive.
    public let valence: Int?
    /// A linear relation between two units of the analyte's own, such as HbA1c in mmol/mol and in per cent.
    public let relation: LinearRelation?

    public init(molarMass: MolarMass? = nil, valence: Int? = nil, relation: LinearRelation? = nil) {
        self.molarMass = molarMass
        self.valence = valence.flatMap { $0 > 0 ? $0 : nil }
        self.relation = relation
    }

    /// The value in the target unit, when it takes a fact of this analyte to convert; else `nil`.
    func convert(_ value: ExactDecimal, from source: UCUMUnit, to target: UCUMUnit) -> ExactDecimal? {
        if let relation, let value = relation.convert(value, from: source, to: target) { return value }
        guard let bridge = Bridge.between(source, target), let result = bridge.ratio.apply(value) else { return nil }
        switch (bridge.factor, molarMass?.gramsPerMole, valence) {
        case (.moleFromGram, let grams?, _): return result.divided(by: grams)
        case (.gramFromMole, let grams?, _): return result.multiplied(by: grams)
        case (.equivalentFromMole, _, let charges?): return result.multiplied(by: ExactDecimal(charges))
        case (.moleFromEquivalent, _, let charges?): return result.divided(by: ExactDecimal(charges))
        default: return nil
        }
    }
}

/// What leads from one unit to another of a different kind: a ratio, and a fact of the analyte.
private struct Bridge: Sendable {
    enum Factor: Sendable {
        case moleFromGram, gramFromMole, equivalentFromMole, moleFromEquivalent
    }

    let factor: Factor
    let ratio: UnitConversion.Ratio

    /// The bridge between two units; `nil` when no molar mass or valence leads from one to the other.
    static func between(_ source: UCUMUnit, _ target: UCUMUnit) -> Bridge? {
        recent.value(for: UnitPair(source, target)) { Bridge(source, target) }
    }

    private init?(_ source: UCUMUnit, _ target: UCUMUnit) {
        guard source.isRatio, target.isRatio else { return nil }
        let (from, to) = (source.definition.size.dimension, target.definition.size.dimension)
        let ratio = UnitConversion.Ratio(source, target)
        // The ratio of magnitudes counts entities; Avogadro's number turns grams of one into grams of a mole.
        switch true {
        case from == to * Self.gramsPerMole: self.init(factor: .moleFromGram, ratio: ratio.perMole(1))
        case to == from * Self.gramsPerMole: self.init(factor: .gramFromMole, ratio: ratio.perMole(-1))
        case from == to * Self.molesPerEquivalent: self.init(factor: .equivalentFromMole, ratio: ratio)
        case to == from * Self.molesPerEquivalent: self.init(factor: .moleFromEquivalent, ratio: ratio)
        default: return nil
        }
    }

    private init(factor: Factor, ratio: UnitConversion.Ratio) {
        self.factor = factor
        self.ratio = ratio
    }

    private static let recent = RecentByUnits<Bridge?>()
    private static let mole = UnitDimension.none.counting(.mole)
    private static let molesPerEquivalent = mole * UnitDimension.none.counting(.equivalent).raised(to: -1)
    private static let gramsPerMole = UnitDimension.base(2) * mole.raised(to: -1)
}

/// The mass of one mole of a substance.
public struct MolarMass: Sendable, Hashable {
    public let gramsPerMole: ExactDecimal

    /// `nil` unless positive.
    public init?(gramsPerMole: ExactDecimal) {
        guard gramsPerMole > .zero else { return nil }
        self.gramsPerMole = gramsPerMole
    }

    /// The molar mass in a quantity such as `113.12 g/mol` or `16 kg/mol`; `nil` for other dimensions.
    public init?(_ quantity: Quantity) {
        guard let unit = try? UCUMUnit("g/mol"), quantity.unit.isComparable(to: unit),
            let grams = try? quantity.converted(to: unit)
        else { return nil }
        self.init(gramsPerMole: grams.value)
    }
}

/// `value in target = slope × value in source + intercept`, and back.
public struct LinearRelation: Sendable, Hashable {
    public let source: UCUMUnit
    public let target: UCUMUnit
    public let slope: ExactDecimal
    public let intercept: ExactDecimal

    /// `nil` for a slope of zero.
    public init?(source: UCUMUnit, target: UCUMUnit, slope: ExactDecimal, intercept: ExactDecimal) {
        guard !slope.isZero else { return nil }
        self.source = source
        self.target = target
        self.slope = slope
        self.intercept = intercept
    }

    func convert(_ value: ExactDecimal, from unit: UCUMUnit, to other: UCUMUnit) -> ExactDecimal? {
        if unit == source, other == target { return value.multiplied(by: slope)?.adding(intercept) }
        if unit == target, other == source { return value.subtracting(intercept)?.divided(by: slope) }
        return nil
    }

    /// Haemoglobin A1c, IFCC mmol/mol to NGSP per cent: NGSP = 0.09148 × IFCC + 2.152 (the NGSP-IFCC master equation).
    public static let haemoglobinA1c: LinearRelation? = {
        guard let source = try? UCUMUnit("mmol/mol"), let target = try? UCUMUnit("%"),
            let slope = ExactDecimal("0.09148"), let intercept = ExactDecimal("2.152")
        else { return nil }
        return LinearRelation(source: source, target: target, slope: slope, intercept: intercept)
    }()
}
