import RDF

/// What is wrong with a shapes graph, and where.
public struct ShapesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or other name of the shapes graph.
    public let source: String?
    public let position: SourcePosition?
    /// What was found and what was expected.
    public let message: String

    /// `file:line:column: message`
    public var description: String {
        let place = [source, position?.description].compactMap { $0 }.joined(separator: ":")
        return place.isEmpty ? message : place + ": " + message
    }
}
