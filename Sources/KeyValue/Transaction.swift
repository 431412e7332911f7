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

    /// Number of entries and pages of a database, as this transaction sees it.
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
}

extension Transaction where Access == Writing {
    /// Writes one entry.
    @inlinable
    public mutating func put(
        _ key: RawSpan, _ value: RawSpan, in database: Database, mode: PutMode = .replace
    ) throws(StorageError) {
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
        try handle.check(mdb_drop(handle.pointer, database.index, 0), "write to")
    }

    /// Runs `body` with a cursor; while it runs, changes go through the cursor only.
    @inlinable
    public mutating func withCursor<Result: ~Copyable>(
        in database: Database, _ body: (inout Cursor<Writing>) throws -> Result
    ) throws -> Result {
        var cursor = try Cursor<Writing>(handle, database)
        return try body(&cursor)
    }
}

extension Transaction where Access == Writing {
    /// Runs `body` in a transaction inside this one, whose changes become this one's unless `body` throws.
    mutating func nested<Result>(_ body: (inout Transaction<Writing>) throws -> Result) throws -> Result {
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

/// Owns LMDB's transaction. Transactions and read cursors share it; the last one gone ends it.
@usableFromInline
final class TransactionHandle {
    @usableFromInline let pointer: OpaquePointer
    @usableFromInline let environment: Environment
    private let isReading: Bool
    private var isFinished = false
    /// The map had no room for a change, even if the error was wrapped in another since.
    fileprivate(set) var ranOutOfMap = false

    init(_ pointer: OpaquePointer, _ environment: Environment, isReading: Bool) {
        self.pointer = pointer
        self.environment = environment
        self.isReading = isReading
    }

    deinit {
        abort()
    }

    func nested() throws(StorageError) -> TransactionHandle {
        var inner: OpaquePointer?
        let code = mdb_txn_begin(environment.pointer, pointer, 0, &inner)
        guard code == MDB_SUCCESS, let inner else { throw failure(code, "write to") }
        return TransactionHandle(inner, environment, isReading: false)
    }

    func abort() {
        guard !isFinished else { return }
        mdb_txn_abort(pointer)
        finish()
    }

    func commit() throws(StorageError) {
        let code = mdb_txn_commit(pointer)
        finish()
        try check(code, "commit to")
    }

    private func finish() {
        isFinished = true
        if isReading { environment.gate.leave() }
    }

    @inlinable
    func check(_ code: Int32, _ operation: StaticString) throws(StorageError) {
        if code != MDB_SUCCESS { throw failure(code, operation) }
    }

    /// - Returns: false for "not found".
    @inlinable
    func found(_ code: Int32, _ operation: StaticString) throws(StorageError) -> Bool {
        if code == MDB_SUCCESS { return true }
        if code == MDB_NOTFOUND { return false }
        throw failure(code, operation)
    }

    @usableFromInline
    func failure(_ code: Int32, _ operation: StaticString) -> StorageError {
        if code == MDB_MAP_FULL { ranOutOfMap = true }
        return StorageError(code: code, operation: "\(operation)", path: environment.path)
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
