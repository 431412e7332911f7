// Tokens of SPARQL (grammar productions 139 and up) over the UTF-8 bytes of a text that is in memory as a whole.
//
// A token is only a kind and a range; `Lexer+Text.swift` reads what it holds. Lines and columns are counted when an
// error wants them. Signs are tokens of their own: the parser joins a sign and the number that touches it where the
// grammar has a signed number. The bytes end with sentinels, so looking a little ahead needs no check.
import RDF
import RDFSyntax

struct Lexer {
    /// Stands for the end of the text; never a byte of UTF-8.
    static let sentinel: UInt8 = 0xFF

    let bytes: [UInt8]
    /// The number of bytes before the sentinels.
    let count: Int
    let source: String?
    private let keywords = KeywordTable.shared
    /// The end of the last token.
    var position = 0

    init(_ text: some Collection<UInt8>, source: String?) {
        count = text.count
        self.source = source
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 4)
        bytes.append(contentsOf: text)
        for _ in 0..<4 { bytes.append(Self.sentinel) }
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    // MARK: Tokens

    /// The next token.
    mutating func next() throws(SPARQLSyntaxError) -> Token {
        skipSpace()
        let start = position
        let kind: Token.Kind
        switch bytes[start] {
        case UInt8(ascii: "?"), UInt8(ascii: "$"):
            position = endOfVariableName(start + 1)
            if position > start + 1 {
                kind = .variable
            } else if bytes[start] == UInt8(ascii: "?") {
                kind = .question
            } else {
                throw error("found '$' without the name of a variable", at: start)
            }
        case UInt8(ascii: "<"): kind = lessOrIRI(start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = try skipString(start)
        case UInt8(ascii: "@"):
            try skipLanguage(start)
            kind = .language
        case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = try skipNumber(start)
        case UInt8(ascii: "."):
            kind = CharacterClass.isDigit(bytes[start + 1]) ? try skipNumber(start) : one(.dot)
        case UInt8(ascii: "_"):
            guard bytes[start + 1] == UInt8(ascii: ":") else { return try wordOrName(start) }
            try skipBlankNodeLabel(start)
            kind = .blankNodeLabel
        case UInt8(ascii: ":"):
            position = try endOfLocalName(start + 1)
            kind = .prefixedName
        case Self.sentinel where start >= count: return Token(.end, start, start)
        default:
            if let punctuation = punctuation(start) {
                kind = punctuation
            } else {
                return try wordOrName(start)
            }
        }
        return Token(kind, start, position)
    }

    private mutating func one(_ kind: Token.Kind) -> Token.Kind {
        position += 1
        return kind
    }

    private mutating func two(_ kind: Token.Kind) -> Token.Kind {
        position += 2
        return kind
    }

    private mutating func punctuation(_ start: Int) -> Token.Kind? {
        let next = bytes[start + 1]
        switch bytes[start] {
        case UInt8(ascii: "{"): return next == UInt8(ascii: "|") ? two(.openAnnotation) : one(.openBrace)
        case UInt8(ascii: "}"): return one(.closeBrace)
        case UInt8(ascii: "("): return one(.openParenthesis)
        case UInt8(ascii: ")"):
            guard next == UInt8(ascii: ">"), bytes[start + 2] == next else { return one(.closeParenthesis) }
            position += 3
            return .closeTripleTerm
        case UInt8(ascii: "["): return one(.openBracket)
        case UInt8(ascii: "]"): return one(.closeBracket)
        case UInt8(ascii: ","): return one(.comma)
        case UInt8(ascii: ";"): return one(.semicolon)
        case UInt8(ascii: "*"): return one(.star)
        case UInt8(ascii: "/"): return one(.slash)
        case UInt8(ascii: "+"): return one(.plusSign)
        case UInt8(ascii: "-"): return one(.minusSign)
        case UInt8(ascii: "~"): return one(.tilde)
        case UInt8(ascii: "="): return one(.equal)
        case UInt8(ascii: "!"): return next == UInt8(ascii: "=") ? two(.notEqual) : one(.bang)
        case UInt8(ascii: "^"): return next == UInt8(ascii: "^") ? two(.datatype) : one(.caret)
        case UInt8(ascii: "&"): return next == UInt8(ascii: "&") ? two(.and) : nil
        case UInt8(ascii: "|"):
            if next == UInt8(ascii: "|") { return two(.or) }
            return next == UInt8(ascii: "}") ? two(.closeAnnotation) : one(.pipe)
        case UInt8(ascii: ">"):
            if next == UInt8(ascii: "=") { return two(.greaterOrEqual) }
            return next == UInt8(ascii: ">") ? two(.closeReifiedTriple) : one(.greater)
        default: return nil
        }
    }

    /// An IRI where the text up to '>' can be one, else an operator.
    private mutating func lessOrIRI(_ start: Int) -> Token.Kind {
        var index = start + 1
        while bytes[index] != Self.sentinel {
            let byte = bytes[index]
            if byte == UInt8(ascii: ">") {
                position = index + 1
                return .iri
            }
            if CharacterClass.isForbiddenInIRI(byte) {
                let isEscape = byte == UInt8(ascii: "\\") && bytes[index + 1] | 0x20 == UInt8(ascii: "u")
                if !isEscape { break }
            }
            index += 1
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "="): return two(.lessOrEqual)
        case UInt8(ascii: "<"):
            if bytes[start + 2] == UInt8(ascii: "(") {
                position += 3
                return .openTripleTerm
            }
            return two(.openReifiedTriple)
        default: return one(.less)
        }
    }

    /// A word, or a prefixed name when a ':' follows.
    private mutating func wordOrName(_ start: Int) throws(SPARQLSyntaxError) -> Token {
        var word = PackedWord()
        var end = start
        while CharacterClass.isNameASCII(bytes[end]) && bytes[end] != UInt8(ascii: "-") {
            word.append(bytes[end])
            end += 1
        }
        // The run of letters is the whole name unless a character follows that only names have.
        let next = bytes[end]
        let mayGoOn = next == UInt8(ascii: "-") || next == UInt8(ascii: ".") || (next >= 0x80 && end < count)
        let endOfPrefix = mayGoOn ? endOfName(start) : end
        if bytes[endOfPrefix] == UInt8(ascii: ":") && endOfPrefix > start && bytes[start] != UInt8(ascii: "_") {
            position = try endOfLocalName(endOfPrefix + 1)
            return Token(.prefixedName, start, position)
        }
        guard end > start else { throw unknownCharacter(at: start) }
        position = end
        var token = Token(.word, start, end)
        (token.keyword, token.builtin) = keywords.lookUp(word)
        if token.keyword == .type && bytes[start] != UInt8(ascii: "a") { token.keyword = nil }
        return token
    }

    /// Steps over white space and comments.
    private mutating func skipSpace() {
        while true {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                position += 1
            case UInt8(ascii: "#"):
                while position < count && bytes[position] != UInt8(ascii: "\n") && bytes[position] != UInt8(ascii: "\r")
                { position += 1 }
            default: return
            }
        }
    }

    // MARK: Places and errors

    /// The place of the byte at `index`. A carriage return, a line feed or both end a line.
    func place(of index: Int) -> SourcePosition {
        var line = 1
        var column = 1
        for position in 0..<min(index, count) {
            let byte = bytes[position]
            let isReturnOfPair = byte == UInt8(ascii: "\r") && bytes[position + 1] == UInt8(ascii: "\n")
            if (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")) && !isReturnOfPair {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourcePosition(line: line, column: column)
    }

    func error(
        _ message: String, at index: Int, expected: String? = nil, fix: String? = nil
    ) -> SPARQLSyntaxError {
        SPARQLSyntaxError(
            source: source, position: place(of: index), message: message, expected: expected, fix: fix)
    }

    private func unknownCharacter(at index: Int) -> SPARQLSyntaxError {
        let scalar = scalar(at: index)?.scalar ?? "\u{FFFD}"
        let name = scalar.value < 0x21 ? "U+00" + String(scalar.value, radix: 16, uppercase: true) : "'\(scalar)'"
        switch scalar {
        case "&": return error("found a single '&'", at: index, fix: "write '&&' for 'and'")
        case "\\":
            return error(
                "found '\\' outside a string or an IRI", at: index,
                fix: "write the character itself; escapes belong in strings and IRIs")
        case "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}":
            return error("found a typographic quotation mark", at: index, fix: "write '\"'")
        default: return error("found \(name), which begins nothing in SPARQL", at: index)
        }
    }
}
