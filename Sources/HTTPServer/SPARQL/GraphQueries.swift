/// The knowledge graph behind the SPARQL endpoint. Called from several threads at once, each of which may be kept for as
/// long as a query takes.
public protocol GraphQueries: Sendable {
    /// Whether clients may change the graph.
    var allowsUpdates: Bool { get }

    /// Answers a query into `answer`, or carries out an update.
    func perform(_ request: GraphRequest, _ answer: AnswerChannel) throws(GraphRequestError)
}

/// A request of the SPARQL 1.1 Protocol.
public struct GraphRequest: Sendable, Hashable {
    public enum Operation: Sendable, Hashable {
        case query, update
        /// What the service says of itself (SPARQL 1.1 Service Description); the text is empty.
        case description
    }

    public var operation: Operation
    public var text: String
    /// The dataset that the request names; it takes the place of the one in the text.
    public var defaultGraphs: [String]
    public var namedGraphs: [String]
    /// What relative IRIs of the text resolve against: the endpoint itself.
    public var base: String
    public var accept: AcceptedTypes
}

/// Why a request is not answered; each reason has its HTTP status.
public enum GraphRequestError: Error, Sendable, Hashable {
    /// 400: the request cannot be understood. Line and column are those of a mistake in the text.
    case malformed(String, line: Int? = nil, column: Int? = nil)
    /// 403: the operator does not allow it.
    case forbidden(String)
    /// 406: the answer has none of the types that the client takes; these are those that it could have.
    case notAcceptable([String])
    /// 413 and 415: the body is too long, or of a type that is none of the protocol's.
    case tooLarge(String)
    case unsupportedType(String)
    /// 503: the answer would need more than it may.
    case limit(String)
    /// 503: what it takes is being made; the client may ask again soon.
    case notReady(String)
    /// 504: it took too long.
    case timeout(String)
    /// 500: the fault is ours.
    case failed(String)
}

extension GraphRequestError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let reason, _, _), .forbidden(let reason), .tooLarge(let reason), .unsupportedType(let reason),
            .limit(let reason), .notReady(let reason), .timeout(let reason), .failed(let reason):
            reason
        case .notAcceptable(let types): "the answer can be \(types.joined(separator: ", ")); accept one of these"
        }
    }
}
