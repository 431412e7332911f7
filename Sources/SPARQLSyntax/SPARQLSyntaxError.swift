import RDF

/// What is wrong with a query or an update, and where.
public struct SPARQLSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or other name of the text, when it has one.
    public var source: String?
    public let position: SourcePosition
    /// What was found or is not allowed.
    public let message: String
    /// What could stand there instead, when that is what is wrong.
    public let expected: String?
    /// How to mend it, when that is clear.
    public let fix: String?

    public init(
        source: String? = nil, position: SourcePosition, message: String, expected: String? = nil, fix: String? = nil
    ) {
        self.source = source
        self.position = position
        self.message = message
        self.expected = expected
        self.fix = fix
    }

    /// `file:line:column: message; expected …; fix`
    public var description: String {
        var text = (source.map { $0 + ":" } ?? "") + "\(position): \(message)"
        if let expected { text += "; expected \(expected)" }
        if let fix { text += "; \(fix)" }
        return text
    }
}
