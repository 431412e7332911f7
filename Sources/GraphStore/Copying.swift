// Copies of a store. The backup is page for page, taken while the store is in use; the copy that a compaction makes
// (`Compaction.swift`) has every index written anew with full blocks, which undoes the gaps that many small changes
// leave.
import Glibc
import KeyValue
import Primitives

extension GraphStore {
    /// Writes the last commit to a new file, which appears under its name only when it is complete and on disk. Readers
    /// and writers go on meanwhile. To restore it, put it as `data.mdb` into an empty directory.
    ///
    /// - Parameter progress: in bytes; what it throws ends the backup and leaves nothing behind.
    public func backUp(to file: String, progress: (StoreProgress) throws -> Void = { _ in }) throws {
        _ = try lastCommit()
        let environment = self.file.environment
        let total = try environment.statistics().usedBytes - environment.freeBytes()
        try environment.copyCompacted(to: file) { done in
            try progress(StoreProgress(done: min(done, total), total: total))
        }
    }

    /// Puts a finished store's file where none is.
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

extension StoreFile {
    /// Databases that a copy takes over as they are.
    func plainDatabases(_ copy: StoreFile) -> [(Database, Database)] {
        [(meta, copy.meta), (counts, copy.counts)] + dictionary.plainDatabases(copy.dictionary)
    }

    /// Those whose tuples go into new blocks.
    func tupleIndexes(_ copy: StoreFile) -> [(TupleIndex, TupleIndex)] {
        [(dictionary.hashIndex, copy.dictionary.hashIndex)]
            + [(closure.up, copy.closure.up), (closure.down, copy.closure.down)]
            + IndexOrder.allCases.map { (index($0), copy.index($0)) }
    }

    /// The entries of all databases.
    func entryCount(in transaction: borrowing Transaction<Reading>) throws -> Int {
        var count = 0
        for (database, _) in plainDatabases(self) { count += try transaction.statistics(of: database).entries }
        for (index, _) in tupleIndexes(self) { count += try transaction.statistics(of: index.database).entries }
        return count
    }

    /// Fills an empty copy with the same content and the same ids.
    func write(
        _ reading: borrowing Transaction<Reading>, to copy: StoreFile, _ progress: (StoreProgress) throws -> Void
    ) throws {
        try withoutActuallyEscaping(progress) { progress in
            let meter = StoreMeter(total: try entryCount(in: reading), progress)
            for (source, target) in plainDatabases(copy) {
                var copier = try EntryCopier(source, target, reading, meter)
                try copier.run(copy.environment)
            }
            for (source, target) in tupleIndexes(copy) {
                var writer = IndexWriter(target, try StoredTuples(source, reading, meter), NoObserver())
                try writer.run(copy.environment)
            }
        }
    }
}

/// Copies entries as they are.
private struct EntryCopier: SlicedWriter, ~Copyable {
    private var cursor: Cursor<Reading>
    private let target: Database
    private let meter: StoreMeter
    private(set) var written = 0

    init(
        _ source: Database, _ target: Database, _ reading: borrowing Transaction<Reading>, _ meter: StoreMeter
    ) throws {
        cursor = try reading.cursor(in: source)
        self.target = target
        self.meter = meter
    }

    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool {
        var bytes = 0
        while try cursor.next() {
            try writing.put(cursor.key, cursor.value, in: target)
            written += 1
            bytes += cursor.value.byteCount
            try meter.advance()
            if bytes > limit { return true }
        }
        return false
    }
}

/// The tuples of an index.
private struct StoredTuples: TupleSource, ~Copyable {
    private let index: TupleIndex
    private let meter: StoreMeter
    private var cursor: Cursor<Reading>
    private var tuples: [IDTuple] = []
    private var position = 0

    init(_ index: TupleIndex, _ reading: borrowing Transaction<Reading>, _ meter: StoreMeter) throws {
        let cursor = try reading.cursor(in: index.database)
        self.index = index
        self.meter = meter
        self.cursor = cursor
    }

    mutating func next() throws -> IDTuple? {
        while position == tuples.count {
            guard try cursor.next() else { return nil }
            tuples = try index.decode(cursor.key, cursor.value)
            position = 0
            try meter.advance()
        }
        defer { position += 1 }
        return tuples[position]
    }
}
