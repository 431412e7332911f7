// Creating the directory, choosing the flags, reserving the map.
// Unsafe: LMDB's environment pointer before an Environment owns it.

import CLMDB
import Glibc

extension Environment {
    /// Opens the environment in the directory that `path` names from the beginning to the end of the opening: one
    /// that is exchanged meanwhile would give the lock of one and the data of the other.
    static func openHeld(
        _ path: String, _ options: EnvironmentOptions
    ) throws(StorageError) -> (OpaquePointer, HeldDirectory?) {
        guard options.layout == .directory else { return (try openPointer(path, options), nil) }
        while true {
            let directory = try HeldDirectory(path)
            let pointer = try openPointer(path, options)
            if directory.isAt(path) { return (pointer, directory) }
            mdb_env_close(pointer)
        }
    }

    private static func openPointer(
        _ path: String, _ options: EnvironmentOptions
    ) throws(StorageError) -> OpaquePointer {
        var mapSize = options.mapSize
        while true {
            var created: OpaquePointer?
            let code = mdb_env_create(&created)
            guard code == MDB_SUCCESS, let pointer = created else {
                throw StorageError(code: code, operation: "open", path: path)
            }
            mdb_env_set_maxdbs(pointer, options.databases)
            mdb_env_set_maxreaders(pointer, options.readers)
            mdb_env_set_mapsize(pointer, mapSize)
            let opened = mdb_env_open(pointer, path, options.flags, options.visibility.fileMode)
            if opened == MDB_SUCCESS { return pointer }
            mdb_env_close(pointer)
            // A process may be allowed less address space than we would like to reserve.
            guard opened == ENOMEM, mapSize / 2 >= StorageLimits.smallestMapSize else {
                throw StorageError(code: opened, operation: "open", path: path)
            }
            mapSize /= 2
        }
    }

    /// Makes the directory (for writing) and returns the one spelling of the path that the registry knows it by.
    static func prepare(_ path: String, _ options: EnvironmentOptions) throws(StorageError) -> String {
        let (parent, name) = options.layout == .directory ? (path, nil) : split(path)
        if options.access == .readWrite {
            if mkdir(parent, options.visibility.directoryMode) != 0, errno != EEXIST {
                throw StorageError(code: errno, operation: "create the directory", path: parent)
            }
        }
        guard let resolved = realpath(parent, nil) else {
            throw StorageError(code: errno, operation: "open", path: path)
        }
        defer { free(resolved) }
        let directory = String(cString: resolved)
        guard !isOnNetwork(directory) else {
            throw StorageError(.networkFileSystem, operation: "open", path: directory)
        }
        return name.map { name in "\(directory)/\(name)" } ?? directory
    }

    private static func split(_ path: String) -> (parent: String, name: String?) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let parent = path[..<slash]
        return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
    }

    /// NFS, SMB, CIFS and SMB2 by their magic numbers (statfs(2)).
    private static func isOnNetwork(_ path: String) -> Bool {
        var information = statfs()
        guard statfs(path, &information) == 0 else { return false }
        return [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42].contains(UInt32(truncatingIfNeeded: information.f_type))
    }
}

extension EnvironmentOptions {
    fileprivate var flags: UInt32 {
        var flags = MDB_NOTLS
        switch access {
        case .readWrite: break
        case .readOnly: flags |= MDB_RDONLY
        case .readOnlyUnlocked: flags |= MDB_RDONLY | MDB_NOLOCK
        }
        switch durability {
        case .durable: break
        case .relaxed: flags |= MDB_NOMETASYNC
        case .temporary: flags |= MDB_NOSYNC
        }
        if layout == .file { flags |= MDB_NOSUBDIR }
        if !readsAhead { flags |= MDB_NORDAHEAD }
        return UInt32(flags)
    }
}

extension EnvironmentOptions.Visibility {
    fileprivate var directoryMode: mode_t { self == .owner ? 0o700 : 0o755 }
    fileprivate var fileMode: mode_t { self == .owner ? 0o600 : 0o644 }
}
