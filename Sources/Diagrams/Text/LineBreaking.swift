// Breaking a text into lines of a width. Chinese breaks between any two characters, but no line begins with punctuation
// that closes or ends with punctuation that opens (GB/T 15834, W3C Requirements for Chinese Text Layout, 3.1). Latin
// words and numbers stay whole where a line can hold them.

extension Font {
    /// The lines of `text`, none wider than `width`, unless a single character is; never empty.
    public func lines(_ text: String, width: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0.0
        for part in LineBreaking.parts(text) {
            var part = part
            if used > 0, used + self.width(of: part.trimmingTrailingSpaces) > width {
                lines.append(line.trimmingTrailingSpaces)
                line = ""
                used = 0
            }
            // A word wider than a line is cut where it must be.
            while line.isEmpty, self.width(of: part.trimmingTrailingSpaces) > width, part.count > 1 {
                let head = fitting(part, width)
                lines.append(head)
                part = String(part.dropFirst(head.count))
            }
            line += part
            used += self.width(of: part)
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line.trimmingTrailingSpaces) }
        return lines
    }

    /// The longest beginning that a line can hold, one character at least.
    private func fitting(_ text: String, _ width: Double) -> String {
        var head = ""
        for character in text {
            if !head.isEmpty, self.width(of: head + String(character)) > width { break }
            head.append(character)
        }
        return head
    }
}

enum LineBreaking {
    private static let closing: Set<Character> = [
        "，", "。", "；", "：", "！", "？", "）", "》", "】", "、", "”", "’", "％", "℃", "～", "·", "」", "』", "〉", ",", ".",
        ";", ":", "!", "?", ")", "]", "}", "%", "°", "/", "-", "–", "—", "…", "+",
    ]
    private static let opening: Set<Character> = ["（", "《", "【", "“", "‘", "「", "『", "〈", "(", "[", "{"]

    /// The parts between which a line may break, each with the spaces that follow it.
    static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var previous: Character?
        for character in text {
            if let previous, breaks(previous, character) {
                parts.append(part)
                part = ""
            }
            part.append(character)
            previous = character
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }

    private static func breaks(_ left: Character, _ right: Character) -> Bool {
        if right == " " || closing.contains(right) || opening.contains(left) { return false }
        if left == " " { return true }
        return isWide(left) || isWide(right)
    }

    /// Chinese, Japanese and Korean characters and their punctuation.
    private static func isWide(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        switch scalar.value {
        case 0x2018...0x201D, 0x2E80...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x20000...0x3FFFF: return true
        default: return false
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
