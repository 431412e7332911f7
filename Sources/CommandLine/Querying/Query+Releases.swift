// Which graphs a query asks that asks all together.

import Engine
import GraphStore
import SPARQLSyntax

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
