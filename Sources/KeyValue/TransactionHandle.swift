// LMDB's transaction with what lies over it: the overlay of the journal, and whether changes go there.
// Unsafe: owns LMDB's transaction pointer.

import CLMDB

/// Owns LMDB's transaction. Transactions and read cursors share it; the last one gone ends it.
@usableFromInline
final class TransactionHandle {
    @usableFromInline let pointer: OpaquePointer
    @usableFromInline let environment: Environment
    /// Of a reader, its place at the gate.
    private let place: Int?
    /// When a reader's view has become too old to be read, by ``CoarseClock``.
    @usableFromInline let deadline: UInt64
    private var isFinished = false
    /// The map had no room for a change, even if the error was wrapped in another since.
    var ranOutOfMap = false
    private var journal: Journal?
    private var overlay: Overlay?
    /// The overlay that the transaction began with.
    private var overlayBefore: Overlay?
    /// Whether there is anything to look up in the overlay or a change may go into the journal.
    @usableFromInline private(set) var isLayered = false
    /// Whether changes go into the journal.
    private var isJournaling = false
    private var hasRecord = false
    /// Whether a settling now would keep changes that may have to be undone.
    private var mustNotSettle = false
    private var wantedToSettle = false

    init(_ pointer: OpaquePointer, _ environment: Environment, place: Int? = nil, deadline: UInt64 = .max) {
        self.pointer = pointer
        self.environment = environment
        self.place = place
        self.deadline = deadline
    }

    private var isReading: Bool { place != nil }

    deinit {
        abort()
    }

    func nested() throws(StorageError) -> TransactionHandle {
        var inner: OpaquePointer?
        let code = mdb_txn_begin(environment.pointer, pointer, 0, &inner)
        guard code == MDB_SUCCESS, let inner else { throw failure(code, "write to") }
        return TransactionHandle(inner, environment)
    }

    func abort() {
        guard !isFinished else { return }
        mdb_txn_abort(pointer)
        finish()
    }

    func commit() throws(StorageError) {
        let number = Int(mdb_txn_id(pointer))
        let isOfJournal = try finishJournal()
        overlayBefore = nil
        let code = mdb_txn_commit(pointer)
        finish()
        try check(code, "commit to")
        if isOfJournal { journal?.publish(overlay, of: number) }
    }

    private func finish() {
        isFinished = true
        if let place { environment.gate.leave(place) }
    }

    /// Throws when the view has become too old. LMDB cannot take a view away from the thread that reads it, so every
    /// look-up and every move of a cursor asks.
    @inlinable
    func checkAge() throws(StorageError) {
        if deadline != .max, CoarseClock.now > deadline { throw expiry() }
    }

    @usableFromInline
    func expiry() -> StorageError { StorageError(.readerExpired, operation: "go on reading", path: environment.path) }

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

// MARK: Journal

extension TransactionHandle {
    /// Lays the journal's records over the trees, and sends small changes there, where there is one.
    func layOver(_ journal: Journal?) throws(StorageError) {
        guard let journal else { return }
        self.journal = journal
        overlay = try journal.overlay(pointer, in: environment, isReading: isReading)
        overlayBefore = overlay
        // A store that is thrown away needs no journal, but what another has left there hides what is below.
        isJournaling = !isReading && (environment.options.durability != .temporary || overlay != nil)
        isLayered = overlay != nil || isJournaling
    }

    /// The value that lies over a tree's, without an address when the entry has been removed; nil when none does.
    @usableFromInline
    func overlaid(_ key: RawSpan, in database: Database) -> MDB_val? {
        guard let place = journal?.place(of: database) else { return nil }
        let entry = key.withUnsafeBytes { overlay?.entry(place, $0) }
        return entry.map { entry in entry.value.map { MDB_val($0) } ?? MDB_val() }
    }

    /// What lies over a tree.
    func table(of database: Database) -> [Overlay.Entry] {
        guard let place = journal?.place(of: database), let overlay else { return [] }
        return overlay.tables[place]
    }

    @usableFromInline
    func isJournaled(_ database: Database) -> Bool {
        isJournaling && journal?.place(of: database) != nil
    }

    /// Puts a change into the journal; false when it has to go into the tree.
    @usableFromInline
    func journal(_ key: RawSpan, _ value: RawSpan?, in database: Database) throws(StorageError) -> Bool {
        guard isJournaling, let journal, let place = journal.place(of: database) else { return false }
        if !hasRecord {
            var begun = overlay ?? Overlay(databases: journal.databases.count)
            begun.beginRecord()
            overlay = begun
            hasRecord = true
        }
        key.withUnsafeBytes { key in
            if let value {
                value.withUnsafeBytes { overlay?.set(place, key, $0) }
            } else {
                overlay?.set(place, key, nil)
            }
        }
        return true
    }

    /// Puts all that lies over the trees into them.
    func settleJournal() throws(StorageError) {
        guard isJournaling, let journal else { return }
        if mustNotSettle {
            wantedToSettle = true
            throw StorageError(.transactionFull, operation: "write to", path: environment.path)
        }
        if let overlay {
            for (place, table) in overlay.tables.enumerated() {
                for entry in table { try settle(entry, in: journal.databases[place]) }
            }
            try check(mdb_drop(pointer, journal.database.index, 0), "write to")
        }
        overlay = nil
        (isJournaling, isLayered, hasRecord) = (false, false, false)
    }

    private func settle(_ entry: Overlay.Entry, in database: Database) throws(StorageError) {
        var key = MDB_val(entry.key)
        guard let bytes = entry.value else {
            _ = try found(mdb_del(pointer, database.index, &key, nil), "write to")
            return
        }
        var value = MDB_val(bytes)
        try check(mdb_put(pointer, database.index, &key, &value, 0), "write to")
    }

    /// Writes this transaction's record, or settles when many have come together. Says whether the overlay is that of
    /// the commit.
    private func finishJournal() throws(StorageError) -> Bool {
        guard isJournaling, hasRecord, let journal, var finished = overlay else { return false }
        if finished.records + 1 >= StorageLimits.journalRecords || finished.byteCount >= StorageLimits.journalBytes {
            try settleJournal()
            return true
        }
        let number = UInt64(mdb_txn_id(pointer))
        let record = try JournalRecord.encode(finished) { place, key throws(StorageError) in
            if let entry = overlayBefore?.entry(place, key) { return entry.value }
            return try Journal.value(of: key, in: journal.databases[place], pointer, environment)
        }
        finished.endRecord(number: number)
        overlay = finished
        var keyBytes = number.bigEndian
        let code = withUnsafeBytes(of: &keyBytes) { keyBytes in
            record.withUnsafeBytes { recordBytes in
                var key = MDB_val(keyBytes)
                var value = MDB_val(recordBytes)
                return mdb_put(pointer, journal.database.index, &key, &value, UInt32(MDB_APPEND))
            }
        }
        try check(code, "write to")
        return true
    }

    /// Runs `body` on the overlay, and undoes what it did when it throws. Nil when what it did was too much for the
    /// journal: then it has been undone and must be run again in a transaction of its own.
    func tryInJournal<Result>(_ body: () throws -> Result) throws -> Result? {
        let saved = (overlay, hasRecord)
        mustNotSettle = true
        wantedToSettle = false
        let outcome = Swift.Result { try body() }
        mustNotSettle = false
        if wantedToSettle {
            (overlay, hasRecord) = saved
            return nil
        }
        if case .failure = outcome { (overlay, hasRecord) = saved }
        return try outcome.get()
    }
}
