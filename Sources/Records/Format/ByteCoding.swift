// Variable-length integers, strings and number spellings, as the stored formats of this target use them.
//
//     varint    7 bits a byte, lowest first, the top bit says that more follow
//     string    varint length, UTF-8
//     spelling  varint count of symbols, two symbols a byte, low half first: 0-9 . - + e E; any other text after a 0 count

struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func varint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    mutating func varint(_ value: Int) { varint(UInt64(value)) }

    mutating func varint(_ value: UInt32) { varint(UInt64(value)) }

    /// Small for numbers near zero on both sides.
    mutating func signed(_ value: Int) { varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))) }

    mutating func string(_ text: String) {
        varint(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func spelling(_ text: String) {
        let symbols = text.utf8.compactMap { NumberSymbols.half(of: $0) }
        guard symbols.count == text.utf8.count, !symbols.isEmpty else {
            varint(0)
            string(text)
            return
        }
        varint(symbols.count)
        for start in stride(from: 0, to: symbols.count, by: 2) {
            let high = start + 1 < symbols.count ? symbols[start + 1] : 0
            bytes.append(symbols[start] | high << 4)
        }
    }
}

/// Reads what ``ByteWriter`` wrote. Stored bytes may be damaged, so everything is checked.
struct ByteReader {
    struct Damaged: Error {}

    private let bytes: ArraySlice<UInt8>
    /// An index of the slice that is read.
    private(set) var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    var isAtEnd: Bool { offset >= bytes.endIndex }

    mutating func byte() throws(Damaged) -> UInt8 {
        guard offset < bytes.endIndex else { throw Damaged() }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func varint() throws(Damaged) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw Damaged() }
        }
    }

    /// A varint that is a count or an index.
    mutating func count() throws(Damaged) -> Int {
        let value = try varint()
        guard value <= UInt64(Int32.max) else { throw Damaged() }
        return Int(value)
    }

    mutating func signed() throws(Damaged) -> Int {
        let value = try varint()
        return Int(truncatingIfNeeded: value >> 1) ^ -Int(value & 1)
    }

    /// The next `count` bytes.
    mutating func slice(_ count: Int) throws(Damaged) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.endIndex - offset else { throw Damaged() }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func string() throws(Damaged) -> String {
        String(decoding: try slice(try count()), as: UTF8.self)
    }

    mutating func spelling() throws(Damaged) -> String {
        let count = try count()
        guard count > 0 else { return try string() }
        let halves = try slice((count + 1) / 2)
        var text = [UInt8]()
        text.reserveCapacity(count)
        for pair in halves {
            text.append(NumberSymbols.ascii[Int(pair & 0xF)])
            if text.count < count { text.append(NumberSymbols.ascii[Int(pair >> 4)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

private enum NumberSymbols {
    /// The sixteenth stands for nothing that is written.
    static let ascii = Array("0123456789.-+eE?".utf8)

    static func half(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "."): 10
        case UInt8(ascii: "-"): 11
        case UInt8(ascii: "+"): 12
        case UInt8(ascii: "e"): 13
        case UInt8(ascii: "E"): 14
        default: nil
        }
    }
}
