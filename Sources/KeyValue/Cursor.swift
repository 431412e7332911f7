// A position in one database. Moving it needs the cursor exclusively and the spans of its key and value borrow it, so
// a view of the entry before cannot outlive the move.
// Unsafe: turns LMDB's pointers into spans bound to the cursor's lifetime.

import CLMDB
import Glibc

/// A position in a database, in key order. A new cursor stands nowhere: move it first.
public struct Cursor<Access: TransactionAccess>: ~Copyable {
    @usableFromInline let handle: TransactionHandle
    @usableFromInline let pointer: OpaquePointer
    @usableFromInline var entryKey = MDB_val()
    @usableFromInline var entryValue = MDB_val()
    /// Whether a journal may lie over the tree: then moves go through `layer`.
    @usableFromInline let isLayered: Bool
    var layer: CursorLayer
    /// The transaction's when the cursor was last moved.
    @usableFromInline var renewals: Int

    @usableFromInline
    init(_ handle: TransactionHandle, _ database: Database) throws(StorageError) {
        var pointer: OpaquePointer?
        try handle.check(mdb_cursor_open(handle.pointer, database.index, &pointer), "read from")
        guard let pointer else { throw handle.failure(MDB_PANIC, "read from") }
        do {
            layer = try CursorLayer(handle, database, isWriting: Access.self == Writing.self)
        } catch {
            mdb_cursor_close(pointer)
            throw error
        }
        self.handle = handle
        self.pointer = pointer
        renewals = handle.renewals
        isLayered = layer.isNeeded
    }

    deinit { mdb_cursor_close(pointer) }

    /// The key of the entry where the cursor stands; empty if the last move found nothing.
    @inlinable
    public var key: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = RawSpan(_unsafeStart: entryKey.start, byteCount: entryKey.mv_size)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The value of the entry where the cursor stands; empty if the last move found nothing.
    @inlinable
    public var value: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = RawSpan(_unsafeStart: entryValue.start, byteCount: entryValue.mv_size)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// Whether the transaction has been at rest since the cursor was moved: then it stands nowhere.
    @inlinable
    public var isDisplaced: Bool { renewals != handle.renewals }

    /// Takes the cursor to its transaction again, as new.
    @usableFromInline
    mutating func renew() throws(StorageError) {
        try handle.check(mdb_cursor_renew(handle.pointer, pointer), "read from")
        renewals = handle.renewals
        entryKey = MDB_val()
        entryValue = MDB_val()
        layer.displace()
    }

    /// Moves to the first entry. Each move says whether there is such an entry.
    @inlinable
    public mutating func first() throws(StorageError) -> Bool { isLayered ? try firstOfLayers() : try move(MDB_FIRST) }

    @inlinable
    public mutating func last() throws(StorageError) -> Bool { isLayered ? try lastOfLayers() : try move(MDB_LAST) }

    /// Moves to the next entry, which may be the next duplicate of the same key; to the first from a new cursor.
    @inlinable
    public mutating func next() throws(StorageError) -> Bool { isLayered ? try nextOfLayers() : try move(MDB_NEXT) }

    @inlinable
    public mutating func previous() throws(StorageError) -> Bool {
        isLayered ? try previousOfLayers() : try move(MDB_PREV)
    }

    /// Moves to the first entry of the next key.
    @inlinable
    public mutating func nextKey() throws(StorageError) -> Bool {
        isLayered ? try nextOfLayers() : try move(MDB_NEXT_NODUP)
    }

    /// Moves to the last entry of the key before.
    @inlinable
    public mutating func previousKey() throws(StorageError) -> Bool {
        isLayered ? try previousOfLayers() : try move(MDB_PREV_NODUP)
    }

    /// Moves to the next value of the same key.
    @inlinable
    public mutating func nextDuplicate() throws(StorageError) -> Bool { try move(MDB_NEXT_DUP) }

    /// Moves to exactly this key.
    @inlinable
    public mutating func seek(_ key: RawSpan) throws(StorageError) -> Bool {
        isLayered ? try seekInLayers(key) : try move(MDB_SET_KEY, to: key)
    }

    /// Moves to the first entry whose key is this one or greater.
    @inlinable
    public mutating func seek(atLeast key: RawSpan) throws(StorageError) -> Bool {
        isLayered ? try seekInLayers(atLeast: key) : try move(MDB_SET_RANGE, to: key)
    }

    /// Moves to the last entry whose key is this one or smaller.
    @inlinable
    public mutating func seek(atMost key: RawSpan) throws(StorageError) -> Bool {
        if isLayered { return try seekInLayers(atMost: key) }
        if try seek(atLeast: key), self.key.isEqual(to: key) { return true }
        // With the cursor at the first greater key the answer is the one before; past the end it is the last.
        return try entryKey.mv_size > 0 ? previousKey() : last()
    }

    /// Moves to the first duplicate of exactly this key that is this value or greater.
    @inlinable
    public mutating func seek(_ key: RawSpan, duplicateAtLeast value: RawSpan) throws(StorageError) -> Bool {
        try move(MDB_GET_BOTH_RANGE, to: key, value)
    }

    /// Moves to exactly this key and duplicate.
    @inlinable
    public mutating func seek(_ key: RawSpan, duplicate value: RawSpan) throws(StorageError) -> Bool {
        try move(MDB_GET_BOTH, to: key, value)
    }

    /// Makes ``value`` a whole page of the key's fixed-size duplicates from here on; then ``nextPage()`` goes on.
    @inlinable
    public mutating func page() throws(StorageError) -> Bool { try move(MDB_GET_MULTIPLE) }

    @inlinable
    public mutating func nextPage() throws(StorageError) -> Bool { try move(MDB_NEXT_MULTIPLE) }

    /// Number of values of the key where the cursor stands.
    public borrowing func duplicateCount() throws(StorageError) -> Int {
        var count = 0
        try handle.check(mdb_cursor_count(pointer, &count), "read from")
        return count
    }

    @inlinable
    mutating func move(_ operation: MDB_cursor_op) throws(StorageError) -> Bool {
        try handle.checkAge()
        if isDisplaced { try renew() }
        return try settle(mdb_cursor_get(pointer, &entryKey, &entryValue, operation))
    }

    @inlinable
    mutating func move(_ operation: MDB_cursor_op, to key: RawSpan) throws(StorageError) -> Bool {
        try handle.checkAge()
        if isDisplaced { try renew() }
        let code = key.withUnsafeBytes { bytes in
            entryKey = MDB_val(bytes)
            return mdb_cursor_get(pointer, &entryKey, &entryValue, operation)
        }
        return try settle(code)
    }

    @inlinable
    mutating func move(_ operation: MDB_cursor_op, to key: RawSpan, _ value: RawSpan) throws(StorageError) -> Bool {
        try handle.checkAge()
        if isDisplaced { try renew() }
        let code = key.withUnsafeBytes { keyBytes in
            value.withUnsafeBytes { valueBytes in
                entryKey = MDB_val(keyBytes)
                entryValue = MDB_val(valueBytes)
                var code = mdb_cursor_get(pointer, &entryKey, &entryValue, operation)
                // These two leave the caller's key in place: read the stored one, so that no view is of the argument.
                if code == MDB_SUCCESS { code = mdb_cursor_get(pointer, &entryKey, &entryValue, MDB_GET_CURRENT) }
                return code
            }
        }
        return try settle(code)
    }

    @inlinable
    mutating func settle(_ code: Int32) throws(StorageError) -> Bool {
        if code == MDB_SUCCESS { return true }
        entryKey = MDB_val()
        entryValue = MDB_val()
        // EINVAL is LMDB's answer to "the current entry" of a cursor that stands nowhere.
        return code == EINVAL ? false : try handle.found(code, "read from")
    }
}

extension Cursor where Access == Writing {
    /// Writes one entry and stands on it.
    @inlinable
    public mutating func put(_ key: RawSpan, _ value: RawSpan, mode: PutMode = .replace) throws(StorageError) {
        if isLayered, try putInLayer(key, value) { return }
        let code = key.withUnsafeBytes { keyBytes in
            value.withUnsafeBytes { valueBytes in
                var key = MDB_val(keyBytes)
                var value = MDB_val(valueBytes)
                return mdb_cursor_put(pointer, &key, &value, mode.flags)
            }
        }
        try finishChange(code)
    }

    /// Removes the entry where the cursor stands; the next move goes to the one after it.
    public mutating func delete() throws(StorageError) {
        if isLayered, try deleteInLayer() { return }
        try finishChange(mdb_cursor_del(pointer, 0))
    }

    /// Removes the key where the cursor stands with all its values.
    public mutating func deleteKey() throws(StorageError) {
        try finishChange(mdb_cursor_del(pointer, UInt32(MDB_NODUPDATA)))
    }

    /// A change may move the pages that the views pointed into.
    @usableFromInline
    mutating func finishChange(_ code: Int32) throws(StorageError) {
        entryKey = MDB_val()
        entryValue = MDB_val()
        try handle.check(code, "write to")
    }
}

extension MDB_val {
    /// The first byte; for the empty value any address will do.
    @inlinable
    var start: UnsafeRawPointer { UnsafeRawPointer(mv_data ?? UnsafeMutableRawPointer(bitPattern: 8)!) }
}

extension RawSpan {
    /// Whether both hold the same bytes.
    @inlinable
    public func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, right.count) == 0
            }
        }
    }

    /// A copy of the bytes, to keep beyond the transaction.
    @inlinable
    public func copy() -> [UInt8] { withUnsafeBytes { bytes in [UInt8](bytes) } }
}
