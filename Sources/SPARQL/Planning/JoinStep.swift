// The members of a group and what the planner decides about them: the order in which they are joined and how.
import GraphStore
import Primitives
import SPARQLSyntax

/// A member of a group that is to be joined.
struct JoinMember {
    enum Kind {
        case triple(QuadPlaces, [TripleTermStep])
        /// A path, and the variables at its ends.
        case path(TermPattern, PropertyPath, TermPattern, ends: (Int?, Int?))
        /// What takes no values from outside and was planned by itself.
        case planned(PlannedPattern)
        /// What takes values from outside.
        case other(GraphPattern)
    }

    let kind: Kind
    /// The variables that it may bind.
    let variables: NumberSet
    /// A variable that must be bound before.
    var needed: Int?

    var places: QuadPlaces? { if case .triple(let places, _) = kind { places } else { nil } }
}

/// What is joined next.
struct JoinStep: Sendable {
    enum Method: Sendable {
        /// The first member, read in an order; `nil` where there is nothing to choose.
        case first(IndexOrder?)
        /// Look-ups for each solution; with `isBulk` in the order of the predicate's quads.
        case index(isBulk: Bool)
        case hash
        /// By the variable that both sides are sorted by.
        case merge(Int)
    }

    let member: Int
    let method: Method
    /// The solutions that are expected after the step.
    let rows: Double
}
