// A number with its unit. Quantities of unlike units never compare: the answer is unknown, and says why.

/// A measured value, such as `6.5 %` or `106 umol/L`.
public struct Quantity: Sendable, Hashable {
    public let value: ExactDecimal
    public let unit: UCUMUnit

    public init(_ value: ExactDecimal, _ unit: UCUMUnit = .one) {
        self.value = value
        self.unit = unit
    }

    /// The value in another unit. Substance and mass convert into each other only for a known analyte.
    public func converted(to target: UCUMUnit, analyte: Analyte? = nil) throws(QuantityError) -> Quantity {
        if unit == target { return self }
        if let analyte, let value = analyte.convert(value, from: unit, to: target) { return Quantity(value, target) }
        guard let conversion = UnitConversion.between(unit, target) else {
            throw .unlikeUnits(unit, target)
        }
        guard let value = conversion(value) else { throw .outOfRange }
        return Quantity(value, target)
    }

    /// How this quantity compares to another; unknown, with the reason, for unlike units.
    ///
    /// Units are alike when they measure the same and count the same entities, see ``UCUMUnit/isComparable(to:)``, or
    /// when the analyte says how they convert.
    public func compared(to other: Quantity, analyte: Analyte? = nil) -> Comparison {
        do {
            return .ordered(try comparablyConverted(to: other.unit, analyte: analyte).value.order(other.value))
        } catch {
            return .unknown(error)
        }
    }

    /// The value in another unit, only if the two may be compared: unlike ``converted(to:analyte:)`` moles do not turn
    /// into numbers.
    public func comparablyConverted(to target: UCUMUnit, analyte: Analyte? = nil) throws(QuantityError) -> Quantity {
        if unit == target { return self }
        if let conversion = UnitConversion.between(unit, target), conversion.joinsComparable {
            guard let value = conversion(value) else { throw .outOfRange }
            return Quantity(value, target)
        }
        guard let analyte, let value = analyte.convert(value, from: unit, to: target) else {
            throw .unlikeUnits(unit, target)
        }
        return Quantity(value, target)
    }

    /// The outcome of comparing two quantities.
    public enum Comparison: Sendable, Hashable {
        case ordered(Ordering)
        case unknown(QuantityError)

        public var ordering: Ordering? {
            if case .ordered(let ordering) = self { ordering } else { nil }
        }
    }
}

/// Why a quantity could not be read, converted or computed with.
public enum QuantityError: Error, Hashable, CustomStringConvertible {
    case unlikeUnits(UCUMUnit, UCUMUnit)
    case outOfRange
    case divisionByZero
    case notANumber(String)
    case unit(UnitError)

    public var description: String {
        switch self {
        case .unlikeUnits(let left, let right):
            "\(left) and \(right) do not measure the same; they compare only for an analyte of known molar mass or valence"
        case .outOfRange: "the result is out of the range of decimal numbers or of the unit's scale"
        case .divisionByZero: "division by zero"
        case .notANumber(let text): "\"\(text)\" does not begin with a decimal number, as in \"6.5 %\""
        case .unit(let error): error.description
        }
    }
}

// MARK: - Arithmetic

extension Quantity {
    /// The sum in this quantity's unit.
    public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
        let addend = try comparable(other)
        guard let sum = value.adding(addend.value) else { throw .outOfRange }
        return Quantity(sum, unit)
    }

    /// The difference in this quantity's unit.
    public func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity {
        try adding(Quantity(-other.value, other.unit))
    }

    public func multiplied(by other: Quantity) throws(QuantityError) -> Quantity {
        guard let product = value.multiplied(by: other.value) else { throw .outOfRange }
        return try Self.unify(product, Self.unit { () throws(UnitError) in try unit.multiplied(by: other.unit) })
    }

    public func divided(by other: Quantity) throws(QuantityError) -> Quantity {
        guard !other.value.isZero else { throw .divisionByZero }
        guard let quotient = value.divided(by: other.value) else { throw .outOfRange }
        return try Self.unify(quotient, Self.unit { () throws(UnitError) in try unit.divided(by: other.unit) })
    }

    private func comparable(_ other: Quantity) throws(QuantityError) -> Quantity {
        guard unit.isComparable(to: other.unit) else { throw .unlikeUnits(unit, other.unit) }
        return try other.converted(to: unit)
    }

    /// A quotient of like units is a plain number: 1 g / 1 mg is 1000.
    private static func unify(_ value: ExactDecimal, _ unit: UCUMUnit) throws(QuantityError) -> Quantity {
        let quantity = Quantity(value, unit)
        return unit.cancelsOut ? try quantity.converted(to: .one) : quantity
    }

    private static func unit(_ compute: () throws(UnitError) -> UCUMUnit) throws(QuantityError) -> UCUMUnit {
        do { return try compute() } catch { throw .unit(error) }
    }
}

extension Quantity: PartiallyOrdered {
    public func compared(to other: Quantity) -> Ordering? { compared(to: other, analyte: nil).ordering }
}

extension Quantity: IntervalPoint {
    public var successor: Quantity? { value.successor.map { Quantity($0, unit) } }
    public var predecessor: Quantity? { value.predecessor.map { Quantity($0, unit) } }
    public var leastOfKind: Quantity { Quantity(value.leastOfKind, unit) }
    public var greatestOfKind: Quantity { Quantity(value.greatestOfKind, unit) }
}

// MARK: - Text

extension Quantity: CustomStringConvertible {
    /// Reads a number and a UCUM code, parted by a space: `6.5 %`, `30 mL/min/{1.73_m2}`, `4`.
    public init(_ text: String) throws(QuantityError) {
        let (number, unit) = Self.split(text)
        guard let value = ExactDecimal(number) else { throw .notANumber(text) }
        do {
            self.init(value, try UCUMUnit(String(unit)))
        } catch {
            throw .unit(error)
        }
    }

    /// Reads a number and a unit as hospitals write it: `1.2 mg/dl`, `5.6×10⁹/L`, `36.8℃`.
    public static func reading(_ text: String) throws(QuantityError) -> (quantity: Quantity, unit: UnitReading) {
        let (number, unit) = split(text)
        guard let value = ExactDecimal(number) else { throw .notANumber(text) }
        do {
            let reading = try UnitReading(String(unit))
            return (Quantity(value, reading.unit), reading)
        } catch {
            throw .unit(error)
        }
    }

    private static func split(_ text: String) -> (number: Substring, unit: Substring) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        var unit = text[number.endIndex...]
        while unit.first == " " { unit.removeFirst() }
        // An exponent belongs to the number: 1e3 mg.
        if number.endIndex < text.endIndex, "eE".contains(text[number.endIndex]) {
            let exponent = text[number.endIndex...].prefix { $0.isASCII && ($0.isNumber || "eE+-".contains($0)) }
            let whole = text[..<exponent.endIndex]
            if ExactDecimal(whole) != nil {
                unit = text[exponent.endIndex...]
                while unit.first == " " { unit.removeFirst() }
                return (whole, unit)
            }
        }
        return (number, unit)
    }

    public var description: String { unit == .one ? value.description : "\(value) \(unit)" }
}
