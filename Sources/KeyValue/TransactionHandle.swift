// LMDB's transaction with what lies over it: the overlay of the journal, and whether changes go there.
// Unsafe: owns LMDB's transaction pointer.

import CLMDB

/// Owns LMDB's transaction. Transactions and read cursors share it; the last one gone ends it.
@usableFromInline
final class TransactionHandle {
    @usableFromInline let pointer: OpaquePointer
    @usableFromInline let environment: Environment
    /// Of a reader that is not at rest, its place at the gate.
    private var place: Int?
    private let isReading: Bool
    /// When a reader's view has become too old to be read, by ``CoarseClock``. Every look-up asks, so this and what follows
    /// are read without a check that nobody changes them meanwhile: only `wake` does, while nobody reads.
    @exclusivity(unchecked) @usableFromInline private(set) var deadline: UInt64
    /// How often a reader has been woken: its cursors have to be renewed after each time.
    @exclusivity(unchecked) @usableFromInline private(set) var renewals = 0
    /// The commit that a reader at rest has seen.
    private var seenCommit = 0
    private var isFinished = false
    /// The map had no room for a change, even if the error was wrapped in another since.
    var ranOutOfMap = false
    private var journal: Journal?
    private var overlay: Overlay?
    /// Whether there is anything to look up in the overlay, or a change does not go into the trees at once.
    @exclusivity(unchecked) @usableFromInline private(set) var isLayered = false
    private var mode = Mode.trees
    /// Whether `overlay` is what lay over the trees when the transaction began, and what it has recorded since.
    private var isLaidOver = false
    /// What this transaction asks the journal for, behind room for the record's head.
    private var recorded: [UInt8] = []
    /// As much of `recorded` is in the overlay.
    private var replayedBytes = 0
    /// How often some of it has been put there.
    private var replays = 0
    /// Whether entries that lay over the trees have been put into them.
    private var hasSettled = false
    /// Whether a settling now would keep changes that may have to be undone.
    private var mustNotSettle = false
    private var wantedToSettle = false

    /// Where changes go.
    private enum Mode {
        /// Into the trees.
        case trees
        /// What is recorded, into the journal; anything else puts all of it into the trees first.
        case journal
        /// Into the overlay: what records ask for is being worked out.
        case overlay
    }

    init(_ pointer: OpaquePointer, _ environment: Environment, place: Int? = nil, deadline: UInt64 = .max) {
        self.pointer = pointer
        self.environment = environment
        self.place = place
        self.deadline = deadline
        isReading = place != nil
    }

    /// Sees what another handle's transaction sees with an overlay on it, and puts changes into a copy of that.
    init(
        replaying journal: Journal, over overlay: Overlay?, _ pointer: OpaquePointer, _ environment: Environment
    ) {
        self.pointer = pointer
        self.environment = environment
        place = nil
        deadline = .max
        isReading = false
        self.journal = journal
        var copy = overlay ?? Overlay(databases: journal.databases.count)
        copy.beginChanges()
        self.overlay = copy
        (isLayered, isLaidOver, mode) = (true, true, .overlay)
        // The transaction is another's.
        isFinished = true
    }

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
        let isKnown = try finishJournal()
        let code = mdb_txn_commit(pointer)
        finish()
        try check(code, "commit to")
        if isKnown { journal?.publish(overlay, of: number) }
    }

    private func finish() {
        isFinished = true
        leaveGate()
    }

    private func leaveGate() {
        if let place { environment.gate.leave(place) }
        place = nil
    }

    /// Lets go of a reader's view: its pages may be used again, and what reads throws, until ``wake(within:)``.
    func rest() {
        guard place != nil else { return }
        seenCommit = Int(mdb_txn_id(pointer))
        mdb_txn_reset(pointer)
        leaveGate()
    }

    /// Takes the view up again.
    ///
    /// - Returns: false when there has been a commit meanwhile, or the view cannot be had: then the reader stays at rest.
    func wake(within limit: Duration?) -> Bool {
        guard isReading, place == nil, !isFinished else { return false }
        let start = CoarseClock.now
        place = environment.gate.enter(at: start)
        let isSame = mdb_txn_renew(pointer) == MDB_SUCCESS && Int(mdb_txn_id(pointer)) == seenCommit
        renewals += 1
        deadline = limit.map { start + $0.nanoseconds } ?? .max
        if !isSame { rest() }
        return isSame
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
    /// Lays the journal over the trees, and sends small changes there, where there is one. A writer may have no need of
    /// what lies there: it looks when it does.
    func layOver(_ journal: Journal?) throws(StorageError) {
        guard let journal else { return }
        self.journal = journal
        if isReading {
            overlay = try journal.overlay(pointer, in: environment, isReading: true)
            (isLayered, isLaidOver) = (overlay != nil, true)
        } else if environment.options.durability != .temporary || !journal.isEmpty(pointer) {
            // A store that is thrown away needs no journal, but what another has left there hides what is below.
            (isLayered, mode) = (true, .journal)
            recorded = [UInt8](repeating: 0, count: JournalRecord.headBytes)
            replayedBytes = recorded.count
        }
    }

    /// Makes the overlay what the transaction sees.
    private func layOver() throws(StorageError) {
        guard mode == .journal, let journal else { return }
        if !isLaidOver {
            overlay = try journal.overlay(pointer, in: environment, isReading: false)
            isLaidOver = true
        }
        if replayedBytes < recorded.count {
            overlay = try journal.replay(
                [Array(recorded[replayedBytes...])], over: overlay, pointer, in: environment)
            replayedBytes = recorded.count
            replays += 1
        }
    }

    /// What a replay has come to.
    var replayed: Overlay {
        guard let overlay else { preconditionFailure("a replay has an overlay from the start") }
        return overlay
    }

    /// The value that lies over a tree's, without an address when the entry has been removed; nil when none does.
    @usableFromInline
    func overlaid(_ key: RawSpan, in database: Database) throws(StorageError) -> MDB_val? {
        guard let place = journal?.place(of: database) else { return nil }
        try layOver()
        let entry = key.withUnsafeBytes { overlay?.entry(place, $0) }
        return entry.map { entry in entry.value.map { MDB_val($0) } ?? MDB_val() }
    }

    /// What lies over a tree.
    func table(of database: Database) throws(StorageError) -> [Overlay.Entry] {
        guard let place = journal?.place(of: database) else { return [] }
        try layOver()
        return overlay?.tables[place] ?? []
    }

    /// Whether changes of a database go into the overlay. If they are to go into the tree while the journal holds some,
    /// these are put there first.
    @usableFromInline
    func prepareChange(of database: Database) throws(StorageError) -> Bool {
        guard mode != .trees, journal?.place(of: database) != nil else { return false }
        if mode == .overlay { return true }
        try settleJournal()
        return false
    }

    /// Puts a change into the overlay; false when it has to go into the tree.
    @usableFromInline
    func overlay(_ key: RawSpan, _ value: RawSpan?, in database: Database) throws(StorageError) -> Bool {
        guard try prepareChange(of: database), let place = journal?.place(of: database) else { return false }
        key.withUnsafeBytes { key in
            if let value {
                value.withUnsafeBytes { overlay?.set(place, key, $0) }
            } else {
                overlay?.set(place, key, nil)
            }
        }
        return true
    }

    /// Adds to what the transaction asks the journal for; false when changes have to go into the trees.
    ///
    /// One that goes on and on, or looks at what it has changed again and again, is no small change: the trees are faster.
    func record(_ content: [UInt8]) -> Bool {
        guard mode == .journal, replays < StorageLimits.journaledReplays,
            recorded.count + content.count <= StorageLimits.journalBytes
        else { return false }
        recorded += content
        return true
    }

    /// Puts all that lies over the trees into them.
    func settleJournal() throws(StorageError) {
        guard mode == .journal, let journal else { return }
        if mustNotSettle {
            wantedToSettle = true
            throw StorageError(.transactionFull, operation: "write to", path: environment.path)
        }
        try layOver()
        if let overlay {
            for (place, table) in overlay.tables.enumerated() {
                for entry in table { try settle(entry, in: journal.databases[place]) }
            }
            try check(mdb_drop(pointer, journal.database.index, 0), "write to")
            hasSettled = true
        }
        overlay = nil
        recorded = []
        (mode, isLayered) = (.trees, false)
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

    /// Writes this transaction's record, or settles when many have come together. Says whether the overlay is what the
    /// commit's readers will see.
    private func finishJournal() throws(StorageError) -> Bool {
        guard let journal, !isReading else { return false }
        if mode == .journal {
            if recorded.count <= JournalRecord.headBytes { return false }
            if journal.isFull(pointer, adding: recorded.count) {
                try settleJournal()
            } else {
                try writeRecord(to: journal)
            }
        }
        // Without a change LMDB gives the number to the next transaction.
        return hasSettled || (mode == .journal && isLaidOver && replayedBytes == recorded.count)
    }

    private func writeRecord(to journal: Journal) throws(StorageError) {
        let number = UInt64(mdb_txn_id(pointer))
        if let scratch = journal.scratch { try check(environment.mergeFreePages(pointer, scratch), "write to") }
        JournalRecord.seal(&recorded)
        var keyBytes = number.bigEndian
        let code = withUnsafeBytes(of: &keyBytes) { keyBytes in
            recorded.withUnsafeBytes { recordBytes in
                var key = MDB_val(keyBytes)
                var value = MDB_val(recordBytes)
                return mdb_put(pointer, journal.database.index, &key, &value, UInt32(MDB_APPEND))
            }
        }
        try check(code, "write to")
        overlay?.add(record: number)
    }

    /// Runs `body`, and undoes what it recorded when it throws. Nil when what it did was too much for the journal: then
    /// it has been undone and must be run again in a transaction of its own.
    func tryInJournal<Result>(_ body: () throws -> Result) throws -> Result? {
        guard mode == .journal else { return nil }
        let (count, savedOverlay, savedBytes, wasLaidOver) = (recorded.count, overlay, replayedBytes, isLaidOver)
        mustNotSettle = true
        wantedToSettle = false
        let outcome = Swift.Result { try body() }
        mustNotSettle = false
        var hasFailed = wantedToSettle
        if case .failure = outcome { hasFailed = true }
        if hasFailed {
            recorded.removeSubrange(count...)
            if replayedBytes > count || !wasLaidOver {
                (overlay, replayedBytes, isLaidOver) = (savedOverlay, savedBytes, wasLaidOver)
            }
        }
        return wantedToSettle ? nil : try outcome.get()
    }
}
