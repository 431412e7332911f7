// Basic graph patterns: terms become ids, triple terms with variables become steps of their own, and the patterns are
// joined in the order that the planner chooses.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

/// A triple term that is bound to a variable by its pattern and then taken apart.
struct TripleTermStep {
    let variable: Int
    let parts: [Place]
}

extension PlanBuilder {
    /// What stands for a term in a pattern; triple terms with variables add steps, outermost first.
    func place(_ term: TermPattern, _ steps: inout [TripleTermStep]) throws -> Place {
        switch term {
        case .variable(let variable): return .variable(number(variable))
        case .term(let term): return .constant(try context.id(matching: term))
        case .triple(let triple):
            let variable = context.variables.newVariable()
            let index = steps.count
            steps.append(TripleTermStep(variable: variable, parts: []))
            let parts = [
                try place(triple.subject, &steps), try placeOfPredicate(triple.predicate),
                try place(triple.object, &steps),
            ]
            steps[index] = TripleTermStep(variable: variable, parts: parts)
            return .variable(variable)
        }
    }

    private func placeOfPredicate(_ term: TermPattern) throws -> Place {
        if case .term(.iri(let iri)) = term { return .constant(try context.id(ofPredicate: iri)) }
        var steps: [TripleTermStep] = []
        return try place(term, &steps)
    }

    func places(_ triple: TriplePattern, graph: Int?, _ steps: inout [TripleTermStep]) throws -> QuadPlaces {
        QuadPlaces(
            try place(triple.subject, &steps), try placeOfPredicate(triple.predicate), try place(triple.object, &steps),
            graph: graph)
    }

    func takeApart(_ plan: PlannedPattern, _ steps: [TripleTermStep]) -> PlannedPattern {
        var plan = plan
        for step in steps {
            let root = TripleTermMatch(context, plan.root, step.variable, parts: step.parts)
            root.estimate = plan.root.estimate
            plan = PlannedPattern(
                root: root, certain: plan.certain.union(NumberSet(step.parts.compactMap(\.variable))),
                isConstant: plan.isConstant)
        }
        return plan
    }

    /// - Parameters:
    ///   - filters: conditions on the solutions of the whole pattern.
    ///   - graph: the variable of GRAPH, when the pattern is matched in all named graphs at once.
    func buildBasic(
        _ triples: [TriplePattern], filters: [Expression], graph: Int? = nil, on input: PlannedPattern?,
        _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        if isOptimised {
            return try buildJoin(
                of: [
                    graph.map { .graph(.variable(context.variables[$0]), .basic(triples)) } ?? .basic(triples)
                ],
                filters: filters, on: input, surroundings)
        }
        var plan = input
        for triple in triples {
            var steps: [TripleTermStep] = []
            let places = try places(triple, graph: graph, &steps)
            plan = takeApart(try extend(plan, places, surroundings), steps)
        }
        let whole = plan ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        return try filter(whole, filters, surroundings)
    }

    /// The matches of a pattern by itself.
    private func scan(_ places: QuadPlaces, _ order: IndexOrder, _ surroundings: Surroundings) throws -> Operator {
        let graph = surroundings.graph
        func scan(_ order: IndexOrder) throws -> Operator {
            try IndexScan(context, places, order, graph, named: surroundings.named)
        }
        // The quads of a graph come in the order of subjects.
        let isBySubject =
            switch order {
            case .spo: places.constants.isEmpty
            case .pso: places.constants.count == 1 && places.predicate.constant != nil
            case .pos: places.constants.count == 2 && places.subject.constant == nil
            default: false
            }
        if isOptimised, !surroundings.isGraphFixed, places.graph == nil, places.objectRanges == nil, isBySubject {
            return GraphScan(
                context, graph, quads: try statistics.estimateOfAllGraphs(places), amongAll: try scan(order),
                amongOwn: try scan(.gspo))
        }
        guard order == .gspo, case .several(let graphs) = graph.scope else { return try scan(order) }
        let scans = try graphs.map { graph in
            try IndexScan(context, places, order, ActiveGraph(.one(graph)), named: surroundings.named)
        }
        return GraphMerge(context, scans)
    }

    /// Joins one pattern to what has been planned so far.
    ///
    /// - Parameter rows: the solutions that are expected, if that is known.
    func extend(
        _ plan: PlannedPattern?, _ places: QuadPlaces, _ surroundings: Surroundings, order: IndexOrder? = nil,
        isLast: Bool = false, isBulk: Bool? = nil, rows: Double? = nil
    ) throws -> PlannedPattern {
        var variables = NumberSet()
        for case .variable(let variable) in [places.subject, places.predicate, places.object] {
            variables.insert(variable)
        }
        if let graph = places.graph { variables.insert(graph) }
        guard let plan else {
            let order = try order ?? statistics.order(places, surroundings.graph.scope)
            let root = try scan(places, order, surroundings)
            root.estimate = try rows ?? statistics.estimate(places, surroundings.graph.scope)
            return PlannedPattern(root: root, certain: variables, isConstant: surroundings.isGraphFixed)
        }
        // Where solutions are so many that they touch most blocks of the predicate, these are read one after the other.
        let whole = try statistics.wholeEstimate(places)
        let isBulk = isBulk ?? (plan.root.estimate * 200 > whole)
        let root = try IndexJoin(
            context, plan.root, places, surroundings.graph, named: surroundings.named, certain: plan.certain,
            isExistenceOnly: isLast && surroundings.isExistenceOnly, isBulk: isBulk, whole: whole)
        root.estimate =
            try rows
            ?? plan.root.estimate * statistics.matches(places, under: plan.root, surroundings.graph.scope)
        return PlannedPattern(
            root: root, certain: plan.certain.union(variables),
            isConstant: plan.isConstant && surroundings.isGraphFixed)
    }
}
