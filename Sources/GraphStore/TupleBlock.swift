// The codec of tuple blocks. The key is the first tuple, 4 x 8 bytes big-endian. The value is
//
//   byte 0      1, the version of the codec
//   bytes 1-2   number of tuples, the first included
//   then for each further tuple a control byte and what it calls for:
//     bits 0-1  the first column that differs from the tuple before
//     bit 2     a later fourth column is the same as before, else it follows
//     bits 3, 4 a later second or third column follows as a difference to the one before (zigzag), else as itself
//     bits 5-7  by how much the differing column grew, if that is 1 to 7; 0: it follows
//   Numbers are LEB128. An id that stands for itself has its tag moved to the low bits, so that small payloads are
// short.
//
// Most tuples of a sorted run take 1 to 5 bytes. Unsafe: reads values from LMDB's pages; every read is checked against
// the end, since a damaged file must give an error and not a crash.
import KeyValue

enum TupleBlock {
    static let codecVersion: UInt8 = 1
    static let headerBytes = 3

    // MARK: Keys

    static func key(_ tuple: IDTuple) -> InlineArray<4, UInt64> {
        [tuple.first.bigEndian, tuple.second.bigEndian, tuple.third.bigEndian, tuple.fourth.bigEndian]
    }

    static func tuple(_ key: RawSpan) -> IDTuple? {
        guard key.byteCount == 32 else { return nil }
        return key.withUnsafeBytes { bytes in
            IDTuple(
                first: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                second: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                third: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                fourth: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
        }
    }

    // MARK: Reading

    /// The number of tuples, from the header alone.
    static func count(_ value: RawSpan) -> Int? {
        guard value.byteCount >= headerBytes else { return nil }
        return value.withUnsafeBytes { bytes in
            bytes[0] == codecVersion ? Int(bytes[1]) | Int(bytes[2]) << 8 : nil
        }
    }

    /// Hands tuples to `body` in order, until it returns false; false when the block is damaged so far.
    @inline(__always)
    static func forEach(_ key: RawSpan, _ value: RawSpan, _ body: (IDTuple) -> Bool) -> Bool {
        guard var tuple = tuple(key), let count = count(value), count > 0 else { return false }
        return value.withUnsafeBytes { bytes in
            var reader = Reader(bytes, from: headerBytes)
            if !body(tuple) { return true }
            for _ in 1..<count {
                guard let control = reader.byte() else { return false }
                let small = UInt64(control >> 5)
                guard let growth = small == 0 ? reader.number() : small else { return false }
                let column = control & 3
                if column == 3 {
                    tuple.fourth &+= growth
                    if !body(tuple) { return true }
                    continue
                }
                switch column {
                case 0: tuple.first &+= growth
                case 1: tuple.second &+= growth
                default: tuple.third &+= growth
                }
                if column < 1 {
                    guard let id = reader.id(after: tuple.second, isDifference: control & 8 != 0) else { return false }
                    tuple.second = id
                }
                if column < 2 {
                    guard let id = reader.id(after: tuple.third, isDifference: control & 16 != 0) else { return false }
                    tuple.third = id
                }
                if control & 4 == 0 {
                    guard let id = reader.id(after: 0, isDifference: false) else { return false }
                    tuple.fourth = id
                }
                if !body(tuple) { return true }
            }
            return reader.isAtEnd
        }
    }

    private struct Reader {
        private var position: UnsafePointer<UInt8>
        private let end: UnsafePointer<UInt8>

        @inline(__always)
        init(_ bytes: UnsafeRawBufferPointer, from offset: Int) {
            let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress!
            position = start + offset
            end = start + bytes.count
        }

        var isAtEnd: Bool { position == end }

        @inline(__always)
        mutating func byte() -> UInt8? {
            guard position < end else { return nil }
            defer { position += 1 }
            return position.pointee
        }

        @inline(__always)
        mutating func number() -> UInt64? {
            guard let first = byte() else { return nil }
            if first < 0x80 { return UInt64(first) }
            var value = UInt64(first & 0x7F)
            var shift: UInt64 = 7
            while shift < 64 {
                guard let next = byte() else { return nil }
                value |= UInt64(next & 0x7F) << shift
                if next < 0x80 { return value }
                shift += 7
            }
            return nil
        }

        @inline(__always)
        mutating func id(after previous: UInt64, isDifference: Bool) -> UInt64? {
            guard let number = number() else { return nil }
            return isDifference ? previous &+ unzigzag(number) : number >> 4 | number << 60
        }
    }

    @inline(__always)
    static func unzigzag(_ number: UInt64) -> UInt64 { number >> 1 ^ (0 &- (number & 1)) }

    @inline(__always)
    static func zigzag(_ difference: UInt64) -> UInt64 { difference << 1 ^ (0 &- (difference >> 63)) }
}

/// Builds one block; tuples must come in ascending order.
struct TupleBlockBuilder {
    private(set) var first = IDTuple.smallest
    private(set) var last = IDTuple.smallest
    private(set) var count = 0
    /// The value so far, its header not yet filled in.
    private var bytes: [UInt8] = []

    var byteCount: Int { bytes.count }

    /// The finished value; the builder is empty afterwards.
    mutating func finish() -> [UInt8] {
        bytes[1] = UInt8(truncatingIfNeeded: count)
        bytes[2] = UInt8(truncatingIfNeeded: count >> 8)
        defer {
            count = 0
            bytes.removeAll(keepingCapacity: true)
        }
        return bytes
    }

    /// Adds a tuple unless the block would grow beyond `limit` bytes; returns whether it was added.
    @inline(__always)
    mutating func add(_ tuple: IDTuple, limit: Int) -> Bool {
        if count == 0 {
            bytes.append(contentsOf: [TupleBlock.codecVersion, 0, 0])
            first = tuple
        } else {
            let before = bytes.count
            append(tuple)
            if bytes.count > limit || count == Int(UInt16.max) {
                bytes.removeSubrange(before...)
                return false
            }
        }
        last = tuple
        count += 1
        return true
    }

    @inline(__always)
    private mutating func append(_ tuple: IDTuple) {
        let growth: UInt64
        var control: UInt8
        if tuple.first != last.first {
            (control, growth) = (0, tuple.first &- last.first)
        } else if tuple.second != last.second {
            (control, growth) = (1, tuple.second &- last.second)
        } else if tuple.third != last.third {
            (control, growth) = (2, tuple.third &- last.third)
        } else {
            (control, growth) = (3, tuple.fourth &- last.fourth)
        }
        let column = control
        if growth < 8 { control |= UInt8(growth) << 5 }
        let second = Field(tuple.second, after: last.second)
        let third = Field(tuple.third, after: last.third)
        if second.isDifference { control |= 8 }
        if third.isDifference { control |= 16 }
        let hasSameFourth = tuple.fourth == last.fourth
        if hasSameFourth { control |= 4 }
        bytes.append(control)
        if growth >= 8 { append(growth) }
        if column < 1 { append(second.number) }
        if column < 2 { append(third.number) }
        if column < 3 && !hasSameFourth { append(tuple.fourth << 4 | tuple.fourth >> 60) }
    }

    /// A later column: itself or the difference to the one before, whichever is shorter.
    private struct Field {
        let number: UInt64
        let isDifference: Bool

        @inline(__always)
        init(_ id: UInt64, after previous: UInt64) {
            let itself = id << 4 | id >> 60
            let difference = TupleBlock.zigzag(id &- previous)
            isDifference = difference < itself
            number = isDifference ? difference : itself
        }
    }

    @inline(__always)
    private mutating func append(_ number: UInt64) {
        var number = number
        while number >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
            number >>= 7
        }
        bytes.append(UInt8(number))
    }
}
