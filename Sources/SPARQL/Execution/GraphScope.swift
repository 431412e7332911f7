// Which graphs a pattern is matched in (SPARQL 1.1 Query, section 13).
import GraphStore
import RDF

/// The graphs whose merge a pattern sees.
enum GraphScope: Hashable {
    case none
    case one(TermID)
    /// In ascending order.
    case several([TermID])
    /// Every graph of the store, the default graph as well.
    case all

    init(_ graphs: [TermID]) {
        let graphs = Set(graphs).sorted()
        self = graphs.isEmpty ? .none : graphs.count == 1 ? .one(graphs[0]) : .several(graphs)
    }
}

/// The active graph of a part of the plan. GRAPH with a variable changes it from run to run.
final class ActiveGraph {
    var scope: GraphScope

    init(_ scope: GraphScope) { self.scope = scope }
}

/// The graphs that GRAPH may name.
enum NamedGraphs: Hashable {
    /// Those of the store.
    case stored
    /// In ascending order.
    case listed([TermID])
}

/// The dataset of a query.
struct Dataset {
    var defaultScope: GraphScope
    var namedGraphs: NamedGraphs
}

extension QueryContext {
    /// The ids of all named graphs in ascending order.
    func graphs(of named: NamedGraphs) throws -> [TermID] {
        guard case .stored = named else {
            if case .listed(let graphs) = named { return graphs }
            return []
        }
        return try snapshot.graphIDs()
    }

    func contains(_ graph: TermID, in named: NamedGraphs) throws -> Bool {
        if graph == .defaultGraph || TermOverlay.isOverlaid(graph) { return false }
        switch named {
        case .stored: return try snapshot.count(QuadPattern(graph: .one(graph))) > 0
        case .listed(let graphs): return graphs.contains(graph)
        }
    }
}
