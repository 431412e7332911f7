// Puts the records of free pages together, see `FreePageList.swift`.
// Unsafe: reads LMDB's list of free pages, and asks LMDB for room that nobody writes to.

import CLMDB
import Synchronization

extension Environment {
    /// Has LMDB put its records of free pages together, when they have become many. `transaction` must not have changed
    /// anything yet, and be going to.
    ///
    /// - Parameter scratch: an empty database.
    /// - Returns: LMDB's code of success, or of what has made the transaction useless.
    func mergeFreePages(_ transaction: OpaquePointer, _ scratch: Database) -> Int32 {
        var statistics = MDB_stat()
        let number = Int(mdb_txn_id(transaction))
        guard number >= nextMerging.load(ordering: .relaxed),
            mdb_stat(transaction, 0, &statistics) == MDB_SUCCESS, statistics.ms_depth > 1
        else { return MDB_SUCCESS }
        // A commit does not need it: where all places of readers are taken, the list stays as it is.
        let list = (try? freePageList()) ?? FreePageList()
        let pause = StorageLimits.commitsBetweenMergings + list.count / StorageLimits.freePagesForCommit
        nextMerging.store(number + pause, ordering: .relaxed)
        guard list.count <= StorageLimits.freePagesMerged,
            let runs = list.runs(mostRuns: StorageLimits.runsForMerging, mostLeft: StorageLimits.unmergedRecords)
        else { return MDB_SUCCESS }
        // A value of so many bytes takes the run's pages with the 16 bytes that a page begins with.
        let bytes = runs.length * Int(statistics.ms_psize) - 16
        for number in 0..<runs.count {
            var value = MDB_val(mv_size: bytes, mv_data: nil)
            let code = Self.withKey(number) { key in
                mdb_put(transaction, scratch.index, &key, &value, UInt32(MDB_RESERVE | MDB_APPEND))
            }
            if code != MDB_SUCCESS { return code }
        }
        for number in (0..<runs.count).reversed() {
            let code = Self.withKey(number) { mdb_del(transaction, scratch.index, &$0, nil) }
            if code != MDB_SUCCESS { return code }
        }
        return MDB_SUCCESS
    }

    /// How deep the tree is that LMDB keeps its records of free pages in.
    func freeListDepth() throws(StorageError) -> Int {
        let reading = try begin(MDB_RDONLY)
        var statistics = MDB_stat()
        try check(mdb_stat(reading.pointer, 0, &statistics), "read the state of")
        return Int(statistics.ms_depth)
    }

    private static func withKey<Result>(_ number: Int, _ body: (inout MDB_val) -> Result) -> Result {
        var bytes = UInt32(number).bigEndian
        return withUnsafeBytes(of: &bytes) { bytes in
            var key = MDB_val(bytes)
            return body(&key)
        }
    }

    /// The pages that a writer who begins now may use; when they are very many, not all of them.
    private func freePageList() throws(StorageError) -> FreePageList {
        var list = FreePageList()
        let reading = try begin(MDB_RDONLY)
        var cursor: OpaquePointer?
        try check(mdb_cursor_open(reading.pointer, 0, &cursor), "read the state of")
        defer { mdb_cursor_close(cursor) }
        // What the last commit or a reader sees is not to be used yet.
        let limit = readers().reduce(Int(mdb_txn_id(reading.pointer))) { min($0, $1.transaction) }
        var (key, value) = (MDB_val(), MDB_val())
        while list.count <= StorageLimits.freePagesMerged,
            mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS,
            key.mv_size == 8, let commit = key.mv_data?.loadUnaligned(as: UInt64.self), commit < limit
        {
            let words = UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
            guard words.count >= 8 else { break }
            let count = words.loadUnaligned(as: Int.self)
            guard count >= 0, count <= words.count / 8 - 1 else { break }
            list.append(
                (0..<count).lazy.map { words.loadUnaligned(fromByteOffset: (count - $0) * 8, as: UInt64.self) })
        }
        return list
    }
}
