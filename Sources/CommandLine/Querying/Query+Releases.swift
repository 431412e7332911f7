// Which graphs a query asks that asks all together.

import Engine
import GraphStore
import SPARQLSyntax
import Synchronization

extension Query {
    /// Of all graphs together leaves out the releases of guidelines that are not active, and what is known about them. A
    /// query that names its graphs stays as it is.
    func leavingOutInactiveReleases(of store: GraphStore) throws -> Query {
        guard dataset == nil, let graphs = try ReleaseGraphs.answering(in: store) else { return self }
        var query = self
        query.dataset = DatasetClause(defaultGraphs: graphs, namedGraphs: graphs)
        return query
    }
}

/// The graphs that answer, looked up once for each commit.
final class ActiveGraphs: Sendable {
    private let known = Mutex<(version: SnapshotVersion, dataset: DatasetClause?)?>(nil)

    /// All graphs but releases that are not active; nil when every graph answers.
    func dataset(_ store: GraphStore) throws -> DatasetClause? {
        let version = try store.snapshot().version
        if let last = known.withLock({ $0 }), last.version == version { return last.dataset }
        let dataset = try ReleaseGraphs.answering(in: store).map {
            DatasetClause(defaultGraphs: $0, namedGraphs: $0)
        }
        known.withLock { $0 = (version, dataset) }
        return dataset
    }
}
