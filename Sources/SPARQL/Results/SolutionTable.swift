import RDF
import SPARQLSyntax

/// Solutions with their terms, all in memory: what result formats are read into.
public struct SolutionTable: Hashable, Sendable {
    public var variables: [Variable]
    /// A term, or nil where nothing is bound, for each variable.
    public var rows: [[Term?]]

    public init(variables: [Variable], rows: [[Term?]] = []) {
        self.variables = variables
        self.rows = rows
    }
}

/// The answer to a SELECT or ASK query, as result formats hold it.
public enum QueryResult: Hashable, Sendable {
    case solutions(SolutionTable)
    case boolean(Bool)
}
