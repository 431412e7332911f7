/// A set of patient numbers, one bit each: membership in a cohort, consent, a hospital's own patients.
public struct PatientSet: Hashable, Sendable {
    /// Bit `patient % 64` of word `patient / 64`; the last word is not zero.
    private var words: [UInt64] = []

    public init() {}

    public init(_ patients: some Sequence<UInt32>) {
        for patient in patients { insert(patient) }
    }

    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    public func contains(_ patient: UInt32) -> Bool {
        let (word, bit) = Self.position(of: patient)
        return word < words.count && words[word] & bit != 0
    }

    public mutating func insert(_ patient: UInt32) {
        let (word, bit) = Self.position(of: patient)
        if word >= words.count { words += repeatElement(0, count: word + 1 - words.count) }
        words[word] |= bit
    }

    public mutating func remove(_ patient: UInt32) {
        let (word, bit) = Self.position(of: patient)
        guard word < words.count else { return }
        words[word] &= ~bit
        while words.last == 0 { words.removeLast() }
    }

    private static func position(of patient: UInt32) -> (word: Int, bit: UInt64) {
        (Int(patient) / 64, 1 << (UInt64(patient) % 64))
    }
}

extension PatientSet: Sequence {
    /// Patient numbers in ascending order.
    public func makeIterator() -> Iterator { Iterator(words: words) }

    public struct Iterator: IteratorProtocol {
        private let words: [UInt64]
        private var word = 0
        private var rest: UInt64

        fileprivate init(words: [UInt64]) {
            self.words = words
            rest = words.first ?? 0
        }

        public mutating func next() -> UInt32? {
            while rest == 0 {
                word += 1
                guard word < words.count else { return nil }
                rest = words[word]
            }
            defer { rest &= rest - 1 }
            return UInt32(word * 64 + rest.trailingZeroBitCount)
        }
    }
}
