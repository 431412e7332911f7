// Another environment in the place of this one, while both are in use.
//
// The two directories, each with its data and its lock file, are exchanged in one step of the file system. Whoever has
// the old one open goes on reading it; it is closed after its last reader. Whoever wants to write looks first, holding
// the write lock, whether his directory is still in its place: the exchange happens under the same lock, so no commit
// can go to a file that nobody will read again. At every moment the place holds one of the two, whole.
// Unsafe: hands descriptors and paths to the operating system.

import CLMDB
import Glibc

/// A directory, held open so that its inode cannot become another's.
final class HeldDirectory: Sendable {
    private let descriptor: Int32
    private let device: dev_t
    private let inode: ino_t

    init(_ path: String) throws(StorageError) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError(code: errno, operation: "open", path: path) }
        var status = stat()
        fstat(descriptor, &status)
        (device, inode) = (status.st_dev, status.st_ino)
    }

    deinit { close(descriptor) }

    /// Whether `path` names this directory. One that has been removed is not replaced: nothing is at its path.
    func isAt(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || (status.st_dev == device && status.st_ino == inode)
    }

    func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// To be called by whoever has locked it. Closing would not do: a process that another thread is starting has a
    /// copy of the descriptor until it becomes its program, and with the copy the lock.
    func unlock() { flock(descriptor, LOCK_UN) }
}

extension Environment {
    /// Whether another environment has been put in the place of this one. A system call: half a microsecond.
    public var isReplaced: Bool { directory.map { !$0.isAt(path) } ?? false }

    /// Puts the environment in the directory `source`, which must be closed and on disk, in the place of this one; what
    /// was here is in `source` afterwards. When it returns, that is on disk as well.
    ///
    /// - Parameter writing: a transaction of this environment. Nothing committed so far may be missing in the other.
    /// - Returns: the environment that is in this one's place now.
    /// - Throws: ``StorageError``, and then nothing has changed.
    public func replace(
        with source: String, in writing: borrowing Transaction<Writing>
    ) throws(StorageError) -> Environment {
        EnvironmentRegistry.shared.waitUntilClosed(source)
        let successor = try Environment(openingCanonicalPath: path, at: source, options)
        // Others may open it as soon as it is in its place, but not commit before the place is sure.
        let lock = try successor.begin(0, isInPlace: false)
        defer { lock.abort() }
        try EnvironmentRegistry.shared.replace(at: path, with: successor) { () throws(StorageError) in
            guard meridian_exchange(source, path) == 0 else {
                let isUnable = [EINVAL, ENOSYS, EXDEV, EBUSY].contains(errno)
                throw isUnable
                    ? StorageError(.cannotExchange, operation: "replace", path: path)
                    : StorageError(code: errno, operation: "replace", path: path)
            }
            Self.flushParent(of: path)
        }
        return successor
    }

    private static func flushParent(of path: String) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = Glibc.open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// The right to replace an environment: one process at a time, and gone with the process.
public final class ReplacementLock: Sendable {
    private let directory: HeldDirectory

    private init(_ directory: HeldDirectory) { self.directory = directory }

    deinit { directory.unlock() }

    /// Takes the right for the environment at `path`; nil when another has it.
    public static func take(_ path: String) throws(StorageError) -> ReplacementLock? {
        while true {
            let directory = try HeldDirectory(path)
            guard directory.lock() else { return nil }
            if directory.isAt(path) { return ReplacementLock(directory) }
        }
    }

    /// The right for the directory which is to take the place of this one's, for as long as both are held.
    public func forSuccessor(_ path: String) throws(StorageError) -> ReplacementLock {
        let directory = try HeldDirectory(path)
        guard directory.lock() else { throw StorageError(code: errno, operation: "lock", path: path) }
        return ReplacementLock(directory)
    }
}
