// The algebra of SPARQL 1.1 section 18.2 in the specification's own terms; Group and AggregateJoin are one node.
import RDF

/// A node of the algebra. Solutions are multisets until `orderBy`, lists after.
public indirect enum GraphPattern: Hashable, Sendable {
    /// A basic graph pattern; without triples it has one empty solution (the specification's Z).
    case basic([TriplePattern])
    /// A path that is more than links in sequence.
    case path(subject: TermPattern, PropertyPath, object: TermPattern)
    case join(GraphPattern, GraphPattern)
    /// OPTIONAL; the expression (nil: true) sees both sides.
    case leftJoin(GraphPattern, GraphPattern, Expression?)
    case filter(Expression, GraphPattern)
    case union(GraphPattern, GraphPattern)
    case minus(GraphPattern, GraphPattern)
    /// GRAPH with an IRI or a variable.
    case graph(TermPattern, GraphPattern)
    case extend(GraphPattern, Variable, Expression)
    /// One solution for each group: the variables of `by` and the value of each aggregate. Without `by` there is
    /// exactly one group, even of nothing. A `by` that is an expression is an `extend` below.
    case group(GraphPattern, by: [Variable], aggregates: [AggregateBinding])
    /// Inline data.
    case values(ValuesTable)
    /// The property function `m:search`.
    case search(LabelSearch)
    /// SERVICE with an IRI or a variable.
    case service(TermPattern, GraphPattern, isSilent: Bool)
    case orderBy(GraphPattern, [OrderCondition])
    case project(GraphPattern, [Variable])
    case distinct(GraphPattern)
    case reduced(GraphPattern)
    case slice(GraphPattern, offset: Int, limit: Int?)

    /// The pattern with one empty solution.
    public static let unit = GraphPattern.basic([])

    /// Whether this is the pattern with one empty solution.
    public var isUnit: Bool { if case .basic(let triples) = self { triples.isEmpty } else { false } }
}

/// The rows of VALUES.
public struct ValuesTable: Hashable, Sendable {
    public var variables: [Variable]
    /// A term, or nil for UNDEF, for each variable.
    public var rows: [[Term?]]

    public init(variables: [Variable], rows: [[Term?]]) {
        self.variables = variables
        self.rows = rows
    }
}

/// What ORDER BY compares.
public struct OrderCondition: Hashable, Sendable {
    public var expression: Expression
    public var isDescending: Bool

    public init(_ expression: Expression, isDescending: Bool = false) {
        self.expression = expression
        self.isDescending = isDescending
    }
}

/// An aggregate and the hidden variable that its value goes to.
public struct AggregateBinding: Hashable, Sendable {
    public var variable: Variable
    public var aggregate: Aggregate

    public init(_ variable: Variable, _ aggregate: Aggregate) {
        self.variable = variable
        self.aggregate = aggregate
    }
}

/// A set function over a group (SPARQL 1.1 section 18.5.1).
public struct Aggregate: Hashable, Sendable {
    public enum Function: Hashable, Sendable {
        case count, sum, minimum, maximum, average, sample
        case groupConcat(separator: String)
        /// A function outside the specification; the text marked it by DISTINCT.
        case custom(IRI)
    }

    public var function: Function
    /// Empty for `COUNT(*)`, more than one only for custom functions.
    public var arguments: [Expression]
    public var isDistinct: Bool

    public init(_ function: Function, _ arguments: [Expression], isDistinct: Bool = false) {
        self.function = function
        self.arguments = arguments
        self.isDistinct = isDistinct
    }
}
