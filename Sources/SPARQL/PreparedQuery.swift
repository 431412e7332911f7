// A query that is asked again and again with other values: parsed once, planned once for each commit.
import GraphStore
import RDF
import SPARQLSyntax

/// A SELECT or ASK query with parameters. Asking it means what the query means with a VALUES block of the parameters and
/// their values in the innermost group that its modifiers apply to.
///
///     let drugs = try engine.prepare("SELECT ?drug { ?patient ex:takes ?drug }", parameters: ["patient"])
///     try drugs.select([patient])
public final class PreparedQuery: Sendable {
    public let parameters: [Variable]
    private let engine: SPARQLEngine
    private let entry: QueryCache.Entry

    init(_ engine: SPARQLEngine, _ query: Query, parameters: [Variable]) {
        self.engine = engine
        entry = QueryCache.Entry(query)
        self.parameters = parameters
    }

    /// Runs the query on the last commit and hands its answer, which is valid only inside the call, to `body`.
    ///
    /// - Parameter values: one for each parameter; nil leaves it open.
    public func run<Result>(_ values: [Term?], _ body: (QueryAnswer) throws -> Result) throws -> Result {
        precondition(values.count == parameters.count, "a prepared query takes one value for each parameter")
        let given = values.compactMap { $0 }
        if given.count == values.count { return try runPlanned(given, body) }
        var bound = entry.query
        bound.pattern = entry.query.pattern.joined(ValuesTable(variables: parameters, rows: [values]))
        let snapshot = try engine.store.snapshot()
        let known = entry.memory(of: snapshot.version)
        let running = try RunningQuery(bound, snapshot, engine.settings, cache: engine.cache, memory: known)
        if known == nil { entry.remember(running.context.memory) }
        return try body(try running.answer())
    }

    /// Runs the plan that the last run has left, or another one, and leaves it for the next.
    private func runPlanned<Result>(_ values: [Term], _ body: (QueryAnswer) throws -> Result) throws -> Result {
        let planned = try PlannedQuery.resting(of: entry, engine) ?? plan()
        var answer = try planned.answer(values)
        let result = try body(answer)
        if answer.isOver() { planned.rest(of: entry, in: engine.store) }
        return result
    }

    /// Hands the query, planned for the last commit, to `body`: for many questions on one state of the store. The plan
    /// and the snapshot live as long as the call.
    public func withPlan<Result>(_ body: (PlannedQuery) throws -> Result) throws -> Result { try body(plan()) }

    private func plan() throws -> PlannedQuery {
        let row = [Term?](repeating: .string(""), count: parameters.count)
        var bound = entry.query
        if !parameters.isEmpty {
            bound.pattern = entry.query.pattern.joined(ValuesTable(variables: parameters, rows: [row]))
        }
        let running = try RunningQuery(
            bound, try engine.store.snapshot(), engine.settings, cache: engine.cache, parameters: parameters)
        return PlannedQuery(running, parameters: parameters.count)
    }

    /// All solutions.
    public func select(_ values: [Term?]) throws -> SolutionTable {
        try run(values) { answer in
            guard case .solutions(let stream) = answer else { throw QueryError.unsupported("this form of query here") }
            return try stream.table()
        }
    }
}

/// A prepared query on one state of the store.
public final class PlannedQuery {
    private let running: RunningQuery
    private let parameters: Int
    private let ownTerms: Int
    private var isFresh = true

    init(_ running: RunningQuery, parameters: Int) {
        self.running = running
        self.parameters = parameters
        ownTerms = running.context.ownTerms
    }

    /// Runs the query and hands its answer, which is valid only inside the call, to `body`.
    ///
    /// - Parameter values: one for each parameter.
    public func run<Result>(_ values: [Term], _ body: (QueryAnswer) throws -> Result) throws -> Result {
        try body(try answer(values))
    }

    fileprivate func answer(_ values: [Term]) throws -> QueryAnswer {
        precondition(values.count == parameters, "a prepared query takes one value for each parameter")
        let context = running.context
        if !isFresh {
            context.restart(keepingTerms: ownTerms)
            running.root.reset()
        }
        isFresh = false
        let row = try values.map { [try context.id(of: $0)] }
        for source in running.parameterSources { source.replace(Batch(columns: row, count: 1)) }
        return try running.answer()
    }

    // MARK: Rest

    /// What the plan is of. An entry that a plan at rest holds is no other's in its place.
    private var entry: QueryCache.Entry?

    /// The plan that an earlier run of the query has left; nil when there is none of this state of the store.
    fileprivate static func resting(of entry: QueryCache.Entry, _ engine: SPARQLEngine) -> PlannedQuery? {
        let store = engine.store
        guard let planned = store.takeFromRest(for: ObjectIdentifier(entry)) as? PlannedQuery, planned.entry === entry
        else { return nil }
        let context = planned.running.context
        if context.wake(in: store, engine.settings, engine.cache, keepingTerms: planned.ownTerms) {
            context.beginCounting()
            return planned
        }
        store.dropAllAtRest()
        return nil
    }

    /// Lays the plan aside for the next run, unless it holds much.
    fileprivate func rest(of entry: QueryCache.Entry, in store: GraphStore) {
        guard running.context.isSmall else { return }
        self.entry = entry
        running.context.rest()
        store.keepAtRest(self, for: ObjectIdentifier(entry))
    }
}

extension GraphPattern {
    /// The pattern with inline data joined to the innermost pattern below modifiers.
    fileprivate func joined(_ table: ValuesTable) -> GraphPattern {
        switch self {
        case .project(let inner, let variables): .project(inner.joined(table), variables)
        case .distinct(let inner): .distinct(inner.joined(table))
        case .reduced(let inner): .reduced(inner.joined(table))
        case .slice(let inner, let offset, let limit): .slice(inner.joined(table), offset: offset, limit: limit)
        case .orderBy(let inner, let conditions): .orderBy(inner.joined(table), conditions)
        case .extend(let inner, let variable, let expression): .extend(inner.joined(table), variable, expression)
        case .group(let inner, let by, let aggregates): .group(inner.joined(table), by: by, aggregates: aggregates)
        case .filter(let condition, let inner): .filter(condition, inner.joined(table))
        default: .join(.values(table), self)
        }
    }
}
