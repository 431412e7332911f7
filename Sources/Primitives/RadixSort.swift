// Stable least-significant-byte radix sort for records of 64-bit words. One pass over the data counts every byte of every
// word; bytes that are the same in all records (most of them, for ids) cost no pass at all.

/// A record that sorts by its words, the first word most significant.
public protocol WordRecord {
    static var wordCount: Int { get }
    func word(_ index: Int) -> UInt64
}

extension Array where Element: WordRecord {
    /// Sorts by all words; equal records keep their order.
    @inlinable
    public mutating func radixSort() {
        if count < 2 { return }
        let columns = Element.wordCount * 8
        var counts = [Int](repeating: 0, count: columns * 256)
        for record in self {
            for index in 0..<Element.wordCount {
                var word = record.word(index)
                for byte in 0..<8 {
                    counts[(index * 8 + byte) * 256 + Int(word & 0xFF)] += 1
                    word >>= 8
                }
            }
        }
        var source = self
        var target = self
        for index in stride(from: Element.wordCount - 1, through: 0, by: -1) {
            for byte in 0..<8 {
                let base = (index * 8 + byte) * 256
                let shift = UInt64(byte * 8)
                let sample = Int((source[0].word(index) >> shift) & 0xFF)
                if counts[base + sample] == count { continue }
                var position = 0
                for value in 0..<256 {
                    let length = counts[base + value]
                    counts[base + value] = position
                    position += length
                }
                for record in source {
                    let value = base + Int((record.word(index) >> shift) & 0xFF)
                    target[counts[value]] = record
                    counts[value] += 1
                }
                swap(&source, &target)
            }
        }
        self = source
    }
}
