import RDF

/// What is wrong with a document, and where.
public struct RDFSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or other name of the document, when it has one.
    public var source: String?
    public let position: SourcePosition
    /// What was found, what was expected and, where it is clear, how to mend it.
    public let message: String

    public init(source: String? = nil, position: SourcePosition, message: String) {
        self.source = source
        self.position = position
        self.message = message
    }

    /// The same in a document that has so many lines before those that were read.
    public func moved(byLines count: Int) -> RDFSyntaxError {
        let position = SourcePosition(line: position.line + count, column: position.column)
        return RDFSyntaxError(source: source, position: position, message: message)
    }

    /// `file:line:column: message`
    public var description: String { (source.map { $0 + ":" } ?? "") + "\(position): \(message)" }
}
