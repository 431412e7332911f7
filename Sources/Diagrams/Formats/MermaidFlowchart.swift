// A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html). Texts stand in quotes with entity codes for what
// Mermaid or its Markdown would take for syntax; identifiers are ours.

public struct MermaidFlowchart: Sendable {
    public enum Shape: Sendable {
        case rectangle, rounded, hexagon, circle

        fileprivate var brackets: (String, String) {
            switch self {
            case .rectangle: ("[", "]")
            case .rounded: ("(", ")")
            case .hexagon: ("{{", "}}")
            case .circle: ("((", "))")
            }
        }
    }

    private var lines: [String]
    private var depth = 1

    /// - Parameter direction: `LR` or `TB`.
    public init(title: String, direction: String) {
        lines = [
            "---", "title: \"\(Self.quotedForYAML(title))\"", "---", "flowchart \(direction)",
        ]
    }

    /// - Parameter id: letters, digits and underscores.
    public mutating func node(_ id: String, _ text: String, _ shape: Shape, class name: String) {
        let (left, right) = shape.brackets
        add("\(id)\(left)\"\(Self.escaped(text))\"\(right):::\(name)")
    }

    public mutating func arrow(_ from: String, _ to: String, label: String? = nil) {
        add(label.map { "\(from) -->|\"\(Self.escaped($0))\"| \(to)" } ?? "\(from) --> \(to)")
    }

    /// - Parameter text: empty for a frame without a heading.
    public mutating func startSubgraph(_ id: String, _ text: String) {
        add("subgraph \(id)[\"\(text.isEmpty ? " " : Self.escaped(text))\"]")
        depth += 1
    }

    public mutating func endSubgraph() {
        depth -= 1
        add("end")
    }

    public mutating func style(class name: String, _ style: String) { add("classDef \(name) \(style)") }

    public var serialized: String { lines.joined(separator: "\n") + "\n" }

    private mutating func add(_ line: String) { lines.append(String(repeating: "  ", count: depth) + line) }

    /// Line ends become breaks; the rest of what may be syntax becomes entity codes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\n": result += "<br/>"
            case "#": result += "#35;"
            case "\"": result += "#quot;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            case "&": result += "#amp;"
            case "`": result += "#96;"
            case "*", "_", "~", "\\", ";", "[", "]", "{", "}", "|":
                result += "#\(character.unicodeScalars.first?.value ?? 32);"
            default: if character.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) { result.append(character) }
            }
        }
        return result
    }

    private static func quotedForYAML(_ text: String) -> String {
        String(
            text.flatMap { character -> String in
                character == "\"" || character == "\\" ? "\\\(character)" : character.isNewline ? " " : "\(character)"
            })
    }
}
