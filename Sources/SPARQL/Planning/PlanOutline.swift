// A plan as a value, from which its operators are built again and again, each time with other terms in the places of the
// patterns' subjects and objects.
import GraphStore
import Primitives
import SPARQLSyntax

/// A plan as a value.
indirect enum PlanOutline: Sendable {
    case unit
    case scan(QuadPlaces, IndexOrder)
    case skipScan(IndexOrder, prefix: [TermID], variable: Int)
    /// Rows that are the plan's own. What the store counted is true of the terms that were counted alone.
    case table(Schema, Batch, isCounted: Bool)
    /// The solutions that another operator puts there: the one that has these columns, the last of which no other has.
    case hand(Schema)
    case lookUps(
        PlanOutline, QuadPlaces, certain: NumberSet, isExistenceOnly: Bool, isBulk: Bool, whole: Double)
    case path(PlanOutline, Place, ResolvedPath, Place, substituted: NumberSet)
    case hashJoin(PlanOutline, PlanOutline, certain: NumberSet, isRightConstant: Bool)
    case mergeJoin(PlanOutline, PlanOutline, by: Int)
    case leftJoin(PlanOutline, PlanOutline, hand: HandOutline)
    case minus(PlanOutline, PlanOutline, certain: NumberSet, isRightConstant: Bool)
    case union([PlanOutline])
    case sort(PlanOutline, by: Int)
    case project(PlanOutline, Schema)
    case slice(PlanOutline, offset: Int, limit: Int?)
    case distinct(PlanOutline)
    case reduced(PlanOutline)
    case filter(PlanOutline, LastingExpression, Expression, existence: [ExistenceOutline])
    case extend(PlanOutline, Schema, [LastingExpression], shownOnly: [Bool])
    case orderBy(PlanOutline, [SortOutline], limit: Int?)
    case group(PlanOutline, by: Schema, results: Schema, [AggregateOutline])

    /// Hands each part to `body`, those that come before it first.
    func forEach(_ body: (PlanOutline) -> Void) {
        switch self {
        case .unit, .scan, .skipScan, .table, .hand: break
        case .hashJoin(let left, let right, _, _), .mergeJoin(let left, let right, _),
            .leftJoin(let left, let right, _),
            .minus(let left, let right, _, _):
            left.forEach(body)
            right.forEach(body)
        case .union(let branches): for branch in branches { branch.forEach(body) }
        case .filter(let inner, _, _, let existence):
            inner.forEach(body)
            for test in existence { test.pattern.forEach(body) }
        case .lookUps(let inner, _, _, _, _, _), .path(let inner, _, _, _, _), .sort(let inner, _),
            .project(let inner, _), .slice(let inner, _, _), .distinct(let inner), .reduced(let inner),
            .extend(let inner, _, _, _), .orderBy(let inner, _, _), .group(let inner, _, _, _):
            inner.forEach(body)
        }
        body(self)
    }

    /// The terms of the part's own pattern; nil when it is no pattern.
    var terms: [TermID]? {
        switch self {
        case .scan(let places, _), .lookUps(_, let places, _, _, _, _): places.constants
        case .path(_, let subject, _, let object, _): [subject, object].compactMap(\.constant)
        case .skipScan(_, let prefix, _): prefix
        default: nil
        }
    }
}

/// Where an operator puts solutions for another plan to go on from.
struct HandOutline: Sendable {
    let schema: Schema
    let order: Schema

    init(_ source: BatchSource) {
        schema = source.schema
        order = source.order
    }
}

struct ExistenceOutline: Sendable {
    let pattern: PlanOutline
    let hand: HandOutline
}

struct SortOutline: Sendable {
    let expression: LastingExpression
    let isDescending: Bool
}

struct AggregateOutline: Sendable {
    let aggregate: Aggregate
    let arguments: [LastingExpression]
}
