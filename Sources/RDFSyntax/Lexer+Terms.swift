// Tokens of the Turtle family: IRI references, names, blank node labels, strings, language tags, numbers.
// Each reads in one pass; texts without escapes are taken from the window in one piece.
import RDF

extension Lexer {
    // MARK: IRIs and names

    /// The text between '<' and '>', escapes replaced. The position is at '<'.
    mutating func readIRIReference() throws(RDFSyntaxError) -> String {
        let start = place
        position += 1
        let first = position
        while true {
            let byte = peek()
            if byte == UInt8(ascii: ">") {
                position += 1
                return try text(first..<(position - 1))
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedIRIReference(from: first, start) }
            if byte == Self.end { throw error("the IRI that begins here has no '>'", at: start) }
            if CharacterClass.isForbiddenInIRI(byte) { throw unexpected("a character of an IRI") }
            position += 1
        }
    }

    private mutating func readEscapedIRIReference(
        from first: Int, _ start: SourcePosition
    ) throws(RDFSyntaxError) -> String {
        var bytes = Array(window[first..<position])
        while true {
            let byte = peek()
            if byte == UInt8(ascii: ">") {
                position += 1
                return try text(bytes)
            }
            if byte == Self.end { throw error("the IRI that begins here has no '>'", at: start) }
            if byte == UInt8(ascii: "\\") {
                position += 1
                let escapePlace = place
                let scalar = try readNumericEscape()
                if scalar.isASCII && CharacterClass.isForbiddenInIRI(UInt8(scalar.value)) {
                    throw error("this escape stands for a character that an IRI cannot hold", at: escapePlace)
                }
                bytes += Array(String(scalar).utf8)
            } else {
                if CharacterClass.isForbiddenInIRI(byte) { throw unexpected("a character of an IRI") }
                bytes.append(byte)
                position += 1
            }
        }
    }

    /// `uXXXX` or `UXXXXXXXX` after a backslash.
    mutating func readNumericEscape() throws(RDFSyntaxError) -> Unicode.Scalar {
        let length = peek() == UInt8(ascii: "u") ? 4 : 8
        guard peek() == UInt8(ascii: "u") || peek() == UInt8(ascii: "U") else {
            throw unexpected("'u' or 'U' of an escape")
        }
        position += 1
        var value: UInt32 = 0
        for _ in 0..<length {
            guard let digit = CharacterClass.hexValue(peek()) else {
                throw unexpected("one of the \(length) hexadecimal digits of an escape")
            }
            value = value << 4 | digit
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw error("this escape is not a Unicode character") }
        return scalar
    }

    /// PN_PREFIX (possibly empty), or any bare word. The end is wherever names end; a final '.' is left alone.
    mutating func readWord() throws(RDFSyntaxError) -> String {
        let first = position
        guard isNameStart(allowing: false) else { return "" }
        var end = first
        while true {
            if let length = nameLength() {
                position += length
                end = position
            } else if peek() == UInt8(ascii: ".") {
                position += 1
            } else {
                break
            }
        }
        position = end
        return try text(first..<end)
    }

    /// PN_LOCAL (possibly empty), percent-encodings kept and backslash escapes replaced.
    /// `hasSpecial` tells whether the name holds anything but ASCII name characters.
    mutating func readLocalName() throws(RDFSyntaxError) -> (name: String, hasSpecial: Bool) {
        let first = position
        var escaped: [UInt8]?
        var end = first
        var endOfEscaped = 0
        var hasSpecial = false
        while true {
            let byte = peek()
            if CharacterClass.isNameASCII(byte) || byte == UInt8(ascii: ":") {
                if byte == UInt8(ascii: "-") && position == first { break }
                escaped?.append(byte)
                position += 1
            } else if byte == UInt8(ascii: ".") {
                if position == first { break }
                escaped?.append(byte)
                position += 1
                continue
            } else if byte == UInt8(ascii: "%") {
                guard CharacterClass.hexValue(peek(1)) != nil, CharacterClass.hexValue(peek(2)) != nil else {
                    throw error("'%' in a name must be followed by two hexadecimal digits")
                }
                escaped?.append(contentsOf: window[position..<(position + 3)])
                position += 3
            } else if byte == UInt8(ascii: "\\") {
                hasSpecial = true
                escaped = escaped ?? Array(window[first..<position])
                escaped?.append(try readLocalEscape())
            } else if byte >= 0x80, let (scalar, length) = scalar(at: position),
                position == first ? CharacterClass.isNameStart(scalar.value) : CharacterClass.isName(scalar.value)
            {
                hasSpecial = true
                escaped?.append(contentsOf: window[position..<(position + length)])
                position += length
            } else {
                break
            }
            end = position
            endOfEscaped = escaped?.count ?? 0
        }
        position = end
        if let escaped { return (try text(Array(escaped.prefix(endOfEscaped))), true) }
        return (try text(first..<end), hasSpecial)
    }

    private mutating func readLocalEscape() throws(RDFSyntaxError) -> UInt8 {
        let byte = peek(1)
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "!"),
            UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
            UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "%"):
            position += 2
            return byte
        default:
            throw error("this character cannot be escaped in a name")
        }
    }

    /// The label after `_:`. The position is at '_'.
    mutating func readBlankNodeLabel() throws(RDFSyntaxError) -> String {
        position += 1
        try expect(UInt8(ascii: ":"), "':' of a blank node label")
        let first = position
        guard isNameStart(allowing: true) else { throw unexpected("the label of a blank node") }
        var end = first
        while true {
            if let length = nameLength() {
                position += length
                end = position
            } else if peek() == UInt8(ascii: ".") {
                position += 1
            } else {
                break
            }
        }
        position = end
        return try text(first..<end)
    }

    /// Whether PN_CHARS_BASE is next or, for labels, PN_CHARS_U or a digit.
    private mutating func isNameStart(allowing labelStart: Bool) -> Bool {
        let byte = peek()
        if byte < 0x80 {
            return CharacterClass.isLetter(byte)
                || (labelStart && (byte == UInt8(ascii: "_") || CharacterClass.isDigit(byte)))
        }
        return scalar(at: position).map { CharacterClass.isNameStart($0.scalar.value) } ?? false
    }

    /// The length of the PN_CHARS that is next, or nil.
    private mutating func nameLength() -> Int? {
        let byte = peek()
        if byte < 0x80 { return CharacterClass.isNameASCII(byte) ? 1 : nil }
        guard let (scalar, length) = scalar(at: position), CharacterClass.isName(scalar.value) else { return nil }
        return length
    }

    // MARK: Strings

    /// A quoted string, escapes replaced. The position is at the first quote.
    mutating func readString(allowingLong: Bool, allowingApostrophe: Bool) throws(RDFSyntaxError) -> String {
        let start = place
        let quote = peek()
        guard quote == UInt8(ascii: "\"") || (quote == UInt8(ascii: "'") && allowingApostrophe) else {
            throw unexpected("a string in quotes")
        }
        if allowingLong && peek(1) == quote && peek(2) == quote {
            position += 3
            return try readLongString(quote, start)
        }
        position += 1
        let first = position
        while true {
            let byte = peek()
            if byte == quote {
                position += 1
                return try text(first..<(position - 1))
            }
            if byte == UInt8(ascii: "\\") { break }
            if byte == Self.end && isAtEnd { throw error("the string that begins here is not closed", at: start) }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                throw error("the string that begins here is not closed on its line", at: start)
            }
            position += 1
        }
        var bytes = Array(window[first..<position])
        while true {
            let byte = peek()
            if byte == quote {
                position += 1
                return try text(bytes)
            }
            if byte == UInt8(ascii: "\\") {
                try readStringEscape(into: &bytes)
                continue
            }
            if byte == Self.end && isAtEnd { throw error("the string that begins here is not closed", at: start) }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                throw error("the string that begins here is not closed on its line", at: start)
            }
            bytes.append(byte)
            position += 1
        }
    }

    private mutating func readLongString(_ quote: UInt8, _ start: SourcePosition) throws(RDFSyntaxError) -> String {
        var bytes: [UInt8] = []
        while true {
            let byte = peek()
            if byte == quote && peek(1) == quote && peek(2) == quote {
                position += 3
                return try text(bytes)
            }
            if byte == UInt8(ascii: "\\") {
                try readStringEscape(into: &bytes)
                continue
            }
            if byte == Self.end && isAtEnd { throw error("the long string that begins here is not closed", at: start) }
            if byte == UInt8(ascii: "\n") { noteLineFeed(at: position) }
            bytes.append(byte)
            position += 1
        }
    }

    private mutating func readStringEscape(into bytes: inout [UInt8]) throws(RDFSyntaxError) {
        let replacement: UInt8
        switch peek(1) {
        case UInt8(ascii: "t"): replacement = 0x09
        case UInt8(ascii: "b"): replacement = 0x08
        case UInt8(ascii: "n"): replacement = 0x0A
        case UInt8(ascii: "r"): replacement = 0x0D
        case UInt8(ascii: "f"): replacement = 0x0C
        case UInt8(ascii: "\""): replacement = UInt8(ascii: "\"")
        case UInt8(ascii: "'"): replacement = UInt8(ascii: "'")
        case UInt8(ascii: "\\"): replacement = UInt8(ascii: "\\")
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            position += 1
            bytes += Array(String(try readNumericEscape()).utf8)
            return
        default:
            throw error("this escape is unknown; strings know \\t \\b \\n \\r \\f \\\" \\' \\\\ \\u and \\U")
        }
        bytes.append(replacement)
        position += 2
    }

    /// `@` and a language tag, with a base direction perhaps. The position is at '@'.
    mutating func readLanguage() throws(RDFSyntaxError) -> (tag: String, direction: BaseDirection?) {
        let start = place
        position += 1
        let first = position
        var partStart = first
        while true {
            let byte = peek()
            if CharacterClass.isLetter(byte) || (CharacterClass.isDigit(byte) && partStart != first) {
                position += 1
                if position - partStart > 8 {
                    throw error("a part of a language tag has at most 8 characters (BCP 47)", at: start)
                }
            } else if byte == UInt8(ascii: "-") && position > partStart && peek(1) != UInt8(ascii: "-") {
                position += 1
                partStart = position
            } else {
                break
            }
        }
        guard position > partStart else { throw unexpected("a letter of a language tag") }
        let tag = try text(first..<position)
        guard skip("--") else { return (tag, nil) }
        let directionStart = place
        for direction in [BaseDirection.leftToRight, .rightToLeft] where skip(direction) {
            if CharacterClass.isNameASCII(peek()) { break }
            return (tag, direction)
        }
        throw error("a base direction is 'ltr' or 'rtl'", at: directionStart)
    }

    private mutating func skip(_ direction: BaseDirection) -> Bool {
        direction == .leftToRight ? skip("ltr") : skip("rtl")
    }

    /// Refuses the datatypes that only a language tag can give.
    func checkDatatype(_ datatype: IRI, at place: SourcePosition) throws(RDFSyntaxError) {
        if datatype == Vocabulary.RDF.langString || datatype == Vocabulary.RDF.dirLangString {
            throw error("a literal of this datatype needs a language tag: \"text\"@en", at: place)
        }
    }

    // MARK: Numbers

    /// A number as Turtle writes it: its text and its datatype. The position is at a sign, digit or '.'.
    mutating func readNumber() throws(RDFSyntaxError) -> Literal {
        let first = position
        if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
        let whole = skipDigits()
        var datatype = Vocabulary.XSD.integer
        var fraction = 0
        if peek() == UInt8(ascii: ".") {
            let next = peek(1)
            let isExponent = whole > 0 && (next | 0x20) == UInt8(ascii: "e") && startsExponent(at: 1)
            if CharacterClass.isDigit(next) || isExponent {
                position += 1
                fraction = skipDigits()
                datatype = Vocabulary.XSD.decimal
            }
        }
        guard whole + fraction > 0 else { throw unexpected("a digit of a number") }
        if (peek() | 0x20) == UInt8(ascii: "e") {
            guard startsExponent(at: 0) else { throw error("the exponent of this number has no digits") }
            position += CharacterClass.isDigit(peek(1)) ? 1 : 2
            _ = skipDigits()
            datatype = Vocabulary.XSD.double
        }
        return Literal(try text(first..<position), datatype: datatype)
    }

    private mutating func skipDigits() -> Int {
        let first = position
        while CharacterClass.isDigit(peek()) { position += 1 }
        return position - first
    }

    private mutating func startsExponent(at offset: Int) -> Bool {
        let next = peek(offset + 1)
        if CharacterClass.isDigit(next) { return true }
        return (next == UInt8(ascii: "+") || next == UInt8(ascii: "-")) && CharacterClass.isDigit(peek(offset + 2))
    }
}
