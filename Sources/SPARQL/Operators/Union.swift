// UNION, alone or under the solutions so far: then each batch of them goes through both branches.
import GraphStore

final class Union: Operator {
    private let branches: [Operator]
    private let source: (input: Operator, hand: BatchSource)?
    private var branch = 0
    private var isRunning = false

    /// - Parameter source: the input that both branches extend, and where its batches go.
    init(_ context: QueryContext, _ branches: [Operator], source: (input: Operator, hand: BatchSource)? = nil) {
        self.branches = branches
        self.source = source
        var schema: Schema = source?.input.schema ?? []
        for branch in branches { schema += branch.schema.filter { !schema.contains($0) } }
        super.init(context, schema: schema, inputs: (source.map { [$0.input] } ?? []) + branches)
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        while true {
            if source != nil, !isRunning {
                guard try begin() else { return false }
            }
            while branch < branches.count {
                let current = branches[branch]
                var output = Batch(width: current.schema.count)
                if try current.next(&output) {
                    batch = widen(output, current)
                    return true
                }
                branch += 1
                if source != nil, branch < branches.count { branches[branch].reset() }
            }
            if source == nil { return false }
            isRunning = false
        }
    }

    /// Takes the next batch of the input.
    private func begin() throws -> Bool {
        guard let source else { return false }
        var input = Batch(width: source.input.schema.count)
        guard try source.input.next(&input) else { return false }
        source.hand.batch = input
        branch = 0
        branches.first?.reset()
        isRunning = true
        return true
    }

    private func widen(_ output: Batch, _ branch: Operator) -> Batch {
        let columns = schema.map { variable in
            branch.column(variable).map { output.columns[$0] } ?? [TermID](repeating: .unbound, count: output.count)
        }
        return Batch(columns: columns, count: output.count)
    }

    override func reset() {
        if let source { source.input.reset() } else { super.reset() }
        branch = 0
        isRunning = false
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        if source != nil { return nil }
        var outlines: [PlanOutline] = []
        for branch in branches {
            guard let outline = try branch.outline(in: graph) else { return nil }
            outlines.append(outline)
        }
        return .union(outlines)
    }

    override var title: String { "union" }
}
