// Where the longer tokens end.
import RDFSyntax

extension Lexer {
    // MARK: Names

    /// The scalar beyond ASCII at `index` and its length in bytes.
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        let lead = bytes[index]
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        guard lead < Self.sentinel else { return nil }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return Unicode.Scalar(value).map { ($0, length) }
    }

    /// The length of the PN_CHARS at `index`; 0 when there is none.
    private func nameLength(_ index: Int) -> Int {
        let byte = bytes[index]
        if byte < 0x80 { return CharacterClass.isNameASCII(byte) ? 1 : 0 }
        guard let (scalar, length) = scalar(at: index), CharacterClass.isName(scalar.value) else { return 0 }
        return length
    }

    /// The length of the PN_CHARS_BASE beyond ASCII at `index`; 0 when there is none.
    private func wideStartLength(_ index: Int) -> Int {
        guard bytes[index] >= 0x80, let (scalar, length) = scalar(at: index),
            CharacterClass.isNameStart(scalar.value)
        else { return 0 }
        return length
    }

    /// VARNAME.
    func endOfVariableName(_ start: Int) -> Int {
        var index = start
        while true {
            let byte = bytes[index]
            if byte < 0x80 {
                guard CharacterClass.isNameASCII(byte), byte != UInt8(ascii: "-") else { return index }
                index += 1
            } else {
                let length = index == start ? wideStartLength(index) : nameLength(index)
                if length == 0 { return index }
                index += length
            }
        }
    }

    /// PN_PREFIX, or any run of its characters.
    func endOfName(_ start: Int) -> Int {
        var index = start
        var end = start
        if !CharacterClass.isLetter(bytes[start]) {
            index += wideStartLength(start)
            end = index
            if index == start { return start }
        }
        while true {
            let length = nameLength(index)
            if length > 0 {
                index += length
                end = index
            } else if bytes[index] == UInt8(ascii: ".") {
                index += 1
            } else {
                return end
            }
        }
    }

    /// PN_LOCAL, possibly empty.
    func endOfLocalName(_ start: Int) throws(SPARQLSyntaxError) -> Int {
        var index = start
        var end = start
        while true {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: ":"):
                index += 1
            case UInt8(ascii: "."):
                if index == start { return end }
                index += 1
                continue
            case UInt8(ascii: "%"):
                guard CharacterClass.hexValue(bytes[index + 1]) != nil,
                    CharacterClass.hexValue(bytes[index + 2]) != nil
                else { throw error("'%' in a name must be followed by two hexadecimal digits", at: index) }
                index += 3
            case UInt8(ascii: "\\"):
                guard Self.isLocalEscape(bytes[index + 1]) else {
                    throw error("this character cannot be escaped in a name", at: index)
                }
                index += 2
            case UInt8(ascii: "-") where index == start: return end
            default:
                let length = index == start && byte >= 0x80 ? wideStartLength(index) : nameLength(index)
                if length == 0 { return end }
                index += length
            }
            end = index
        }
    }

    /// The characters of PN_LOCAL_ESC.
    private static func isLocalEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "!"),
            UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
            UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    /// BLANK_NODE_LABEL; `start` is at '_'.
    mutating func skipBlankNodeLabel(_ start: Int) throws(SPARQLSyntaxError) {
        var index = start + 2
        let isPlain = CharacterClass.isNameASCII(bytes[index]) && bytes[index] != UInt8(ascii: "-")
        guard isPlain || wideStartLength(index) > 0 else {
            throw error("found '_:' without a label", at: start, fix: "write a label, as in '_:a', or '[]'")
        }
        position = index
        while true {
            let length = nameLength(index)
            if length > 0 {
                index += length
                position = index
            } else if bytes[index] == UInt8(ascii: ".") {
                index += 1
            } else {
                return
            }
        }
    }

    // MARK: Literals

    /// A quoted string, short or long.
    mutating func skipString(_ start: Int) throws(SPARQLSyntaxError) -> Token.Kind {
        let quote = bytes[start]
        let isLong = bytes[start + 1] == quote && bytes[start + 2] == quote
        var index = start + (isLong ? 3 : 1)
        while index < count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                index += 2
            } else if byte == quote {
                if !isLong {
                    position = index + 1
                    return .string
                }
                if bytes[index + 1] == quote && bytes[index + 2] == quote {
                    position = index + 3
                    return .longString
                }
                index += 1
            } else if !isLong && (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")) {
                throw error(
                    "the string that begins here is not closed on its line", at: start,
                    fix: "close it, or write three quotes on both sides of a text of several lines")
            } else {
                index += 1
            }
        }
        throw error("the string that begins here is not closed", at: start)
    }

    /// LANG_DIR. Parts longer than eight characters are no language tag (BCP 47).
    mutating func skipLanguage(_ start: Int) throws(SPARQLSyntaxError) {
        var index = start + 1
        var partStart = index
        while true {
            let byte = bytes[index]
            if CharacterClass.isLetter(byte) || (CharacterClass.isDigit(byte) && partStart > start + 1) {
                index += 1
                if index - partStart > 8 {
                    throw error("a part of a language tag has at most 8 characters (BCP 47)", at: start)
                }
            } else if byte == UInt8(ascii: "-") && index > partStart && bytes[index + 1] != byte {
                index += 1
                partStart = index
            } else {
                break
            }
        }
        guard index > partStart else { throw error("this language tag is incomplete", at: start, fix: "as in '@en'") }
        if bytes[index] == UInt8(ascii: "-") {
            let directionStart = index
            index += 2
            while CharacterClass.isLetter(bytes[index]) { index += 1 }
            guard Self.direction(bytes[(directionStart + 2)..<index]) != nil else {
                throw error("a base direction is '--ltr' or '--rtl'", at: directionStart)
            }
        }
        position = index
    }

    /// A number without its sign.
    mutating func skipNumber(_ start: Int) throws(SPARQLSyntaxError) -> Token.Kind {
        var kind = Token.Kind.integer
        var index = endOfDigits(start)
        if bytes[index] == UInt8(ascii: ".") {
            let isExponent = index > start && endOfExponent(index + 1) != nil
            if CharacterClass.isDigit(bytes[index + 1]) || isExponent {
                index = endOfDigits(index + 1)
                kind = .decimal
            }
        }
        if bytes[index] | 0x20 == UInt8(ascii: "e") {
            guard let end = endOfExponent(index) else {
                throw error("the exponent of this number has no digits", at: start)
            }
            index = end
            kind = .double
        }
        position = index
        return kind
    }

    private func endOfDigits(_ start: Int) -> Int {
        var index = start
        while CharacterClass.isDigit(bytes[index]) { index += 1 }
        return index
    }

    private func endOfExponent(_ start: Int) -> Int? {
        guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var index = start + 1
        if bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
        let end = endOfDigits(index)
        return end > index ? end : nil
    }
}
