// GRAPH with a variable, for patterns that cannot simply carry the graph as a fourth part: the pattern is run in one
// named graph after the other.
import GraphStore

final class GraphLoop: Operator {
    private let inner: Operator
    private let graph: ActiveGraph
    private let named: NamedGraphs
    /// The variable's column in the output, and in the inner pattern's if that has it.
    private let column: Int
    private let innerColumn: Int?
    private var graphs: [TermID]?
    private var next = 0
    private var isRunning = false

    /// - Parameter graph: the active graph of `inner`.
    init(_ context: QueryContext, _ variable: Int, _ inner: Operator, _ graph: ActiveGraph, named: NamedGraphs) {
        self.inner = inner
        self.graph = graph
        self.named = named
        innerColumn = inner.column(variable)
        let schema = innerColumn == nil ? inner.schema + [variable] : inner.schema
        column = innerColumn ?? inner.schema.count
        super.init(context, schema: schema, inputs: [inner])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        let graphs = try graphs ?? context.graphs(of: named)
        self.graphs = graphs
        while true {
            if !isRunning {
                guard next < graphs.count else { return false }
                graph.scope = .one(graphs[next])
                next += 1
                inner.reset()
                isRunning = true
            }
            let current = graphs[next - 1]
            while try inner.next(&batch) {
                if innerColumn == nil {
                    batch.columns.append([TermID](repeating: current, count: batch.count))
                    return true
                }
                let rows = batch
                batch.keep { rows.columns[column][$0].isUnbound || rows.columns[column][$0] == current }
                batch.columns[column] = [TermID](repeating: current, count: batch.count)
                if batch.count > 0 { return true }
            }
            isRunning = false
        }
    }

    override func reset() {
        next = 0
        isRunning = false
    }

    override var title: String { "each graph" }
    override var details: String { context.describe([schema[column]]) }
}
