// Changed entries that lie over the trees of journaled databases: what the records of a journal say, and what a write
// transaction has added. A value: a transaction keeps the one that it began with. The bytes of keys and values stand in
// records, which are never changed once an overlay has them.
// Unsafe: entries are addresses of bytes in records; records are freed with the last overlay that needs them.

import CLMDB
import Glibc

struct Overlay: Sendable {
    /// An entry that was put or, without a value, removed.
    struct Entry: Sendable {
        private let keyAddress: UInt
        private var valueAddress: UInt
        private var valueLength: UInt32
        private let keyLength: UInt16
        /// Of the transaction that wrote it, by the number of records before.
        fileprivate(set) var generation: UInt16

        init(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, generation: Int) {
            keyAddress = UInt(bitPattern: key.baseAddress)
            keyLength = UInt16(key.count)
            valueAddress = UInt(bitPattern: value?.baseAddress)
            valueLength = UInt32(value?.count ?? 0)
            self.generation = UInt16(generation)
        }

        var key: UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: keyAddress), count: Int(keyLength))
        }

        /// Nil when the entry was removed.
        var value: UnsafeRawBufferPointer? {
            guard let start = UnsafeRawPointer(bitPattern: valueAddress) else { return nil }
            return UnsafeRawBufferPointer(start: start, count: Int(valueLength))
        }
    }

    /// By place in the journal's list; each in ascending order of keys.
    private(set) var tables: [[Entry]]
    private var bytes: RecordBytes?
    /// Records of the journal that are in here, and the numbers of the first and the last.
    private(set) var records = 0
    private(set) var firstRecord: UInt64 = 0
    private(set) var lastRecord: UInt64 = 0
    private(set) var byteCount = 0

    init(databases: Int) {
        tables = [[Entry]](repeating: [], count: databases)
    }

    /// The place of the first entry whose key is this one or greater.
    static func lowerBound(_ table: [Entry], _ key: UnsafeRawBufferPointer) -> Int {
        var (low, high) = (0, table.count)
        while low < high {
            let middle = (low + high) / 2
            if compare(table[middle].key, key) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The entry of exactly this key.
    func entry(_ place: Int, _ key: UnsafeRawBufferPointer) -> Entry? {
        let table = tables[place]
        if table.isEmpty { return nil }
        let index = Self.lowerBound(table, key)
        return index < table.count && Self.compare(table[index].key, key) == 0 ? table[index] : nil
    }

    /// LMDB's order: byte by byte, then the shorter first.
    @inline(__always)
    static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        if let first = left.baseAddress, let second = right.baseAddress {
            let order = Int(memcmp(first, second, min(left.count, right.count)))
            if order != 0 { return order }
        }
        return left.count - right.count
    }

    // MARK: Changing

    /// Room for the bytes of one more record.
    mutating func beginRecord() {
        bytes = RecordBytes(after: bytes)
    }

    /// Puts an entry, or removes it when `value` is nil. Only between `beginRecord` and `endRecord`.
    mutating func set(_ place: Int, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
        guard let bytes else { preconditionFailure("a record has to be begun first") }
        byteCount += key.count + (value?.count ?? 0)
        insert(Entry(bytes.copy(key), value.map { bytes.copy($0) }, generation: records), place)
    }

    private mutating func insert(_ entry: Entry, _ place: Int) {
        let index = Self.lowerBound(tables[place], entry.key)
        if index < tables[place].count, Self.compare(tables[place][index].key, entry.key) == 0 {
            tables[place][index] = entry
        } else {
            tables[place].insert(entry, at: index)
        }
    }

    /// What has been set since `beginRecord`, as a record; from here on it counts as one of the journal.
    mutating func endRecord(number: UInt64) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: 8)
        record.reserveCapacity(StorageLimits.journalChunkBytes)
        func append(_ number: some FixedWidthInteger) {
            Swift.withUnsafeBytes(of: number.littleEndian) { record.append(contentsOf: $0) }
        }
        for (place, table) in tables.enumerated() {
            for entry in table where entry.generation == UInt16(records) {
                append(UInt8(place))
                append(UInt16(entry.key.count))
                record.append(contentsOf: entry.key)
                append(entry.value.map { UInt32($0.count) } ?? .max)
                if let value = entry.value { record.append(contentsOf: value) }
            }
        }
        let checksum = record.withUnsafeBytes { Self.checksum($0.dropFirst(8)) }
        Swift.withUnsafeBytes(of: checksum.littleEndian) { bytes in
            for (index, byte) in bytes.enumerated() { record[index] = byte }
        }
        count(number)
        return record
    }

    /// Adds what a record says; false when it is damaged.
    mutating func add(record: UnsafeRawBufferPointer, number: UInt64) -> Bool {
        guard record.count >= 8, records < StorageLimits.journalRecords,
            UInt64(littleEndian: record.loadUnaligned(as: UInt64.self)) == Self.checksum(record.dropFirst(8))
        else { return false }
        beginRecord()
        var rest = record.dropFirst(8)
        func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        }
        while let head = take(3) {
            let keyBytes = Int(head[1]) | Int(head[2]) << 8
            guard Int(head[0]) < tables.count, keyBytes > 0, let key = take(keyBytes), let length = take(4) else {
                return false
            }
            let count = UInt32(littleEndian: length.loadUnaligned(as: UInt32.self))
            if count == .max {
                set(Int(head[0]), key, nil)
            } else {
                guard let value = take(Int(count)) else { return false }
                set(Int(head[0]), key, value)
            }
        }
        count(number)
        return rest.isEmpty
    }

    private mutating func count(_ number: UInt64) {
        if records == 0 { firstRecord = number }
        lastRecord = number
        records += 1
    }

    /// FNV-1a over words of 8 bytes, with the length; the file is trusted against accidents, not against forgery.
    private static func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x0000_0100_0000_01B3
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

/// The bytes of one record, and those of the records before it. Written by one transaction, read by many afterwards.
private final class RecordBytes: Sendable {
    private let previous: RecordBytes?
    nonisolated(unsafe) private var chunks: [UnsafeMutableRawBufferPointer] = []
    nonisolated(unsafe) private var used = 0

    init(after previous: RecordBytes?) { self.previous = previous }

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if chunks.last.map({ $0.count - used < bytes.count }) ?? true {
            let size = max(StorageLimits.journalChunkBytes, bytes.count)
            chunks.append(UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8))
            used = 0
        }
        guard let chunk = chunks.last else { preconditionFailure("a chunk was just made") }
        let copy = UnsafeMutableRawBufferPointer(rebasing: chunk[used..<used + bytes.count])
        copy.copyMemory(from: bytes)
        used += bytes.count
        // An empty value is not the same as none: it too needs an address.
        return UnsafeRawBufferPointer(start: chunk.baseAddress.map { $0 + (used - bytes.count) }, count: bytes.count)
    }
}
