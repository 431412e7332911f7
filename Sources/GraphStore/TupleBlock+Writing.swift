// How one tuple is written behind another, and how one tuple comes into a block or goes out of it without the others
// being written anew: a tuple's bytes depend on the tuple before it only, so all but those of the neighbour behind the
// change are copied. Unsafe: writes into a buffer that has room for a whole block and two tuples.
import KeyValue

extension TupleBlock {
    /// What a change of one tuple makes of a block.
    enum Splice {
        /// The tuple is there already, or is not there.
        case unchanged
        case value([UInt8])
        /// The key changes, the block grows beyond its limit, or it is damaged: it has to be written as a whole.
        case impossible
    }

    /// Adds or removes one tuple behind the first.
    static func splice(_ change: TupleChange, into key: RawSpan, _ value: RawSpan, limit: Int) -> Splice {
        guard var tuple = tuple(key), let count = count(value), count > 0 else { return .impossible }
        if change.tuple == tuple && change.isInsert { return .unchanged }
        guard tuple < change.tuple, count < Int(UInt16.max) else { return .impossible }
        return value.withUnsafeBytes { bytes in
            guard let base = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return .impossible }
            let end = base + bytes.count
            var before = tuple
            var start = base + headerBytes
            var left = count - 1
            var isFound = false
            // Stops at the first tuple that does not precede the change.
            var quick = UncheckedReader(position: start)
            while left > 0, !isFound, end - quick.position >= longestTupleBytes {
                (before, start) = (tuple, quick.position)
                tuple.advance(by: &quick)
                if quick.isDamaged { return .impossible }
                left -= 1
                isFound = !(tuple < change.tuple)
            }
            var reader = CheckedReader(position: quick.position, end: end)
            while left > 0, !isFound {
                (before, start) = (tuple, reader.position)
                tuple.advance(by: &reader)
                if reader.isDamaged { return .impossible }
                left -= 1
                isFound = !(tuple < change.tuple)
            }
            if !isFound { (before, start) = (tuple, reader.position) }
            let isThere = tuple == change.tuple
            if isThere == change.isInsert { return .unchanged }
            var following = !isThere && change.tuple < tuple ? tuple : nil
            if isThere, left > 0 {
                tuple.advance(by: &reader)
                if reader.isDamaged { return .impossible }
                following = tuple
            }
            let room = bytes.count + 2 * tupleRoom
            let spliced = [UInt8](unsafeUninitializedCapacity: room) { buffer, length in
                buffer.baseAddress?.update(from: base, count: start - base)
                var writer = TupleWriter(buffer, at: start - base)
                if change.isInsert { writer.append(change.tuple, after: before) }
                if let following { writer.append(following, after: change.isInsert ? change.tuple : before) }
                let rest = writer.offset(in: buffer)
                (buffer.baseAddress! + rest).update(from: reader.position, count: end - reader.position)
                length = rest + (end - reader.position)
                let newCount = count + (change.isInsert ? 1 : -1)
                buffer[1] = UInt8(truncatingIfNeeded: newCount)
                buffer[2] = UInt8(truncatingIfNeeded: newCount >> 8)
            }
            return spliced.count <= limit ? .value(spliced) : .impossible
        }
    }
}

/// Writes one tuple, for which there is room.
struct TupleWriter {
    private var position: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ bytes: UnsafeMutableBufferPointer<UInt8>, at offset: Int) {
        position = bytes.baseAddress! + offset
    }

    @inline(__always)
    func offset(in bytes: UnsafeMutableBufferPointer<UInt8>) -> Int { position - bytes.baseAddress! }

    @inline(__always)
    mutating func append(_ tuple: IDTuple, after last: IDTuple) {
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
        let second = TupleField(tuple.second, after: last.second)
        let third = TupleField(tuple.third, after: last.third)
        if second.isDifference { control |= 8 }
        if third.isDifference { control |= 16 }
        let hasSameFourth = tuple.fourth == last.fourth
        if hasSameFourth { control |= 4 }
        append(control)
        if growth >= 8 { append(growth) }
        if column < 1 { append(second.number) }
        if column < 2 { append(third.number) }
        if column < 3 && !hasSameFourth { append(tuple.fourth << 4 | tuple.fourth >> 60) }
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        position.pointee = byte
        position += 1
    }

    /// Appends LEB128, of up to eight bytes at once.
    @inline(__always)
    private mutating func append(_ number: UInt64) {
        if number < 0x80 { return append(UInt8(truncatingIfNeeded: number)) }
        var number = number
        while number >= 1 << 56 {
            append(UInt8(truncatingIfNeeded: number) | 0x80)
            number >>= 7
        }
        // Spreads the number: 28 bits to each half, 14 to each quarter, 7 to each byte.
        var spread = number & 0x0FFF_FFFF | (number & 0x00FF_FFFF_F000_0000) << 4
        spread = spread & 0x0000_3FFF_0000_3FFF | (spread & 0x0FFF_C000_0FFF_C000) << 2
        spread = spread & 0x007F_007F_007F_007F | (spread & 0x3F80_3F80_3F80_3F80) << 1
        let lastByte = (UInt64.bitWidth - 1 - (number | 1).leadingZeroBitCount) / 7
        spread |= 0x8080_8080_8080_8080 & ((1 << UInt64(8 * lastByte)) - 1)
        UnsafeMutableRawPointer(position).storeBytes(of: spread.littleEndian, as: UInt64.self)
        position += lastByte + 1
    }
}

/// A later column: itself or the difference to the one before, whichever is shorter.
private struct TupleField {
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
