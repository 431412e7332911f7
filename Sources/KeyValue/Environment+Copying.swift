// Backup: a consistent, compacted copy taken while readers and the writer go on.
//
// LMDB writes the copy into a pipe on a thread of its own, so that the caller sees how far it has come and can end it.

import CLMDB
import Glibc
import Synchronization

extension Environment {
    /// Writes a compacted copy of the last commit to a new file (layout ``EnvironmentOptions/Layout/file``).
    ///
    /// The file appears under its name only when it is complete and flushed; a file of that name is replaced.
    ///
    /// - Parameter progress: told now and then how many bytes are written; what it throws ends the copy and leaves
    ///   nothing behind.
    public func copyCompacted(to file: String, progress: (Int) throws -> Void = { _ in }) throws {
        let unfinished = "\(file).unfinished"
        let descriptor = Glibc.open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError(code: errno, operation: "create", path: unfinished) }
        do {
            defer { close(descriptor) }
            try copy(to: descriptor, file, progress)
            guard fsync(descriptor) == 0 else { throw StorageError(code: errno, operation: "copy to", path: file) }
            guard rename(unfinished, file) == 0 else {
                throw StorageError(code: errno, operation: "copy to", path: file)
            }
        } catch {
            unlink(unfinished)
            throw error
        }
    }

    private func copy(to descriptor: Int32, _ file: String, _ progress: (Int) throws -> Void) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw StorageError(code: errno, operation: "copy to", path: file) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (source, sink) = (ends[0], ends[1])
        let outcome = CopyOutcome()
        DetachedThread.start { [self] in
            // A pipe that nobody reads any more must be an error, not the end of the process.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            let code = mdb_env_copyfd2(pointer, sink, UInt32(MDB_CP_COMPACT))
            close(sink)
            outcome.code.store(code, ordering: .releasing)
        }
        let drained = Result { try Self.drain(source, to: descriptor, file, progress) }
        close(source)
        while outcome.code.load(ordering: .acquiring) == CopyOutcome.running { usleep(200) }
        try drained.get()
        try check(outcome.code.load(ordering: .acquiring), "copy")
    }

    private static func drain(
        _ source: Int32, to sink: Int32, _ file: String, _ progress: (Int) throws -> Void
    ) throws {
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(source, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            var written = 0
            while written < count {
                let step = buffer.withUnsafeBytes { Glibc.write(sink, $0.baseAddress! + written, count - written) }
                if step < 0 && errno == EINTR { continue }
                guard step > 0 else { throw StorageError(code: errno, operation: "copy to", path: file) }
                written += step
            }
            total += count
            try progress(total)
        }
    }
}

/// How the copying thread has ended.
private final class CopyOutcome: Sendable {
    static let running = Int32.min
    let code = Atomic<Int32>(running)
}
