import RDF

/// A sequence of update operations.
public struct Update: Hashable, Sendable {
    public var operations: [UpdateOperation]
    /// The prefixes declared by the end of the text.
    public var prefixes: Prefixes

    public init(_ operations: [UpdateOperation], prefixes: Prefixes = Prefixes()) {
        self.operations = operations
        self.prefixes = prefixes
    }
}

/// An operation of SPARQL 1.1 Update (section 3).
public enum UpdateOperation: Hashable, Sendable {
    /// A blank node is a new node; no two operations of an update share a label.
    case insertData([Quad])
    case deleteData([Quad])
    /// DELETE, INSERT and DELETE WHERE.
    case modify(Modification)
    case load(IRI, into: IRI?, isSilent: Bool)
    case create(IRI, isSilent: Bool)
    case clear(GraphReference, isSilent: Bool)
    case drop(GraphReference, isSilent: Bool)
    /// From and to a graph; nil is the default graph.
    case add(IRI?, to: IRI?, isSilent: Bool)
    case move(IRI?, to: IRI?, isSilent: Bool)
    case copy(IRI?, to: IRI?, isSilent: Bool)
}

/// What CLEAR and DROP work on.
public enum GraphReference: Hashable, Sendable {
    case `default`
    case named
    case all
    case graph(IRI)
}

/// DELETE and INSERT with the solutions of WHERE: all are found first, then all deletions are made, then all insertions.
public struct Modification: Hashable, Sendable {
    public var delete: [QuadTemplate]
    public var insert: [QuadTemplate]
    /// WITH: stands for the default graph in templates and, unless there is `using`, in the pattern.
    public var with: IRI?
    /// USING and USING NAMED; nil when there are none.
    public var using: DatasetClause?
    public var pattern: GraphPattern
    /// The base that `IRI()` resolves against.
    public var base: IRI?

    public init(
        delete: [QuadTemplate], insert: [QuadTemplate], with: IRI? = nil, using: DatasetClause? = nil,
        pattern: GraphPattern, base: IRI? = nil
    ) {
        self.delete = delete
        self.insert = insert
        self.with = with
        self.using = using
        self.pattern = pattern
        self.base = base
    }
}
