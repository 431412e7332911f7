// What an environment tells of itself: its size, what of it is free, and who reads it.
// Unsafe: reads LMDB's list of free pages, and takes its list of readers through a C pointer.

import CLMDB

/// State of an ``Environment``.
public struct EnvironmentStatistics: Hashable, Sendable {
    public let mapBytes: Int
    /// Length of the file, free pages inside it included.
    public let usedBytes: Int
    /// Number of the last committed write transaction.
    public let lastTransaction: Int
    /// Read transactions open in this process.
    public let activeReaders: Int
    /// How long the oldest of them has been open.
    public let oldestReaderAge: Duration?
}

/// A reader's slot that is in use, in this process or another.
public struct ReaderSlot: Hashable, Sendable {
    public let process: Int
    /// The commit that it reads.
    public let transaction: Int
}

extension Environment {
    /// Size of the map and of what is used of it.
    public func statistics() throws(StorageError) -> EnvironmentStatistics {
        var information = MDB_envinfo()
        try check(mdb_env_info(pointer, &information), "read the state of")
        var pages = MDB_stat()
        try check(mdb_env_stat(pointer, &pages), "read the state of")
        let age = gate.oldestStart.map { start in Duration.nanoseconds(Int64(CoarseClock.now &- start)) }
        return EnvironmentStatistics(
            mapBytes: information.me_mapsize,
            usedBytes: (information.me_last_pgno + 1) * Int(pages.ms_psize),
            lastTransaction: information.me_last_txnid,
            activeReaders: gate.activeReaders,
            oldestReaderAge: age
        )
    }

    /// Number of the last commit, of this process or another.
    public func lastTransaction() throws(StorageError) -> Int {
        var information = MDB_envinfo()
        try check(mdb_env_info(pointer, &information), "read the state of")
        return information.me_last_txnid
    }

    /// Bytes of the pages that no commit uses any more, some of which readers may still see.
    public func freeBytes() throws -> Int {
        var pages = MDB_stat()
        try check(mdb_env_stat(pointer, &pages), "read the state of")
        // LMDB keeps the numbers of free pages in its database 0; each value begins with how many it has.
        let snapshot = try snapshot()
        var cursor = try snapshot.cursor(in: Database(index: 0))
        var count = 0
        while try cursor.next() {
            count += cursor.value.withUnsafeBytes { $0.count >= 8 ? $0.loadUnaligned(as: Int.self) : 0 }
        }
        return count * Int(pages.ms_psize)
    }

    /// Everyone who reads the environment now, in all processes; slots of dead processes are cleared first.
    public func readers() -> [ReaderSlot] {
        clearStaleReaders()
        var lines: [String] = []
        withUnsafeMutablePointer(to: &lines) { lines in
            // A line of numbers for each: process, thread (hexadecimal), transaction or '-'.
            _ = mdb_reader_list(
                pointer,
                { line, context in
                    guard let line, let context else { return 0 }
                    context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: line))
                    return 0
                }, lines)
        }
        return lines.compactMap { line in
            let fields = line.split { $0 == " " || $0 == "\n" }
            guard fields.count == 3, let process = Int(fields[0]), let transaction = Int(fields[2]) else { return nil }
            return ReaderSlot(process: process, transaction: transaction)
        }
    }

    /// Frees the reader slots of processes that are gone.
    public func clearStaleReaders() {
        var dead: Int32 = 0
        mdb_reader_check(pointer, &dead)
    }
}
