// What must be known about an analyte to convert between kinds of quantities of it.
//
// UCUM converts units; it does not know that creatinine has 113.12 g/mol, that calcium has two charges, or that 48
// mmol/mol of HbA1c is reported as 6.5 %. Such conversions hold for one analyte only, and are never made without it.

/// The conversion facts of an analyte.
public struct Analyte: Sendable, Hashable {
    /// Mass per amount of substance, in grams per mole.
    public let molarMass: MolarMass?
    /// Charges per molecule: equivalents per mole.
    public let valence: Int?
    /// A linear relation between two units of the analyte's own, such as HbA1c in mmol/mol and in per cent.
    public let relation: LinearRelation?

    public init(molarMass: MolarMass? = nil, valence: Int? = nil, relation: LinearRelation? = nil) {
        self.molarMass = molarMass
        self.valence = valence
        self.relation = relation
    }

    /// The value in the target unit, when it takes a fact of this analyte to convert; else `nil`.
    func convert(_ value: ExactDecimal, from source: UCUMUnit, to target: UCUMUnit) -> ExactDecimal? {
        if let relation, let value = relation.convert(value, from: source, to: target) { return value }
        guard !source.isSpecial, !target.isSpecial else { return nil }
        let (from, to) = (source.definition.size.dimension, target.definition.size.dimension)
        let ratio = UnitConversion.Ratio(source, target)
        if let valence, valence > 0 {
            let charges = ExactDecimal(valence)
            if from == to * Self.molesPerEquivalent { return ratio.apply(value)?.multiplied(by: charges) }
            if to == from * Self.molesPerEquivalent { return ratio.apply(value)?.divided(by: charges) }
        }
        if let grams = molarMass?.gramsPerMole {
            // The ratio of the magnitudes counts entities; Avogadro's number turns it into moles.
            if from == to * Self.gramsPerMole { return ratio.perMole(1).apply(value)?.divided(by: grams) }
            if to == from * Self.gramsPerMole { return ratio.perMole(-1).apply(value)?.multiplied(by: grams) }
        }
        return nil
    }

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
