// Numbers for the terms of one commit: an arena of bytes and an open-addressing table from hash to number.
// Unsafe: compares bytes of the arena with the caller's, within bounds.
import Glibc
import Primitives

struct TermInterner {
    private(set) var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private(set) var hashes: [UInt64] = []
    /// By the lower bits of a hash its upper half and, below, number + 1; 0 is free. The length is a power of two, at
    /// most half of it used.
    private var table = [UInt64](repeating: 0, count: 1 << 6)

    var count: Int { hashes.count }

    func bytes(_ number: Int) -> ArraySlice<UInt8> { arena[starts[number]..<starts[number + 1]] }

    /// The number of the term with these bytes, new or known.
    mutating func intern(_ bytes: UnsafeRawBufferPointer) -> Int {
        intern(bytes, StableHash.hash(bytes))
    }

    private mutating func intern(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        let mask = table.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while table[slot] != 0 {
            let number = Int(UInt32(truncatingIfNeeded: table[slot])) - 1
            if table[slot] >> 32 == hash >> 32, starts[number + 1] - starts[number] == bytes.count,
                isEqual(starts[number], bytes)
            {
                return number
            }
            slot = (slot + 1) & mask
        }
        return add(bytes, hash, slot)
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64, _ slot: Int) -> Int {
        let number = hashes.count
        arena.append(contentsOf: bytes)
        starts.append(arena.count)
        hashes.append(hash)
        table[slot] = Self.entry(hash, number)
        if hashes.count * 2 > table.count { grow() }
        return number
    }

    private static func entry(_ hash: UInt64, _ number: Int) -> UInt64 {
        hash & ~0xFFFF_FFFF | UInt64(UInt32(number + 1))
    }

    mutating func intern(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { intern($0) }
    }

    /// Leaves nothing but the memory.
    mutating func removeAll() {
        arena.removeAll(keepingCapacity: true)
        starts.removeLast(starts.count - 1)
        hashes.removeAll(keepingCapacity: true)
        for slot in table.indices { table[slot] = 0 }
    }

    /// Whether the arena has these bytes at `start`.
    @inline(__always)
    private func isEqual(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        arena.withUnsafeBytes { arena in
            if bytes.count < 8 { return bytes.indices.allSatisfy { bytes[$0] == arena[start + $0] } }
            // Word by word; the last one may overlap the one before.
            func differs(at offset: Int) -> Bool {
                arena.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                    != bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            }
            var offset = 0
            while offset + 8 < bytes.count {
                if differs(at: offset) { return false }
                offset += 8
            }
            return !differs(at: bytes.count - 8)
        }
    }

    // MARK: Many at once

    /// A term to be looked up with others.
    struct Query {
        let bytes: UnsafeRawBufferPointer
        fileprivate let hash: UInt64
        /// What the table has where the term belongs.
        fileprivate var entry: UInt64 = 0
        /// Where in the arena the term is if that is its entry.
        fileprivate var start = -1
        /// The number of the term, once it has been looked up.
        fileprivate(set) var number = 0

        @inline(__always)
        init(_ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            hash = StableHash.hash(bytes)
        }
    }

    /// Gives each term its number, new or known. A look-up waits for memory three times, one after the other; here all
    /// of them wait together.
    mutating func intern(_ queries: inout [Query]) {
        let mask = table.count - 1
        for index in queries.indices {
            queries[index].entry = table[Int(truncatingIfNeeded: queries[index].hash) & mask]
        }
        for index in queries.indices {
            let (entry, hash) = (queries[index].entry, queries[index].hash)
            guard entry != 0, entry >> 32 == hash >> 32 else { continue }
            let number = Int(UInt32(truncatingIfNeeded: entry)) - 1
            queries[index].number = number
            if starts[number + 1] - starts[number] == queries[index].bytes.count {
                queries[index].start = starts[number]
            }
        }
        for index in queries.indices {
            let query = queries[index]
            if query.start >= 0, isEqual(query.start, query.bytes) { continue }
            queries[index].number = intern(query.bytes, query.hash)
        }
    }

    private mutating func grow() {
        let mask = table.count * 2 - 1
        table = [UInt64](repeating: 0, count: table.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0 { slot = (slot + 1) & mask }
            table[slot] = Self.entry(hash, number)
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
                for index in range {
                    let number = entries[index].number
                    entries[index].key = Self.key(arena, starts[number] + depth, starts[number + 1])
                }
                Self.sortByKey(&entries, range)
                var start = range.lowerBound
                while start < range.upperBound {
                    var end = start + 1
                    while end < range.upperBound, entries[end].key == entries[start].key { end += 1 }
                    if end - start > 1 {
                        let rest = moveEndedToFront(&entries, start..<end, depth: depth + 8)
                        if rest.count > 1 { runs.append((range: rest, depth: depth + 8)) }
                    }
                    start = end
                }
            }
            return entries.map(\.number)
        }
    }

    private struct SortEntry {
        var key: UInt64
        let number: Int
    }

    private func length(_ number: Int) -> Int { starts[number + 1] - starts[number] }

    private static func sortByKey(_ entries: inout [SortEntry], _ range: Range<Int>) {
        if range.count > 24 {
            var places = SortedPlaces(range)
            places.sort { entries[$0].key }
            entries.replaceSubrange(range, with: (0..<places.count).map { entries[places[$0]] })
            return
        }
        for end in range.dropFirst() {
            let entry = entries[end]
            var place = end
            while place > range.lowerBound, entry.key < entries[place - 1].key {
                entries[place] = entries[place - 1]
                place -= 1
            }
            if place < end { entries[place] = entry }
        }
    }

    /// Terms of the same bytes up to `depth`, but for the zeros that pad those that end before it: these come first, the
    /// shortest before the others, as no two are the same.
    ///
    /// - Returns: the places of those that go on.
    private func moveEndedToFront(_ entries: inout [SortEntry], _ range: Range<Int>, depth: Int) -> Range<Int> {
        var front = range.lowerBound
        for index in range where length(entries[index].number) <= depth {
            let entry = entries[index]
            var place = index
            while place > range.lowerBound,
                place > front || length(entry.number) < length(entries[place - 1].number)
            {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
            front += 1
        }
        return front..<range.upperBound
    }

    /// The bytes from `start` as a number, padded with zeros from `end` on.
    @inline(__always)
    private static func key(_ arena: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
        if start + 8 <= end { return UInt64(bigEndian: arena.loadUnaligned(fromByteOffset: start, as: UInt64.self)) }
        if end >= 8 {
            let word = UInt64(bigEndian: arena.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self))
            return word << UInt64(8 * (start + 8 - end))
        }
        var key: UInt64 = 0
        for offset in 0..<8 { key = key << 8 | (start + offset < end ? UInt64(arena[start + offset]) : 0) }
        return key
    }
}
