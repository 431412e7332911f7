// A unit of measure: a code of UCUM with its size and dimension.
//
// A value of this type is one reference to an immutable definition, so that quantities stay small and are cheap to copy.
// Codes that were read lately are kept, and share their definition: most comparisons find the same unit on both sides
// and end there.

import Synchronization

/// A unit of the Unified Code for Units of Measure, such as `mmol/L`, `mm[Hg]` or `10*9/L`.
///
/// Two units are equal when their codes are: `mL` and `cm3` differ, but convert into each other.
public struct UCUMUnit: Sendable {
    final class Definition: Sendable {
        let code: String
        let term: UnitTerm
        let size: ResolvedTerm
        /// Whether moles, equivalents or osmoles are named, even where they cancel: mmol/mol is not per cent.
        let countsEntities: Bool

        init(code: String, term: UnitTerm, size: ResolvedTerm) {
            self.code = code
            self.term = term
            self.size = size
            self.countsEntities = term.countsEntities
        }
    }

    let definition: Definition

    /// The unit of plain numbers, `1`.
    public static let one = UCUMUnit(
        definition: Definition(
            code: "1", term: .factor(1), size: ResolvedTerm(magnitude: .one, dimension: .none)))

    private init(definition: Definition) { self.definition = definition }

    /// Reads a case-sensitive UCUM code; the empty text is unity.
    public init(_ code: String) throws(UnitError) {
        if let known = Self.recent.withLock({ $0[code] }) {
            self.init(definition: known)
            return
        }
        guard !code.isEmpty, code != "1" else {
            self = .one
            return
        }
        let term = try UnitParser.parse(code, symbols: UCUMTable.shared.symbols)
        let size = try UCUMTable.shared.resolve(term, code: code)
        let definition = Definition(code: code, term: term, size: size)
        Self.recent.withLock { recent in
            if recent.count >= Self.recentLimit { recent.removeAll(keepingCapacity: true) }
            recent[code] = definition
        }
        self.init(definition: definition)
    }

    /// A hospital writes a few hundred units; beyond this many the store starts afresh.
    private static let recentLimit = 4_096
    private static let recent = Mutex<[String: Definition]>([:])

    public var code: String { definition.code }

    /// The codes of all units in UCUM's table, in its order.
    public static var tableCodes: [String] { UCUMTable.shared.symbols.codes }

    /// The long name, such as `(milligram) / (deciliter)`.
    public var displayName: String {
        code == "1" ? "(unity)" : definition.term.displayName(UCUMTable.shared.symbols)
    }

    /// Whether values are on a scale of their own, such as degrees Celsius, pH or bel.
    public var isSpecial: Bool { definition.size.scale != nil }

    /// Whether values are multiples of the unit, so that sizes alone convert them.
    var isRatio: Bool { !isSpecial && !definition.size.isOpaque }

    /// Whether an arbitrary unit is part of it, such as `[iU]`, that nothing else converts into.
    public var isArbitrary: Bool { definition.size.isArbitrary }

    /// Whether it is a pure number, such as `1`, `%` or `10*3`.
    public var isDimensionless: Bool {
        let size = definition.size
        return size.dimension.isNone && size.scale == nil && !size.isOpaque
    }

    /// Whether it is the number one itself, perhaps with an annotation: `1`, `{score}`, `{INR}`.
    public var isUnity: Bool {
        if self == .one { return true }
        return isDimensionless && !definition.countsEntities && UnitConversion.between(self, .one)?.isIdentity == true
    }

    /// Whether UCUM can convert between the two. Moles, equivalents and osmoles are numbers to UCUM.
    public func isCommensurable(with other: UCUMUnit) -> Bool {
        if self == other { return true }
        let (size, otherSize) = (definition.size, other.definition.size)
        return !size.isOpaque && !otherSize.isOpaque && size.dimension.isCommensurable(with: otherSize.dimension)
    }

    /// Whether values may be compared: commensurable, and counting the same entities.
    ///
    /// Stricter than UCUM: `mmol/L` is not comparable to `10*9/L`, nor `meq/L` to `mmol/L` without a valence, nor
    /// `mmol/mol` to `%`.
    public func isComparable(to other: UCUMUnit) -> Bool {
        if self == other { return true }
        return isCommensurable(with: other) && definition.size.dimension == other.definition.size.dimension
            && (definition.countsEntities == other.definition.countsEntities || !isDimensionless)
    }
}

extension UCUMUnit: Hashable, CustomStringConvertible {
    public static func == (left: UCUMUnit, right: UCUMUnit) -> Bool {
        left.definition === right.definition || left.code == right.code
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    public var description: String { code }
}
