// A parsed term becomes a size and a dimension.

/// A term in base units. A special unit (degree Celsius, pH, bel) is `scale` applied to a multiple of `magnitude`.
struct ResolvedTerm: Sendable {
    var magnitude: UnitMagnitude
    var dimension: UnitDimension
    /// The scale of a special unit that stands alone, and its prefix.
    var scale: SpecialScale?
    var scalePrefix = ExactDecimal.one
    /// A special unit inside a product: meaningful to read, but without a size to convert by.
    var isOpaque = false
    var isArbitrary = false
}

extension UnitTerm {
    /// The size of the term; `nil` when it grows beyond ``UnitMagnitude/maximumBits``.
    func resolved(_ atom: (Int) -> UnitAtom, _ symbols: UnitSymbols) -> ResolvedTerm? {
        switch self {
        case .factor(let factor):
            return ResolvedTerm(magnitude: UnitMagnitude(ExactDecimal(factor)), dimension: .none)
        case .annotation:
            return ResolvedTerm(magnitude: .one, dimension: .none)
        case .symbol(let symbol, let exponent):
            return Self.power(symbol, exponent, atom(symbol.atom), symbols)
        case .reciprocal(let term):
            return term.resolved(atom, symbols)?.raised(to: -1)
        case .product(let left, let right):
            guard let left = left.resolved(atom, symbols), let right = right.resolved(atom, symbols) else { return nil }
            return left.times(right)
        case .quotient(let left, let right):
            guard let left = left.resolved(atom, symbols), let right = right.resolved(atom, symbols)?.raised(to: -1)
            else { return nil }
            return left.times(right)
        }
    }

    private static func power(
        _ symbol: UnitSymbol, _ exponent: Int, _ atom: UnitAtom, _ symbols: UnitSymbols
    ) -> ResolvedTerm? {
        let prefix = symbol.prefix.map { symbols.prefixes[$0].value } ?? .one
        var term = ResolvedTerm(magnitude: atom.magnitude, dimension: atom.dimension, isArbitrary: atom.isArbitrary)
        if let scale = atom.scale {
            term.scale = scale
            term.scalePrefix = prefix
        } else if symbol.prefix != nil {
            term.magnitude = term.magnitude * UnitMagnitude(prefix)
        }
        return exponent == 1 ? term : term.raised(to: exponent)
    }
}

extension ResolvedTerm {
    fileprivate func raised(to exponent: Int) -> ResolvedTerm? {
        guard let power = magnitude.raised(to: exponent) else { return nil }
        return ResolvedTerm(
            magnitude: power, dimension: dimension.raised(to: exponent), isOpaque: isOpaque || scale != nil,
            isArbitrary: isArbitrary)
    }

    fileprivate func times(_ other: ResolvedTerm) -> ResolvedTerm? {
        let product = magnitude * other.magnitude
        guard !product.isTooLarge else { return nil }
        return ResolvedTerm(
            magnitude: product, dimension: dimension * other.dimension,
            isOpaque: isOpaque || other.isOpaque || scale != nil || other.scale != nil,
            isArbitrary: isArbitrary || other.isArbitrary)
    }
}

// MARK: - Names

extension UnitTerm {
    /// The long form that UCUM's functional tests ask for: `(meter ^ 3) * (kilogram ^ -1)`.
    func displayName(_ symbols: UnitSymbols) -> String {
        switch self {
        case .factor(let factor): "\(factor)"
        case .annotation: "1"
        case .symbol(let symbol, 1): "(\(symbols.name(symbol)))"
        case .symbol(let symbol, let exponent): "(\(symbols.name(symbol)) ^ \(exponent))"
        case .reciprocal(let term): "1 / \(term.displayName(symbols))"
        case .product(let left, let right): "\(left.displayName(symbols)) * \(right.groupedName(symbols))"
        case .quotient(let left, let right): "\(left.displayName(symbols)) / \(right.groupedName(symbols))"
        }
    }

    private func groupedName(_ symbols: UnitSymbols) -> String {
        switch self {
        case .factor, .annotation, .symbol: displayName(symbols)
        case .reciprocal, .product, .quotient: "(\(displayName(symbols)))"
        }
    }
}
