// What can go wrong below a transaction, in words that a system administrator can act on.
//
// LMDB reports an integer. Every one that can reach a caller becomes a kind here, with the file concerned and the
// remedy; "not found" is no error and is reported as nil or false where it can happen.

import CLMDB
import Glibc

/// A failure of the storage below a store: what was being done, to which file, why it failed and how to mend it.
public struct StorageError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The memory map is full and could not grow, because readers did not finish or a limit was reached.
        case mapFull
        /// Every reader slot is taken.
        case readersFull
        /// More named databases than the environment was opened for.
        case databasesFull
        /// One transaction changed more pages than LMDB can track.
        case transactionFull
        /// The file system has no space left, or a quota or size limit is reached.
        case diskFull
        /// The disk did not do what it was told, also when it fills up in the middle of a write.
        case inputOutput
        /// The file was written by another major version of LMDB.
        case versionMismatch
        /// The file is not an LMDB database.
        case notADatabase
        /// A page of the file is damaged.
        case corrupted
        case permissionDenied
        /// There is no database at the path.
        case missing
        /// The volume is a network file system, on which LMDB's locks do not work.
        case networkFileSystem
        /// The path is open in this process already, with options that differ.
        case openedDifferently
        /// Another environment has been put in its place; see ``Environment/replace(with:in:)``. Open it anew.
        case replaced
        /// The snapshot is older than its reader was allowed to keep it.
        case readerExpired
        /// The file system cannot exchange two directories.
        case cannotExchange
        /// A write transaction was begun inside another on the same thread.
        case nestedWrite
        /// The key exists and the put must not replace it, or an append was out of order.
        case keyExists
        /// A key is empty or longer than 511 bytes, or a duplicate value is too long.
        case keySize
        /// Any other code of LMDB or of the operating system.
        case code(Int32)
    }

    public let kind: Kind
    /// What was being done, as a verb phrase: "write to", "open".
    public let operation: String
    /// The directory or file of the environment.
    public let path: String

    public init(_ kind: Kind, operation: String, path: String) {
        self.kind = kind
        self.operation = operation
        self.path = path
    }

    init(code: Int32, operation: String, path: String) {
        self.init(Kind(code: code), operation: operation, path: path)
    }
}

extension StorageError.Kind {
    init(code: Int32) {
        self =
            switch code {
            case MDB_MAP_FULL: .mapFull
            case MDB_READERS_FULL: .readersFull
            case MDB_DBS_FULL: .databasesFull
            case MDB_TXN_FULL: .transactionFull
            case ENOSPC, EDQUOT, EFBIG: .diskFull
            case EIO: .inputOutput
            case MDB_VERSION_MISMATCH: .versionMismatch
            case MDB_INVALID: .notADatabase
            case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC: .corrupted
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOENT, MDB_NOTFOUND: .missing
            case MDB_KEYEXIST: .keyExists
            case MDB_BAD_VALSIZE: .keySize
            default: .code(code)
            }
    }

    private var explanation: (cause: String, advice: String) {
        switch self {
        case .mapFull:
            (
                "the memory map is full and could not grow",
                "End long-running readers (queries, exports, backups) and try again, or raise the map size."
            )
        case .readersFull:
            ("every reader slot is taken", "Raise the number of readers, or end processes that read this store.")
        case .databasesFull:
            ("too many named databases", "Open the environment with a higher database count.")
        case .transactionFull:
            ("one transaction changed too much", "Split the load into smaller transactions.")
        case .diskFull:
            ("the disk is full", "Free some space and try again; the last committed state is intact.")
        case .inputOutput:
            ("the disk is full or failing", "Check its free space and health; the last committed state is intact.")
        case .versionMismatch:
            (
                "the file was written by another version of LMDB",
                "Dump it with the version that wrote it and load it again."
            )
        case .notADatabase:
            ("the file is not an LMDB database", "Check the path; if it is right, restore the file from a backup.")
        case .corrupted:
            ("the file is damaged", "Restore it from a backup, and check the disk.")
        case .permissionDenied:
            ("permission denied", "Run as the owner of the data directory, or change the owner of its files.")
        case .missing:
            ("there is no database", "Check the path, or create the store first.")
        case .networkFileSystem:
            ("the volume is a network file system", "Put the data directory on a local disk: locks do not work here.")
        case .openedDifferently:
            ("it is open in this process with other options", "Close the other user first, or open it the same way.")
        case .replaced:
            ("another file has been put in its place", "Open it anew; nothing has been changed.")
        case .readerExpired:
            (
                "this view of it has been open for longer than allowed",
                "Ask again: a new view shows the last commit. For long work, raise or lift the limit of readers' age."
            )
        case .cannotExchange:
            (
                "the file system cannot exchange two directories in one step",
                "Put the data directory on ext4, XFS, Btrfs or tmpfs, and not at the root of a mounted volume."
            )
        case .nestedWrite:
            ("a write transaction is already running on this thread", "Do all changes in the outer transaction.")
        case .keyExists:
            ("the key exists, or an appended key is out of order", "Sort keys before appending; replace with a put.")
        case .keySize:
            ("a key must have 1 to 511 bytes, a duplicate value at most 511", "Shorten or hash the key.")
        case .code(let code):
            (String(cString: mdb_strerror(code)), "This is error \(code) of the storage library.")
        }
    }

    var cause: String { explanation.cause }
    var advice: String { explanation.advice }
}

extension StorageError: CustomStringConvertible {
    public var description: String { "Cannot \(operation) \(path): \(kind.cause). \(kind.advice)" }
}
