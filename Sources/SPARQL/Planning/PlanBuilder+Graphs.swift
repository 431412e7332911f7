// GRAPH: with a name the active graph changes for good; with a variable, triples carry the graph along and everything
// else is run graph by graph.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

extension PlanBuilder {
    func buildGraph(
        _ name: TermPattern, _ inner: GraphPattern, on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var inside = surroundings
        if let term = name.term {
            let id = try context.id(of: term)
            guard try context.contains(id, in: surroundings.named) else {
                let schema = (input?.root.schema ?? []) + inner.variables.sorted().map { number($0) }
                return PlannedPattern(
                    root: EmptySource(context, schema: Array(Set(schema))), certain: NumberSet(schema), isConstant: true
                )
            }
            inside.graph = ActiveGraph(.one(id))
            inside.isGraphFixed = true
            return try build(inner, on: input, inside)
        }
        guard let variable = name.variable else { throw QueryError.unsupported("GRAPH with a triple term") }
        let graph = number(variable)
        if case .basic(let triples) = inner, !triples.isEmpty {
            return try buildBasic(triples, filters: [], graph: graph, on: input, surroundings)
        }
        if isOptimised, let pushed = inner.pushingGraph(variable) {
            return try build(pushed, on: input, surroundings)
        }
        inside.graph = ActiveGraph(.none)
        inside.isGraphFixed = false
        inside.isExistenceOnly = false
        guard let input else {
            let plan = try build(inner, inside)
            let root = GraphLoop(context, graph, plan.root, inside.graph, named: surroundings.named)
            root.estimate = plan.root.estimate * 4
            return PlannedPattern(root: root, certain: plan.certain.with(graph), isConstant: true)
        }
        let hand = BatchSource(context, schema: input.root.schema)
        hand.estimate = min(input.root.estimate, Double(Limits.batchRows))
        let plan = try build(
            inner, on: PlannedPattern(root: hand, certain: input.certain, isConstant: false), inside)
        let root = GraphLoop(
            context, graph, plan.root, inside.graph, named: surroundings.named, source: (input.root, hand))
        root.estimate = plan.root.estimate
        return PlannedPattern(root: root, certain: plan.certain.with(graph), isConstant: input.isConstant)
    }
}

extension GraphPattern {
    /// The pattern with GRAPH moved to its parts, where that means the same.
    fileprivate func pushingGraph(_ variable: Variable) -> GraphPattern? {
        // A pattern that mentions the variable itself must not see what GRAPH binds it to.
        if mentionedVariables.contains(variable) { return nil }
        func graph(_ inner: GraphPattern) -> GraphPattern { .graph(.variable(variable), inner) }
        switch self {
        case .filter(let condition, let inner) where !condition.hasExists:
            return .filter(condition, graph(inner))
        case .join(let left, let right) where !left.isUnit && !right.isUnit: return .join(graph(left), graph(right))
        case .union(let left, let right): return .union(graph(left), graph(right))
        case .leftJoin(let left, let right, let condition)
        where !left.isUnit && condition?.hasExists != true:
            return .leftJoin(graph(left), graph(right), condition)
        default: return nil
        }
    }
}
