// The substitution of ReplaceMatches: `$1` stands for what the first group matched, `$0` for the whole match, and a
// backslash makes the next character plain, as `\$` does.

struct Replacement {
    private enum Part {
        case text(String)
        case group(Int)
    }

    private let parts: [Part]

    /// `nil` when a dollar sign names no group, or a backslash ends the text.
    init?(_ text: String) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                plain.append(next)
            case "$":
                guard let digit = rest.popFirst(), digit.isASCII, let group = digit.wholeNumberValue else { return nil }
                parts += [.text(plain), .group(group)]
                plain = ""
            default: plain.append(character)
            }
        }
        self.parts = parts + [.text(plain)]
    }

    /// A group that took no part in the match, or that the pattern does not have, is nothing.
    func text(for match: Regex<AnyRegexOutput>.Match) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .group(let group): group < match.output.count ? String(match.output[group].substring ?? "") : ""
            }
        }.joined()
    }
}
