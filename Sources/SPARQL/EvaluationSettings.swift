// How queries are evaluated. Everything that would make two runs differ (the clock, random numbers, names of new blank
// nodes) can be given, so that a test or a replay gets the same bytes.
import GraphStore
import RDF
import SPARQLSyntax

/// What answers SERVICE: it gets the endpoint, the pattern and the declared prefixes, and gives solutions.
public typealias ServiceHandler = @Sendable (IRI, GraphPattern) throws -> SolutionTable

/// What gives the content of a document that LOAD names.
public typealias DocumentSource = @Sendable (IRI) throws -> [Quad]

/// The ways to join a triple pattern with what has been planned so far.
public enum JoinMethod: String, Hashable, Sendable, CaseIterable {
    /// The pattern is looked up in an index for each solution.
    case index
    /// The pattern is read into a hash table.
    case hash
    /// Both sides are read sorted by a variable.
    case merge
    /// Patterns between two variables are joined variable by variable.
    case leapfrog
}

/// Settings of a query or an update.
public struct EvaluationSettings: Sendable {
    public var limits = QueryLimits()
    public var cancellation: CancellationToken?
    /// Whether plans are optimised. Without, the algebra is evaluated as it is written, which is slow and simple.
    public var isOptimised = true
    /// What counts as being in a graph: what was written, or what follows from it.
    public var entailment = Entailment.simple
    /// The join that optimised plans use wherever it can be used, for comparing joins; the cheapest when nil.
    public var forcedJoin: JoinMethod?
    /// Whether the default graph is the merge of all graphs instead of the store's own.
    public var defaultGraphIsUnion = false
    /// The endpoints that SERVICE may ask; none unless listed.
    public var allowedServices: Set<IRI> = []
    public var serviceHandler: ServiceHandler?
    /// What LOAD reads with; without it LOAD is refused.
    public var documentSource: DocumentSource?
    /// Seconds since 1970 that NOW tells; the system's clock when nil.
    public var secondsSince1970: Int?
    /// Seed of RAND and of UUIDs; the system's generator when nil.
    public var randomSeed: UInt64?
    /// What labels of blank nodes made by the query begin with.
    public var blankNodePrefix = "q-"

    public init() {}
}
