// Loading from nothing: a new file is built beside the store's directory without flushing, batch after batch, so that
// memory is bounded whatever the input; then its indexes are written once more with full blocks, flushed, and put in place
// by one rename. Whoever looks sees no store or the whole of it.

extension GraphStore {
    /// Builds a store in `directory`, which must not hold one yet, from documents in any format, compressed or not.
    ///
    /// - Parameters:
    ///   - options: where each document goes; `replacesGraph` has no meaning here.
    ///   - shouldStop: asked between documents; when it says yes, the unfinished files are removed and
    ///     `CancellationError` thrown.
    @discardableResult
    public static func bulkLoad(
        _ paths: [String], into directory: String, _ options: LoadOptions = LoadOptions(),
        shouldStop: () -> Bool = { false }
    ) throws -> LoadReport {
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
            for path in paths {
                if shouldStop() { throw CancellationError() }
                report.statements += try store.load(contentsOf: path, options).statements
            }
            try store.writeCompacted(to: packed)
        }
        try moveStore(from: packed, to: directory)
        return report
    }
}
