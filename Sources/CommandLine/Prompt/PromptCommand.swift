// What can be said at the prompt besides queries: a line that begins with a dot.

/// A command of the prompt.
enum PromptCommand: Hashable {
    case help
    case prefixes
    case format(AnswerFormat)
    case labels(AnswerTable.LabelChoice)
    case union(Bool)
    case timeout(Int)
    case language(String)
    /// The plan of this query, or of the last one.
    case explain(String?)
    case quit

    /// What follows the name, for help and completion.
    static let forms: [(name: String, values: [String])] = [
        (".help", []), (".explain", []), (".prefixes", []), (".format", AnswerFormat.allCases.map(\.rawValue)),
        (".labels", AnswerTable.LabelChoice.allCases.map(\.rawValue)), (".union", ["on", "off"]), (".timeout", []),
        (".language", ["zh", "en"]), (".quit", []),
    ]

    /// Why a line is no command.
    enum Mistake: Error, Hashable {
        case unknown(String)
        /// The value is missing or none of these.
        case value(name: String, allowed: [String])
    }

    init(_ line: String) throws(Mistake) {
        let trimmed = line.drop { $0.isWhitespace }
        let name = trimmed.prefix { !$0.isWhitespace }
        let rest = trimmed.dropFirst(name.count).drop { $0.isWhitespace }
        var value = String(rest)
        while value.last?.isWhitespace == true { value.removeLast() }
        switch name.lowercased() {
        case ".help": self = .help
        case ".prefixes": self = .prefixes
        case ".explain": self = .explain(value.isEmpty ? nil : value)
        case ".quit", ".exit": self = .quit
        case ".format":
            guard let format = AnswerFormat(rawValue: value.lowercased()) else { throw Self.mistake(".format") }
            self = .format(format)
        case ".labels":
            guard let choice = AnswerTable.LabelChoice(rawValue: value.lowercased()) else {
                throw Self.mistake(".labels")
            }
            self = .labels(choice)
        case ".union":
            guard value == "on" || value == "off" else { throw Self.mistake(".union") }
            self = .union(value == "on")
        case ".language":
            guard value == "zh" || value == "en" else { throw Self.mistake(".language") }
            self = .language(value)
        case ".timeout":
            guard let seconds = Int(value), (1...86_400).contains(seconds) else {
                throw .value(name: ".timeout", allowed: ["1…86400"])
            }
            self = .timeout(seconds)
        default: throw .unknown(String(name))
        }
    }

    private static func mistake(_ name: String) -> Mistake {
        .value(name: name, allowed: forms.first { $0.name == name }?.values ?? [])
    }
}
