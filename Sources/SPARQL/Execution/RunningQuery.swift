// One run of a query: its context, its plan, and what its form makes of the solutions.
import GraphStore
import RDF
import SPARQLSyntax

final class RunningQuery {
    let context: QueryContext
    let root: Operator
    private let query: Query
    private let dataset: Dataset
    /// The graph that the plan works on; nil when the plan was not made here.
    private let graph: ActiveGraph?

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
        root = try builder.build(pattern, surroundings).root
        graph = surroundings.graph
    }

    /// A query whose plan is there.
    init(_ query: Query, _ context: QueryContext, _ dataset: Dataset, root: Operator) {
        self.query = query
        self.context = context
        self.dataset = dataset
        self.root = root
        graph = nil
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
            var triples: [Triple] = []
            var seen: Set<Triple> = []
            let instantiation = TemplateInstantiation(
                context, template.map { QuadTemplate($0) }, schema: root.schema)
            try root.drain { batch in
                try instantiation.forEachQuad(batch) { quad in
                    if seen.insert(quad.triple).inserted {
                        triples.append(quad.triple)
                        try context.reserve(quad.triple.answerBytes)
                    }
                }
                try context.settings.limits.check(rows: triples.count)
            }
            return .triples(triples)
        case .describe(let terms): return .triples(try describe(terms))
        }
    }

    /// The triples about each resource, and about the blank nodes that these lead to.
    private func describe(_ terms: [TermPattern]) throws -> [Triple] {
        var waiting: [TermID] = []
        var seen: Set<TermID> = []
        func add(_ id: TermID) { if !id.isUnbound, seen.insert(id).inserted { waiting.append(id) } }
        for case .term(let term) in terms { add(try context.id(of: term)) }
        let columns = terms.compactMap(\.variable).compactMap { root.column(context.variables.number($0)) }
        try root.drain { batch in
            for column in columns { batch.columns[column].forEach(add) }
        }
        var triples: [Triple] = []
        var next = 0
        while next < waiting.count {
            let subject = waiting[next]
            next += 1
            if TermOverlay.isOverlaid(subject) || subject.kind == .literal { continue }
            let places = QuadPlaces(.constant(subject), .variable(0), .variable(1))
            let scan = try IndexScan(
                context, places, .spo, ActiveGraph(dataset.defaultScope), named: dataset.namedGraphs)
            let term = try context.term(of: subject)
            try scan.drain { batch in
                for row in 0..<batch.count {
                    guard case .iri(let predicate) = try context.term(of: batch.columns[0][row]) else { continue }
                    let object = batch.columns[1][row]
                    if object.kind == .blankNode { add(object) }
                    triples.append(Triple(term, predicate, try context.term(of: object)))
                    try context.reserve(Limits.tripleBytes)
                }
            }
        }
        return triples
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

extension Triple {
    /// About the bytes that the triple takes in an answer.
    fileprivate var answerBytes: Int { Limits.tripleBytes + subject.textBytes + object.textBytes }
}

extension QueryLimits {
    func check(rows: Int) throws(QueryError) {
        if let limit = self.rows, rows > limit { throw QueryError.rowLimit(limit) }
    }
}
