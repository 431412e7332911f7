// The front door: text or algebra in, solutions out. Everything here is synchronous; callers that serve many clients
// run it on threads of their own and end it by a `CancellationToken`.
import GraphStore
import RDF
import SPARQLSyntax

/// Answers queries and carries out updates on a store.
///
///     let engine = SPARQLEngine(store)
///     let table = try engine.select("SELECT ?drug WHERE { ?patient ex:takes ?drug }")
public struct SPARQLEngine: Sendable {
    public let store: GraphStore
    public var settings: EvaluationSettings
    let cache: QueryCache

    public init(_ store: GraphStore, _ settings: EvaluationSettings = EvaluationSettings()) {
        self.store = store
        self.settings = settings
        cache = QueryCache(store)
    }

    /// Runs a query on the last commit and hands its answer, which is valid only inside the call, to `body`.
    public func run<Result>(_ query: Query, _ body: (QueryAnswer) throws -> Result) throws -> Result {
        if settings.entailment != .simple { return try runEntailed(query, body) }
        return try run(query, on: try store.snapshot(), body)
    }

    /// Runs a query on a snapshot that the caller has.
    public func run<Result>(
        _ query: Query, on snapshot: consuming Snapshot, _ body: (QueryAnswer) throws -> Result
    ) throws -> Result {
        let running = try RunningQuery(query, snapshot, settings, cache: cache)
        return try body(try running.answer())
    }

    /// Runs the query of a text. Texts that are asked again, however they are spaced, or that differ from others in subjects
    /// and objects alone, are neither parsed nor planned anew, unless a commit came between.
    public func run<Result>(
        _ text: String, in environment: QueryEnvironment = QueryEnvironment(),
        _ body: (QueryAnswer) throws -> Result
    ) throws -> Result {
        if environment.isLarge {
            return try run(environment.completed(try SPARQLParser.parseQuery(text, base: environment.base)), body)
        }
        let key = QueryCache.Key(text, settings, environment)
        if settings.entailment != .simple { return try runEntailed(try cache.entry(key).query, body) }
        if let entry = cache.knownEntry(key) { return try run(entry, body) }
        guard let parts = ShapedText(text) else { return try run(try cache.entry(key), body) }
        let shape = PlanTemplates.Key(parts, key.traits)
        let templates = cache.templates[shape]
        for template in templates {
            if let running = try template.resumed(parts, in: store, settings, cache) {
                return try answer(running, body)
            }
        }
        // One without open names is no more than what is remembered by the tokens.
        if templates.contains(where: \.hasOpenNames) {
            let context = try QueryContext(try store.snapshot(), settings, cache: cache)
            if let running = try templates.running(parts, context) { return try answer(running, body) }
        }
        let tokens = QueryCache.Key(parts, key.traits)
        if let entry = cache.knownEntry(tokens) {
            cache.put(entry, for: key)
            return try run(entry, body)
        }
        let context = try QueryContext(try store.snapshot(), settings, cache: cache)
        let (parsed, nodes) = try parts.parse(base: environment.base)
        let query = environment.completed(parsed)
        let running = try RunningQuery(query, context)
        let template = try PlanTemplate(parts, query, nodes: nodes, running)
        if let template {
            cache.templates.put(template, for: shape, context.memory.version)
            running.become(firstOf: template)
        }
        // Where no name differs from text to text, the text as it stands is worth remembering too.
        if template == nil || nodes.isEmpty {
            let entry = QueryCache.Entry(query, template)
            if template == nil { try entry.remember(running) }
            cache.put(entry, for: key)
            cache.put(entry, for: tokens)
        }
        return try answer(running, body)
    }

    private func run<Result>(_ entry: QueryCache.Entry, _ body: (QueryAnswer) throws -> Result) throws -> Result {
        let template = entry.template
        if let running = template?.resumed(in: store, settings, cache) { return try answer(running, body) }
        let snapshot = try store.snapshot()
        let version = snapshot.version
        let memory = entry.memory(of: version)
        let context = try QueryContext(snapshot, settings, cache: cache, memory: memory)
        if let template, template.isOf(version), let running = try template.running(context) {
            return try answer(running, body)
        }
        let running = try RunningQuery(entry.query, context)
        if memory == nil { try entry.remember(running) }
        return try answer(running, body)
    }

    /// Hands an answer to `body`, and lays the query aside for the next one of its kind.
    private func answer<Result>(_ running: RunningQuery, _ body: (QueryAnswer) throws -> Result) throws -> Result {
        var answer = try running.answer()
        let result = try body(answer)
        if answer.isOver() { running.rest(in: store) }
        return result
    }

    /// A query to be asked again and again; its parameters are variables that get a value each time.
    public func prepare(_ text: String, parameters: [Variable] = []) throws -> PreparedQuery {
        PreparedQuery(self, try SPARQLParser.parseQuery(text), parameters: parameters)
    }

    /// All solutions of a SELECT query.
    public func select(_ query: Query) throws -> SolutionTable {
        try run(query) { answer in
            guard case .solutions(let stream) = answer else { throw QueryError.unsupported("this form of query here") }
            return try stream.table()
        }
    }

    /// The answer of an ASK query.
    public func ask(_ query: Query) throws -> Bool {
        try run(query) { answer in
            guard case .boolean(let value) = answer else { throw QueryError.unsupported("this form of query here") }
            return value
        }
    }

    /// The triples of a CONSTRUCT or DESCRIBE query, each once.
    public func triples(_ query: Query) throws -> [Triple] {
        try run(query) { answer in
            guard case .triples(let stream) = answer else { throw QueryError.unsupported("this form of query here") }
            return try stream.all()
        }
    }

    /// The plan of a query as text; with `isRun`, with what each operator did.
    public func explain(_ query: Query, isRun: Bool) throws -> String {
        let running = try RunningQuery(query, try store.snapshot(), settings, cache: cache, isTracing: isRun)
        if isRun { try running.root.drain { _ in } }
        return PlanDescription(running.root, isRun: isRun).text
    }
}

/// What a query gives.
public enum QueryAnswer {
    case solutions(SolutionStream)
    case boolean(Bool)
    case triples(TripleStream)

    /// Whether nobody has kept the answer for later.
    mutating func isOver() -> Bool {
        switch self {
        case .boolean: return true
        case .triples: return false
        case .solutions(var stream):
            self = .boolean(true)
            return isKnownUniquelyReferenced(&stream)
        }
    }
}
