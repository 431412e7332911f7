// What an engine remembers of the queries that it was asked: their algebra by text, their plans, also for texts that are
// like them, and what the planner knows of the store as a whole. A commit makes plans and knowledge void, never the algebra.
import GraphStore
import Primitives
import SPARQLSyntax
import Synchronization

/// What a plan depends on besides the text and the store.
struct PlanTraits: Hashable, Sendable {
    let isOptimised: Bool
    let forcedJoin: JoinMethod?
    let defaultGraphIsUnion: Bool
    let environment: QueryEnvironment

    init(_ settings: EvaluationSettings, _ environment: QueryEnvironment = QueryEnvironment()) {
        self.environment = environment
        isOptimised = settings.isOptimised
        forcedJoin = settings.forcedJoin
        defaultGraphIsUnion = settings.defaultGraphIsUnion
    }
}

final class QueryCache: Sendable {
    struct Key: Hashable, Sendable {
        /// A text as it stands, or empty where it was taken apart.
        let text: String
        /// The tokens of a text, however they are spaced, where it was taken apart.
        private let tokens: [UInt8]
        let traits: PlanTraits
        private let textHash: UInt64

        init(
            _ text: String, _ settings: EvaluationSettings, _ environment: QueryEnvironment = QueryEnvironment()
        ) {
            self.text = text
            tokens = []
            traits = PlanTraits(settings, environment)
            textHash = text.withBytes { StableHash.hash(UnsafeRawBufferPointer($0)) }
        }

        init(_ text: ShapedText, _ traits: PlanTraits) {
            self.text = ""
            tokens = text.tokens
            self.traits = traits
            textHash = tokens.withUnsafeBytes { StableHash.hash($0) }
        }

        var byteCount: Int { max(text.utf8.count, tokens.count) }

        static func == (left: Key, right: Key) -> Bool {
            left.textHash == right.textHash && left.traits == right.traits && left.tokens == right.tokens
                && left.text.hasSameBytes(as: right.text)
        }

        /// Texts that are made to have one hash are compared with no more entries than the cache has.
        func hash(into hasher: inout Hasher) { hasher.combine(textHash) }
    }

    /// A query and how it was planned last.
    final class Entry: Sendable {
        let query: Query
        private let memory = Mutex<PlanMemory?>(nil)
        private let plan = Mutex<PlanTemplate?>(nil)

        init(_ query: Query, _ template: PlanTemplate? = nil) {
            self.query = query
            plan.withLock { $0 = template }
        }

        /// The plan that can be built once more, as long as the store is as it was.
        var template: PlanTemplate? { plan.withLock { $0 } }

        /// Keeps what is known of the plan of a query that has just been planned.
        func remember(_ running: RunningQuery) throws {
            if let template = try PlanTemplate(query, running) {
                plan.withLock { $0 = template }
                running.become(firstOf: template)
            } else {
                remember(running.context.memory)
            }
        }

        /// The plan's memory, when it is of this state of the store.
        func memory(of version: SnapshotVersion) -> PlanMemory? {
            memory.withLock { $0?.version == version ? $0 : nil }
        }

        /// Keeps the memory of a plan.
        func remember(_ found: PlanMemory) {
            var found = found
            found.isComplete = true
            memory.withLock { [found] in $0 = found }
        }
    }

    private struct State {
        /// Two generations: what is not asked for while the younger one fills goes with the older one.
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var knowledge: StoreKnowledge?

        mutating func put(_ entry: Entry, for key: Key) {
            if young.count >= Limits.rememberedQueries {
                swap(&young, &old)
                young.removeAll(keepingCapacity: true)
            }
            young[key] = entry
        }
    }

    private let state = Mutex(State())
    let templates = PlanTemplates()
    /// What `m:search` searches.
    let labels: LabelIndexCache

    init(_ store: GraphStore) { labels = LabelIndexCache(store) }

    /// The algebra of a text and the memory of its plan.
    func entry(_ key: Key) throws -> Entry {
        if let known = knownEntry(key) { return known }
        let environment = key.traits.environment
        let entry = Entry(environment.completed(try SPARQLParser.parseQuery(key.text, base: environment.base)))
        put(entry, for: key)
        return entry
    }

    /// The same when the text was asked before.
    func knownEntry(_ key: Key) -> Entry? {
        state.withLock { state in
            if let entry = state.young[key] { return entry }
            guard let entry = state.old[key] else { return nil }
            state.put(entry, for: key)
            return entry
        }
    }

    func put(_ entry: Entry, for key: Key) {
        if key.byteCount <= Limits.rememberedQueryBytes { state.withLock { $0.put(entry, for: key) } }
    }

    /// What is known of the store as the snapshot shows it.
    func knowledge(_ snapshot: borrowing Snapshot) throws -> StoreKnowledge {
        let version = snapshot.version
        if let known = state.withLock({ $0.knowledge }), known.version == version { return known }
        let knowledge = try StoreKnowledge(snapshot)
        state.withLock { $0.knowledge = knowledge }
        return knowledge
    }
}
