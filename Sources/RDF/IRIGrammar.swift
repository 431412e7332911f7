// The grammar of RFC 3987 as one pass over bytes: scheme, then authority, path, query and fragment.
//
// The check is exact on characters, percent-encoding, the scheme and the places where '[', ']' and '#' may stand; it
// does not look inside host names or addresses, where registries and not syntax decide.
import Primitives

/// Checks of IRIs and of relative references.
enum IRIGrammar {
    /// Throws unless `text` is an IRI (or, without `mustBeAbsolute`, a relative reference).
    static func check(_ text: String, mustBeAbsolute: Bool) throws(IRIError) {
        if let reason = text.withBytes({ problem(in: $0, mustBeAbsolute: mustBeAbsolute) }) {
            throw IRIError(text: text, reason: reason)
        }
    }

    private static func problem(in bytes: UnsafeBufferPointer<UInt8>, mustBeAbsolute: Bool) -> String? {
        let scheme = schemeLength(bytes)
        if mustBeAbsolute && scheme == nil {
            return "it does not start with a scheme such as 'http:'; give a base IRI or write it in full"
        }
        var index = scheme.map { $0 + 1 } ?? 0
        if scheme == nil {
            let firstSegment = bytes.prefix {
                $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
            }
            if firstSegment.contains(UInt8(ascii: ":")) { return "the text before its first ':' is not a scheme" }
        }
        var inAuthority = bytes.count >= index + 2 && bytes[index] == slash && bytes[index + 1] == slash
        if inAuthority { index += 2 }
        var inQuery = false
        var inFragment = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x80 {
                guard let (scalar, length) = decodeScalar(bytes, at: index) else { return "it is not UTF-8" }
                if !isAllowed(scalar, inQuery: inQuery && !inFragment) {
                    return "the character U+\(String(scalar, radix: 16, uppercase: true)) is not allowed"
                }
                index += length
                continue
            }
            switch byte {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else {
                    return "'%' must be followed by two hexadecimal digits"
                }
            case UInt8(ascii: "["), UInt8(ascii: "]"):
                if !inAuthority { return "'\(Character(UnicodeScalar(byte)))' is allowed only around an IP address" }
            case UInt8(ascii: "#"):
                if inFragment { return "it has a second '#'" }
                inFragment = true
                inAuthority = false
            case UInt8(ascii: "?"):
                inQuery = true
                inAuthority = false
            case slash:
                inAuthority = false
            default:
                if !isPlainASCII(byte) { return "the character \(name(of: byte)) is not allowed" }
            }
            index += 1
        }
        return nil
    }

    private static let slash = UInt8(ascii: "/")

    private static func name(of byte: UInt8) -> String {
        byte <= 0x20 || byte == 0x7F
            ? "U+" + String(repeating: "0", count: byte < 16 ? 3 : 2) + String(byte, radix: 16, uppercase: true)
            : "'\(Character(UnicodeScalar(byte)))'"
    }

    /// The number of bytes of the scheme before its ':', or nil when the text does not start with one.
    static func schemeLength(_ bytes: some RandomAccessCollection<UInt8>) -> Int? {
        guard let first = bytes.first, isLetter(first) else { return nil }
        var length = 0
        for byte in bytes {
            if byte == UInt8(ascii: ":") { return length }
            guard
                isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            else { return nil }
            length += 1
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
    }

    /// Unreserved and sub-delimiter characters, ':' and '@'.
    private static func isPlainASCII(_ byte: UInt8) -> Bool {
        if isLetter(byte) || isDigit(byte) { return true }
        switch byte {
        case 0x21, 0x24, 0x26...0x2E, 0x3A, 0x3B, 0x3D, 0x40, 0x5F, 0x7E: return true
        default: return false
        }
    }

    /// `ucschar` of RFC 3987, and `iprivate` inside a query.
    private static func isAllowed(_ scalar: UInt32, inQuery: Bool) -> Bool {
        switch scalar {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: inQuery
        case 0x10000...0xEFFFD: scalar & 0xFFFE != 0xFFFE && !(0xE0000...0xE0FFF).contains(scalar)
        default: false
        }
    }

    private static func decodeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int)? {
        let lead = bytes[index]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return nil }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return (scalar, length)
    }
}
