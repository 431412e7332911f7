// Compaction while the store is in use, in four steps:
//
//   copy      a snapshot is written to a new file beside the store, with full blocks and no free pages
//   catch up  what writers have committed since is taken in, over and over while it is much (`CatchingUp.swift`)
//   exchange  writers wait for a moment: the last commits are taken in, the new file is flushed, and its directory is
//             exchanged with the store's in one step
//   leave     a last commit to the old file tells its readers to look; it is gone when the last of them is done
//
// A crash leaves the one file or the other in place, both whole and with every commit; what lies beside it is removed
// by the next opening.
import Glibc
import KeyValue
import Primitives

extension GraphStore {
    /// Rewrites the store with full blocks and no free pages. Readers and writers, of this process and others, go on.
    ///
    /// Needs room for a second file. Throws `GraphStoreError.isBeingCompacted` when somebody else does the same.
    ///
    /// - Parameter progress: of the copy; what it throws ends the compaction and leaves everything as it was.
    public func compact(_ progress: (StoreProgress) throws -> Void = { _ in }) throws {
        try withDirectoryForSuccessor("compact") { try replace(in: $0, progress) }
    }

    /// Runs `body` with an empty directory beside the store for a file that is to take the place of the store's. Nobody
    /// else replaces it meanwhile, and what is in the directory afterwards is removed.
    func withDirectoryForSuccessor<Result>(_ operation: String, _ body: (String) throws -> Result) throws -> Result {
        if options.isReadOnly { throw StorageError(.permissionDenied, operation: operation, path: path) }
        guard let lock = try ReplacementLock.take(path) else { throw GraphStoreError.isBeingCompacted(path: path) }
        let target = Self.leftovers(of: path)
        try Self.removeStore(in: target)
        try FileError.check(mkdir(target, 0o700) == 0, "create", target)
        // Whoever has the new directory's lock must not take what is beside it for a leftover.
        let successorsLock = try lock.forSuccessor(target)
        return try withExtendedLifetime((lock, successorsLock)) {
            defer { try? Self.removeStore(in: target) }
            return try body(target)
        }
    }

    private func replace(in target: String, _ progress: (StoreProgress) throws -> Void) throws {
        _ = try lastCommit()
        let old = file
        var seen = try old.environment.snapshot()
        var copy: StoreFile? = try StoreFile(
            Environment.open(target, Options(durability: .temporary).environment), isCopy: true)
        if let copy {
            try old.write(seen, to: copy, progress)
            seen = try follow(old, from: seen, in: copy)
            try copy.environment.synchronize()
        }
        var successor: Environment?
        do {
            try old.environment.write { writing in
                if successor != nil { return }
                try copy?.finish(old, from: seen, to: writing)
                copy = nil
                successor = try old.environment.replace(with: target, in: writing)
                try writing.put(FileFormat.MetaKey.replaced, [1], in: old.meta)
            }
        } catch  where successor != nil {
            // The new file is in place. Without the last commit readers of the old one notice a little later.
        }
        try withExtendedLifetime(successor) { try reopen(old) }
    }

    /// Takes in what is committed meanwhile, until it is little or does not become less.
    private func follow(
        _ old: StoreFile, from start: consuming Transaction<Reading>, in copy: StoreFile
    ) throws -> Transaction<Reading> {
        var seen = start
        for _ in 0..<Limits.catchUpRounds {
            let now = try old.environment.snapshot()
            if now.number() - seen.number() <= Limits.commitsToCatchUpLast { break }
            try copy.catchUp(old, from: seen, to: now)
            seen = now
        }
        return seen
    }

    static func leftovers(of path: String) -> String { path + ".compacting" }

    /// Removes what a compaction has left that was killed.
    static func removeLeftovers(of path: String) {
        let leftovers = leftovers(of: path)
        guard access(leftovers, F_OK) == 0, let lock = try? ReplacementLock.take(path) else { return }
        withExtendedLifetime(lock) { try? removeStore(in: leftovers) }
    }
}

extension StoreFile {
    /// The last step of a copy, while nobody else writes: it has everything and is on disk.
    fileprivate func finish(
        _ old: StoreFile, from seen: borrowing Transaction<Reading>, to writing: borrowing Transaction<Writing>
    ) throws {
        try catchUp(old, from: seen, to: writing.reading())
        try finish(lastCommit: writing.number() - 1 + old.earlierCommits)
    }

    /// The last step of a new file that continues another: numbers its commits on, and puts all of it on disk.
    func finish(lastCommit: Int) throws {
        try environment.write { last in
            let earlier = UInt64(truncatingIfNeeded: lastCommit - last.number())
            try last.put(FileFormat.MetaKey.earlierCommits, StoredNumber.bytes(earlier), in: meta)
        }
        try environment.synchronize()
    }
}
