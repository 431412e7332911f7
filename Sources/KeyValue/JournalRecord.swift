// How the changed entries of a commit are written as a record of the journal, and read again.
//
//   u64    checksum of the rest
//   then for each entry
//   u8     its database, by its place in the journal's list
//   u16    length of the key, and the key
//   u32    length of the value; all ones: the entry was removed, and nothing follows
//   u16    bytes that the value shares with the one before it behind the head (`headBytes`)
//   u16    bytes that it shares with the end of that
//          the head, and what stands between the shared bytes
//
// Numbers are little-endian. The value before is that of the records before or, without one, that of the tree, which
// does not change while the journal holds a record. Most commits change a few bytes in the middle of a block and the
// number of tuples in its head, so that a record fits into a page with others.
// Unsafe: reads and copies bytes of records, pages and overlays, within checked bounds.

import Glibc

enum JournalRecord {
    /// Bytes at the start of a value that are written as they are: blocks begin with a number that each change changes.
    private static let headBytes = 3

    /// The entries that were set since the last `beginRecord` of an overlay.
    ///
    /// - Parameter before: the value that an entry had before, by place and key.
    static func encode(
        _ overlay: Overlay, before: (Int, UnsafeRawBufferPointer) throws(StorageError) -> UnsafeRawBufferPointer?
    ) throws(StorageError) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: 8)
        record.reserveCapacity(2_048)
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { record.append(contentsOf: $0) }
        }
        for (place, table) in overlay.tables.enumerated() {
            for entry in table where entry.generation == UInt16(overlay.records) {
                append(UInt8(place))
                append(UInt16(entry.key.count))
                record.append(contentsOf: entry.key)
                guard let value = entry.value else {
                    append(UInt32.max)
                    continue
                }
                append(UInt32(value.count))
                let shared = shared(try before(place, entry.key), value)
                append(UInt16(shared.prefix))
                append(UInt16(shared.suffix))
                let head = min(headBytes, value.count)
                record.append(contentsOf: value[..<head])
                record.append(contentsOf: value[head + shared.prefix..<value.count - shared.suffix])
            }
        }
        let sum = record.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0.dropFirst(8))) }
        withUnsafeBytes(of: sum.littleEndian) { bytes in
            for (index, byte) in bytes.enumerated() { record[index] = byte }
        }
        return record
    }

    /// How many bytes two values share behind the head and at the end, which do not overlap.
    private static func shared(
        _ before: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer
    ) -> (prefix: Int, suffix: Int) {
        guard let before, before.count > headBytes, value.count > headBytes else { return (0, 0) }
        let most = min(before.count, value.count) - headBytes
        var prefix = 0
        while prefix < min(most, Int(UInt16.max)), before[headBytes + prefix] == value[headBytes + prefix] {
            prefix += 1
        }
        var suffix = 0
        while suffix < min(most - prefix, Int(UInt16.max)),
            before[before.count - 1 - suffix] == value[value.count - 1 - suffix]
        {
            suffix += 1
        }
        return (prefix, suffix)
    }

    /// Adds what a record says to an overlay; false when it is damaged.
    static func decode(
        _ record: UnsafeRawBufferPointer, number: UInt64, into overlay: inout Overlay,
        before: (Int, UnsafeRawBufferPointer) throws(StorageError) -> UnsafeRawBufferPointer?
    ) throws(StorageError) -> Bool {
        guard record.count >= 8, overlay.records < StorageLimits.journalRecords else { return false }
        var reader = Reader(rest: record)
        guard let expected = reader.number(UInt64.self), expected == checksum(reader.rest) else { return false }
        overlay.beginRecord()
        while !reader.rest.isEmpty {
            guard let place = reader.number(UInt8.self), Int(place) < overlay.tables.count,
                let keyBytes = reader.number(UInt16.self), keyBytes > 0, let key = reader.bytes(Int(keyBytes)),
                let count = reader.number(UInt32.self)
            else { return false }
            if count == .max {
                overlay.set(Int(place), key, nil)
                continue
            }
            let entry = overlay.entry(Int(place), key)
            let base = if let entry { entry.value } else { try before(Int(place), key) }
            guard let value = reader.value(Int(count), base) else { return false }
            value.withUnsafeBytes { overlay.set(Int(place), key, $0) }
        }
        overlay.endRecord(number: number)
        return true
    }

    private struct Reader {
        var rest: UnsafeRawBufferPointer

        mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
            guard count >= 0, rest.count >= count else { return nil }
            defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
            return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        }

        mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
            bytes(MemoryLayout<Number>.size).map { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
        }

        mutating func value(_ count: Int, _ before: UnsafeRawBufferPointer?) -> [UInt8]? {
            let head = min(headBytes, count)
            guard let prefix = number(UInt16.self).map({ Int($0) }), let suffix = number(UInt16.self).map({ Int($0) }),
                let start = bytes(head), let middle = bytes(count - head - prefix - suffix)
            else { return nil }
            var value = Array(start)
            value.reserveCapacity(count)
            if prefix + suffix == 0 { return value + middle }
            guard let before, before.count >= headBytes + prefix + suffix else { return nil }
            value += before[headBytes..<headBytes + prefix]
            value += middle
            value += before[(before.count - suffix)...]
            return value
        }
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
