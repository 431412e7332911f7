import RDF

/// A query, translated to the algebra.
public struct Query: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
        /// The pattern's outermost nodes are `slice`, `distinct` or `reduced`, and `project`.
        case select
        case ask
        case construct([TriplePattern])
        /// IRIs and variables of the pattern.
        case describe([TermPattern])
    }

    public var form: Form
    /// FROM and FROM NAMED; nil when there are none.
    public var dataset: DatasetClause?
    /// The base that `IRI()` resolves against.
    public var base: IRI?
    /// The declared prefixes, for writing results and the query itself.
    public var prefixes: Prefixes
    public var pattern: GraphPattern

    public init(
        _ form: Form, _ pattern: GraphPattern, dataset: DatasetClause? = nil, base: IRI? = nil,
        prefixes: Prefixes = Prefixes()
    ) {
        self.form = form
        self.pattern = pattern
        self.dataset = dataset
        self.base = base
        self.prefixes = prefixes
    }
}

/// The graphs that a query or an update's WHERE is asked of.
public struct DatasetClause: Hashable, Sendable {
    /// Their merge is the default graph.
    public var defaultGraphs: [IRI]
    public var namedGraphs: [IRI]

    public init(defaultGraphs: [IRI] = [], namedGraphs: [IRI] = []) {
        self.defaultGraphs = defaultGraphs
        self.namedGraphs = namedGraphs
    }
}
