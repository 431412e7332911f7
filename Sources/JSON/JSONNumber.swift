// The import only links the C mathematics library, which the standard library's conversions of numbers use.
import Glibc

/// A number as it was spelt: `1.50` stays `1.50`. Two numbers are equal when their spellings are, since 1.5 and 1.50 are
/// different measurements; compare `double` or `integer` to compare magnitudes.
public struct JSONNumber: Sendable, Hashable {
    /// The characters of the number, in the grammar of RFC 8259, section 6.
    public let spelling: String

    public init(_ value: Int) { spelling = String(value) }

    /// Nil when `value` is infinite or not a number, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let shortest = String(value)
        spelling = shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
    }

    /// Nil when `spelling` is not a JSON number.
    public init?(spelling: String) {
        guard case .number(let number)? = try? JSONValue(parsing: spelling), number.spelling == spelling else {
            return nil
        }
        self = number
    }

    /// For the parser, which has checked the grammar.
    init(checkedSpelling: String) { spelling = checkedSpelling }

    /// The value as an integer, also when spelt `3.0` or `3e2`; nil when it has a fraction or does not fit.
    public var integer: Int? { Int(spelling) ?? Int(exactly: double) }

    /// The nearest binary floating-point value; infinite when the magnitude exceeds its range.
    public var double: Double { Double(spelling) ?? .nan }
}
