// What an engine remembers of the queries that it was asked: their algebra by text, their plans, and what the planner
// knows of the store as a whole. A commit makes plans and knowledge void, never the algebra.
import GraphStore
import SPARQLSyntax
import Synchronization

final class QueryCache: Sendable {
    /// What a plan depends on besides the store.
    struct Key: Hashable, Sendable {
        let text: String
        let isOptimised: Bool
        let forcedJoin: JoinMethod?
        let defaultGraphIsUnion: Bool

        init(_ text: String, _ settings: EvaluationSettings) {
            self.text = text
            isOptimised = settings.isOptimised
            forcedJoin = settings.forcedJoin
            defaultGraphIsUnion = settings.defaultGraphIsUnion
        }
    }

    struct Entry: Sendable {
        let query: Query
        var memory: PlanMemory?
    }

    private struct State {
        /// Two generations: what is not asked for while the younger one fills goes with the older one.
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var stars: (commit: UInt64, statistics: StarStatistics)?
    }

    private let state = Mutex(State())
    /// What `m:search` searches.
    let labels = LabelIndexCache()

    /// The algebra of a text and the memory of its plan.
    func entry(_ key: Key) throws -> Entry {
        let known = state.withLock { state -> Entry? in
            if let entry = state.young[key] { return entry }
            guard let entry = state.old[key] else { return nil }
            Self.put(entry, for: key, in: &state)
            return entry
        }
        if let known { return known }
        let entry = Entry(query: try SPARQLParser.parseQuery(key.text))
        state.withLock { Self.put(entry, for: key, in: &$0) }
        return entry
    }

    /// Keeps the memory of a plan.
    func remember(_ memory: PlanMemory, for key: Key, _ query: Query) {
        var memory = memory
        memory.isComplete = true
        let entry = Entry(query: query, memory: memory)
        state.withLock { Self.put(entry, for: key, in: &$0) }
    }

    private static func put(_ entry: Entry, for key: Key, in state: inout State) {
        if state.young.count >= Limits.rememberedQueries {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = entry
    }

    /// The characteristic sets as of the snapshot.
    func stars(_ snapshot: borrowing Snapshot, commit: UInt64) throws -> StarStatistics {
        if let known = state.withLock({ $0.stars }), known.commit == commit { return known.statistics }
        let statistics = try StarStatistics(snapshot)
        state.withLock { $0.stars = (commit, statistics) }
        return statistics
    }
}
