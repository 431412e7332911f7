/// How a bulk load shares out the memory that it may use. Its steps come one after the other, so each has most of it.
struct MemoryBudget: Sendable {
    /// What a load may use unless it is told otherwise.
    static let standardBytes = 256 << 20
    /// Below this the sizes of blocks and chunks count for more than the budget.
    private static let leastBytes = 1 << 18

    /// Their ids are numbered with 31 bits.
    private static let mostTuples = 1 << 28

    private let bytes: Int

    init(bytes: Int) {
        self.bytes = max(bytes, Self.leastBytes)
    }

    /// Statements that all workers together gather, at 40 bytes each and about twice that for their terms.
    var gatheredQuads: Int { min(bytes / 190, Self.mostTuples) }
    /// Bytes of terms that they gather: each stands in an arena that may double, and in tables.
    var gatheredTermBytes: Int { bytes * 2 / 5 }
    /// Statements that are sorted at once: up to 64 bytes each, and there are tables of their ids.
    var sortedStatements: Int { min(bytes / 122, Self.mostTuples) }
    /// Other tuples that are sorted at once: 32 bytes each, twice, and 16 for their places.
    var sortedTuples: Int { bytes / 160 }
    /// Bytes written in one transaction, whose pages are held in memory.
    var sliceBytes: Int { bytes / 8 }

    /// Bytes for reading one of the runs of a merge.
    func readerBytes(runs: Int) -> Int { max(1 << 14, min(1 << 18, bytes / 8 / max(runs, 1))) }
}
