// Transactions: a consistent view of an environment, and for the writer the changes on top of it.
//
// `Transaction<Reading>` and `Transaction<Writing>` share everything that reads, so that a store's look-ups are written
// once, generic over the access. They cannot be copied and are not Sendable, so the compiler keeps them out of other
// tasks. Views into the map are spans that borrow the transaction; a put needs it exclusively, so a view that a put would
// invalidate cannot still be in use.
// Unsafe: turns LMDB's pointers into spans bound to the transaction's lifetime.

import CLMDB

/// What a transaction may do: ``Reading`` or ``Writing``.
public protocol TransactionAccess {}
public enum Reading: TransactionAccess {}
public enum Writing: TransactionAccess {}

/// A transaction of an ``Environment``; see ``Environment/read(_:)`` and ``Environment/write(_:)``.
public struct Transaction<Access: TransactionAccess>: ~Copyable {
    @usableFromInline let handle: TransactionHandle

    @usableFromInline
    init(_ handle: TransactionHandle) { self.handle = handle }

    /// The number of the commit that the transaction sees, or that it is going to make.
    public var commit: UInt64 { UInt64(mdb_txn_id(handle.pointer)) }

    /// The value of a key (the first, with sorted duplicates), or nil. The span is valid while the transaction is not
    /// changed.
    @inlinable
    @_lifetime(borrow self)
    public borrowing func value(of key: RawSpan, in database: Database) throws(StorageError) -> RawSpan? {
        try handle.checkAge()
        if handle.isLayered, let value = try handle.overlaid(key, in: database) {
            guard let start = value.mv_data else { return nil }
            return _overrideLifetime(RawSpan(_unsafeStart: start, byteCount: value.mv_size), borrowing: self)
        }
        var found = MDB_val()
        let code = key.withUnsafeBytes { bytes in
            var key = MDB_val(bytes)
            return mdb_get(handle.pointer, database.index, &key, &found)
        }
        guard try handle.found(code, "read from") else { return nil }
        let span = RawSpan(_unsafeStart: found.mv_data, byteCount: found.mv_size)
        return _overrideLifetime(span, borrowing: self)
    }

    /// Whether the key is there.
    @inlinable
    public borrowing func contains(_ key: RawSpan, in database: Database) throws(StorageError) -> Bool {
        try value(of: key, in: database) != nil
    }

    /// The number of the commit that it reads, or would make.
    public borrowing func number() -> Int { Int(mdb_txn_id(handle.pointer)) }

    /// Number of entries and pages of a database, as this transaction sees it, without what the journal holds.
    public borrowing func statistics(of database: Database) throws(StorageError) -> DatabaseStatistics {
        var statistics = MDB_stat()
        try handle.check(mdb_stat(handle.pointer, database.index, &statistics), "read from")
        return DatabaseStatistics(statistics)
    }
}

extension Transaction where Access == Reading {
    /// A cursor that keeps this snapshot open for as long as it lives.
    public borrowing func cursor(in database: Database) throws(StorageError) -> Cursor<Reading> {
        try Cursor(handle, database)
    }

    /// Lets go of the view until ``wake(within:)``, so that its pages can be used again; reading throws meanwhile.
    public borrowing func rest() { handle.rest() }

    /// Takes the view up again, from any thread. Its cursors stand nowhere then.
    ///
    /// - Parameter limit: how long it may be read from now on.
    /// - Returns: false when there has been a commit since, or the view cannot be had: then it is of no more use.
    public borrowing func wake(within limit: Duration?) -> Bool { handle.wake(within: limit) }
}

extension Transaction where Access == Writing {
    /// Writes one entry.
    @inlinable
    public mutating func put(
        _ key: RawSpan, _ value: RawSpan, in database: Database, mode: PutMode = .replace
    ) throws(StorageError) {
        if handle.isLayered, try handle.overlay(key, value, in: database) { return }
        let code = key.withUnsafeBytes { keyBytes in
            value.withUnsafeBytes { valueBytes in
                var key = MDB_val(keyBytes)
                var value = MDB_val(valueBytes)
                return mdb_put(handle.pointer, database.index, &key, &value, mode.flags)
            }
        }
        try handle.check(code, "write to")
    }

    /// Removes a key with all its values.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func delete(_ key: RawSpan, in database: Database) throws(StorageError) -> Bool {
        if handle.isLayered, try handle.prepareChange(of: database) {
            guard try contains(key, in: database) else { return false }
            return try handle.overlay(key, nil, in: database)
        }
        let code = key.withUnsafeBytes { bytes in
            var key = MDB_val(bytes)
            return mdb_del(handle.pointer, database.index, &key, nil)
        }
        return try handle.found(code, "write to")
    }

    /// Removes one of a key's sorted duplicates.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public mutating func delete(_ key: RawSpan, _ value: RawSpan, in database: Database) throws(StorageError) -> Bool {
        let code = key.withUnsafeBytes { keyBytes in
            value.withUnsafeBytes { valueBytes in
                var key = MDB_val(keyBytes)
                var value = MDB_val(valueBytes)
                return mdb_del(handle.pointer, database.index, &key, &value)
            }
        }
        return try handle.found(code, "write to")
    }

    /// Removes every entry of a database; the database stays.
    public mutating func removeAll(in database: Database) throws(StorageError) {
        try handle.settleJournal()
        try handle.check(mdb_drop(handle.pointer, database.index, 0), "write to")
    }

    /// Asks the journal for changes: they are part of what the transaction sees and commits, but worked out only when
    /// somebody looks. Changes are made in the order in which they are asked for.
    ///
    /// - Parameter content: for the `replay` of ``Environment/keepJournal(_:of:replay:)``, which gets what one
    ///   transaction has recorded in one piece.
    /// - Returns: false when there is no journal or this transaction does without it; then the changes have to be made.
    public mutating func record(_ content: [UInt8]) -> Bool {
        handle.record(content)
    }

    /// From here on changes go into the trees, and so does what the journal holds: right for many changes.
    public mutating func settleJournal() throws(StorageError) {
        try handle.settleJournal()
    }

    /// Runs `body` with a cursor; while it runs, changes go through the cursor only.
    @inlinable
    public mutating func withCursor<Result: ~Copyable>(
        in database: Database, _ body: (inout Cursor<Writing>) throws -> Result
    ) throws -> Result {
        if handle.isLayered { _ = try handle.prepareChange(of: database) }
        var cursor = try Cursor<Writing>(handle, database)
        return try body(&cursor)
    }
}

extension Transaction where Access == Writing {
    /// Runs `body` in a transaction inside this one, whose changes become this one's unless `body` throws.
    mutating func nested<Result>(_ body: (inout Transaction<Writing>) throws -> Result) throws -> Result {
        if handle.isLayered {
            if let result = try handle.tryInJournal({ try body(&self) }) { return result }
            try handle.settleJournal()
        }
        let inner = try handle.nested()
        var transaction = Transaction<Writing>(inner)
        do {
            let result = try body(&transaction)
            try inner.commit()
            return result
        } catch {
            inner.abort()
            if inner.ranOutOfMap { handle.ranOutOfMap = true }
            throw error
        }
    }

    /// Throws when the map had no room for a change, even if that error has been caught.
    func checkMap() throws(StorageError) {
        if handle.ranOutOfMap { throw StorageError(.mapFull, operation: "write to", path: handle.environment.path) }
    }
}

extension MDB_val {
    @inlinable
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
}

extension Transaction {
    /// A reading view of this transaction, its own changes so far included. In a write transaction it and its cursors must
    /// be gone before the next change and before the end.
    public borrowing func reading() -> Transaction<Reading> {
        handle.reading()
    }
}

extension TransactionHandle {
    @inline(never)
    fileprivate func reading() -> Transaction<Reading> { Transaction<Reading>(self) }
}
