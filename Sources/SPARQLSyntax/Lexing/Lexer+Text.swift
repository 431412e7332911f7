// What tokens hold. Escapes are replaced once and never read again (SPARQL 1.2 section 19.2: they belong in strings and
// IRIs only); texts without escapes are taken in one piece.
import RDF
import RDFSyntax

extension Lexer {
    /// The text of a range that has no escapes.
    func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The text of a token as it was written.
    func text(_ token: Token) -> String { text(token.start, token.end) }

    /// The value of a string token.
    func string(_ token: Token) throws(SPARQLSyntaxError) -> String {
        let quotes = token.kind == .longString ? 3 : 1
        return try unescaped(token.start + quotes, token.end - quotes, inIRI: false)
    }

    /// The reference between '<' and '>'.
    func iriReference(_ token: Token) throws(SPARQLSyntaxError) -> String {
        try unescaped(token.start + 1, token.end - 1, inIRI: true)
    }

    /// A local name without its backslashes, and whether it has only ASCII characters and none escaped.
    func localName(_ start: Int, _ end: Int) -> (name: String, isPlain: Bool) {
        let range = bytes[start..<end]
        if range.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) { return (text(start, end), true) }
        // A backslash cannot escape another in a name.
        return (String(decoding: range.filter { $0 != UInt8(ascii: "\\") }, as: UTF8.self), false)
    }

    private func unescaped(_ start: Int, _ end: Int, inIRI: Bool) throws(SPARQLSyntaxError) -> String {
        guard let first = bytes[start..<end].firstIndex(of: UInt8(ascii: "\\")) else { return text(start, end) }
        var result = Array(bytes[start..<first])
        var index = first
        while index < end {
            let byte = bytes[index]
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
                index += 1
            } else if bytes[index + 1] | 0x20 == UInt8(ascii: "u") {
                let escape = index
                let scalar = try numericEscape(&index, end)
                if inIRI && scalar.isASCII && CharacterClass.isForbiddenInIRI(UInt8(scalar.value)) {
                    throw error("this escape stands for a character that an IRI cannot hold", at: escape)
                }
                result.append(contentsOf: String(scalar).utf8)
            } else {
                guard let value = Self.stringEscape(bytes[index + 1]) else {
                    throw error(
                        "this escape is unknown", at: index,
                        expected: "one of \\t \\b \\n \\r \\f \\\" \\' \\\\ \\uXXXX \\UXXXXXXXX",
                        fix: "write '\\\\' for a backslash")
                }
                result.append(value)
                index += 2
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `\uXXXX` or `\UXXXXXXXX` at `index`, which moves behind it.
    private func numericEscape(_ index: inout Int, _ end: Int) throws(SPARQLSyntaxError) -> Unicode.Scalar {
        let start = index
        let length = bytes[index + 1] == UInt8(ascii: "u") ? 4 : 8
        var value: UInt32 = 0
        for offset in 0..<length {
            let position = start + 2 + offset
            guard position < end, let digit = CharacterClass.hexValue(bytes[position]) else {
                throw error("this escape needs \(length) hexadecimal digits", at: start)
            }
            value = value << 4 | digit
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw error(
                "this escape is not a Unicode character", at: start,
                fix: "write a character beyond U+FFFF as one '\\U' escape, not as two surrogates")
        }
        index = start + 2 + length
        return scalar
    }

    private static func stringEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): byte
        default: nil
        }
    }

    /// The language and direction of a `language` token.
    func language(_ token: Token) -> (tag: String, direction: BaseDirection?) {
        let whole = bytes[(token.start + 1)..<token.end]
        guard whole.count > 5, let direction = Self.direction(whole.suffix(3)),
            whole.dropLast(3).suffix(2).elementsEqual([UInt8(ascii: "-"), UInt8(ascii: "-")])
        else { return (text(token.start + 1, token.end), nil) }
        return (text(token.start + 1, token.end - 5), direction)
    }

    static func direction(_ bytes: ArraySlice<UInt8>) -> BaseDirection? {
        if bytes.elementsEqual("ltr".utf8) { return .leftToRight }
        return bytes.elementsEqual("rtl".utf8) ? .rightToLeft : nil
    }
}
