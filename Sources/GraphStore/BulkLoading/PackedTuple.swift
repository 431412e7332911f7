// Statements while they are sorted: 16 bytes instead of 32. The ids of what is sorted at once are numbered in ascending
// order, so that numbers sort as their ids do, have no gaps, and are sorted by few of their bits.
import Primitives

/// Four numbers for the ids of a statement: subject, predicate, object, graph.
struct PackedTuple: BitwiseCopyable, Hashable, Comparable {
    var words: SIMD4<UInt32>

    @inline(__always)
    init(_ words: SIMD4<UInt32>) { self.words = words }

    var graph: UInt32 { words[3] }

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        let (first, second) = (left.half(0), right.half(0))
        return first == second ? left.half(2) < right.half(2) : first < second
    }

    /// Two columns as one number.
    @inline(__always)
    private func half(_ column: Int) -> UInt64 { UInt64(words[column]) << 32 | UInt64(words[column + 1]) }
}

/// The ids of several batches, each once: what is sorted at once is numbered by the places in it.
struct IDUnion {
    /// In ascending order; the first is that of the default graph.
    private(set) var ids: [UInt64] = [TermID.defaultGraph.raw]
    /// For each batch, from its own numbers to those here.
    private(set) var numbers: [[UInt32]]

    /// - Parameter batches: the ids of each batch in ascending order; their own numbers are the places here, counted
    ///   from 1, and 0 is the default graph.
    init(_ batches: [[UInt64]]) {
        numbers = batches.map { [UInt32](repeating: 0, count: $0.count + 1) }
        ids.reserveCapacity((batches.map(\.count).max() ?? 0) * 3 / 2)
        var places = batches.map { _ in 0 }
        var heads = batches.map { $0.first ?? .max }
        var heap = RunHeap(batches.indices.filter { !batches[$0].isEmpty }, heads)
        while let batch = heap.first {
            let id = heads[batch]
            if id != ids[ids.count - 1] { ids.append(id) }
            places[batch] += 1
            numbers[batch][places[batch]] = UInt32(ids.count - 1)
            if places[batch] < batches[batch].count {
                heads[batch] = batches[batch][places[batch]]
                heap.sink(heads)
            } else {
                heap.removeFirst(heads)
            }
        }
    }
}

/// Statements in memory, in the order of an index.
struct UnpackedTuples: TupleSource {
    private let tuples: [PackedTuple]
    private let ids: [UInt64]
    private let columns: (Int, Int, Int, Int)
    private var position = 0
    /// The next ones: ids are looked up for many tuples at once, so that the look-ups wait for memory together.
    private var batch = [IDTuple](repeating: .smallest, count: 64)
    private var batchPosition = 0
    private var batchCount = 0

    /// - Parameter tuples: sorted for the order.
    init(_ tuples: [PackedTuple], _ ids: [UInt64], _ order: IndexOrder) {
        self.tuples = tuples
        self.ids = ids
        let parts = order.parts.map(\.rawValue)
        columns = (parts[0], parts[1], parts[2], parts[3])
    }

    @inline(__always)
    mutating func next() -> IDTuple? {
        if batchPosition == batchCount {
            unpack()
            if batchCount == 0 { return nil }
        }
        defer { batchPosition += 1 }
        return batch[batchPosition]
    }

    private mutating func unpack() {
        batchPosition = 0
        batchCount = min(batch.count, tuples.count - position)
        tuples.withUnsafeBufferPointer { tuples in
            tuples.extracting(position..<position + batchCount).withMemoryRebound(to: UInt32.self) { words in
                batch.withUnsafeMutableBufferPointer { batch in
                    for place in 0..<batchCount {
                        let first = 4 * place
                        batch[place] = IDTuple(
                            first: ids[Int(words[first + columns.0])], second: ids[Int(words[first + columns.1])],
                            third: ids[Int(words[first + columns.2])], fourth: ids[Int(words[first + columns.3])])
                    }
                }
            }
        }
        position += batchCount
    }
}
