// Stable radix sort for records of 64-bit words, a byte at a time from the least significant. Bytes that are the same
// in all records (most of them, for ids) cost no pass. Where a word needs many passes, its values and the places they
// came from are sorted, 16 bytes each, and the records moved once.

/// A record that sorts by its words, the first word most significant.
public protocol WordRecord {
    static var wordCount: Int { get }
    func word(_ index: Int) -> UInt64
}

extension Array where Element: WordRecord {
    /// Sorts by all words; equal records keep their order.
    @inlinable
    public mutating func radixSort() {
        for word in stride(from: Element.wordCount - 1, through: 0, by: -1) { radixSort(byWord: word) }
    }

    /// Sorts by one word; records with the same word keep their order.
    @inlinable
    public mutating func radixSort(byWord word: Int) {
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

/// A word and the place of the record it came from.
@usableFromInline
struct PlacedWord: WordRecord {
    @usableFromInline let value: UInt64
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
