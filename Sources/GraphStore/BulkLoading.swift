// Loading from nothing: a new file is built beside the store's directory without flushing, batch after batch, so that
// memory is bounded whatever the input; then its indexes are written once more with full blocks, flushed, and put in
// place by one rename. Whoever looks sees no store or the whole of it.
import Compression
import Glibc
import KeyValue
import RDFSyntax

extension GraphStore {
    /// Builds a store in `directory`, which must not hold one yet, from documents in any format, compressed or not.
    ///
    /// - Parameters:
    ///   - options: where each document goes; `replacesGraph` has no meaning here.
    ///   - shouldStop: asked now and then; when it says yes, the unfinished files are removed and
    ///     `CancellationError` thrown.
    @discardableResult
    public static func bulkLoad(
        _ paths: [String], into directory: String, _ options: LoadOptions = LoadOptions(),
        shouldStop: @escaping () -> Bool = { false }
    ) throws -> LoadReport {
        if access(directory + "/data.mdb", F_OK) == 0 { throw GraphStoreError.alreadyExists(path: directory) }
        let (gathered, packed) = (directory + ".loading", directory + ".packing")
        try removeStore(in: gathered)
        try removeStore(in: packed)
        defer {
            try? removeStore(in: gathered)
            try? removeStore(in: packed)
        }
        var report = LoadReport()
        do {
            let store = try GraphStore.open(gathered, Options(durability: .temporary))
            var writer = BatchWriter(store: store, shouldStop: shouldStop)
            for (number, path) in paths.enumerated() {
                guard let format = options.format ?? RDFFormat(path: path) else {
                    throw GraphStoreError.unknownFormat(path: path)
                }
                var file = CompressedFileSource(reader: try FileReader(path)) { progress in
                    if shouldStop() { throw CancellationError() }
                    try options.progress?(progress)
                }
                report.statements += try DocumentLoader.load(
                    from: &file, format, number: UInt64(number), source: path, options, into: &writer
                ).statements
            }
            try writer.finish(documents: paths.count)
            try store.writeCompacted(to: packed)
        }
        try moveStore(from: packed, to: directory)
        return report
    }
}

/// Merges each batch in a transaction for every index: nobody sees the store before it is whole, and memory holds the
/// changed pages of one index only.
private struct BatchWriter: ChangeReceiver, ~Copyable {
    private let store: GraphStore
    private let shouldStop: () -> Bool
    private var changes = ChangeSet()

    init(store: GraphStore, shouldStop: @escaping () -> Bool) {
        self.store = store
        self.shouldStop = shouldStop
    }

    mutating func withChanges<Result>(_ body: (inout ChangeSet) throws -> Result) throws -> Result {
        let result = try body(&changes)
        if changes.isLarge { try merge() }
        return result
    }

    private mutating func merge() throws {
        if shouldStop() { throw CancellationError() }
        let gathered = changes
        changes = ChangeSet()
        let effective = try store.write { try $0.mergeIntoPrimaryOrder(gathered) }
        try StoreTransaction.forEachOtherOrder(effective) { order, changes in
            _ = try store.environment.write { try store.index(order).apply(changes, in: &$0) }
        }
    }

    mutating func finish(documents: Int) throws {
        try merge()
        try store.write { transaction in
            for _ in 0..<documents { _ = try transaction.nextDocumentNumber() }
            try transaction.deriveAll()
        }
    }
}
