/// A nested list for people: on one line where it fits, else its parts below one another.
indirect enum SExpression {
    case atom(String)
    case list([SExpression])

    static func call(_ name: String, _ parts: [SExpression]) -> SExpression { .list([.atom(name)] + parts) }

    private static let width = 100

    /// The text on one line.
    private var flat: String {
        switch self {
        case .atom(let text): text
        case .list(let parts): "(" + parts.map(\.flat).joined(separator: " ") + ")"
        }
    }

    /// The text; lines after the first are indented by `indent` at least.
    func text(indent: Int = 0) -> String {
        let flat = flat
        guard case .list(let parts) = self, indent + flat.utf8.count > Self.width else { return flat }
        let margin = "\n" + String(repeating: " ", count: indent + 2)
        var text = "("
        var isOnFirstLine = true
        for (index, part) in parts.enumerated() {
            if case .list = part { isOnFirstLine = false }
            if index > 0 { text += isOnFirstLine ? " " : margin }
            text += part.text(indent: indent + 2)
        }
        return text + ")"
    }
}
