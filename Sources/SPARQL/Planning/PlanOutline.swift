// The plan of triple patterns as a value, from which its operators are built again and again, each time with other terms
// in the places of the patterns' subjects and objects.
import GraphStore
import Primitives
import SPARQLSyntax

/// A plan as a value.
indirect enum PlanOutline: Sendable {
    case scan(QuadPlaces, IndexOrder)
    case lookUps(
        PlanOutline, QuadPlaces, certain: NumberSet, isExistenceOnly: Bool, isBulk: Bool, whole: Double)
    case hashJoin(PlanOutline, PlanOutline, certain: NumberSet, isRightConstant: Bool)
    case mergeJoin(PlanOutline, PlanOutline, by: Int)
    case sort(PlanOutline, by: Int)
    case project(PlanOutline, Schema)
    case slice(PlanOutline, offset: Int, limit: Int?)
    case distinct(PlanOutline)
    /// Other names for columns.
    case extend(PlanOutline, Schema, columns: [Int])
    /// Numbers of rows, or of the values of columns.
    case count(PlanOutline, by: Schema, results: Schema, [Aggregate], columns: [Int?])

    /// Hands each pattern to `body`.
    func forEachPattern(_ body: (QuadPlaces) -> Void) {
        switch self {
        case .scan(let places, _): body(places)
        case .lookUps(let source, let places, _, _, _, _):
            source.forEachPattern(body)
            body(places)
        case .hashJoin(let left, let right, _, _), .mergeJoin(let left, let right, _):
            left.forEachPattern(body)
            right.forEachPattern(body)
        case .sort(let inner, _), .project(let inner, _), .slice(let inner, _, _), .distinct(let inner),
            .extend(let inner, _, _), .count(let inner, _, _, _, _):
            inner.forEachPattern(body)
        }
    }
}

/// Builds the operators of an outline.
struct PlanAssembly {
    let context: QueryContext
    let graph: ActiveGraph
    let named: NamedGraphs
    /// What stands in the outline's patterns, and what is to stand there instead.
    let replacements: [(old: TermID, new: TermID)]

    func root(_ outline: PlanOutline) throws -> Operator {
        switch outline {
        case .scan(let places, let order):
            return try IndexScan(context, self.places(places), order, graph, named: named)
        case .lookUps(let source, let places, let certain, let isExistenceOnly, let isBulk, let whole):
            return try IndexJoin(
                context, root(source), self.places(places), graph, named: named, certain: certain,
                isExistenceOnly: isExistenceOnly, isBulk: isBulk, whole: whole)
        case .hashJoin(let left, let right, let certain, let isRightConstant):
            return HashJoin(
                context, try root(left), try root(right), certain: certain, isRightConstant: isRightConstant)
        case .mergeJoin(let left, let right, let key):
            return MergeJoin(context, try root(left), try root(right), by: key)
        case .sort(let inner, let key): return IDSort(context, try root(inner), by: key)
        case .project(let inner, let variables): return Project(context, try root(inner), variables)
        case .slice(let inner, let offset, let limit):
            return Slice(context, try root(inner), offset: offset, limit: limit)
        case .distinct(let inner): return Distinct(context, try root(inner))
        case .extend(let inner, let variables, let columns):
            return Extend(
                context, try root(inner), variables, columns.map { .column($0) }, existence: [],
                ExpressionEvaluator(context, base: nil))
        case .count(let inner, let keys, let results, let aggregates, let columns):
            let planned = zip(aggregates, columns).map { aggregate, column in
                PlannedAggregate(aggregate: aggregate, arguments: column.map { [.column($0)] } ?? [])
            }
            return Group(context, try root(inner), by: keys, results: results, planned, base: nil)
        }
    }

    /// The pattern with the terms that are to stand there.
    func places(_ places: QuadPlaces) -> QuadPlaces {
        var replaced = places
        replaced.subject = place(places.subject)
        replaced.object = place(places.object)
        return replaced
    }

    private func place(_ place: Place) -> Place {
        guard case .constant(let id) = place else { return place }
        for (old, new) in replacements where old == id { return .constant(new) }
        return place
    }
}
