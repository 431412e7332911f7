// From the numbers of each batch to those of the store: a table on disk for each batch, filled in ascending order.
import Primitives

/// The tables of all batches.
struct IDTables {
    private static let bufferCount = 1 << 9

    private let file: TemporaryFile
    private let starts: [Int]
    private let counts: [Int]
    private var written: [Int]
    private var buffers: [[UInt64]]

    init(_ runs: [BatchRun], in directory: String) throws {
        let file = try TemporaryFile(in: directory)
        self.file = file
        counts = runs.map(\.numberCount)
        starts = counts.map { file.reserve($0 * 8) }
        written = [Int](repeating: 0, count: runs.count)
        buffers = [[UInt64]](repeating: [], count: runs.count)
    }

    /// Gives the next number of a batch its id.
    @inline(__always)
    mutating func append(_ id: UInt64, to run: Int) throws {
        buffers[run].append(id)
        if buffers[run].count == Self.bufferCount { try flush(run) }
    }

    private mutating func flush(_ run: Int) throws {
        let (start, done) = (starts[run], written[run])
        try buffers[run].withUnsafeBytes { try file.write($0, at: start + done * 8) }
        written[run] += buffers[run].count
        buffers[run].removeAll(keepingCapacity: true)
    }

    /// The ids that a batch's numbers have so far.
    mutating func table(of run: Int) throws -> IDTable {
        try flush(run)
        return IDTable(ids: try file.numbers(starts[run]..<starts[run] + written[run] * 8))
    }

    /// All ids of a batch in ascending order: those of its terms and triple terms, and its inline ids.
    mutating func ids(of batch: BatchRun, number run: Int) throws -> [UInt64] {
        try table(of: run).ids + batch.file.numbers(batch.inlineIDs)
    }
}

/// The table of one batch.
struct IDTable {
    fileprivate let ids: [UInt64]

    /// A tuple with ids of the store.
    @inline(__always)
    func translate(_ tuple: IDTuple) -> IDTuple {
        IDTuple(
            first: translate(tuple.first), second: translate(tuple.second), third: translate(tuple.third),
            fourth: translate(tuple.fourth))
    }

    @inline(__always)
    private func translate(_ raw: UInt64) -> UInt64 {
        let tag = raw >> 60
        return tag == 0 || tag >= UInt64(TermID.Kind.integer.rawValue) ? raw : ids[Int(raw & TermID.payloadMask)]
    }
}
