// Tuples in ascending order, from memory or merged from runs on disk. A run is a sequence of tuple blocks, each with the
// length of its value (8 bytes) and its key (32) before it: some 6 bytes a tuple instead of 32.
import KeyValue
import Primitives

/// Gives tuples in ascending order.
protocol TupleSource: ~Copyable {
    mutating func next() throws -> IDTuple?
}

/// Tuples in memory in ascending order.
struct SortedTuples: TupleSource {
    private let tuples: [IDTuple]
    private var position = 0

    fileprivate init(sorting tuples: [IDTuple]) {
        if tuples.indices.dropFirst().allSatisfy({ !(tuples[$0] < tuples[$0 - 1]) }) {
            self.tuples = tuples
            return
        }
        var places = SortedPlaces(count: tuples.count)
        for column in (0..<4).reversed() { places.sort { tuples[$0].word(column) } }
        self.tuples = (0..<places.count).map { tuples[places[$0]] }
    }

    @inline(__always)
    mutating func next() -> IDTuple? {
        guard position < tuples.count else { return nil }
        defer { position += 1 }
        return tuples[position]
    }
}

/// Runs of sorted tuples on disk.
struct TupleRuns {
    private static let blockBytes = 1 << 15

    private let file: TemporaryFile
    private var runs: [Range<Int>] = []

    init(in directory: String) throws {
        file = try TemporaryFile(in: directory)
    }

    /// Adds a run.
    mutating func add(_ source: consuming some TupleSource) throws {
        let start = file.byteCount
        var writer = SpillWriter(file)
        var builder = TupleBlockBuilder(limit: Self.blockBytes)
        var observer = NoObserver()
        var next = try builder.fill(from: &source, observer: &observer)
        while builder.count > 0 {
            try Self.write(&builder, to: &writer)
            guard let tuple = next else { break }
            _ = builder.add(tuple)
            next = try builder.fill(from: &source, observer: &observer)
        }
        try writer.flush()
        if file.byteCount > start { runs.append(start..<file.byteCount) }
    }

    private static func write(_ builder: inout TupleBlockBuilder, to writer: inout SpillWriter) throws {
        let first = builder.first
        let value = builder.finish()
        try writer.append(UInt64(value.count))
        let key = TupleBlock.key(first)
        for column in 0..<4 { try writer.append(key[column]) }
        try value.withUnsafeBytes { try writer.append($0) }
    }

    /// All tuples, each once.
    func merged(_ budget: MemoryBudget) throws -> MergedTuples {
        let bufferBytes = budget.readerBytes(runs: runs.count)
        return try MergedTuples(runs.map { RunReader(SpillReader(file, $0, bufferBytes: bufferBytes)) })
    }
}

/// The blocks of a run, one after the other.
struct RunReader {
    private let reader: SpillReader
    private var tuples: [IDTuple] = []
    private var position = 0

    fileprivate init(_ reader: SpillReader) {
        self.reader = reader
    }

    @inline(__always)
    mutating func next() throws -> IDTuple? {
        if position == tuples.count {
            if reader.isAtEnd { return nil }
            try readBlock()
        }
        defer { position += 1 }
        return tuples[position]
    }

    private mutating func readBlock() throws {
        let length = Int(try reader.number())
        tuples.removeAll(keepingCapacity: true)
        position = 0
        let bytes = try reader.take(32 + length)
        let isSound = TupleBlock.forEach(
            RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[..<32])),
            RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[32...]))
        ) { tuple in
            tuples.append(tuple)
            return true
        }
        precondition(isSound && !tuples.isEmpty, "a temporary file holds what nobody wrote")
    }
}

/// The tuples of several runs in ascending order, each once.
struct MergedTuples: TupleSource {
    private var readers: [RunReader]
    private var heads: [IDTuple]
    private var heap: RunHeap
    private var last: IDTuple?

    fileprivate init(_ readers: [RunReader]) throws {
        self.readers = readers
        var heads: [IDTuple] = []
        for run in readers.indices {
            guard let head = try self.readers[run].next() else { preconditionFailure("a run is never empty") }
            heads.append(head)
        }
        heap = RunHeap(readers.indices, heads)
        self.heads = heads
    }

    mutating func next() throws -> IDTuple? {
        while let run = heap.first {
            let tuple = heads[run]
            if let head = try readers[run].next() {
                heads[run] = head
                heap.sink(heads)
            } else {
                heap.removeFirst(heads)
            }
            if tuple == last { continue }
            last = tuple
            return tuple
        }
        return nil
    }
}

/// Sorts any number of tuples within a budget of memory.
struct TupleSorter {
    private let directory: String
    private let budget: MemoryBudget
    private var tuples: [IDTuple] = []
    private var runs: TupleRuns?

    init(in directory: String, _ budget: MemoryBudget) {
        self.directory = directory
        self.budget = budget
    }

    mutating func add(_ tuple: IDTuple) throws {
        tuples.append(tuple)
        if tuples.count >= budget.sortedTuples { try spill() }
    }

    private mutating func spill() throws {
        var runs = try self.runs ?? TupleRuns(in: directory)
        try runs.add(SortedTuples(sorting: tuples))
        self.runs = runs
        tuples.removeAll(keepingCapacity: true)
    }

    /// All tuples when none had to go to the disk; else nil, and all of them are on the disk.
    mutating func inMemory() throws -> SortedTuples? {
        if runs != nil {
            try spill()
            return nil
        }
        defer { tuples = [] }
        return SortedTuples(sorting: tuples)
    }

    /// All tuples, from the disk.
    func onDisk() throws -> MergedTuples? { try runs?.merged(budget) }
}
