// A set of ids by open addressing: what DISTINCT inside an aggregate and a search along paths keep. The words of its
// table are the ids themselves. Ids often come several times in a row, so the last one is known without the table; a
// set of one id has none.
import GraphStore

struct IDSet {
    private(set) var count = 0
    /// The id that was asked for last, which is in the set.
    private var last: UInt64 = 0
    /// 0 is free. The length is a power of two, at most half of it used; none until there are two ids.
    private var slots: [UInt64] = []
    private static let fewest = 8
    /// Below, the table grows fast.
    private static let many = 1 << 12
    /// Bytes that a set takes for each of its ids, about.
    static let bytesOfID = 32

    /// Adds an id, which is not that of nothing; false when it was there.
    @inline(__always)
    mutating func insert(_ id: TermID) -> Bool {
        if id.raw == last { return false }
        return insertOther(id.raw)
    }

    private mutating func insertOther(_ word: UInt64) -> Bool {
        if count == 0 {
            (last, count) = (word, 1)
            return true
        }
        if slots.isEmpty {
            slots = [UInt64](repeating: 0, count: Self.fewest)
            slots[slot(of: last)] = last
        }
        last = word
        let place = slot(of: word)
        if slots[place] == word { return false }
        slots[place] = word
        count += 1
        if count * 2 > slots.count { grow() }
        return true
    }

    /// Where a word is, or would be put.
    @inline(__always)
    private func slot(of word: UInt64) -> Int {
        let mask = slots.count - 1
        let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        var slot = Int(truncatingIfNeeded: product.high ^ product.low) & mask
        while slots[slot] != 0, slots[slot] != word { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        var old = [UInt64](repeating: 0, count: slots.count * (slots.count < Self.many ? 4 : 2))
        swap(&old, &slots)
        for word in old where word != 0 { slots[slot(of: word)] = word }
    }
}
