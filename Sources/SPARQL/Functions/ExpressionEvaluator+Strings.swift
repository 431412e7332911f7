// Functions on strings (SPARQL 1.1 Query, section 17.4.3). Characters are code points, not grapheme clusters.
import GraphStore
import Primitives
import Quantities
import RDF
import SPARQLSyntax

extension ExpressionEvaluator {
    func callStringFunction(_ function: Builtin, _ values: Arguments) throws -> Value? {
        if function == .concatenate { return try concatenate(values) }
        if function == .langMatches {
            guard let tag = try context.plainText(values[0]), let range = try context.plainText(values[1]) else {
                return nil
            }
            return .boolean(tag.matchesLanguageRange(range))
        }
        guard let text = try context.text(values[0]) else { return nil }
        switch function {
        case .stringLength: return .number(.integer(text.text.unicodeScalarCount))
        case .uppercase: return text.with(text.text.uppercased())
        case .lowercase: return text.with(text.text.lowercased())
        case .substring: return try substring(text, values)
        case .encodeForURI: return .string(text.text.encodedForURI)
        case .regex: return try regex(text, values)
        case .replace: return try replace(text, values)
        default: break
        }
        guard let argument = try context.text(values[1]), text.isCompatible(with: argument) else { return nil }
        switch function {
        case .startsWith: return .boolean(text.text.utf8.starts(with: argument.text.utf8))
        case .endsWith:
            return .boolean(text.text.utf8.suffix(argument.text.utf8.count).elementsEqual(argument.text.utf8))
        case .contains: return .boolean(text.text.firstByteRange(of: argument.text) != nil)
        case .before:
            guard let range = text.text.firstByteRange(of: argument.text) else { return .string("") }
            return text.with(String(text.text[..<range.lowerBound]))
        case .after:
            guard let range = text.text.firstByteRange(of: argument.text) else { return .string("") }
            return text.with(String(text.text[range.upperBound...]))
        default: return nil
        }
    }

    /// The language stays when all arguments share it.
    private func concatenate(_ values: Arguments) throws -> Value? {
        var result = ""
        var shared: StringLiteral?
        var isShared = true
        for value in values {
            guard let text = try context.text(value) else { return nil }
            result += text.text
            guard result.utf8.count <= Limits.textBytes else { return nil }
            if let shared {
                isShared = isShared && shared.language == text.language && shared.direction == text.direction
            } else {
                shared = text
            }
        }
        guard let shared, isShared else { return .string(result) }
        return shared.with(result)
    }

    /// Positions count from 1, and are rounded (XPath and XQuery Functions 3.1, section 5.4.3).
    private func substring(_ text: StringLiteral, _ values: Arguments) throws -> Value? {
        guard let start = try context.numeric(values[1])?.rounded(.halfUp).doubleValue else { return nil }
        var end = Double.infinity
        if values.count > 2 {
            guard let length = try context.numeric(values[2])?.rounded(.halfUp).doubleValue else { return nil }
            end = start + length
        }
        var kept = String.UnicodeScalarView()
        for (index, scalar) in text.text.unicodeScalars.enumerated() {
            let position = Double(index + 1)
            if position >= start && position < end { kept.append(scalar) }
        }
        return text.with(String(kept))
    }

    private func regex(_ text: StringLiteral, _ values: Arguments) throws -> Value? {
        guard let pattern = try context.plainText(values[1]) else { return nil }
        var flags = ""
        if values.count > 2 {
            guard let given = try context.plainText(values[2]) else { return nil }
            flags = given
        }
        guard let expression = context.expressions.expression(pattern, flags: flags) else { return nil }
        try context.check()
        return .boolean(try expression.matches(text.text))
    }

    private func replace(_ text: StringLiteral, _ values: Arguments) throws -> Value? {
        guard let pattern = try context.plainText(values[1]), let replacement = try context.plainText(values[2])
        else { return nil }
        var flags = ""
        if values.count > 3 {
            guard let given = try context.plainText(values[3]) else { return nil }
            flags = given
        }
        guard let expression = context.expressions.expression(pattern, flags: flags) else { return nil }
        try context.check()
        return try expression.replace(in: text.text, with: replacement).map { text.with($0) }
    }
}

extension String {
    /// The number of code points: of bytes but those that go on with one.
    fileprivate var unicodeScalarCount: Int { withBytes { $0.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } } }

    /// Basic filtering of RFC 4647, section 3.3.1.
    func matchesLanguageRange(_ range: String) -> Bool {
        if range == "*" { return !isEmpty }
        let (tag, range) = (lowercased(), range.lowercased())
        guard tag.utf8.starts(with: range.utf8) else { return false }
        let rest = tag.utf8.dropFirst(range.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "-")
    }

    /// Everything but the unreserved characters of RFC 3986 as percent escapes.
    var encodedForURI: String {
        let digits = "0123456789ABCDEF".utf8.map { $0 }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(utf8.count * 2)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 0xF)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Where a text first stands in this one, byte for byte.
    func firstByteRange(of other: String) -> Range<String.Index>? {
        guard let offset = ByteSearch(Array(other.utf8)).firstOffset(in: utf8Span.span) else { return nil }
        let lower = utf8.index(utf8.startIndex, offsetBy: offset)
        return lower..<utf8.index(lower, offsetBy: other.utf8.count)
    }
}
