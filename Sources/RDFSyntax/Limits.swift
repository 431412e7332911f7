/// Bounds on what a document may ask of the reader.
enum Limits {
    /// Nested blank nodes, lists and triple terms: enough for any hand-written graph, small enough for a thread's
    /// stack.
    static let nesting = 256
    /// How much of a stream is asked for at a time: large against a system call, small against memory.
    static let chunkBytes = 1 << 18
    /// The longest single statement, which must fit in memory as a whole.
    static let statementBytes = 1 << 30
}
