// Loading from nothing: a new file is built beside the store's directory without flushing, batch after batch, so that
// memory is bounded whatever the input; then it is compacted, flushed and put in place by one rename. Whoever looks sees
// no store or the whole of it.
import Glibc
import KeyValue
import Primitives

extension GraphStore {
    /// Builds a store in `directory`, which must not hold one yet, from documents in any format, compressed or not.
    ///
    /// - Parameters:
    ///   - options: where each document goes; `replacesGraph` has no meaning here.
    ///   - shouldStop: asked between documents and batches; when it says yes, the unfinished file is removed and
    ///     `CancellationError` thrown.
    @discardableResult
    public static func bulkLoad(
        _ paths: [String], into directory: String, _ options: LoadOptions = LoadOptions(),
        shouldStop: () -> Bool = { false }
    ) throws -> LoadReport {
        let unfinished = directory + ".loading"
        try removeStore(in: unfinished)
        defer { try? removeStore(in: unfinished) }
        var report = LoadReport()
        do {
            let store = try GraphStore.open(unfinished, Options(durability: .temporary))
            for path in paths {
                if shouldStop() { throw CancellationError() }
                report.statements += try store.load(contentsOf: path, options).statements
            }
            try store.environment.copyCompacted(to: unfinished + "/compacted.mdb")
        }
        try FileError.check(mkdir(directory, 0o700) == 0 || errno == EEXIST, "create", directory)
        try FileError.check(rename(unfinished + "/compacted.mdb", directory + "/data.mdb") == 0, "replace", directory)
        return report
    }

    /// Removes a store's files and its directory, if they are there.
    static func removeStore(in directory: String) throws {
        for name in ["data.mdb", "lock.mdb", "compacted.mdb"] {
            let path = directory + "/" + name
            try FileError.check(unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR, "remove", path)
        }
        try FileError.check(rmdir(directory) == 0 || errno == ENOENT, "remove", directory)
    }
}
