// Copies of a store: the backup is page for page, taken while the store is in use; the compaction writes every index
// anew with full blocks, which undoes the gaps that many small changes leave.
import Glibc
import KeyValue
import Primitives

extension GraphStore {
    /// Writes the last commit to a new file, which appears under its name only when it is complete and on disk. Readers
    /// and writers go on meanwhile. To restore it, put it as `data.mdb` into an empty directory.
    public func backUp(to file: String) throws {
        try environment.copyCompacted(to: file)
    }

    /// Rewrites the store in `directory` with full blocks and no free pages. Nobody may have it open. A crash leaves
    /// the old file or the new one, both whole.
    public static func compact(_ directory: String) throws {
        let unfinished = directory + ".compacting"
        try removeStore(in: unfinished)
        defer { try? removeStore(in: unfinished) }
        try GraphStore.open(directory, Options(isReadOnly: true)).writeCompacted(to: unfinished)
        try moveStore(from: unfinished, to: directory)
    }

    /// Writes a store with the same content and the same ids into a new directory.
    func writeCompacted(to directory: String) throws {
        let environment = try Environment.open(directory, Options(durability: .temporary).environment)
        let copy = try GraphStore(environment, isCopy: true)
        try read { snapshot in
            try snapshot.withTransaction { _, reading in
                for (source, target) in [(meta, copy.meta), (counts, copy.counts)]
                    + dictionary.plainDatabases(copy.dictionary)
                {
                    var copier = try EntryCopier(source, target, reading)
                    try copier.run(copy.environment)
                }
                for (source, target) in [(dictionary.hashIndex, copy.dictionary.hashIndex)]
                    + [(closure.up, copy.closure.up), (closure.down, copy.closure.down)]
                    + IndexOrder.allCases.map({ (index($0), copy.index($0)) })
                {
                    var writer = IndexWriter(target, try StoredTuples(source, reading))
                    try writer.run(copy.environment)
                }
            }
        }
        try copy.environment.synchronize()
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

/// Copies entries as they are.
private struct EntryCopier: SlicedWriter, ~Copyable {
    private var cursor: Cursor<Reading>
    private let target: Database
    private(set) var written = 0

    init(_ source: Database, _ target: Database, _ reading: borrowing Transaction<Reading>) throws {
        cursor = try reading.cursor(in: source)
        self.target = target
    }

    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool {
        var bytes = 0
        while try cursor.next() {
            try writing.put(cursor.key, cursor.value, in: target)
            written += 1
            bytes += cursor.value.byteCount
            if bytes > limit { return true }
        }
        return false
    }
}

/// The tuples of an index.
private struct StoredTuples: TupleSource, ~Copyable {
    private let index: TupleIndex
    private var cursor: Cursor<Reading>
    private var tuples: [IDTuple] = []
    private var position = 0

    init(_ index: TupleIndex, _ reading: borrowing Transaction<Reading>) throws {
        let cursor = try reading.cursor(in: index.database)
        self.index = index
        self.cursor = cursor
    }

    mutating func next() throws -> IDTuple? {
        while position == tuples.count {
            guard try cursor.next() else { return nil }
            tuples = try index.decode(cursor.key, cursor.value)
            position = 0
        }
        defer { position += 1 }
        return tuples[position]
    }
}
