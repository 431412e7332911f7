// The dictionary of a bulk load: the sorted terms of all batches, merged; each new one gets the next number, is put
// behind the one before it, and enters the tables of the batches that have it. Nothing is looked up.
// Unsafe: compares bytes of terms, which are never empty, where their readers hold them.
import Glibc
import KeyValue
import Primitives

/// Merges the terms of one kind of all batches: plain terms, or the triple terms of one level.
struct DictionaryMerge: SlicedWriter {
    private let dictionary: TermDictionary
    private let readers: [SpillReader]
    /// The term that comes next in each batch.
    private var heads: [TermHead]
    private var heap: RunHeap
    private(set) var state: State

    /// What goes on from one merge to the next.
    struct State {
        var tables: IDTables
        var hashes: TupleSorter
        /// The next free number.
        var next: UInt64 = 0
        var block = TermBlockBuilder()
        /// The term with the number before, and its id.
        var last: [UInt8] = []
        var lastID = TermID.defaultGraph
    }

    var written: Int { Int(state.next) }

    /// - Parameter readers: of the terms of each batch, in ascending order; a batch may have none.
    init(_ dictionary: TermDictionary, _ readers: [SpillReader], _ state: State) throws {
        self.dictionary = dictionary
        self.state = state
        self.readers = readers
        heads = try readers.map { try TermHead($0) ?? TermHead() }
        heap = RunHeap(heads.indices.filter { [heads] in heads[$0].bytes.count > 0 }, heads)
    }

    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool {
        var bytes = 0
        while let run = heap.first {
            if !heads[run].isEqual(to: state.last) {
                state.last.removeAll(keepingCapacity: true)
                state.last.append(contentsOf: heads[run].bytes)
                if state.block.isFull { bytes += try writeBlock(in: &writing) }
                try add()
            }
            try state.tables.append(state.lastID.raw, to: run)
            if let next = try TermHead(readers[run]) {
                heads[run] = next
                heap.sink(heads)
            } else {
                heap.removeFirst(heads)
            }
            if bytes > limit { return true }
        }
        if state.block.count > 0 { _ = try writeBlock(in: &writing) }
        return false
    }

    /// Gives `state.last` the next number.
    private mutating func add() throws {
        let hash = state.last.withUnsafeBytes { StableHash.hash($0) }
        state.lastID = TermID(TermEncoding.kind(state.last[0]), state.next)
        state.last.withUnsafeBytes { state.block.append($0) }
        try state.hashes.add(
            IDTuple(first: TermDictionary.indexHash(hash), second: state.lastID.raw, third: 0, fourth: 0))
        state.next += 1
    }

    private mutating func writeBlock(in writing: inout Transaction<Writing>) throws -> Int {
        let bytes = state.block.finish()
        try dictionary.append(block: bytes, first: state.next - UInt64(bytes[0]), in: &writing)
        return bytes.count
    }
}

/// A term in the buffer of its reader, until that goes on.
private struct TermHead: Comparable {
    private(set) var bytes = UnsafeRawBufferPointer(start: nil, count: 0)

    init() {}

    /// The next term of a reader; nil when there is none.
    @inline(__always)
    init?(_ reader: SpillReader) throws {
        if reader.isAtEnd { return nil }
        bytes = try reader.take(Int(try reader.number()))
    }

    @inline(__always)
    func isEqual(to term: [UInt8]) -> Bool {
        bytes.count == term.count && term.withUnsafeBytes { memcmp(bytes.baseAddress!, $0.baseAddress!, $0.count) == 0 }
    }

    static func == (left: Self, right: Self) -> Bool {
        left.bytes.count == right.bytes.count
            && memcmp(left.bytes.baseAddress!, right.bytes.baseAddress!, left.bytes.count) == 0
    }

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        let (first, second) = (left.bytes, right.bytes)
        let order = memcmp(first.baseAddress!, second.baseAddress!, min(first.count, second.count))
        return order == 0 ? first.count < second.count : order < 0
    }
}
