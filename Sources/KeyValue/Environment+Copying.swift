// Backup: a consistent, compacted copy taken while readers and the writer go on.

import CLMDB
import Glibc

extension Environment {
    /// Writes a compacted copy of the last commit to a new file (layout ``EnvironmentOptions/Layout/file``).
    ///
    /// The file appears under its name only when it is complete and flushed; a file of that name is replaced.
    public func copyCompacted(to file: String) throws(StorageError) {
        let unfinished = "\(file).unfinished"
        let descriptor = Glibc.open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError(code: errno, operation: "create", path: unfinished) }
        var code = mdb_env_copyfd2(pointer, descriptor, UInt32(MDB_CP_COMPACT))
        if code == MDB_SUCCESS, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == MDB_SUCCESS, rename(unfinished, file) != 0 { code = errno }
        guard code == MDB_SUCCESS else {
            unlink(unfinished)
            throw StorageError(code: code, operation: "copy to", path: file)
        }
    }

    /// Size of the map and of what is used of it.
    public func statistics() throws(StorageError) -> EnvironmentStatistics {
        var information = MDB_envinfo()
        try check(mdb_env_info(pointer, &information), "read the state of")
        var pages = MDB_stat()
        try check(mdb_env_stat(pointer, &pages), "read the state of")
        return EnvironmentStatistics(
            mapBytes: information.me_mapsize,
            usedBytes: (information.me_last_pgno + 1) * Int(pages.ms_psize),
            lastTransaction: information.me_last_txnid,
            activeReaders: gate.activeReaders
        )
    }
}

/// State of an ``Environment``.
public struct EnvironmentStatistics: Hashable, Sendable {
    public let mapBytes: Int
    /// Length of the file, free pages inside it included.
    public let usedBytes: Int
    /// Number of the last committed write transaction.
    public let lastTransaction: Int
    /// Read transactions open in this process.
    public let activeReaders: Int
}
