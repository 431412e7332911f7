// Growing the map: the writer has aborted, keeps new readers out, waits for those inside, resizes, and tries again.
// With the address space reserved at open this is for small limits and for files that another process has grown.

import CLMDB

extension Environment {
    /// Doubles the map. The caller holds the writer lock and has no transaction open.
    func grow() throws(StorageError) {
        var information = MDB_envinfo()
        try check(mdb_env_info(pointer, &information), "read the state of")
        try resize(to: information.me_mapsize * 2)
    }

    /// Takes over the map size that another process gave the file.
    func adoptSizeOfOtherProcess() throws(StorageError) {
        let took = writerLock.lock()
        defer { if took { writerLock.unlock() } }
        try resize(to: 0)
    }

    private func resize(to size: Int) throws(StorageError) {
        guard gate.close(waiting: StorageLimits.drainMilliseconds) else {
            throw StorageError(.mapFull, operation: "grow", path: path)
        }
        defer { gate.open() }
        guard mdb_env_set_mapsize(pointer, size) == MDB_SUCCESS else {
            throw StorageError(.mapFull, operation: "grow", path: path)
        }
    }
}
