// A record of the journal: a checksum, u64 little-endian, and the content, which is the owner's.
// Unsafe: reads the bytes of records, within checked bounds.

enum JournalRecord {
    /// Bytes before the content.
    static let headBytes = 8

    /// Puts the checksum into the head of a record whose content is complete.
    static func seal(_ record: inout [UInt8]) {
        let sum = record.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0.dropFirst(headBytes))) }
        for index in 0..<headBytes { record[index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt64(index))) }
    }

    /// The content; nil when the record is damaged.
    static func content(_ record: UnsafeRawBufferPointer) -> [UInt8]? {
        guard record.count >= headBytes else { return nil }
        let content = UnsafeRawBufferPointer(rebasing: record.dropFirst(headBytes))
        guard UInt64(littleEndian: record.loadUnaligned(as: UInt64.self)) == checksum(content) else { return nil }
        return Array(content)
    }

    /// FNV-1a over words of 8 bytes, with the length: against accidents, not against forgery.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            hash = (hash ^ word) &* 0x0000_0100_0000_01B3
            hash ^= hash >> 29
            offset += 8
        }
        while offset < bytes.count {
            hash = (hash ^ UInt64(bytes[offset])) &* 0x0000_0100_0000_01B3
            offset += 1
        }
        return hash ^ hash >> 32
    }
}
