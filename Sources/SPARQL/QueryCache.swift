// What an engine remembers of the queries that it was asked: their algebra by text, their plans, and what the planner
// knows of the store as a whole. A commit makes plans and knowledge void, never the algebra.
import GraphStore
import Primitives
import SPARQLSyntax
import Synchronization

final class QueryCache: Sendable {
    /// What a plan depends on besides the store.
    struct Key: Hashable, Sendable {
        let text: String
        let isOptimised: Bool
        let forcedJoin: JoinMethod?
        let defaultGraphIsUnion: Bool
        private let textHash: UInt64

        init(_ text: String, _ settings: EvaluationSettings) {
            self.text = text
            isOptimised = settings.isOptimised
            forcedJoin = settings.forcedJoin
            defaultGraphIsUnion = settings.defaultGraphIsUnion
            textHash = text.withBytes { StableHash.hash(UnsafeRawBufferPointer($0)) }
        }

        static func == (left: Key, right: Key) -> Bool {
            left.textHash == right.textHash && left.isOptimised == right.isOptimised
                && left.forcedJoin == right.forcedJoin && left.defaultGraphIsUnion == right.defaultGraphIsUnion
                && left.text.hasSameBytes(as: right.text)
        }

        /// Texts that are made to have one hash are compared with no more entries than the cache has.
        func hash(into hasher: inout Hasher) { hasher.combine(textHash) }
    }

    /// A query and how it was planned last.
    final class Entry: Sendable {
        let query: Query
        private let memory = Mutex<PlanMemory?>(nil)

        init(_ query: Query) { self.query = query }

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
    /// What `m:search` searches.
    let labels = LabelIndexCache()

    /// The algebra of a text and the memory of its plan.
    func entry(_ key: Key) throws -> Entry {
        let known = state.withLock { state -> Entry? in
            if let entry = state.young[key] { return entry }
            guard let entry = state.old[key] else { return nil }
            state.put(entry, for: key)
            return entry
        }
        if let known { return known }
        let entry = Entry(try SPARQLParser.parseQuery(key.text))
        if key.text.utf8.count <= Limits.rememberedQueryBytes { state.withLock { $0.put(entry, for: key) } }
        return entry
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
