// Copies of a store: the backup is page for page, taken while the store is in use; the compaction writes every index anew
// with full blocks, which undoes the gaps that many small changes leave.
import Glibc
import KeyValue
import Primitives

extension GraphStore {
    /// Writes the last commit to a new file, which appears under its name only when it is complete and on disk. Readers
    /// and writers go on meanwhile. To restore it, put it as `data.mdb` into an empty directory.
    public func backUp(to file: String) throws {
        try environment.copyCompacted(to: file)
    }

    /// Rewrites the store in `directory` with full blocks and no free pages. Nobody may have it open. A crash leaves the
    /// old file or the new one, both whole.
    public static func compact(_ directory: String) throws {
        let unfinished = directory + ".compacting"
        try removeStore(in: unfinished)
        defer { try? removeStore(in: unfinished) }
        try GraphStore.open(directory, Options(isReadOnly: true)).writeCompacted(to: unfinished)
        try moveStore(from: unfinished, to: directory)
    }

    /// Writes a store with the same content and the same ids into a new directory.
    func writeCompacted(to directory: String) throws {
        let copy = try GraphStore.open(directory, Options(durability: .temporary))
        try read { snapshot in
            try snapshot.withTransaction { _, reading in
                try copy.environment.write { writing in
                    try Self.copyEntries(of: meta, to: copy.meta, reading, &writing)
                    try Self.copyEntries(of: counts, to: copy.counts, reading, &writing)
                    try dictionary.copy(to: copy.dictionary, reading, &writing)
                    for order in IndexOrder.allCases {
                        try index(order).copy(to: copy.index(order), reading, &writing)
                    }
                }
            }
        }
        try copy.environment.synchronize()
    }

    static func copyEntries(
        of source: Database, to target: Database, _ reading: borrowing Transaction<Reading>,
        _ writing: inout Transaction<Writing>
    ) throws {
        var cursor = try reading.cursor(in: source)
        try writing.withCursor(in: target) { output in
            while try cursor.next() { try output.put(cursor.key, cursor.value) }
        }
    }

    /// Puts a finished store's file in the place of another's, or where none is.
    static func moveStore(from source: String, to directory: String) throws {
        try FileError.check(mkdir(directory, 0o700) == 0 || errno == EEXIST, "create", directory)
        try FileError.check(rename(source + "/data.mdb", directory + "/data.mdb") == 0, "replace", directory)
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        try FileError.check(descriptor >= 0 && fsync(descriptor) == 0, "flush", directory)
    }

    /// Removes a store's files and its directory, if they are there.
    static func removeStore(in directory: String) throws {
        for name in ["data.mdb", "lock.mdb"] {
            let path = directory + "/" + name
            try FileError.check(unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR, "remove", path)
        }
        try FileError.check(rmdir(directory) == 0 || errno == ENOENT, "remove", directory)
    }
}

extension TupleIndex {
    /// Writes all tuples into an empty index, every block full.
    func copy(
        to target: TupleIndex, _ reading: borrowing Transaction<Reading>, _ writing: inout Transaction<Writing>
    ) throws {
        var cursor = try reading.cursor(in: database)
        try writing.withCursor(in: target.database) { output in
            var builder = TupleBlockBuilder()
            func flush() throws {
                let first = TupleBlock.key(builder.first)
                try output.put(first.span.bytes, builder.finish().span.bytes, mode: .append)
            }
            while try cursor.next() {
                for tuple in try decode(cursor.key, cursor.value) where !builder.add(tuple, limit: Limits.blockBytes) {
                    try flush()
                    _ = builder.add(tuple, limit: Limits.blockBytes)
                }
            }
            if builder.count > 0 { try flush() }
        }
    }
}
