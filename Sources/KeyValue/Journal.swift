// The journal: how a small commit becomes cheap. A commit that changes a few entries in each of ten trees would write
// some thirty pages all over the file. Instead its changed entries go into one record of one database, and every
// transaction lays the records (`Overlay`) over the trees. When many have come together, one commit puts them into the
// trees and empties the journal; so does any commit that is large itself. All of it happens inside LMDB's transactions:
// what a snapshot sees is its trees and its records, so there is nothing to recover after a crash, and other processes
// see the same.
//
// The overlay of the last commit is kept in memory. A transaction that sees another commit (of another process, or one
// that has come just now) reads the records that are missing.
//
// A record's key is the number of its transaction, u64 big-endian; its value is described in `JournalRecord`.
// Unsafe: entries are pointers into records, which live as long as an overlay that needs them.

import CLMDB
import Synchronization

/// Which databases of an environment are journaled, and the overlay of the last commit.
final class Journal: Sendable {
    let database: Database
    /// The journaled databases; a record names them by their place here.
    let databases: [Database]
    /// The place of each database by LMDB's index; -1 for those that are not journaled.
    private let places: [Int8]
    private let last = Mutex<(transaction: Int, overlay: Overlay?)>((-1, nil))

    init(_ database: Database, of databases: [Database]) {
        self.database = database
        self.databases = databases
        var places = [Int8](repeating: -1, count: Int(databases.map(\.index).max() ?? 0) + 1)
        for (place, database) in databases.enumerated() { places[Int(database.index)] = Int8(place) }
        self.places = places
    }

    /// The place of a database in records; nil when it is not journaled.
    func place(of database: Database) -> Int? {
        let index = Int(database.index)
        return index < places.count && places[index] >= 0 ? Int(places[index]) : nil
    }

    /// What lies over the trees as a transaction sees them; nil when all is in the trees.
    func overlay(_ transaction: OpaquePointer, in environment: Environment, isReading: Bool) throws(StorageError)
        -> Overlay?
    {
        // The writer's number is that of the commit to come.
        let number = Int(mdb_txn_id(transaction)) - (isReading ? 0 : 1)
        let known = last.withLock { $0 }
        if known.transaction == number { return known.overlay }
        let overlay = try read(transaction, known.overlay, in: environment)
        publish(overlay, of: number)
        return overlay
    }

    /// Keeps the overlay of a commit for those that come after.
    func publish(_ overlay: Overlay?, of transaction: Int) {
        last.withLock { last in
            if last.transaction < transaction { last = (transaction, overlay) }
        }
    }

    /// Forgets the overlay, as the file is about to be another.
    func forget() {
        last.withLock { $0 = (-1, nil) }
    }

    /// Reads the records that `known` lacks.
    private func read(
        _ transaction: OpaquePointer, _ known: Overlay?, in environment: Environment
    ) throws(StorageError) -> Overlay? {
        var cursor: OpaquePointer?
        guard mdb_cursor_open(transaction, database.index, &cursor) == MDB_SUCCESS, let cursor else {
            throw StorageError(.corrupted, operation: "read the journal of", path: environment.path)
        }
        defer { mdb_cursor_close(cursor) }
        var (key, value) = (MDB_val(), MDB_val())
        var code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST)
        var overlay: Overlay?
        if code == MDB_SUCCESS, let known, Self.number(key) == known.firstRecord {
            var lastKey = known.lastRecord.bigEndian
            code = withUnsafeBytes(of: &lastKey) { bytes in
                key = MDB_val(bytes)
                return mdb_cursor_get(cursor, &key, &value, MDB_SET)
            }
            if code == MDB_SUCCESS {
                overlay = known
                code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
            } else if code == MDB_NOTFOUND {
                code = mdb_cursor_get(cursor, &key, &value, MDB_FIRST)
            }
        }
        while code == MDB_SUCCESS {
            let record = UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
            var next = overlay ?? Overlay(databases: databases.count)
            let isSound = try Self.number(key).map { number throws(StorageError) in
                try JournalRecord.decode(record, number: number, into: &next) { place, key throws(StorageError) in
                    try Self.value(of: key, in: databases[place], transaction, environment)
                }
            }
            guard isSound == true else {
                throw StorageError(.corrupted, operation: "read the journal of", path: environment.path)
            }
            overlay = next
            code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
        guard code == MDB_NOTFOUND else {
            throw StorageError(code: code, operation: "read the journal of", path: environment.path)
        }
        return overlay
    }

    /// The value in a tree.
    static func value(
        of key: UnsafeRawBufferPointer, in database: Database, _ transaction: OpaquePointer,
        _ environment: Environment
    ) throws(StorageError) -> UnsafeRawBufferPointer? {
        var (key, value) = (MDB_val(key), MDB_val())
        let code = mdb_get(transaction, database.index, &key, &value)
        if code == MDB_NOTFOUND { return nil }
        guard code == MDB_SUCCESS else {
            throw StorageError(code: code, operation: "read the journal of", path: environment.path)
        }
        return UnsafeRawBufferPointer(value)
    }

    private static func number(_ key: MDB_val) -> UInt64? {
        guard key.mv_size == 8, let data = key.mv_data else { return nil }
        return UInt64(bigEndian: data.loadUnaligned(as: UInt64.self))
    }
}

extension Environment {
    /// Lets small commits write their changes of `databases` into the database `name` first. Their order is part of
    /// the file format. They must have neither sorted duplicates nor integer keys. Call it once, after opening.
    public func keepJournal(_ name: String, of databases: [Database]) throws(StorageError) {
        let database = try database(name)
        journalSlot.withLock { slot in
            if slot == nil { slot = Journal(database, of: databases) }
        }
    }
}
