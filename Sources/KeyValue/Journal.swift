// The journal: how a small commit becomes cheap. A commit that changes a few entries in each of ten trees would write
// some thirty pages all over the file, and find out first what to write there. Instead it only says what it wants to
// change, in one record of one database. Whoever reads next, or a writer that has to, works out the entries that the
// records change, once for all of them (`Overlay`), and lays them over the trees. When many records have come together,
// one commit puts the entries into the trees and empties the journal; so does any commit that is large itself. All of
// it happens inside LMDB's transactions: what a snapshot sees is its trees and its records, so there is nothing to
// recover after a crash, and other processes see the same.
//
// What a record says is the owner's; `Replay` turns it into entries. It must come to the same entries, but for how
// they are cut into blocks, whether records are replayed one by one or many at once.
//
// A record's key is the number of its transaction, u64 big-endian; its value a checksum of the rest, u64 little-endian,
// and what the owner has written.

import CLMDB
import Synchronization

/// Which databases of an environment are journaled, and what lies over them as the last commits see them.
final class Journal: Sendable {
    /// Makes the changes that records ask for, in the order of the records.
    typealias Replay = @Sendable (_ transaction: inout Transaction<Writing>, _ records: [[UInt8]]) throws -> Void

    private struct View {
        let transaction: Int
        let overlay: Overlay?
    }

    let database: Database
    /// Holds nothing beyond a transaction; nil where nobody may write.
    let scratch: Database?
    /// The journaled databases; a place in an overlay is a place here.
    let databases: [Database]
    /// The place of each database by LMDB's index; -1 for those that are not journaled.
    private let places: [Int8]
    private let replay: Replay
    /// Of the last commits, ascending: a snapshot may be a little older than what somebody else has just read.
    private let views = Mutex<[View]>([])
    /// Held while records are replayed, so that of many readers of a new commit one does it for all.
    private let replaying = Mutex<Void>(())

    init(_ database: Database, scratch: Database?, of databases: [Database], replay: @escaping Replay) {
        self.database = database
        self.scratch = scratch
        self.databases = databases
        self.replay = replay
        var places = [Int8](repeating: -1, count: Int(databases.map(\.index).max() ?? 0) + 1)
        for (place, database) in databases.enumerated() { places[Int(database.index)] = Int8(place) }
        self.places = places
    }

    /// The place of a database; nil when it is not journaled.
    func place(of database: Database) -> Int? {
        let index = Int(database.index)
        return index < places.count && places[index] >= 0 ? Int(places[index]) : nil
    }

    /// What lies over the trees as a transaction sees them at its beginning; nil when all is in the trees.
    func overlay(_ transaction: OpaquePointer, in environment: Environment, isReading: Bool) throws(StorageError)
        -> Overlay?
    {
        // The writer's number is that of the commit to come.
        let number = Int(mdb_txn_id(transaction)) - (isReading ? 0 : 1)
        if let known = view(of: number), known.transaction == number { return known.overlay }
        let outcome = replaying.withLock { _ in
            Result { () throws(StorageError) -> Overlay? in
                let known = view(of: number)
                if let known, known.transaction == number { return known.overlay }
                let overlay = try read(transaction, known?.overlay, in: environment)
                publish(overlay, of: number)
                return overlay
            }
        }
        return try outcome.get()
    }

    /// The latest known one that is not later than a commit.
    private func view(of transaction: Int) -> View? {
        views.withLock { views in views.last { $0.transaction <= transaction } }
    }

    /// Keeps the overlay of a commit for those that come after.
    func publish(_ overlay: Overlay?, of transaction: Int) {
        views.withLock { views in
            guard views.last.map({ $0.transaction < transaction }) ?? true else { return }
            views.append(View(transaction: transaction, overlay: overlay))
            if views.count > StorageLimits.journalViews { views.removeFirst() }
        }
    }

    /// Whether so much waits that a commit should put it into the trees instead of adding a record.
    func isFull(_ transaction: OpaquePointer, adding bytes: Int) -> Bool {
        var statistics = MDB_stat()
        guard mdb_stat(transaction, database.index, &statistics) == MDB_SUCCESS else { return true }
        let pages = statistics.ms_leaf_pages + statistics.ms_overflow_pages
        let overlaid = views.withLock { $0.last?.overlay?.byteCount } ?? 0
        return statistics.ms_entries + 1 >= StorageLimits.journalRecords
            || pages * Int(statistics.ms_psize) + bytes >= StorageLimits.journalBytes
            || overlaid >= StorageLimits.journalEntryBytes
    }

    func isEmpty(_ transaction: OpaquePointer) -> Bool {
        var statistics = MDB_stat()
        return mdb_stat(transaction, database.index, &statistics) == MDB_SUCCESS && statistics.ms_entries == 0
    }

    /// Adds to an overlay what records say, with the trees as a transaction sees them.
    func replay(
        _ records: [[UInt8]], over overlay: Overlay?, _ transaction: OpaquePointer, in environment: Environment
    ) throws(StorageError) -> Overlay {
        let handle = TransactionHandle(replaying: self, over: overlay, transaction, environment)
        do {
            var replaying = Transaction<Writing>(handle)
            try replay(&replaying, records)
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError(.corrupted, operation: "read the journal of", path: environment.path)
        }
        return handle.replayed
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
        var (numbers, records): ([UInt64], [[UInt8]]) = ([], [])
        while code == MDB_SUCCESS {
            guard let number = Self.number(key), let record = JournalRecord.content(UnsafeRawBufferPointer(value))
            else { throw StorageError(.corrupted, operation: "read the journal of", path: environment.path) }
            numbers.append(number)
            records.append(record)
            code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
        guard code == MDB_NOTFOUND else {
            throw StorageError(code: code, operation: "read the journal of", path: environment.path)
        }
        if records.isEmpty { return overlay }
        var replayed = try replay(records, over: overlay, transaction, in: environment)
        for number in numbers { replayed.add(record: number) }
        return replayed
    }

    private static func number(_ key: MDB_val) -> UInt64? {
        guard key.mv_size == 8, let data = key.mv_data else { return nil }
        return UInt64(bigEndian: data.loadUnaligned(as: UInt64.self))
    }
}

extension Environment {
    /// Lets small commits leave their changes of `databases` to the database `name`, see ``Transaction/record(_:)``. The
    /// databases must have neither sorted duplicates nor integer keys. Call it once, after opening.
    ///
    /// - Parameter replay: makes the changes that records ask for, in their order, with `put` and `delete` and by
    ///   cursors. It must come to the same content whether records are replayed one by one or several at once.
    public func keepJournal(
        _ name: String, of databases: [Database],
        replay: @escaping @Sendable (_ transaction: inout Transaction<Writing>, _ records: [[UInt8]]) throws -> Void
    ) throws(StorageError) {
        let database = try database(name)
        let scratch = options.access == .readWrite ? try self.database("\(name).scratch") : nil
        journalSlot.withLock { slot in
            if slot == nil { slot = Journal(database, scratch: scratch, of: databases, replay: replay) }
        }
    }
}
