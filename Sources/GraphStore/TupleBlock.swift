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
// Most tuples of a sorted run take 1 to 5 bytes. Unsafe: reads values from LMDB's pages; no read goes beyond the end,
// since a damaged file must give an error and not a crash.
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
    ///
    /// As long as the longest tuple would fit into what is left, nothing is checked byte by byte.
    @inline(__always)
    static func forEach(_ key: RawSpan, _ value: RawSpan, _ body: (IDTuple) -> Bool) -> Bool {
        forEach(key, value, from: IDTuple(first: 0, second: 0, third: 0, fourth: 0), body)
    }

    /// Does what `forEach` does from the first tuple on that is not below `lower`: the way there is a loop of its own.
    ///
    /// - Parameter skipsRuns: whether a tuple may be left out whose first two columns are those of the one before.
    @inline(__always)
    static func forEach(
        _ key: RawSpan, _ value: RawSpan, from lower: IDTuple, skipsRuns: Bool = false, _ body: (IDTuple) -> Bool
    ) -> Bool {
        guard var tuple = tuple(key), let count = count(value), count > 0 else { return false }
        return value.withUnsafeBytes { bytes in
            guard let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return false }
            let end = base + bytes.count
            let lastSafe = end - longestTupleBytes
            var left = count - 1
            var reader = UncheckedReader(position: base + headerBytes)
            while tuple < lower, left > 0, reader.position <= lastSafe {
                tuple.advance(by: &reader)
                left -= 1
            }
            if reader.isDamaged { return false }
            if !(tuple < lower) {
                if !body(tuple) { return true }
                while left > 0, reader.position <= lastSafe {
                    if skipsRuns, reader.position.pointee & 3 > 1 {
                        tuple.advance(by: &reader)
                        left -= 1
                        continue
                    }
                    tuple.advance(by: &reader)
                    if reader.isDamaged { return false }
                    if !body(tuple) { return true }
                    left -= 1
                }
                if reader.isDamaged { return false }
            }
            var last = CheckedReader(position: reader.position, end: end)
            while left > 0 {
                tuple.advance(by: &last)
                if last.isDamaged { return false }
                if !(tuple < lower), !body(tuple) { return true }
                left -= 1
            }
            return last.position == end
        }
    }

    /// A control byte and four numbers of ten bytes.
    static let longestTupleBytes = 41
    /// What a tuple may take while it is written: short numbers are stored as eight bytes, of which the last are
    /// overwritten.
    static let tupleRoom = longestTupleBytes + 7

    @inline(__always)
    static func unzigzag(_ number: UInt64) -> UInt64 { number >> 1 ^ (0 &- (number & 1)) }

    @inline(__always)
    static func zigzag(_ difference: UInt64) -> UInt64 { difference << 1 ^ (0 &- (difference >> 63)) }
}

/// Reads the bytes behind the first tuple.
protocol TupleBlockReader {
    /// Set once something was read that no builder writes.
    var isDamaged: Bool { get set }
    mutating func byte() -> UInt8
}

/// For where the longest tuple still fits.
struct UncheckedReader: TupleBlockReader {
    var position: UnsafePointer<UInt8>
    var isDamaged = false

    @inline(__always)
    mutating func byte() -> UInt8 {
        defer { position += 1 }
        return position.pointee
    }
}

/// Gives zeros beyond the end, which is damage.
struct CheckedReader: TupleBlockReader {
    var position: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var isDamaged = false

    @inline(__always)
    mutating func byte() -> UInt8 {
        guard position < end else {
            isDamaged = true
            return 0
        }
        defer { position += 1 }
        return position.pointee
    }
}

extension TupleBlockReader {
    /// A number of at most ten bytes.
    @inline(__always)
    fileprivate mutating func number() -> UInt64 {
        let first = byte()
        return first < 0x80 ? UInt64(first) : longNumber(first)
    }

    @inline(__always)
    private mutating func longNumber(_ first: UInt8) -> UInt64 {
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while shift < 64 {
            let next = byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        isDamaged = true
        return value
    }

    @inline(__always)
    fileprivate mutating func id(after previous: UInt64, isDifference: Bool) -> UInt64 {
        let number = number()
        return isDifference ? previous &+ TupleBlock.unzigzag(number) : number >> 4 | number << 60
    }
}

extension IDTuple {
    /// Makes this tuple the one after it in a block.
    @inline(__always)
    mutating func advance(by reader: inout some TupleBlockReader) {
        let control = reader.byte()
        let small = UInt64(control >> 5)
        let growth = small == 0 ? reader.number() : small
        let column = control & 3
        if column == 3 {
            fourth &+= growth
            return
        }
        if column == 2 {
            third &+= growth
        } else {
            if column == 1 {
                second &+= growth
            } else {
                first &+= growth
                second = reader.id(after: second, isDifference: control & 8 != 0)
            }
            third = reader.id(after: third, isDifference: control & 16 != 0)
        }
        if control & 4 == 0 { fourth = reader.id(after: 0, isDifference: false) }
    }
}

/// Builds one block; tuples must come in ascending order.
struct TupleBlockBuilder {
    private(set) var first = IDTuple.smallest
    private(set) var last = IDTuple.smallest
    private(set) var count = 0
    /// Bytes of the value so far, its header included.
    private(set) var byteCount = 0
    private let limit: Int
    /// The value, with room for one tuple beyond the limit.
    private var bytes: [UInt8]

    /// - Parameter limit: the most bytes that the value may have.
    init(limit: Int) {
        self.limit = limit
        bytes = [UInt8](repeating: 0, count: limit + TupleBlock.tupleRoom)
    }

    /// The finished value; the builder is empty afterwards.
    mutating func finish() -> [UInt8] {
        bytes[0] = TupleBlock.codecVersion
        bytes[1] = UInt8(truncatingIfNeeded: count)
        bytes[2] = UInt8(truncatingIfNeeded: count >> 8)
        defer {
            count = 0
            byteCount = 0
        }
        return Array(bytes[..<byteCount])
    }

    /// Adds a tuple unless the block would grow beyond its limit; returns whether it was added.
    @inline(__always)
    mutating func add(_ tuple: IDTuple) -> Bool {
        bytes.withUnsafeMutableBufferPointer { Self.add(tuple, to: $0, limit, &first, &last, &count, &byteCount) }
    }

    /// Adds tuples of a source until the block is full or there are no more; the one that found no room.
    @inline(__always)
    mutating func fill(
        from source: inout some TupleSource & ~Copyable, observer: inout some TupleObserver
    ) throws -> IDTuple? {
        try bytes.withUnsafeMutableBufferPointer { bytes in
            while let tuple = try source.next() {
                observer.observe(tuple)
                if !Self.add(tuple, to: bytes, limit, &first, &last, &count, &byteCount) { return tuple }
            }
            return nil
        }
    }

    @inline(__always)
    private static func add(
        _ tuple: IDTuple, to bytes: UnsafeMutableBufferPointer<UInt8>, _ limit: Int, _ first: inout IDTuple,
        _ last: inout IDTuple, _ count: inout Int, _ byteCount: inout Int
    ) -> Bool {
        if count == 0 {
            byteCount = TupleBlock.headerBytes
            first = tuple
        } else {
            var writer = TupleWriter(bytes, at: byteCount)
            writer.append(tuple, after: last)
            let end = writer.offset(in: bytes)
            if end > limit || count == Int(UInt16.max) { return false }
            byteCount = end
        }
        last = tuple
        count += 1
        return true
    }
}
