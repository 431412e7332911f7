// Sets of characters, and how one of them is read byte by byte in UTF-8.

/// A set of Unicode scalar values.
struct ScalarSet: ExpressibleByArrayLiteral {
    /// Not in order; they may overlap.
    private var ranges: [ClosedRange<UInt32>] = []

    init() {}

    init(arrayLiteral elements: Unicode.Scalar...) { for element in elements { insert(element) } }

    init(_ ranges: [ClosedRange<UInt32>]) { self.ranges = ranges }

    mutating func insert(_ scalar: Unicode.Scalar) { ranges.append(scalar.value...scalar.value) }

    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        ranges.append(range.lowerBound.value...range.upperBound.value)
    }

    mutating func formUnion(_ other: ScalarSet) { ranges += other.ranges }

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } }

    /// All other values. Surrogates do not matter: no text has them.
    var complement: ScalarSet {
        var others = ScalarSet()
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { others.ranges.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { others.ranges.append(next...0x10FFFF) }
        return others
    }

    /// What a dot does not match.
    static let newline: ScalarSet = ["\n"]

    /// What `\d`, `\w` and `\s` mean among the characters of ASCII.
    static let ofLetter: [Unicode.Scalar: ScalarSet] = [
        "d": ScalarSet([0x30...0x39]),
        "w": ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]),
        "s": ScalarSet([0x09...0x0D, 0x20...0x20]),
    ]

    // MARK: UTF-8

    /// One character of the set.
    var node: PatternNode {
        var single = ByteSet()
        var branches: [PatternNode] = []
        for range in ranges {
            Self.forEachEncodedRange(range.lowerBound, range.upperBound) { bytes in
                if bytes.count == 1 {
                    single.insert(bytes[0])
                } else {
                    branches.append(.sequence(bytes.map { .bytes(ByteSet($0)) }))
                }
            }
        }
        if branches.isEmpty { return .bytes(single) }
        return .choice((single.isEmpty ? [] : [.bytes(single)]) + branches)
    }

    /// Splits a range into ones whose encodings are all the combinations of one range of bytes for each place.
    private static func forEachEncodedRange(
        _ lower: UInt32, _ upper: UInt32, _ body: ([ClosedRange<UInt8>]) -> Void
    ) {
        // Encodings of one length.
        for last: UInt32 in [0x7F, 0x7FF, 0xFFFF] where lower <= last && last < upper {
            forEachEncodedRange(lower, last, body)
            return forEachEncodedRange(last + 1, upper, body)
        }
        let length = lower <= 0x7F ? 1 : lower <= 0x7FF ? 2 : lower <= 0xFFFF ? 3 : 4
        // Whole blocks of what the last places can hold.
        for places in 1..<max(length, 1) {
            let block: UInt32 = 1 << UInt32(6 * places) - 1
            guard lower & ~block != upper & ~block else { continue }
            if lower & block != 0 {
                forEachEncodedRange(lower, lower | block, body)
                return forEachEncodedRange((lower | block) + 1, upper, body)
            }
            if upper & block != block {
                forEachEncodedRange(lower, (upper & ~block) - 1, body)
                return forEachEncodedRange(upper & ~block, upper, body)
            }
        }
        body(zip(encoded(lower, length), encoded(upper, length)).map { $0...$1 })
    }

    private static func encoded(_ value: UInt32, _ length: Int) -> [UInt8] {
        if length == 1 { return [UInt8(value)] }
        var bytes = (1..<length).map { UInt8(0x80 | value >> UInt32(6 * (length - 1 - $0)) & 0x3F) }
        let mark: UInt32 = [0xC0, 0xE0, 0xF0][length - 2]
        bytes.insert(UInt8(mark | value >> UInt32(6 * (length - 1))), at: 0)
        return bytes
    }
}

/// A set of bytes.
struct ByteSet: Hashable {
    private var words: SIMD4<UInt64> = .zero

    init() {}

    init(_ range: ClosedRange<UInt8>) { insert(range) }

    var isEmpty: Bool { words == .zero }

    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
}
