// What all operators of a running query share: the snapshot, terms that the query made, and its limits.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax
import Synchronization

/// Ends a query from another task or thread.
public final class CancellationToken: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

/// How much a query may take. Each is checked batch by batch.
public struct QueryLimits: Sendable {
    /// From the query's start.
    public var time: Duration?
    /// Bytes that operators hold for good: hash tables, groups, sorted rows. Batches on their way do not count.
    public var memoryBytes: Int
    /// Rows of the result; one more is an error, not a silent end.
    public var rows: Int?

    public init(time: Duration? = nil, memoryBytes: Int = 1 << 30, rows: Int? = nil) {
        self.time = time
        self.memoryBytes = memoryBytes
        self.rows = rows
    }
}

/// What ends a query before it is done.
private struct QueryEnd: Sendable {
    let cancellation: CancellationToken?
    let deadline: ContinuousClock.Instant?
    let time: Duration?

    func check(at now: ContinuousClock.Instant) throws(QueryError) {
        if cancellation?.isCancelled == true { throw .cancelled }
        if let deadline, now > deadline, let time { throw .timeLimit(time) }
    }
}

final class QueryContext {
    let snapshot: Snapshot
    private(set) var settings: EvaluationSettings
    /// What SPARQL's NOW gives: one moment for the whole query.
    var now: TemporalValue {
        if let moment { return moment }
        let now = settings.now()
        moment = now
        return now
    }
    private var moment: TemporalValue?
    lazy var generator: any RandomNumberGenerator = settings.randomNumbers()
    private(set) lazy var expressions = RegularExpressionCache()
    /// Whether operators keep time, for `explain`.
    let isTracing: Bool
    /// The variables of the query's columns.
    var variables = VariableTable()
    /// What planning this query found out, now or before.
    var memory: PlanMemory
    let knowledge: StoreKnowledge
    private var cache: QueryCache?
    /// The graph that all quads of the store are in, if there is one: then nothing need look at graphs.
    var onlyGraph: TermID? { knowledge.onlyGraph }
    private(set) var overlay = TermOverlay()
    /// The parameters of a prepared query.
    let parameters: [Variable]?
    private var deadline: ContinuousClock.Instant?
    private let turn = QueryTurn()
    private var reservedBytes = 0
    private var mostBytes = 0
    private var batches = 0
    private var blankNodes = 0
    var decoded = TermCache()
    /// The ids that were found last for literals that expressions made: of many rows they are often the same.
    var recentLiterals = RecentLiterals()
    /// The same of values that are only shown.
    var recentShownLiterals = RecentLiterals()

    /// - Parameter memory: what was found out when the query was planned before, on the same commit.
    init(
        _ snapshot: consuming Snapshot, _ settings: EvaluationSettings, cache: QueryCache? = nil,
        memory: PlanMemory? = nil, parameters: [Variable]? = nil, isTracing: Bool = false
    ) throws {
        self.parameters = parameters
        self.cache = cache
        self.memory = memory ?? PlanMemory(version: snapshot.version)
        knowledge = try cache?.knowledge(snapshot) ?? StoreKnowledge(snapshot)
        self.snapshot = snapshot
        self.settings = settings
        self.isTracing = isTracing
        deadline = settings.limits.time.map { .now + $0 }
    }

    deinit { if mostBytes >= Limits.bytesOfLargeRun { FreedMemory.giveBackSoon() } }

    /// What `m:search` searches: kept by the engine, but for updates, which see what they have not committed.
    func labelIndex() throws -> LabelIndex {
        // Waiting takes no place among the queries that work.
        turn.pause()
        let end = end
        if let cache { return try cache.labels.index(snapshot) { try end.check(at: .now) } }
        return try LabelIndex(snapshot) { _ in try end.check(at: .now) }
    }

    /// Begins another run of the same plan: its time starts anew, and the terms that the last run made are forgotten.
    func restart(keepingTerms count: Int) {
        deadline = settings.limits.time.map { .now + $0 }
        moment = nil
        turn.restart()
        recentLiterals = RecentLiterals()
        recentShownLiterals = RecentLiterals()
        release(overlay.removeAll(after: count))
    }

    // MARK: Rest

    /// Whether the run so far was of the kind of which many are asked and each is short.
    var isSmall: Bool { batches <= Limits.batchesOfSmallRun && mostBytes <= Limits.bytesOfSmallRun }

    /// Lets go of the commit and of whoever has asked.
    func rest() {
        turn.pause()
        snapshot.rest()
        if decoded.byteCount > Limits.bytesOfSmallRun { decoded = TermCache() }
        settings = EvaluationSettings()
        cache = nil
    }

    /// Makes the context another asker's; false when there has been a commit since.
    func wake(
        in store: GraphStore, _ settings: EvaluationSettings, _ cache: QueryCache, keepingTerms count: Int
    ) -> Bool {
        guard snapshot.wake(in: store) else { return false }
        self.settings = settings
        self.cache = cache
        memory = PlanMemory(version: memory.version)
        generator = settings.randomNumbers()
        restart(keepingTerms: count)
        return true
    }

    /// Begins to count what the run takes.
    func beginCounting() { (batches, blankNodes, reservedBytes, mostBytes) = (0, 0, 0, 0) }

    var ownTerms: Int { overlay.count }

    // MARK: Limits

    /// Throws when the query has been cancelled or its time is over; waits for its turn when it takes long.
    func check() throws(QueryError) {
        let now = ContinuousClock.now
        try check(at: now)
        try turn.goOn(at: now) { () throws(QueryError) in try check(at: .now) }
    }

    /// The same before each batch, of which many may take less than a look at the clock.
    @inline(__always)
    func checkBatch() throws(QueryError) {
        batches &+= 1
        if batches % Limits.batchesBetweenChecks == 0 { return try check() }
        if settings.cancellation?.isCancelled == true { throw QueryError.cancelled }
    }

    private func check(at now: ContinuousClock.Instant) throws(QueryError) { try end.check(at: now) }

    private var end: QueryEnd {
        QueryEnd(cancellation: settings.cancellation, deadline: deadline, time: settings.limits.time)
    }

    /// Others may go on while whoever asked looks at what there is so far.
    func pause() { turn.pause() }

    /// Counts bytes that an operator will hold until it is done with them.
    func reserve(_ bytes: Int) throws(QueryError) {
        reservedBytes += bytes
        mostBytes = max(mostBytes, reservedBytes)
        if reservedBytes > settings.limits.memoryBytes {
            throw QueryError.memoryLimit(bytes: settings.limits.memoryBytes)
        }
    }

    func release(_ bytes: Int) { reservedBytes -= bytes }

    // MARK: Terms

    /// The id of a term, in the store or of the query alone.
    func id(of term: Term) throws -> TermID {
        if let id = try snapshot.id(of: term) { return id }
        let (id, bytes) = overlay.id(of: term)
        if bytes > 0 { try reserve(bytes) }
        return id
    }

    /// An id of this query for a term, whether there is another one or not.
    func newID(of term: Term) throws -> TermID {
        let (id, bytes) = overlay.newID(of: term)
        try reserve(bytes)
        return id
    }

    /// The id that a term of a pattern matches. Language tags differ in case only by habit (RDF 1.2 Concepts, section
    /// 3.4), so where the store does not have the literal as written, its usual spellings are tried.
    func id(matching term: Term) throws -> TermID {
        if let known = memory.id(of: term) { return known }
        let id = try findID(matching: term)
        memory.record(id, of: term)
        return id
    }

    /// The id of a predicate, in the store or of the query alone.
    func id(ofPredicate iri: IRI) throws -> TermID {
        try knowledge.id(ofPredicate: iri, snapshot) ?? id(of: .iri(iri))
    }

    private func findID(matching term: Term) throws -> TermID {
        if case .literal(let literal) = term, let language = literal.language, try snapshot.id(of: term) == nil {
            for spelling in [language.lowercased(), language.usualTagSpelling] {
                let other = Literal(literal.lexicalForm, language: spelling, direction: literal.direction)
                if let id = try snapshot.id(of: .literal(other)) { return id }
            }
        }
        return try id(of: term)
    }

    func term(of id: TermID) throws -> Term {
        if TermOverlay.isOverlaid(id) { return overlay.term(of: id) }
        if let known = decoded[id] { return known }
        let term = try snapshot.term(of: id)
        decoded[id] = term
        return term
    }

    /// The ids of the parts of a triple term; nil when the id is of no triple term.
    func parts(ofTriple id: TermID) throws -> (subject: TermID, predicate: TermID, object: TermID)? {
        guard TermOverlay.isOverlaid(id) else { return try snapshot.parts(ofTriple: id) }
        guard case .triple(let triple) = overlay.term(of: id) else { return nil }
        return (
            try self.id(of: triple.subject), try self.id(of: .iri(triple.predicate)), try self.id(of: triple.object)
        )
    }

    /// A blank node that no store and no other call has.
    func newBlankNode() -> BlankNode {
        blankNodes += 1
        return BlankNode("\(settings.blankNodePrefix)\(blankNodes)")
    }
}

extension TermID {
    /// Whether the dictionary has the term under a number, so that ids of one kind are best looked up in ascending order.
    var isLookedUp: Bool { kind.map { $0.rawValue < Kind.integer.rawValue } ?? false }
}

extension String {
    /// A language tag with the capitals of RFC 5646, section 2.1.1: `zh-Hans-CN`.
    fileprivate var usualTagSpelling: String {
        let parts = lowercased().split(separator: "-")
        return parts.enumerated().map { index, part in
            if index == 0 || parts[index - 1].utf8.count == 1 { return String(part) }
            switch part.utf8.count {
            case 2: return part.uppercased()
            case 4: return part.prefix(1).uppercased() + part.dropFirst()
            default: return String(part)
            }
        }.joined(separator: "-")
    }
}
