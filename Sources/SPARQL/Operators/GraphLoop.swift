// GRAPH with a variable, for patterns that cannot simply carry the graph as a fourth part: the pattern is run in one
// named graph after the other, alone or under the solutions so far, batch by batch.
import GraphStore

final class GraphLoop: Operator {
    private let inner: Operator
    private let graph: ActiveGraph
    private let named: NamedGraphs
    private let source: (input: Operator, hand: BatchSource)?
    /// The variable's column in the output, in the inner pattern's if that has it, and in the input's.
    private let column: Int
    private let innerColumn: Int?
    private let inputColumn: Int?
    private var all: [TermID]?
    /// The graphs for the batch at hand.
    private var graphs: [TermID]?
    private var next = 0
    private var isRunning = false

    /// - Parameters:
    ///   - graph: the active graph of `inner`.
    ///   - source: the solutions that the pattern extends, and where their batches go.
    init(
        _ context: QueryContext, _ variable: Int, _ inner: Operator, _ graph: ActiveGraph, named: NamedGraphs,
        source: (input: Operator, hand: BatchSource)? = nil
    ) {
        self.inner = inner
        self.graph = graph
        self.named = named
        self.source = source
        innerColumn = inner.column(variable)
        inputColumn = source?.input.column(variable)
        let schema = innerColumn == nil ? inner.schema + [variable] : inner.schema
        column = innerColumn ?? inner.schema.count
        super.init(context, schema: schema, inputs: (source.map { [$0.input] } ?? []) + [inner])
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while let graphs = try graphs ?? begin() {
            while next < graphs.count {
                if !isRunning {
                    graph.scope = .one(graphs[next])
                    inner.reset()
                    isRunning = true
                }
                if try advance(&batch, graphs[next]) { return true }
                isRunning = false
                next += 1
            }
            self.graphs = source == nil ? graphs : nil
            if source == nil { return false }
        }
        return false
    }

    /// The graphs to go through, for the next batch of the input if there is one.
    private func begin() throws -> [TermID]? {
        let all = try all ?? context.graphs(of: named)
        self.all = all
        next = 0
        isRunning = false
        guard let source else {
            graphs = all
            return all
        }
        var input = Batch(width: source.input.schema.count)
        guard try source.input.next(&input) else { return nil }
        source.hand.batch = input
        graphs = all
        // Where the solutions name their graphs, no other need be looked at.
        if let inputColumn, !input.columns[inputColumn].contains(.unbound) {
            let wanted = Set(input.columns[inputColumn])
            graphs = all.filter(wanted.contains)
        }
        return graphs
    }

    /// Takes the next solutions in the graph at hand.
    private func advance(_ batch: inout Batch, _ current: TermID) throws -> Bool {
        while try inner.next(&batch) {
            guard innerColumn != nil else {
                batch.columns.append([TermID](repeating: current, count: batch.count))
                return true
            }
            let rows = batch
            batch.keep { rows.columns[column][$0].isUnbound || rows.columns[column][$0] == current }
            batch.columns[column] = [TermID](repeating: current, count: batch.count)
            if batch.count > 0 { return true }
        }
        return false
    }

    override func reset() {
        if let source { source.input.reset() }
        graphs = nil
        next = 0
        isRunning = false
    }

    override var title: String { "each graph" }
    override var details: String { context.describe([schema[column]]) }
}
