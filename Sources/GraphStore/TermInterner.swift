// Numbers for the terms of one commit: an arena of bytes and an open-addressing table from hash to number.
// Unsafe: compares bytes of the arena with the caller's, within bounds.
import Glibc
import Primitives

struct TermInterner {
    private(set) var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private(set) var hashes: [UInt64] = []
    /// Number + 1 by hash; 0 is free. The length is a power of two, at most half of it used.
    private var table = [UInt32](repeating: 0, count: 1 << 6)

    var count: Int { hashes.count }

    func bytes(_ number: Int) -> ArraySlice<UInt8> { arena[starts[number]..<starts[number + 1]] }

    /// The number of the term with these bytes, new or known.
    mutating func intern(_ bytes: UnsafeRawBufferPointer) -> Int {
        let hash = StableHash.hash(bytes)
        let mask = table.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 {
            let number = Int(table[slot]) - 1
            if hashes[number] == hash && isEqual(number, bytes) { return number }
            slot = (slot + 1) & mask
        }
        let number = hashes.count
        arena.append(contentsOf: bytes)
        starts.append(arena.count)
        hashes.append(hash)
        table[slot] = UInt32(number + 1)
        if hashes.count * 2 > table.count { grow() }
        return number
    }

    mutating func intern(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { intern($0) }
    }

    private func isEqual(_ number: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let (start, end) = (starts[number], starts[number + 1])
        guard end - start == bytes.count else { return false }
        return arena.withUnsafeBytes {
            bytes.isEmpty || memcmp($0.baseAddress! + start, bytes.baseAddress!, bytes.count) == 0
        }
    }

    private mutating func grow() {
        let mask = table.count * 2 - 1
        table = [UInt32](repeating: 0, count: table.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0 { slot = (slot + 1) & mask }
            table[slot] = UInt32(number + 1)
        }
    }

    /// The given numbers in the order of their terms' bytes.
    func sorted(_ numbers: [Int]) -> [Int] {
        arena.withUnsafeBytes { arena in
            // Eight bytes as a number decide most comparisons without touching the arena twice.
            let keyed = numbers.map { number in
                (key: Self.prefix(arena, starts[number], starts[number + 1]), number: number)
            }
            return keyed.sorted { left, right in
                if left.key != right.key { return left.key < right.key }
                let (leftStart, rightStart) = (starts[left.number], starts[right.number])
                let leftCount = starts[left.number + 1] - leftStart
                let rightCount = starts[right.number + 1] - rightStart
                let order = memcmp(
                    arena.baseAddress! + leftStart, arena.baseAddress! + rightStart, min(leftCount, rightCount))
                return order == 0 ? leftCount < rightCount : order < 0
            }.map(\.number)
        }
    }

    private static func prefix(_ arena: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
        var key: UInt64 = 0
        for offset in 0..<8 { key = key << 8 | (start + offset < end ? UInt64(arena[start + offset]) : 0) }
        return key
    }
}
