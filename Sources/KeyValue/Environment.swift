// An LMDB environment: one file of named databases, many readers, one writer, atomic commits.
//
// LMDB's traps are handled here, once: the same file must not be opened twice in a process (EnvironmentRegistry), reader
// slots must not belong to threads (MDB_NOTLS), slots of crashed processes must be freed, the map must grow without a
// transaction open (ReaderGate, Environment+Growth), a thread must not begin to write twice (WriterLock), and locks do
// not work on network file systems. Transactions keep their environment alive, so it closes after the last of them.
// Unsafe: owns LMDB's environment pointer, which LMDB allows any thread to use.

import CLMDB
import Glibc
import Synchronization

/// An open environment. Opening the same path again in this process gives the same object.
public final class Environment: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer
    /// The canonical path of its directory or file.
    public let path: String
    public let options: EnvironmentOptions
    /// Where it was opened; nil when its layout is a file.
    let directory: HeldDirectory?
    let gate = ReaderGate()
    let writerLock = WriterLock()
    private let databases = Mutex<[String: Database]>([:])
    private let commits = Atomic<Int>(0)
    private let lastReaderCheck = Atomic<UInt64>(0)
    let journalSlot = Mutex<Journal?>(nil)
    /// The first commit that may put records of free pages together again.
    let nextMerging = Atomic<Int>(0)

    /// Opens the environment at `path`, creating it (and its directory) when it is opened for writing.
    ///
    /// - Throws: ``StorageError``; a file that is not a database, or from another version, is never touched.
    public static func open(
        _ path: String, _ options: EnvironmentOptions = EnvironmentOptions()
    ) throws(StorageError) -> Environment {
        try EnvironmentRegistry.shared.environment(at: path, options)
    }

    /// - Parameter place: the directory where it lies until it is put in its place at `path`.
    init(
        openingCanonicalPath path: String, at place: String? = nil, _ options: EnvironmentOptions
    ) throws(StorageError) {
        self.path = path
        self.options = options
        (pointer, directory) = try Environment.openHeld(place ?? path, options)
        clearStaleReaders()
    }

    deinit {
        EnvironmentRegistry.shared.close(path, ObjectIdentifier(self)) { mdb_env_close(pointer) }
    }

    /// Runs `body` on a consistent view of the last commit; writers do not wait for it and it does not wait for them.
    ///
    /// Keep it short: pages that this view sees cannot be reused until it ends.
    ///
    /// - Throws: ``StorageError``, or what `body` throws.
    public func read<Result: ~Copyable>(_ body: (borrowing Transaction<Reading>) throws -> Result) throws -> Result {
        let transaction = try snapshot()
        return try body(transaction)
    }

    /// A consistent view of the last commit that lives as long as it, or a cursor from it, does.
    ///
    /// - Parameter limit: how long it may be read; then reading throws ``StorageError/Kind/readerExpired``.
    public func snapshot(within limit: Duration? = nil) throws(StorageError) -> Transaction<Reading> {
        let handle = try begin(MDB_RDONLY, within: limit)
        try handle.layOver(journalSlot.withLock { $0 })
        return Transaction(handle)
    }

    /// Runs `body` and commits what it did: all of it, or nothing if it or the commit throws.
    ///
    /// The whole of it happens on the calling thread, which waits for other writers. If the map has to grow, `body` is
    /// run again from the start, so it must not change anything but the transaction (or reset what it changes).
    ///
    /// - Throws: ``StorageError``, of kind `replaced` when another environment has its place now; or what `body` throws.
    public func write<Result: ~Copyable>(
        _ body: (inout Transaction<Writing>) throws -> Result
    ) throws -> Result {
        guard writerLock.lock() else { throw StorageError(.nestedWrite, operation: "write to", path: path) }
        defer { writerLock.unlock() }
        while true {
            let handle = try begin(0)
            do {
                try handle.layOver(journalSlot.withLock { $0 })
                var transaction = Transaction<Writing>(handle)
                let result = try body(&transaction)
                try handle.commit()
                countCommit()
                return result
            } catch {
                handle.abort()
                guard handle.ranOutOfMap else { throw error }
                try grow()
            }
        }
    }

    /// The named database, created when the environment is open for writing. Call it outside transactions, once.
    public func database(_ name: String, _ flags: DatabaseFlags = []) throws(StorageError) -> Database {
        if let known = databases.withLock({ $0[name] }) { return known }
        let creates = options.access == .readWrite
        guard !creates || writerLock.lock() else {
            throw StorageError(.nestedWrite, operation: "open database \(name) of", path: path)
        }
        defer { if creates { writerLock.unlock() } }
        let handle = try begin(creates ? 0 : MDB_RDONLY)
        var index = MDB_dbi()
        let code = mdb_dbi_open(handle.pointer, name, flags.rawValue | (creates ? UInt32(MDB_CREATE) : 0), &index)
        if code != MDB_SUCCESS { throw StorageError(code: code, operation: "open database \(name) of", path: path) }
        try handle.commit()
        let database = Database(index: index)
        databases.withLock { $0[name] = database }
        return database
    }

    /// Flushes everything committed so far to the disk.
    public func synchronize() throws(StorageError) {
        try check(mdb_env_sync(pointer, 1), "flush")
    }

    func check(_ code: Int32, _ operation: String) throws(StorageError) {
        if code != MDB_SUCCESS { throw StorageError(code: code, operation: operation, path: path) }
    }

    /// - Parameter isInPlace: whether this environment must be the one at its path for a writer to begin.
    func begin(
        _ flags: Int32, within limit: Duration? = nil, isInPlace: Bool = true
    ) throws(StorageError) -> TransactionHandle {
        let isReading = flags & MDB_RDONLY != 0
        var triedAgain = false
        while true {
            let start = CoarseClock.now
            let place = isReading ? gate.enter(at: start) : nil
            var transaction: OpaquePointer?
            let code = mdb_txn_begin(pointer, nil, UInt32(flags), &transaction)
            if code == MDB_SUCCESS, let transaction {
                let deadline = limit.map { start + $0.nanoseconds } ?? .max
                let handle = TransactionHandle(transaction, self, place: place, deadline: deadline)
                // Whoever replaces an environment holds its write lock, so what is true now is so until the commit.
                if !isReading, isInPlace, isReplaced {
                    handle.abort()
                    throw StorageError(.replaced, operation: "write to", path: path)
                }
                return handle
            }
            if let place { gate.leave(place) }
            switch code {
            case MDB_MAP_RESIZED where !triedAgain: try adoptSizeOfOtherProcess()
            case MDB_READERS_FULL where !triedAgain: clearStaleReaders()
            default: throw StorageError(code: code, operation: isReading ? "read from" : "write to", path: path)
            }
            triedAgain = true
        }
    }

    /// Now and then a commit frees the slots of dead processes: what they have pinned would grow with every commit.
    private func countCommit() {
        let count = commits.add(1, ordering: .relaxed).newValue
        let now = CoarseClock.now
        let isDue =
            count % StorageLimits.commitsBetweenReaderChecks == 0
            || now - lastReaderCheck.load(ordering: .relaxed) > StorageLimits.nanosecondsBetweenReaderChecks
        if isDue {
            lastReaderCheck.store(now, ordering: .relaxed)
            clearStaleReaders()
        }
    }
}

extension Duration {
    var nanoseconds: UInt64 {
        UInt64(clamping: components.seconds) * 1_000_000_000 + UInt64(clamping: components.attoseconds / 1_000_000_000)
    }
}
