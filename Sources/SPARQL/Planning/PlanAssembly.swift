// Operators from the outline of a plan.
import GraphStore
import RDF
import SPARQLSyntax

/// Builds the operators of an outline, once.
struct PlanAssembly {
    let context: QueryContext
    let graph: ActiveGraph
    let named: NamedGraphs
    let replacements: TermReplacements
    let base: IRI?
    private var hands: [BatchSource] = []

    init(
        _ context: QueryContext, _ dataset: Dataset, _ replacements: TermReplacements, base: IRI?
    ) {
        self.context = context
        graph = ActiveGraph(dataset.defaultScope)
        named = dataset.namedGraphs
        self.replacements = replacements
        self.base = base
    }

    mutating func root(_ outline: PlanOutline) throws -> Operator {
        switch outline {
        case .unit: return UnitSource(context)
        case .scan(let places, let order):
            return try IndexScan(context, replacements.places(places), order, graph, named: named)
        case .skipScan(let order, let prefix, let variable):
            return try SkipScan(context, order, prefix: prefix.map(replacements.id), variable: variable)
        case .table(let schema, let rows, _): return ValuesSource(context, schema: schema, rows)
        case .hand(let schema):
            return hands.last { $0.schema.last == schema.last } ?? EmptySource(context, schema: schema)
        case .lookUps(let source, let places, let certain, let isExistenceOnly, let isBulk, let whole):
            return try IndexJoin(
                context, root(source), replacements.places(places), graph, named: named, certain: certain,
                isExistenceOnly: isExistenceOnly, isBulk: isBulk, whole: whole)
        case .path(let source, let subject, let path, let object, let substituted):
            return PathJoin(
                context, try root(source), replacements.place(subject), path, replacements.place(object), graph,
                substituted: substituted)
        case .hashJoin(let left, let right, let certain, let isRightConstant):
            return HashJoin(
                context, try root(left), try root(right), certain: certain, isRightConstant: isRightConstant)
        case .mergeJoin(let left, let right, let key):
            return MergeJoin(context, try root(left), try root(right), by: key)
        case .leftJoin(let left, let right, let hand):
            let left = try root(left)
            let source = source(hand)
            return LeftJoin(
                context, left, try root(right), source: source, rowNumber: hand.schema[hand.schema.count - 1])
        case .minus(let left, let right, let certain, let isRightConstant):
            return Minus(context, try root(left), try root(right), certain: certain, isRightConstant: isRightConstant)
        case .union(let branches):
            var roots: [Operator] = []
            for branch in branches { roots.append(try root(branch)) }
            return Union(context, roots)
        default: return try rootOfModifier(outline)
        }
    }

    /// What works on the solutions of one other part.
    private mutating func rootOfModifier(_ outline: PlanOutline) throws -> Operator {
        switch outline {
        case .sort(let inner, let key): return IDSort(context, try root(inner), by: key)
        case .project(let inner, let variables): return Project(context, try root(inner), variables)
        case .slice(let inner, let offset, let limit):
            return Slice(context, try root(inner), offset: offset, limit: limit)
        case .distinct(let inner): return Distinct(context, try root(inner))
        case .reduced(let inner): return Reduced(context, try root(inner))
        case .filter(let inner, let condition, let expression, let existence):
            let input = try root(inner)
            var tests: [ExistenceTest] = []
            for test in existence {
                let source = source(test.hand)
                let rowNumber = test.hand.schema[test.hand.schema.count - 1]
                tests.append(ExistenceTest(try root(test.pattern), source: source, rowNumber: rowNumber))
            }
            return Filter(
                context, input, try condition.compiled(context), existence: tests, evaluator, expression)
        case .extend(let inner, let variables, let expressions, let shownOnly):
            return Extend(
                context, try root(inner), variables, try expressions.map { try $0.compiled(context) },
                shownOnly: shownOnly, existence: [], evaluator)
        case .orderBy(let inner, let conditions, let limit):
            let conditions = try conditions.map {
                (expression: try $0.expression.compiled(context), isDescending: $0.isDescending)
            }
            return OrderBy(context, try root(inner), conditions, evaluator, limit: limit)
        case .group(let inner, let keys, let results, let aggregates):
            let planned = try aggregates.map { outline in
                PlannedAggregate(
                    aggregate: outline.aggregate, arguments: try outline.arguments.map { try $0.compiled(context) })
            }
            return Group(context, try root(inner), by: keys, results: results, planned, base: base)
        default: preconditionFailure("not a part of a plan")
        }
    }

    private var evaluator: ExpressionEvaluator { ExpressionEvaluator(context, base: base) }

    private mutating func source(_ hand: HandOutline) -> BatchSource {
        let source = BatchSource(context, schema: hand.schema)
        source.order = hand.order
        hands.append(source)
        return source
    }
}
