import Quantities

/// A relation of two quantities that is kept as it is: a titre of 1:128, a solution of 5 g in 100 mL.
public struct Ratio: Sendable, Hashable {
    public let numerator: Quantity
    public let denominator: Quantity

    public init(_ numerator: Quantity, _ denominator: Quantity) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// `1 'mg':2 'mL'`; plain numbers stand without a unit.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            case .quantity(let numerator) = Conversions.apply(.toQuantity, .string(String(parts[0]))),
            case .quantity(let denominator) = Conversions.apply(.toQuantity, .string(String(parts[1])))
        else { return nil }
        self.init(numerator, denominator)
    }

    /// Both parts are equal: 1:128 is not 2:256.
    func isEqual(to other: Ratio) -> Bool? {
        Logic.and(
            Value.quantity(numerator).isEqual(to: .quantity(other.numerator)),
            Value.quantity(denominator).isEqual(to: .quantity(other.denominator)))
    }

    /// Both express the same relation: 1:128 is equivalent to 2:256.
    func isEquivalent(to other: Ratio) -> Bool {
        guard let left = try? numerator.multiplied(by: other.denominator),
            let right = try? other.numerator.multiplied(by: denominator)
        else { return false }
        return left.compared(to: right) == .equal
    }
}

extension Ratio: CustomStringConvertible {
    public var description: String { "\(Self.text(numerator)):\(Self.text(denominator))" }

    private static func text(_ quantity: Quantity) -> String {
        quantity.unit == .one ? "\(quantity.value)" : "\(quantity.value) '\(quantity.unit)'"
    }
}
