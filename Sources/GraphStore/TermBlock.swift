// The codec of dictionary blocks: up to 16 terms with consecutive numbers, front-coded. The value is the number of
// terms (one byte), then for each term the length that it shares with the term before, the length of the rest, both
// LEB128, and the rest. Terms that a load brought are sorted, so most share long beginnings with their neighbours.
// Unsafe: copies slices of LMDB's pages, within checked bounds.
import Glibc
import Primitives

enum TermBlock {
    /// Puts the term at `index` at the start of `buffer`, which grows as needed, and returns its length; nil when the
    /// block is damaged or shorter. What comes after the term is not decoded.
    static func read(_ index: Int, in value: RawSpan, into buffer: inout [UInt8]) -> Int? {
        value.withUnsafeBytes { bytes in
            guard let count = bytes.first, index >= 0, index < Int(count) else { return nil }
            // No term of the block is longer than all that the block spells out.
            if buffer.count < bytes.count { buffer = [UInt8](repeating: 0, count: bytes.count * 2) }
            return buffer.withUnsafeMutableBytes { term in
                var offset = 1
                var length = 0
                for _ in 0...index {
                    guard let shared = number(bytes, &offset), let rest = number(bytes, &offset), shared <= length,
                        rest <= bytes.count - offset, shared + rest <= term.count
                    else { return nil }
                    memcpy(term.baseAddress! + shared, bytes.baseAddress! + offset, rest)
                    offset += rest
                    length = shared + rest
                }
                return length
            }
        }
    }

    /// Where in a block a reader stands that takes its terms in order.
    struct Position {
        /// Index of the term in the reader's buffer; -1 before the first.
        var index = -1
        var offset = 1
        var length = 0
    }

    /// Goes on to the term at `index`, which is not before the position; its bytes are at the start of `buffer`. False
    /// when the block is damaged or shorter.
    static func advance(_ position: inout Position, to index: Int, in value: RawSpan, _ buffer: inout [UInt8]) -> Bool {
        value.withUnsafeBytes { bytes in
            guard let count = bytes.first, index < Int(count) else { return false }
            if buffer.count < bytes.count { buffer += [UInt8](repeating: 0, count: bytes.count * 2 - buffer.count) }
            var (offset, length) = (position.offset, position.length)
            let isSound = buffer.withUnsafeMutableBytes { term in
                for _ in position.index..<index {
                    guard let shared = number(bytes, &offset), let rest = number(bytes, &offset), shared <= length,
                        rest <= bytes.count - offset, shared + rest <= term.count
                    else { return false }
                    memcpy(term.baseAddress! + shared, bytes.baseAddress! + offset, rest)
                    offset += rest
                    length = shared + rest
                }
                return true
            }
            position = Position(index: index, offset: offset, length: length)
            return isSound
        }
    }

    /// Hands each term to `body` until that returns false; false when the block is damaged.
    static func forEach(_ value: RawSpan, _ body: (ArraySlice<UInt8>, Int) -> Bool) -> Bool {
        value.withUnsafeBytes { bytes in
            guard let count = bytes.first else { return false }
            var offset = 1
            var term: [UInt8] = []
            for index in 0..<Int(count) {
                guard let shared = number(bytes, &offset), let rest = number(bytes, &offset), shared <= term.count,
                    rest <= bytes.count - offset
                else { return false }
                term.removeLast(term.count - shared)
                term.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + rest]))
                offset += rest
                if !body(term[...], index) { return true }
            }
            return offset == bytes.count
        }
    }

    @inline(__always)
    private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Int? {
        if offset < bytes.count, bytes[offset] < 0x80 {
            defer { offset += 1 }
            return Int(bytes[offset])
        }
        var value = 0
        var shift = 0
        while offset < bytes.count, shift < 56 {
            let byte = bytes[offset]
            offset += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}

/// Builds one block.
struct TermBlockBuilder {
    private(set) var count = 0
    private var bytes: [UInt8] = [0]
    private var last: [UInt8] = []

    var isFull: Bool { count == Limits.termsPerBlock || bytes.count >= Limits.blockBytes }

    init() {}

    /// Goes on with a block; nil when that is damaged.
    init?(_ value: RawSpan) {
        let count = value.withUnsafeBytes { Int($0.first ?? 0) }
        var position = TermBlock.Position()
        guard count > 0, TermBlock.advance(&position, to: count - 1, in: value, &last),
            position.offset == value.byteCount
        else { return nil }
        self.count = count
        last.removeLast(last.count - position.length)
        bytes = value.withUnsafeBytes { Array($0) }
    }

    mutating func append(_ term: UnsafeRawBufferPointer) {
        let shared = last.withUnsafeBytes { $0.sharedPrefixCount(with: term) }
        let rest = UnsafeRawBufferPointer(rebasing: term[shared...])
        append(shared)
        append(rest.count)
        bytes.append(contentsOf: rest)
        last.removeLast(last.count - shared)
        last.append(contentsOf: rest)
        count += 1
    }

    /// The finished value; the builder is empty afterwards.
    mutating func finish() -> [UInt8] {
        bytes[0] = UInt8(count)
        defer { self = TermBlockBuilder() }
        return bytes
    }

    private mutating func append(_ number: Int) {
        var number = number
        while number >= 0x80 {
            bytes.append(UInt8(number & 0x7F) | 0x80)
            number >>= 7
        }
        bytes.append(UInt8(number))
    }
}
