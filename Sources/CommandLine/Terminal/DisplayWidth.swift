// How many columns a text takes on a terminal: Chinese characters and full-width forms take two, combining marks none.
// The ranges are the wide and full-width ones of Unicode's EastAsianWidth.txt that occur in clinical text.

extension StringProtocol {
    var displayWidth: Int {
        var width = 0
        for scalar in unicodeScalars { width += scalar.displayWidth }
        return width
    }

    /// The text cut to `width` columns, with an ellipsis where something was cut.
    func truncated(to width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        var result = ""
        var used = 0
        for character in self {
            let next = String(character).displayWidth
            if used + next > width - 1 { break }
            result.append(character)
            used += next
        }
        return result + "…"
    }

    func padded(to width: Int) -> String {
        String(self) + String(repeating: " ", count: Swift.max(0, width - displayWidth))
    }

    /// The text broken into lines of at most `width` columns: at spaces in Latin text, anywhere between Chinese
    /// characters.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in breakableParts {
            let wordWidth = word.displayWidth
            if used + wordWidth > width, used > 0 {
                lines.append(line.trimmingTrailingSpaces)
                line = ""
                used = 0
                if word == " " { continue }
            }
            line += word
            used += wordWidth
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line.trimmingTrailingSpaces) }
        return lines
    }

    private var breakableParts: [String] {
        var parts: [String] = []
        var word = ""
        for character in self {
            let isWide = character.unicodeScalars.contains { $0.displayWidth == 2 }
            if character == " " || isWide {
                // Closing punctuation stays with what it closes.
                if isWide, "，。；：！？）》】、".contains(character) {
                    if word.isEmpty, let last = parts.popLast() { word = last }
                    parts.append(word + String(character))
                    word = ""
                    continue
                }
                if !word.isEmpty { parts.append(word) }
                parts.append(String(character))
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { parts.append(word) }
        return parts
    }

    private var trimmingTrailingSpaces: String {
        var text = String(self)
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        switch value {
        case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
