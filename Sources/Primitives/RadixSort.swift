// Stable radix sort for records of 64-bit words, a byte at a time from the least significant. Bytes that are the same
// in all records (most of them, for ids) cost no pass. Where a word needs many passes, its values and the places they
// came from are sorted, 16 bytes each, and the records moved once.

/// A record that sorts by its words, the first word most significant.
public protocol WordRecord {
    static var wordCount: Int { get }
    func word(_ index: Int) -> UInt64
}

extension WordRecord {
    /// Whether this record comes before another by its words.
    @inlinable
    func precedes(_ other: Self) -> Bool {
        for index in 0..<Self.wordCount where word(index) != other.word(index) {
            return word(index) < other.word(index)
        }
        return false
    }
}

extension Array where Element: WordRecord {
    /// Sorts by all words; equal records keep their order.
    @inlinable
    public mutating func radixSort() {
        if count <= Self.fewRecords { return insertionSort { $0.precedes($1) } }
        for word in stride(from: Element.wordCount - 1, through: 0, by: -1) { radixSort(byWord: word) }
    }

    /// Sorts by one word; records with the same word keep their order.
    @inlinable
    public mutating func radixSort(byWord word: Int) {
        if count <= Self.fewRecords { return insertionSort { $0.word(word) < $1.word(word) } }
        guard let sample = first?.word(word) else { return }
        var varying: UInt64 = 0
        var isSorted = true
        var previous: UInt64 = 0
        for record in self {
            let value = record.word(word)
            varying |= value ^ sample
            isSorted = isSorted && previous <= value
            previous = value
        }
        if isSorted { return }
        let shifts = (0..<8).map { UInt64($0 * 8) }.filter { (varying >> $0) & 0xFF != 0 }
        if shifts.count > 2 {
            var places = enumerated().map { PlacedWord(value: $1.word(word), place: $0) }
            for shift in shifts { places.sortByByte(word: 0, shift: shift) }
            let source = self
            self = places.map { source[$0.place] }
        } else {
            for shift in shifts { sortByByte(word: word, shift: shift) }
        }
    }

    /// So few that counting bytes costs more than comparing.
    @usableFromInline static var fewRecords: Int { 24 }

    @inlinable
    mutating func insertionSort(_ isBefore: (Element, Element) -> Bool) {
        for end in indices.dropFirst() {
            let record = self[end]
            var place = end
            while place > 0, isBefore(record, self[place - 1]) {
                self[place] = self[place - 1]
                place -= 1
            }
            if place < end { self[place] = record }
        }
    }

    @inlinable
    mutating func sortByByte(word: Int, shift: UInt64) {
        var positions = [Int](repeating: 0, count: 257)
        for record in self { positions[Int((record.word(word) >> shift) & 0xFF) + 1] += 1 }
        for value in 1..<257 { positions[value] += positions[value - 1] }
        let source = self
        self = [Element](unsafeUninitializedCapacity: source.count) { target, count in
            positions.withUnsafeMutableBufferPointer { positions in
                for record in source {
                    let value = Int((record.word(word) >> shift) & 0xFF)
                    (target.baseAddress! + positions[value]).initialize(to: record)
                    positions[value] += 1
                }
            }
            count = source.count
        }
    }
}

/// The places of records in some order: large records are sorted by several words without being moved.
public struct SortedPlaces: Sendable {
    @usableFromInline var entries: [PlacedWord]

    /// As they are.
    @inlinable
    public init(count: Int) {
        self.init(0..<count)
    }

    /// Some of them.
    @inlinable
    public init(_ places: some Sequence<Int>) {
        entries = places.map { PlacedWord(value: 0, place: $0) }
    }

    @inlinable
    public var count: Int { entries.count }

    @inlinable
    public subscript(index: Int) -> Int { entries[index].place }

    /// Sorts by one word, which `word` gives for a place; places with the same word keep their order.
    @inlinable
    public mutating func sort(by word: (Int) -> UInt64) {
        guard let sample = entries.first.map({ word($0.place) }) else { return }
        var varying: UInt64 = 0
        var isSorted = true
        var previous: UInt64 = 0
        for index in entries.indices {
            let value = word(entries[index].place)
            entries[index].value = value
            varying |= value ^ sample
            isSorted = isSorted && previous <= value
            previous = value
        }
        if isSorted { return }
        let bits = dropConstantBits(varying)
        let passes = (bits + Self.digitBits - 1) / Self.digitBits
        let width = (bits + passes - 1) / passes
        var scratch = entries
        for pass in 0..<passes {
            Self.sortByDigit(entries, into: &scratch, shift: UInt64(pass * width), width: width)
            swap(&entries, &scratch)
        }
    }

    /// 2,048 places to write to are what the second cache holds.
    @usableFromInline static let digitBits = 11

    /// Moves the bits that are not the same in all values together, which leaves the order as it is; how many they are.
    /// Of text that is digits, for one, half of all bits vary.
    @inlinable
    mutating func dropConstantBits(_ varying: UInt64) -> Int {
        var groups: [(mask: UInt64, shift: UInt64)] = []
        var count = 0
        var rest = varying
        while rest != 0 {
            let start = rest.trailingZeroBitCount
            let length = (~(rest >> UInt64(start))).trailingZeroBitCount
            let mask = (UInt64.max >> UInt64(64 - length)) << UInt64(start)
            groups.append((mask, UInt64(start - count)))
            count += length
            rest &= ~mask
        }
        for index in entries.indices {
            let value = entries[index].value
            var compact: UInt64 = 0
            for group in groups { compact |= (value & group.mask) &>> group.shift }
            entries[index].value = compact
        }
        return count
    }

    @inlinable
    static func sortByDigit(_ source: [PlacedWord], into target: inout [PlacedWord], shift: UInt64, width: Int) {
        let digits = 1 << width
        let mask = UInt64(digits - 1)
        var positions = [Int](repeating: 0, count: digits + 1)
        positions.withUnsafeMutableBufferPointer { positions in
            for entry in source { positions[Int((entry.value &>> shift) & mask) + 1] += 1 }
            for value in 1...digits { positions[value] += positions[value - 1] }
            target.withUnsafeMutableBufferPointer { target in
                for entry in source {
                    let digit = Int((entry.value &>> shift) & mask)
                    target[positions[digit]] = entry
                    positions[digit] += 1
                }
            }
        }
    }
}

/// A word and the place of the record it came from.
@usableFromInline
struct PlacedWord: WordRecord, Sendable {
    @usableFromInline var value: UInt64
    @usableFromInline let place: Int

    @usableFromInline static let wordCount = 1

    @inlinable
    init(value: UInt64, place: Int) {
        self.value = value
        self.place = place
    }

    @inlinable
    func word(_ index: Int) -> UInt64 { value }
}
