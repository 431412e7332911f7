// UCUM's table in memory: read once from the generated text, every unit resolved to base units.
//
// The table defines units by units, in no particular order and some (1 [ly] = [c].a_j) across its sections, so that it
// is read in two passes: names first, because the parser needs them, then definitions, each on first demand.

struct UCUMTable: Sendable {
    let symbols: UnitSymbols
    let atoms: [UnitAtom]

    static let shared = UCUMTable()

    private init() {
        let symbols = UnitSymbols()
        var resolver = AtomResolver(symbols: symbols)
        self.symbols = symbols
        self.atoms = symbols.entries.indices.map { resolver.atom($0) }
    }

    /// The size and dimension of a term, or why it has none.
    func resolve(_ term: UnitTerm, code: String) throws(UnitError) -> ResolvedTerm {
        guard let resolved = term.resolved({ atoms[$0] }, symbols), !resolved.magnitude.isTooLarge else {
            throw UnitError(code: code, column: 1, reason: .magnitudeOutOfRange)
        }
        return resolved
    }
}

/// A unit of the table in terms of base units.
struct UnitAtom: Sendable {
    let magnitude: UnitMagnitude
    let dimension: UnitDimension
    let scale: SpecialScale?
    let isArbitrary: Bool
}

/// The names of prefixes and units, for the parser.
struct UnitSymbols: Sendable {
    struct Prefix: Sendable {
        let code: String
        let value: ExactDecimal
        let name: String
    }

    /// A line of the table, as written.
    struct Entry: Sendable {
        let code: String
        let isBase: Bool
        let isMetric: Bool
        let isArbitrary: Bool
        let value: ExactDecimal
        let unit: String
        let function: String
        let name: String
    }

    let prefixes: [Prefix]
    let entries: [Entry]
    private let atoms: [String: Int]

    var codes: [String] { entries.map(\.code) }

    init() {
        prefixes = UCUMTable.prefixLines.split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return Prefix(code: String(columns[0]), value: Self.number(columns[1]), name: String(columns[2]))
        }
        entries = UCUMTable.unitLines.split(separator: "\n").map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return Entry(
                code: String(columns[0]), isBase: columns[1].contains("B"), isMetric: columns[1].contains("M"),
                isArbitrary: columns[1].contains("A"), value: Self.number(columns[2]), unit: String(columns[3]),
                function: String(columns[4]), name: String(columns[6]))
        }
        atoms = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.code, $0) })
    }

    /// The unit that a name without exponent stands for: an atom, else a prefix and a metric atom.
    func find(_ name: String) -> UnitSymbol? {
        if let atom = atoms[name] { return UnitSymbol(prefix: nil, atom: atom) }
        for (index, prefix) in prefixes.enumerated() where name.hasPrefix(prefix.code) {
            if let atom = atoms[String(name.dropFirst(prefix.code.count))], entries[atom].isMetric {
                return UnitSymbol(prefix: index, atom: atom)
            }
        }
        return nil
    }

    func code(_ symbol: UnitSymbol) -> String {
        (symbol.prefix.map { prefixes[$0].code } ?? "") + entries[symbol.atom].code
    }

    func name(_ symbol: UnitSymbol) -> String {
        (symbol.prefix.map { prefixes[$0].name } ?? "") + entries[symbol.atom].name
    }

    private static func number(_ text: Substring) -> ExactDecimal {
        guard let number = ExactDecimal(text) else { preconditionFailure("UCUM table: \(text) is not a number") }
        return number
    }
}

/// Resolves the table's definitions, each once.
private struct AtomResolver {
    let symbols: UnitSymbols
    private var known: [Int: UnitAtom] = [:]

    init(symbols: UnitSymbols) { self.symbols = symbols }

    mutating func atom(_ index: Int) -> UnitAtom {
        if let atom = known[index] { return atom }
        let atom = resolve(symbols.entries[index], index)
        known[index] = atom
        return atom
    }

    private mutating func resolve(_ entry: UnitSymbols.Entry, _ index: Int) -> UnitAtom {
        if entry.isBase, let slot = UnitDimension.baseCodes.firstIndex(of: entry.code) {
            return UnitAtom(magnitude: .one, dimension: .base(slot), scale: nil, isArbitrary: false)
        }
        if entry.code == "[pi]" { return UnitAtom(magnitude: .pi, dimension: .none, scale: nil, isArbitrary: false) }
        guard let term = try? UnitParser.parse(entry.unit, symbols: symbols),
            let unit = term.resolved({ atom($0) }, symbols)
        else { preconditionFailure("UCUM table: the definition of \(entry.code) cannot be read") }
        let scale = SpecialScale(function: entry.function)
        var dimension = unit.dimension
        // [IU] is defined by [iU] and shares its dimension; the others stand for themselves.
        if entry.isArbitrary, dimension.isNone { dimension = .arbitrary(atom: index) }
        switch entry.code {
        case "mol": dimension = dimension.counting(.mole)
        case "eq": dimension = dimension.counting(.equivalent)
        case "osm": dimension = dimension.counting(.osmole)
        default: break
        }
        // The tangent takes an angle in radians, whatever unit the table counts the angle in.
        let magnitude = scale == .tangent ? .one : unit.magnitude * UnitMagnitude(entry.value)
        return UnitAtom(magnitude: magnitude, dimension: dimension, scale: scale, isArbitrary: entry.isArbitrary)
    }
}
