// The matches of a pattern in the graph at hand, which changes from run to run: read from the graph's own quads where they
// are fewer than those of the pattern in all graphs. Either way they come in the same order.
import GraphStore

final class GraphScan: Operator {
    private let graph: ActiveGraph
    /// The quads of the pattern in all graphs together.
    private let quads: Int
    private let amongAll: Operator
    private let amongOwn: Operator
    private var chosen: Operator?

    init(
        _ context: QueryContext, _ graph: ActiveGraph, quads: Double, amongAll: Operator, amongOwn: Operator
    ) {
        self.graph = graph
        self.quads = Int(quads)
        self.amongAll = amongAll
        self.amongOwn = amongOwn
        super.init(context, schema: amongAll.schema, inputs: [amongAll, amongOwn])
        order = amongAll.order
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if chosen == nil { chosen = try choice() }
        return try chosen?.next(&batch) ?? false
    }

    private func choice() throws -> Operator {
        guard case .one(let graph) = graph.scope, graph != .defaultGraph,
            try context.knowledge.quads(of: graph, context.snapshot) < quads
        else { return amongAll }
        return amongOwn
    }

    override func reset() {
        super.reset()
        chosen = nil
    }

    override var title: String { "scan of a graph" }
}
