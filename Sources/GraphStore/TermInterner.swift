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
    ///
    /// Sorts by eight bytes at a time as one number, then each run of equals by the next eight: terms share long
    /// beginnings, and this looks at each shared byte once a term instead of once a comparison.
    func sorted(_ numbers: [Int]) -> [Int] {
        arena.withUnsafeBytes { arena in
            var entries = numbers.map { SortEntry(key: 0, number: $0) }
            var runs = [(range: 0..<entries.count, depth: 0)]
            while let (range, depth) = runs.popLast() {
                var hasEnded = false
                for index in range {
                    let number = entries[index].number
                    entries[index].key = Self.key(arena, starts[number] + depth, starts[number + 1])
                    hasEnded = hasEnded || starts[number] + depth + 8 > starts[number + 1]
                }
                sortRun(&entries, range, endsAt: hasEnded ? depth + 8 : nil)
                var start = range.lowerBound
                for index in range where index + 1 == range.upperBound || entries[index + 1].key != entries[start].key {
                    let run = start..<(index + 1)
                    start = index + 1
                    // Terms that end here with zeros are equal in these bytes only by padding; length has ordered them.
                    let goesOn = run.contains { length(entries[$0].number) > depth + 8 }
                    if run.count > 1 && goesOn { runs.append((range: run, depth: depth + 8)) }
                }
            }
            return entries.map(\.number)
        }
    }

    private struct SortEntry: WordRecord {
        var key: UInt64
        let number: Int
        static let wordCount = 1
        @inline(__always)
        func word(_ index: Int) -> UInt64 { key }
    }

    private func length(_ number: Int) -> Int { starts[number + 1] - starts[number] }

    /// Sorts a run by key; where terms end before `endsAt`, a shorter one of the same key comes first.
    private func sortRun(_ entries: inout [SortEntry], _ range: Range<Int>, endsAt: Int?) {
        if let endsAt {
            entries[range].sort { left, right in
                left.key == right.key
                    ? min(length(left.number), endsAt) < min(length(right.number), endsAt) : left.key < right.key
            }
        } else if range.count > 256 {
            var run = Array(entries[range])
            run.radixSort()
            entries.replaceSubrange(range, with: run)
        } else {
            entries[range].sort { $0.key < $1.key }
        }
    }

    /// The bytes from `start` as a number, padded with zeros from `end` on.
    private static func key(_ arena: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
        if start + 8 <= end { return UInt64(bigEndian: arena.loadUnaligned(fromByteOffset: start, as: UInt64.self)) }
        var key: UInt64 = 0
        for offset in 0..<8 { key = key << 8 | (start + offset < end ? UInt64(arena[start + offset]) : 0) }
        return key
    }
}
