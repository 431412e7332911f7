// Products, quotients and powers of units, written as codes again: kg/m2 rather than kg.m-1.m-1.

extension UCUMUnit {
    /// The unit of a product of quantities. Annotations are not kept.
    public func multiplied(by other: UCUMUnit) throws(UnitError) -> UCUMUnit {
        if self == .one { return other }
        if other == .one { return self }
        var factors = UnitFactors(definition.term)
        factors.multiply(other.definition.term, power: 1)
        return try UCUMUnit(factors.code)
    }

    /// The unit of a quotient of quantities. Annotations are not kept.
    public func divided(by other: UCUMUnit) throws(UnitError) -> UCUMUnit {
        if other == .one { return self }
        var factors = UnitFactors(definition.term)
        factors.multiply(other.definition.term, power: -1)
        return try UCUMUnit(factors.code)
    }

    /// The unit of a power of a quantity. Annotations are not kept.
    public func raised(to power: Int) throws(UnitError) -> UCUMUnit {
        var factors = UnitFactors(.factor(1))
        factors.multiply(definition.term, power: power)
        return try UCUMUnit(factors.code)
    }

    /// Whether it measures something over the same thing, such as g/mg: a number that only looks like a unit.
    var cancelsOut: Bool { isDimensionless && definition.term.measures }
}

extension UnitTerm {
    /// Whether a symbol of the term has a dimension: `mg/g` does, `%` and `10*3` do not.
    fileprivate var measures: Bool {
        switch self {
        case .factor, .annotation: false
        case .symbol(let symbol, _): !UCUMTable.shared.atoms[symbol.atom].dimension.isNone
        case .reciprocal(let term): term.measures
        case .product(let left, let right), .quotient(let left, let right): left.measures || right.measures
        }
    }

    /// Whether moles, equivalents or osmoles are named in the term.
    var countsEntities: Bool {
        switch self {
        case .factor, .annotation: false
        case .symbol(let symbol, _): UCUMTable.shared.atoms[symbol.atom].dimension.countsEntities
        case .reciprocal(let term): term.countsEntities
        case .product(let left, let right), .quotient(let left, let right): left.countsEntities || right.countsEntities
        }
    }
}

/// A term as a product of powers, in the order of first appearance.
private struct UnitFactors {
    private var names: [String] = []
    private var powers: [String: Int] = [:]

    init(_ term: UnitTerm) { multiply(term, power: 1) }

    mutating func multiply(_ term: UnitTerm, power: Int) {
        switch term {
        case .factor(1), .annotation: break
        case .factor(let factor): add("\(factor)", power)
        case .symbol(let symbol, let exponent): add(UCUMTable.shared.symbols.code(symbol), exponent * power)
        case .reciprocal(let term): multiply(term, power: -power)
        case .product(let left, let right):
            multiply(left, power: power)
            multiply(right, power: power)
        case .quotient(let left, let right):
            multiply(left, power: power)
            multiply(right, power: -power)
        }
    }

    private mutating func add(_ name: String, _ power: Int) {
        if powers[name] == nil { names.append(name) }
        powers[name, default: 0] += power
    }

    var code: String {
        let above = names.flatMap { part($0, powers[$0] ?? 0) }
        let below = names.flatMap { part($0, -(powers[$0] ?? 0)) }
        if below.isEmpty { return above.isEmpty ? "1" : above.joined(separator: ".") }
        return above.joined(separator: ".") + below.map { "/" + $0 }.joined()
    }

    /// Numbers have no exponents in UCUM, so that their powers are written out.
    private func part(_ name: String, _ power: Int) -> [String] {
        guard power > 0 else { return [] }
        if Int(name) != nil { return Array(repeating: name, count: power) }
        return [power == 1 ? name : "\(name)\(power)"]
    }
}
