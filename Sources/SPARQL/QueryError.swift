import RDF

/// Why a query or an update came to no end. Errors inside expressions are none: SPARQL turns them into unbound values.
public enum QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    case cancelled
    case timeLimit(Duration)
    /// The time was over before the index of `m:search` was made, which goes on.
    case labelIndex(percent: Int)
    case memoryLimit(bytes: Int)
    case rowLimit(Int)
    /// A regular expression that takes too long on one text.
    case patternLimit(String)
    /// SERVICE with an endpoint that is not on the list of those allowed.
    case serviceNotAllowed(IRI)
    case service(IRI, message: String)
    /// A graph of CREATE that is there already, or of another operation that is not.
    case graph(IRI, message: String)
    case load(IRI, message: String)
    case unsupported(String)

    public var description: String {
        switch self {
        case .cancelled: "the query was cancelled"
        case .timeLimit(let limit):
            "the query took longer than its limit of \(limit); make it more selective or raise the limit"
        case .labelIndex(let percent):
            "the label index is being built, \(percent) % done; ask again, or give the query more time"
        case .memoryLimit(let bytes):
            "the query needs more than its limit of \(bytes >> 20) MiB; make it more selective or raise the limit"
        case .rowLimit(let rows): "the result has more than \(rows) rows; add a LIMIT or raise the limit"
        case .patternLimit(let pattern):
            "the regular expression \"\(pattern)\" takes too long on one text; avoid repetitions inside repetitions"
        case .serviceNotAllowed(let iri): "\(iri) is not among the endpoints that SERVICE may ask; allow it first"
        case .service(let iri, let message): "the endpoint \(iri) did not answer: \(message)"
        case .graph(let iri, let message): "the graph \(iri) \(message)"
        case .load(let iri, let message): "\(iri) cannot be loaded: \(message)"
        case .unsupported(let what): "\(what) is not supported"
        }
    }
}
