// A set of rows of ids with numbers from 0 on, by open addressing. Joins, groups and DISTINCT are built on it.
import GraphStore

struct RowTable {
    let width: Int
    /// The rows one after the other.
    private(set) var keys: [TermID] = []
    private(set) var count = 0
    /// Row number + 1; 0 is free. The length is a power of two, at most half of it used; none until there is a row.
    private var slots: [UInt32] = []
    private static let fewest = 1 << 5

    init(width: Int) { self.width = width }

    /// Bytes that the table holds.
    var bytes: Int { keys.capacity * 8 + slots.count * 4 }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    @inline(__always)
    private func hash(_ columns: [[TermID]], _ row: Int) -> UInt64 {
        var hash: UInt64 = 0x2545_F491_4F6C_DD1D
        for column in columns { hash = Self.mix(hash, column[row].raw) }
        return hash
    }

    private func hash(ofStored number: Int) -> UInt64 {
        var hash: UInt64 = 0x2545_F491_4F6C_DD1D
        for place in 0..<width { hash = Self.mix(hash, keys[number * width + place].raw) }
        return hash
    }

    @inline(__always)
    private func isEqual(_ number: Int, _ columns: [[TermID]], _ row: Int) -> Bool {
        for place in 0..<width where keys[number * width + place] != columns[place][row] { return false }
        return true
    }

    /// The number of a row, which is added if it is new.
    @inline(__always)
    mutating func insert(_ columns: [[TermID]], _ row: Int) -> (number: Int, isNew: Bool) {
        if slots.isEmpty { slots = [UInt32](repeating: 0, count: Self.fewest) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(columns, row)) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isEqual(number, columns, row) { return (number, false) }
            slot = (slot + 1) & mask
        }
        let number = count
        for column in columns { keys.append(column[row]) }
        count += 1
        slots[slot] = UInt32(count)
        if count * 2 > slots.count { grow() }
        return (number, true)
    }

    /// The number of a row; nil when it is not there.
    @inline(__always)
    func find(_ columns: [[TermID]], _ row: Int) -> Int? {
        if slots.isEmpty { return nil }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(columns, row)) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isEqual(number, columns, row) { return number }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        let size = slots.count * 4
        slots = [UInt32](repeating: 0, count: size)
        for number in 0..<count {
            var slot = Int(truncatingIfNeeded: hash(ofStored: number)) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    func key(_ number: Int, _ place: Int) -> TermID { keys[number * width + place] }
}
