// Statements of a batch with the numbers of the batch: those of terms are known by then, those of inline ids are given
// here.
import Primitives

/// From provisional ids to the numbers of a batch. Inline ids are numbered as they come, since only when all have come
/// are their final numbers known.
struct StatementPacker {
    private let ids: [UInt64]
    private let tripleIDs: [UInt64]
    private var inlineIDs = NumberTable()
    private var inlineNumbers: [UInt32] = []
    private static let inlineBit: UInt32 = 1 << 31

    init(_ ids: [UInt64], _ tripleIDs: [UInt64]) {
        self.ids = ids
        self.tripleIDs = tripleIDs
    }

    @inline(__always)
    mutating func pack(_ tuple: IDTuple) -> PackedTuple {
        PackedTuple(SIMD4(pack(tuple.first), pack(tuple.second), pack(tuple.third), pack(tuple.fourth)))
    }

    @inline(__always)
    private mutating func pack(_ id: UInt64) -> UInt32 {
        let number = Int(id & ~ChangeSet.tagMask)
        switch id & ChangeSet.tagMask {
        case ChangeSet.internedTag: return UInt32(ids[number] & TermID.payloadMask) + 1
        case ChangeSet.tripleTag: return UInt32(tripleIDs[number] & TermID.payloadMask) + 1
        default: return id == TermID.defaultGraph.raw ? 0 : Self.inlineBit | UInt32(inlineIDs.number(of: id))
        }
    }

    /// Gives the inline ids their numbers, behind the first `count`, and returns them in order.
    mutating func numberInlineIDs(after count: Int) -> [UInt64] {
        let order = inlineIDs.sorted()
        inlineNumbers = [UInt32](repeating: 0, count: order.count)
        for (place, number) in order.enumerated() { inlineNumbers[number] = UInt32(count + place + 1) }
        return order.map { inlineIDs.values[$0] }
    }

    @inline(__always)
    func finish(_ tuple: PackedTuple) -> PackedTuple {
        var words = tuple.words
        if words.max() < Self.inlineBit { return tuple }
        for column in 0..<4 where words[column] >= Self.inlineBit {
            words[column] = inlineNumbers[Int(words[column] & ~Self.inlineBit)]
        }
        return PackedTuple(words)
    }
}

/// Numbers for different values, in the order in which they come: an open-addressing table.
private struct NumberTable {
    private(set) var values: [UInt64] = []
    /// Number + 1 by hash; 0 is free. The length is a power of two, at most half of it used.
    private var table = [UInt32](repeating: 0, count: 1 << 10)

    /// The number of a value, new or known.
    @inline(__always)
    mutating func number(of value: UInt64) -> Int {
        var slot = Self.slot(value, table.count)
        while table[slot] != 0 {
            let number = Int(table[slot]) - 1
            if values[number] == value { return number }
            slot = (slot + 1) & (table.count - 1)
        }
        values.append(value)
        table[slot] = UInt32(values.count)
        if values.count * 2 > table.count { grow() }
        return values.count - 1
    }

    private mutating func grow() {
        table = [UInt32](repeating: 0, count: table.count * 2)
        for (number, value) in values.enumerated() {
            var slot = Self.slot(value, table.count)
            while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = UInt32(number + 1)
        }
    }

    @inline(__always)
    private static func slot(_ value: UInt64, _ count: Int) -> Int {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (count - 1)
    }

    /// The numbers in the order of their values.
    func sorted() -> [Int] {
        var places = SortedPlaces(count: values.count)
        places.sort { values[$0] }
        return (0..<places.count).map { places[$0] }
    }
}
