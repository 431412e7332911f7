// The physical operators: a tree of objects, each of which hands on one batch of solutions at a call. Calls are
// synchronous and there is one virtual call for a batch, so a row costs what the operator does with it.
//
// A part of the tree may run many times: the right side of OPTIONAL runs once for each batch of the left. Its
// innermost source is then a `BatchSource`, which the left operator fills before it calls `reset`.
import GraphStore

/// What a running operator has done, for `explain`.
struct OperatorTrace {
    var rows = 0
    var batches = 0
    var runs = 1
    /// With the time of the operators below.
    var time = Duration.zero
}

class Operator {
    let context: QueryContext
    /// The variables of the columns.
    final let schema: Schema
    final let inputs: [Operator]
    /// The number of solutions that the planner expects.
    final var estimate = 0.0
    /// Variables that the solutions are sorted by, as ids, most significant first.
    final var order: Schema = []
    final private(set) var trace = OperatorTrace()

    init(_ context: QueryContext, schema: Schema, inputs: [Operator] = []) {
        self.context = context
        self.schema = schema
        self.inputs = inputs
    }

    /// Puts the next solutions into `batch`, at least one; false when there are none.
    final func next(_ batch: inout Batch) throws -> Bool {
        try context.checkBatch()
        guard context.isTracing else { return try produce(&batch) }
        let start = ContinuousClock.now
        let hasRows = try produce(&batch)
        trace.time += ContinuousClock.now - start
        if hasRows {
            trace.rows += batch.count
            trace.batches += 1
        }
        return hasRows
    }

    /// Does the work of `next`.
    func produce(_ batch: inout Batch) throws -> Bool {
        preconditionFailure("\(type(of: self)) does not produce")
    }

    /// The number of solutions that are left; an operator that knows how does not make them for that.
    func countAll() throws -> Int {
        var count = 0
        try drain { count += $0.count }
        return count
    }

    /// Tells `explain` of solutions that were only counted.
    final func noteCounted(_ rows: Int) { trace.rows += rows }

    /// Makes the operator begin anew.
    func reset() {
        for input in inputs { input.reset() }
        trace.runs += 1
    }

    /// Makes the operator and those below it ready for another query, whose patterns have other terms: what earlier runs
    /// have found is forgotten, also what `reset` keeps. It must be reset afterwards.
    func rebind(_ replacements: TermReplacements) {
        for input in inputs { input.rebind(replacements) }
    }

    /// What the operator and those below it can be built from once more, when they work on `graph` alone; nil when there
    /// is more to it.
    func outline(in graph: ActiveGraph) throws -> PlanOutline? { nil }

    /// Quads that were read for the solutions, where they may be many more than those.
    var readCount: Int { 0 }

    /// What `explain` calls the operator and what it works on.
    var title: String { "\(type(of: self))" }
    var details: String { "" }

    /// The column of a variable.
    final func column(_ variable: Int) -> Int? { schema.firstIndex(of: variable) }

    /// Runs to the end and hands each batch to `body`.
    final func drain(_ body: (Batch) throws -> Void) throws {
        var batch = Batch(width: schema.count)
        while try next(&batch) { try body(batch) }
    }
}

/// One solution without variables: what a pattern is joined with that nothing comes before.
final class UnitSource: Operator {
    private var isDone = false

    init(_ context: QueryContext) {
        super.init(context, schema: [])
        estimate = 1
    }

    override func produce(_ batch: inout Batch) -> Bool {
        if isDone { return false }
        isDone = true
        batch = Batch(columns: [], count: 1)
        return true
    }

    override func reset() {
        super.reset()
        isDone = false
    }

    override func outline(in graph: ActiveGraph) -> PlanOutline? { .unit }

    override var title: String { "one empty solution" }
}

/// A batch that another operator puts here.
final class BatchSource: Operator {
    var batch: Batch
    private var isDone = true

    init(_ context: QueryContext, schema: Schema) {
        batch = Batch(width: schema.count)
        super.init(context, schema: schema)
    }

    override func produce(_ batch: inout Batch) -> Bool {
        if isDone || self.batch.count == 0 { return false }
        isDone = true
        batch = self.batch
        return true
    }

    override func reset() {
        super.reset()
        isDone = false
    }

    override func outline(in graph: ActiveGraph) -> PlanOutline? { .hand(schema) }

    override var title: String { "solutions so far" }
}

/// No solutions at all.
final class EmptySource: Operator {
    override func produce(_ batch: inout Batch) -> Bool { false }
    override var title: String { "nothing" }
}
