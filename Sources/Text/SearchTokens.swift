// Tokens of folded text. Latin letters and digits form words; every Han character is a token of its own, because
// Chinese clinical names have no spaces and matching runs of characters needs no dictionary.

public struct SearchToken: Hashable, Sendable {
    public enum Kind: Sendable { case word, han }

    public let kind: Kind
    public let text: String
}

public enum SearchTokens {
    /// The tokens of `text`, which is folded first. Punctuation parts words and is dropped; a decimal point or comma
    /// between digits stays in its number.
    public static func tokens(of text: String) -> [SearchToken] {
        var bytes: [UInt8] = []
        TextFolding.fold(text, into: &bytes)
        var tokens: [SearchToken] = []
        forEachToken(in: bytes, bytes.indices) { kind, range in
            tokens.append(SearchToken(kind: kind, text: String(decoding: bytes[range], as: UTF8.self)))
        }
        return tokens
    }

    /// Hands each token of folded text, a part of an array, to `body`.
    @inline(__always)
    static func forEachToken(
        in bytes: [UInt8], _ text: Range<Int>, _ body: (SearchToken.Kind, Range<Int>) -> Void
    ) {
        var wordStart = text.lowerBound
        var place = text.lowerBound
        func endWord() { if wordStart < place { body(.word, wordStart..<place) } }
        while place < text.upperBound {
            let byte = bytes[place]
            if byte < 0x80 {
                let isInWord =
                    isLetter(byte) || isDigit(byte)
                    || (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")) && place > text.lowerBound
                        && place + 1 < text.upperBound && isDigit(bytes[place - 1]) && isDigit(bytes[place + 1])
                if !isInWord {
                    endWord()
                    wordStart = place + 1
                }
                place += 1
                continue
            }
            let (scalar, width) = scalar(in: bytes[...], at: place)
            if isHan(scalar) {
                endWord()
                body(.han, place..<place + width)
                wordStart = place + width
            } else if !scalar.properties.isAlphabetic {
                endWord()
                wordStart = place + width
            }
            place += width
        }
        endWord()
    }

    /// The character of several bytes at a place, and how many they are.
    private static func scalar(in bytes: ArraySlice<UInt8>, at place: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[place])
        let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = first & (0xFF >> UInt32(width + 1))
        for offset in 1..<width { value = value << 6 | UInt32(bytes[place + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
    }

    /// Whether there is a Han character in text.
    static func hasHan(_ text: ArraySlice<UInt8>) -> Bool {
        var place = text.startIndex
        while place < text.endIndex {
            // The first Han character takes three bytes, of which the first is E3.
            if text[place] >= 0xE3 {
                let (scalar, width) = scalar(in: text, at: place)
                if isHan(scalar) { return true }
                place += width
            } else {
                place += 1
            }
        }
        return false
    }

    public static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
