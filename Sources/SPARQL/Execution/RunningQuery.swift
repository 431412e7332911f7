// One run of a query: its context, its plan, and what its form makes of the solutions.
import GraphStore
import RDF
import SPARQLSyntax

final class RunningQuery {
    let context: QueryContext
    let root: Operator
    /// Where the values of a prepared query's parameters go. Not the context's: operators hold the context, and a circle
    /// of the two would keep the snapshot for good.
    let parameterSources: [ValuesSource]
    private let query: Query
    let dataset: Dataset
    /// The graph that the plan works on; nil when the plan was not made here.
    private let graph: ActiveGraph?
    /// What the plan is of, when other texts may use it after this one, and the terms of this one in its open places.
    var template: PlanTemplate?
    var terms: [TermID] = []
    /// The terms that are the plan's own, of those that the store does not have.
    let ownTerms: Int

    /// - Parameter defaultGraph: the default graph of an update with WITH.
    convenience init(
        _ query: Query, _ snapshot: consuming Snapshot, _ settings: EvaluationSettings, defaultGraph: IRI? = nil,
        cache: QueryCache? = nil, memory: PlanMemory? = nil, parameters: [Variable]? = nil, isTracing: Bool = false
    ) throws {
        try self.init(
            query,
            QueryContext(
                snapshot, settings, cache: cache, memory: memory, parameters: parameters, isTracing: isTracing),
            defaultGraph: defaultGraph)
    }

    /// Plans a query.
    init(_ query: Query, _ context: QueryContext, defaultGraph: IRI? = nil) throws {
        self.query = query
        self.context = context
        dataset = try context.dataset(query.dataset, defaultGraph: defaultGraph)
        let builder = PlanBuilder(context, base: query.base)
        let surroundings = Surroundings(graph: ActiveGraph(dataset.defaultScope), named: dataset.namedGraphs)
        var pattern = query.pattern
        // One solution is enough to say yes.
        if case .ask = query.form { pattern = .slice(pattern, offset: 0, limit: 1) }
        if case .select = query.form, builder.isOptimised { builder.shown = pattern.shown }
        root = try builder.build(pattern, surroundings).root
        parameterSources = builder.parameterSources
        graph = surroundings.graph
        (template, ownTerms) = (nil, context.ownTerms)
    }

    /// A query whose plan is there.
    init(
        _ query: Query, _ context: QueryContext, _ dataset: Dataset, root: Operator, of template: PlanTemplate,
        terms: [TermID]
    ) {
        self.query = query
        self.context = context
        self.dataset = dataset
        self.root = root
        self.template = template
        self.terms = terms
        ownTerms = context.ownTerms
        graph = nil
        parameterSources = []
    }

    /// What other queries of its kind are planned by; nil where there are none.
    func outline() throws -> PlanOutline? { try graph.flatMap { try root.outline(in: $0) } }

    func answer() throws -> QueryAnswer {
        switch query.form {
        case .select: return .solutions(SolutionStream(context, root))
        case .ask:
            var batch = Batch(width: root.schema.count)
            return .boolean(try root.next(&batch))
        case .construct(let template):
            let instantiation = TemplateInstantiation(
                context, template.map { QuadTemplate($0) }, schema: root.schema)
            return .triples(
                TripleStream(context, query.prefixes) { [root] in
                    var batch = Batch(width: root.schema.count)
                    guard try root.next(&batch) else { return nil }
                    var triples: [Triple] = []
                    try instantiation.forEachQuad(batch) { triples.append($0.triple) }
                    return triples
                })
        case .describe(let terms):
            let descriptions = try Descriptions(context, dataset, terms, root)
            return .triples(TripleStream(context, query.prefixes) { try descriptions.next() })
        }
    }
}

extension QueryContext {
    /// The graphs that a query is asked of.
    func dataset(_ clause: DatasetClause?, defaultGraph: IRI? = nil) throws -> Dataset {
        guard let clause else {
            if let defaultGraph {
                let id = try snapshot.id(of: .iri(defaultGraph))
                return Dataset(defaultScope: id.map { .one($0) } ?? .none, namedGraphs: .stored)
            }
            return Dataset(
                defaultScope: settings.defaultGraphIsUnion ? .all : .one(.defaultGraph), namedGraphs: .stored)
        }
        let graphs = try clause.defaultGraphs.compactMap { try snapshot.id(of: .iri($0)) }
        let named = try clause.namedGraphs.compactMap { try snapshot.id(of: .iri($0)) }
        return Dataset(defaultScope: GraphScope(graphs), namedGraphs: .listed(Set(named).sorted()))
    }
}

extension QueryLimits {
    func check(rows: Int) throws(QueryError) {
        if let limit = self.rows, rows > limit { throw QueryError.rowLimit(limit) }
    }
}
