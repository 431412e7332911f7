// What plans ask of a store again and again and what stays true until the next commit: ids and sizes of predicates, the
// number of quads, whether there is more than one graph. All queries of an engine share it.
import GraphStore
import RDF
import Synchronization

/// What is known of one state of a store.
final class StoreKnowledge: Sendable {
    let version: SnapshotVersion
    let quads: Int
    /// The graph that all quads are in, if there is one: then nothing need look at graphs.
    let onlyGraph: TermID?

    private struct State {
        /// Nil for a term that the store does not have.
        var predicates: [IRI: TermID?] = [:]
        var statistics: [TermID: PredicateStatistics] = [:]
        /// Quads of named graphs.
        var graphs: [TermID: Int] = [:]
        /// Whether a graph has all quads of a predicate.
        var wholePredicates: [GraphPredicate: Bool] = [:]
        /// Nil for a predicate whose objects are not all inline values of one kind that sort as their ids do.
        var values: [TermID: ClosedRange<TermID>?] = [:]
        var stars: StarStatistics?
    }

    private struct GraphPredicate: Hashable {
        let graph: TermID
        let predicate: TermID
    }

    private let state = Mutex(State())

    init(_ snapshot: borrowing Snapshot) throws {
        version = snapshot.version
        quads = try snapshot.count()
        let isOnly = try quads == snapshot.count(QuadPattern(graph: .one(.defaultGraph)))
        onlyGraph = isOnly ? .defaultGraph : nil
    }

    /// The id of a predicate; nil when the store does not have the term.
    func id(ofPredicate iri: IRI, _ snapshot: borrowing Snapshot) throws -> TermID? {
        if let known = state.withLock({ $0.predicates[iri] }) { return known }
        let id = try snapshot.id(of: .iri(iri))
        state.withLock { state in
            if state.predicates.count >= Limits.rememberedPredicates { state.predicates = [:] }
            state.predicates[iri] = .some(id)
        }
        return id
    }

    func statistics(of predicate: TermID, _ snapshot: borrowing Snapshot) throws -> PredicateStatistics {
        if let known = state.withLock({ $0.statistics[predicate] }) { return known }
        let found = try snapshot.statistics(of: predicate)
        state.withLock { state in
            if state.statistics.count >= Limits.rememberedPredicates { state.statistics = [:] }
            state.statistics[predicate] = found
        }
        return found
    }

    /// The quads of a named graph.
    func quads(of graph: TermID, _ snapshot: borrowing Snapshot) throws -> Int {
        if let known = state.withLock({ $0.graphs[graph] }) { return known }
        let found = try snapshot.count(QuadPattern(graph: .one(graph)))
        state.withLock { state in
            if state.graphs.count >= Limits.rememberedPredicates { state.graphs = [:] }
            state.graphs[graph] = found
        }
        return found
    }

    /// Whether all quads of a predicate are in one graph.
    func hasEveryQuad(_ graph: TermID, of predicate: TermID, _ snapshot: borrowing Snapshot) throws -> Bool {
        if onlyGraph == graph { return true }
        let key = GraphPredicate(graph: graph, predicate: predicate)
        if let known = state.withLock({ $0.wholePredicates[key] }) { return known }
        let all = try statistics(of: predicate, snapshot).quads
        let found =
            try quads(of: graph, snapshot) >= all
            && snapshot.count(QuadPattern(predicate: predicate, graph: .one(graph))) == all
        state.withLock { state in
            if state.wholePredicates.count >= Limits.rememberedPredicates { state.wholePredicates = [:] }
            state.wholePredicates[key] = found
        }
        return found
    }

    /// From the first object of a predicate to the last that one of its kind may have, when all its objects are inline
    /// values of one kind and sort as their ids do; `find` looks.
    func values(
        of predicate: TermID, _ find: () throws -> ClosedRange<TermID>?
    ) throws -> ClosedRange<TermID>? {
        if let known = state.withLock({ $0.values[predicate] }) { return known }
        let found = try find()
        state.withLock { state in
            if state.values.count >= Limits.rememberedPredicates { state.values = [:] }
            state.values[predicate] = .some(found)
        }
        return found
    }

    /// The characteristic sets.
    func stars(_ snapshot: borrowing Snapshot) throws -> StarStatistics {
        if let known = state.withLock({ $0.stars }) { return known }
        let found = try StarStatistics(snapshot)
        state.withLock { $0.stars = found }
        return found
    }
}
