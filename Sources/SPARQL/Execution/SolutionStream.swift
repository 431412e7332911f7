// Solutions as they leave the engine: batches of ids, whose terms are decoded only when somebody wants them, each once
// for a column and in the order of ids, so that a block of the dictionary is read once.
import GraphStore
import RDF
import SPARQLSyntax

/// The solutions of a query, batch by batch.
public final class SolutionStream {
    public let variables: [Variable]
    fileprivate let context: QueryContext
    private let root: Operator
    private var rows = 0

    init(_ context: QueryContext, _ root: Operator) {
        self.context = context
        self.root = root
        variables = root.schema.map { context.variables[$0] }
    }

    /// The next solutions, at least one; nil at the end.
    public func next() throws -> SolutionBatch? {
        var batch = Batch(columns: [], count: 0)
        defer { context.pause() }
        guard try root.next(&batch) else { return nil }
        rows += batch.count
        try context.settings.limits.check(rows: rows)
        return SolutionBatch(batch, of: self)
    }

    /// All solutions that are left.
    public func table() throws -> SolutionTable {
        var table = SolutionTable(variables: variables)
        while let batch = try next() {
            table.rows += try batch.rows()
            try context.reserve(batch.count * (32 + variables.count * MemoryLayout<Term>.stride))
        }
        return table
    }
}

/// Some solutions.
public struct SolutionBatch {
    private let batch: Batch
    private let stream: SolutionStream

    fileprivate init(_ batch: Batch, of stream: SolutionStream) {
        self.batch = batch
        self.stream = stream
    }

    public var count: Int { batch.count }

    /// The ids of a variable, by its place in the stream's variables. Ids of terms that the query made mean nothing
    /// outside of it.
    public func ids(_ variable: Int) -> [TermID] { batch.columns[variable] }

    /// The terms of a variable; nil where it is unbound.
    public func terms(_ variable: Int) throws -> [Term?] {
        try stream.context.terms(of: batch.columns[variable])
    }

    /// The solutions row by row.
    public func rows() throws -> [[Term?]] {
        let columns = try batch.columns.indices.map { try terms($0) }
        return (0..<count).map { row in columns.map { $0[row] } }
    }
}
