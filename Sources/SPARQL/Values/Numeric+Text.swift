// Numbers as lexical forms of XSD: plain notation for exact numbers, canonical mantissa and exponent for binary ones.
import Primitives
import Quantities
import RDF

extension Numeric {
    var literal: Literal { Literal(lexicalForm, datatype: datatype) }

    var lexicalForm: String {
        switch self {
        case .integer(let value): String(value)
        case .largeInteger(let value): value.rounded().description
        case .decimal(let value): Self.plain(value)
        case .float(let value): Self.scientific("\(value)", value)
        case .double(let value): Self.scientific("\(value)", value)
        }
    }

    /// The shortest plain notation, which for a whole number has no point ("2", as XPath casts decimals to strings).
    private static func plain(_ value: ExactDecimal) -> String {
        let shortest = value.strippingTrailingZeros()
        let digits = String(shortest.coefficient.magnitude)
        let sign = shortest.isNegative ? "-" : ""
        let exponent = Int(shortest.exponent)
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: shortest.isZero ? 0 : exponent) }
        let point = digits.utf8.count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// XSD's canonical form, `1.5E2`, from Swift's shortest digits.
    private static func scientific<Value: BinaryFloatingPoint>(_ text: String, _ value: Value) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-INF" : "INF" }
        if value.isZero { return value.sign == .minus ? "-0.0E0" : "0.0E0" }
        guard let exact = ExactDecimal(text)?.strippingTrailingZeros() else { return text }
        let digits = String(exact.coefficient.magnitude)
        let power = Int(exact.exponent) + digits.utf8.count - 1
        let fraction = digits.utf8.count == 1 ? "0" : String(digits.dropFirst())
        return "\(exact.isNegative ? "-" : "")\(digits.prefix(1)).\(fraction)E\(power)"
    }

    /// The text that a cast to `xsd:string` gives: plain notation for binary numbers of everyday size as well (XPath
    /// and XQuery Functions 3.1, section 19.1.2.1).
    var castText: String {
        switch self {
        case .float(let value): Self.everyday(Double(value), "\(value)", lexicalForm)
        case .double(let value): Self.everyday(value, "\(value)", lexicalForm)
        default: lexicalForm
        }
    }

    private static func everyday(_ value: Double, _ text: String, _ canonical: String) -> String {
        if value.isZero { return value.sign == .minus ? "-0" : "0" }
        guard value.magnitude >= 1e-6, value.magnitude < 1e6, let exact = ExactDecimal(text) else { return canonical }
        return plain(exact)
    }
}

/// The numeric datatypes: the four that arithmetic knows, and those derived from `xsd:integer` (XSD 1.1 part 2,
/// section 3.4).
enum NumericDatatype: String, Sendable, CaseIterable {
    case integer, decimal, double, float
    case nonPositiveInteger, negativeInteger, nonNegativeInteger, positiveInteger
    case long, int, short, byte, unsignedLong, unsignedInt, unsignedShort, unsignedByte

    init?(_ datatype: IRI) {
        guard let name = datatype.xsdName, let type = NumericDatatype(rawValue: name) else { return nil }
        self = type
    }

    /// The least and the greatest value, if there is one.
    var bounds: (lower: Int?, upper: Int?, upperUnsigned: Bool)? {
        switch self {
        case .integer, .decimal, .double, .float: nil
        case .nonPositiveInteger: (nil, 0, false)
        case .negativeInteger: (nil, -1, false)
        case .nonNegativeInteger: (0, nil, false)
        case .positiveInteger: (1, nil, false)
        case .long: (Int(Int64.min), Int(Int64.max), false)
        case .int: (Int(Int32.min), Int(Int32.max), false)
        case .short: (Int(Int16.min), Int(Int16.max), false)
        case .byte: (Int(Int8.min), Int(Int8.max), false)
        case .unsignedLong: (0, nil, true)
        case .unsignedInt: (0, Int(UInt32.max), false)
        case .unsignedShort: (0, Int(UInt16.max), false)
        case .unsignedByte: (0, Int(UInt8.max), false)
        }
    }
}

extension IRI {
    /// What follows the namespace of XSD; nil for other IRIs.
    var xsdName: String? {
        let namespace = Vocabulary.xsd.iri
        guard string.utf8.count > namespace.utf8.count, string.utf8.starts(with: namespace.utf8) else { return nil }
        return String(decoding: string.utf8.dropFirst(namespace.utf8.count), as: UTF8.self)
    }
}

extension BinaryFloatingPoint where Self: LosslessStringConvertible {
    /// Reads a lexical form of `xsd:double`, or of `xsd:float`, which are the same.
    init?(xsd text: Substring) {
        switch text {
        case "INF", "+INF": self = .infinity
        case "-INF": self = -.infinity
        case "NaN": self = .nan
        default:
            guard text.isXSDNumber, let value = Self(text.normalizedNumber) else { return nil }
            self = value
        }
    }
}

extension Substring {
    /// Digits with an optional sign, point and exponent; Swift's own reader takes more ("0x1p3", "inf").
    fileprivate var isXSDNumber: Bool {
        let mantissaEnd = utf8.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? endIndex
        let mantissa = self[..<mantissaEnd].utf8
        let unsigned = mantissa.first == UInt8(ascii: "+") || mantissa.first == UInt8(ascii: "-")
        let body = unsigned ? mantissa.dropFirst() : mantissa
        guard body.contains(where: { $0 &- 0x30 < 10 }),
            body.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }),
            body.filter({ $0 == UInt8(ascii: ".") }).count <= 1
        else { return false }
        guard mantissaEnd < endIndex else { return true }
        let exponent = self[mantissaEnd...].utf8.dropFirst()
        let isSigned = exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-")
        let digits = isSigned ? exponent.dropFirst() : exponent
        return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
    }

    /// The number with a digit on both sides of its point, as Swift wants it.
    fileprivate var normalizedNumber: String {
        guard let point = utf8.firstIndex(of: UInt8(ascii: ".")) else { return String(self) }
        let before = self[..<point]
        let after = self[point...].dropFirst()
        let hasDigit = before.utf8.last.map { $0 &- 0x30 < 10 } ?? false
        let hasFraction = after.utf8.first.map { $0 &- 0x30 < 10 } ?? false
        return before + (hasDigit ? "." : "0.") + (hasFraction ? after : "0" + after)
    }
}

extension String {
    /// The text without white space of XML at its ends, as XSD reads all datatypes but strings.
    var trimmingXMLSpace: Substring {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        var slice = self[...]
        while let first = slice.utf8.first, isSpace(first) {
            slice = slice[slice.utf8.index(after: slice.startIndex)...]
        }
        while let last = slice.utf8.last, isSpace(last) { slice = slice[..<slice.utf8.index(before: slice.endIndex)] }
        return slice
    }
}
