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
        var tokens: [SearchToken] = []
        var word = String.UnicodeScalarView()
        let scalars = Array(TextFolding.fold(text).unicodeScalars)
        func flush() {
            guard !word.isEmpty else { return }
            tokens.append(SearchToken(kind: .word, text: String(word)))
            word = String.UnicodeScalarView()
        }
        for (index, scalar) in scalars.enumerated() {
            if isHan(scalar) {
                flush()
                tokens.append(SearchToken(kind: .han, text: String(scalar)))
            } else if scalar.properties.isAlphabetic || isDigit(scalar) {
                word.append(scalar)
            } else if scalar == "." || scalar == ",", index > 0, index + 1 < scalars.count,
                isDigit(scalars[index - 1]), isDigit(scalars[index + 1])
            {
                word.append(scalar)
            } else {
                flush()
            }
        }
        flush()
        return tokens
    }

    public static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x30 && scalar.value <= 0x39
    }
}
