import KeyValue

/// Fills a database that nobody else uses yet in several transactions, so that memory holds a part of its pages only.
protocol SlicedWriter: ~Copyable {
    /// Writes until the end or about `limit` bytes; returns whether more is left.
    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool
    /// How much has been written so far, in entries, tuples or terms.
    var written: Int { get }
}

extension SlicedWriter where Self: ~Copyable {
    /// - Parameters:
    ///   - sliceBytes: written in one transaction.
    ///   - step: told between transactions how much has been written; what it throws ends the writing.
    mutating func run(
        _ environment: Environment, sliceBytes: Int = Limits.sliceBytes, step: (Int) throws -> Void = { _ in }
    ) throws {
        var hasMore = true
        while hasMore {
            try step(written)
            var isFirst = true
            hasMore = try environment.write { writing in
                // What has been read once is not read again: a second run would leave it out.
                if !isFirst { throw StorageError(.mapFull, operation: "copy to", path: environment.path) }
                isFirst = false
                return try write(sliceBytes, in: &writing)
            }
        }
    }
}

/// Puts sorted tuples into full blocks behind what an index has.
struct IndexWriter<Source: TupleSource & ~Copyable>: SlicedWriter, ~Copyable {
    private let index: TupleIndex
    private var source: Source
    private let observe: (IDTuple) -> Void
    private var builder: TupleBlockBuilder
    private(set) var written = 0

    /// - Parameter observe: handed every tuple on its way.
    init(_ index: TupleIndex, _ source: consuming Source, observe: @escaping (IDTuple) -> Void = { _ in }) {
        self.index = index
        self.source = source
        self.observe = observe
        builder = TupleBlockBuilder(limit: index.blockBytes)
    }

    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool {
        var bytes = 0
        while let tuple = try source.next() {
            observe(tuple)
            written += 1
            if builder.add(tuple) { continue }
            bytes += builder.byteCount
            try writeBlock(in: &writing)
            _ = builder.add(tuple)
            if bytes > limit { return true }
        }
        if builder.count > 0 { try writeBlock(in: &writing) }
        return false
    }

    private mutating func writeBlock(in writing: inout Transaction<Writing>) throws {
        let first = TupleBlock.key(builder.first)
        try writing.put(first.span.bytes, builder.finish().span.bytes, in: index.database, mode: .append)
    }
}
