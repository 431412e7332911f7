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

/// Sees tuples go by.
protocol TupleObserver {
    mutating func observe(_ tuple: IDTuple)
}

/// Looks away.
struct NoObserver: TupleObserver {
    @inline(__always)
    mutating func observe(_ tuple: IDTuple) {}
}

/// Puts sorted tuples into full blocks behind what an index has.
struct IndexWriter<Source: TupleSource & ~Copyable, Observer: TupleObserver>: SlicedWriter, ~Copyable {
    private let index: TupleIndex
    private var source: Source
    /// Handed every tuple on its way.
    private(set) var observer: Observer
    private var builder: TupleBlockBuilder
    private(set) var written = 0

    init(_ index: TupleIndex, _ source: consuming Source, _ observer: Observer) {
        self.index = index
        self.source = source
        self.observer = observer
        builder = TupleBlockBuilder(limit: index.blockBytes)
    }

    mutating func write(_ limit: Int, in writing: inout Transaction<Writing>) throws -> Bool {
        var bytes = 0
        while bytes <= limit {
            let next = try builder.fill(from: &source, observer: &observer)
            if builder.count == 0 { return false }
            written += builder.count
            bytes += builder.byteCount
            let first = TupleBlock.key(builder.first)
            try writing.put(first.span.bytes, builder.finish().span.bytes, in: index.database, mode: .append)
            guard let next else { return false }
            _ = builder.add(next)
        }
        return true
    }
}
