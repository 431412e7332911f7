// What a unit measures, as powers of base quantities.
//
// UCUM has seven base units and counts the mole, the equivalent and the osmole as mere numbers (6.02 × 10^23). We follow
// UCUM when asked to convert, but also remember how often each of these counts occurs: a potassium of 4 mmol/L must not
// be compared to a cell count of 4 × 10^9/L, although UCUM can convert the one into the other. Arbitrary units such as
// [iU] are each a base quantity of their own, and so never convert into anything else.

struct UnitDimension: Sendable, Hashable {
    /// Powers by slot: 0-6 metre, second, gram, radian, kelvin, coulomb, candela; 7-9 mole, equivalent, osmole.
    private(set) var powers: SIMD16<Int16> = .zero
    /// Powers of arbitrary units by their place in the table, ascending, none zero.
    private(set) var arbitrary: [ArbitraryPower] = []

    struct ArbitraryPower: Sendable, Hashable {
        let atom: Int
        var power: Int16
    }

    /// Counts of entities that UCUM takes for numbers, in the order of their slots.
    enum Count: Int, CaseIterable {
        case mole = 7
        case equivalent, osmole
    }

    static let none = UnitDimension()
    static let baseCodes = ["m", "s", "g", "rad", "K", "C", "cd"]

    static func base(_ slot: Int) -> UnitDimension {
        var dimension = UnitDimension()
        dimension.powers[slot] = 1
        return dimension
    }

    static func arbitrary(atom: Int) -> UnitDimension {
        var dimension = UnitDimension()
        dimension.arbitrary = [ArbitraryPower(atom: atom, power: 1)]
        return dimension
    }

    /// The same dimension, counted in the given entity.
    func counting(_ count: Count) -> UnitDimension {
        var dimension = self
        for other in Count.allCases { dimension.powers[other.rawValue] = 0 }
        dimension.powers[count.rawValue] = 1
        return dimension
    }

    static func * (left: UnitDimension, right: UnitDimension) -> UnitDimension {
        var result = left
        result.powers = left.powers &+ right.powers
        for term in right.arbitrary {
            if let index = result.arbitrary.firstIndex(where: { $0.atom == term.atom }) {
                result.arbitrary[index].power += term.power
            } else {
                result.arbitrary.append(term)
            }
        }
        result.arbitrary.removeAll { $0.power == 0 }
        result.arbitrary.sort { $0.atom < $1.atom }
        return result
    }

    func raised(to power: Int) -> UnitDimension {
        var result = self
        result.powers = powers &* SIMD16(repeating: Int16(power))
        result.arbitrary = power == 0 ? [] : arbitrary.map { .init(atom: $0.atom, power: $0.power * Int16(power)) }
        return result
    }

    /// Whether UCUM can convert between the dimensions: moles, equivalents and osmoles are numbers.
    func isCommensurable(with other: UnitDimension) -> Bool {
        ucumPowers == other.ucumPowers && arbitrary == other.arbitrary
    }

    /// Whether a plain number is meant: no base quantity, no entity counted, no arbitrary unit.
    var isNone: Bool { powers == .zero && arbitrary.isEmpty }

    var countsEntities: Bool { Count.allCases.contains { powers[$0.rawValue] != 0 } }

    private var ucumPowers: SIMD16<Int16> {
        var powers = powers
        for count in Count.allCases { powers[count.rawValue] = 0 }
        return powers
    }

    /// The powers of the seven base units, in the order of ``baseCodes``.
    var basePowers: [Int] { Self.baseCodes.indices.map { Int(powers[$0]) } }
}
