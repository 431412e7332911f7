// Changed entries that lie over the trees of journaled databases: what the records of a journal come to. A value: a
// transaction keeps the one that it began with. The bytes of keys and values stand in chunks of memory, which are never
// changed once an overlay has them.
// Unsafe: entries are addresses of bytes in chunks; chunks are freed with the last overlay that needs them.

import CLMDB
import Glibc

struct Overlay: Sendable {
    /// An entry that was put or, without a value, removed.
    struct Entry: Sendable {
        private let keyAddress: UInt
        private let valueAddress: UInt
        private let valueLength: UInt32
        private let keyLength: UInt16

        init(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
            keyAddress = UInt(bitPattern: key.baseAddress)
            keyLength = UInt16(key.count)
            valueAddress = UInt(bitPattern: value?.baseAddress)
            valueLength = UInt32(value?.count ?? 0)
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
    private var bytes: EntryBytes?
    /// The numbers of the first and the last record of the journal that are in here; 0 when none is.
    private(set) var firstRecord: UInt64 = 0
    private(set) var lastRecord: UInt64 = 0
    /// Of all entries that have been set, also of those that others have taken the place of.
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

    /// Room for entries of this copy alone: those before are shared with others.
    mutating func beginChanges() {
        bytes = EntryBytes(after: bytes)
    }

    /// Puts an entry, or removes it when `value` is nil. Only after `beginChanges`.
    mutating func set(_ place: Int, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
        guard let bytes else { preconditionFailure("changes have to be begun first") }
        byteCount += key.count + (value?.count ?? 0)
        insert(Entry(bytes.copy(key), value.map { bytes.copy($0) }), place)
    }

    private mutating func insert(_ entry: Entry, _ place: Int) {
        let index = Self.lowerBound(tables[place], entry.key)
        if index < tables[place].count, Self.compare(tables[place][index].key, entry.key) == 0 {
            tables[place][index] = entry
        } else {
            tables[place].insert(entry, at: index)
        }
    }

    /// Notes that what a record says is in here.
    mutating func add(record number: UInt64) {
        if firstRecord == 0 { firstRecord = number }
        lastRecord = number
    }
}

/// The bytes of the entries that one replay has set, and those before it. Written by one, read by many afterwards.
private final class EntryBytes: Sendable {
    private let previous: EntryBytes?
    nonisolated(unsafe) private var chunks: [UnsafeMutableRawBufferPointer] = []
    nonisolated(unsafe) private var used = 0

    init(after previous: EntryBytes?) { self.previous = previous }

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
