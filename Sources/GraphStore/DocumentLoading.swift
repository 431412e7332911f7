// Documents into a transaction. Turtle, TriG and RDF/XML come as quads from the reader, N-Triples and N-Quads line by
// line (`LineLoader`).
import Compression
import KeyValue
import Primitives
import RDF
import RDFSyntax

/// What to load and how.
public struct LoadOptions: Sendable {
    /// Told from the file's name when nil.
    public var format: RDFFormat?
    /// The base IRI for relative references, and nothing else.
    public var base: IRI?
    /// The graph that the document's default graph goes to; nil is the default graph of the store.
    public var graph: Term?
    /// Empties `graph` first, so that the document replaces what was there.
    public var replacesGraph: Bool
    /// About how much memory a bulk load may use; what goes beyond it goes to temporary files beside the new store.
    public var memoryBytes = MemoryBudget.standardBytes
    /// Told now and then how far the load has come. What it throws ends the load, which leaves nothing behind.
    public var progress: (@Sendable (LoadProgress) throws -> Void)?

    public init(format: RDFFormat? = nil, base: IRI? = nil, graph: Term? = nil, replacesGraph: Bool = false) {
        self.format = format
        self.base = base
        self.graph = graph
        self.replacesGraph = replacesGraph
    }
}

/// How far a load has come.
public struct LoadProgress: Hashable, Sendable {
    /// The steps of a load; all but `reading` are of a bulk load.
    public enum Step: Hashable, Sendable, CaseIterable {
        /// Taking over what the store has: quads.
        case earlier
        /// Reading a document: bytes as they lie on disk, compressed or not.
        case reading
        /// Merging the terms of all batches: terms.
        case dictionary
        /// Sorting the quads: quads.
        case sorting
        /// Writing the indexes: tuples.
        case indexes
    }

    public let step: Step
    /// The document that is read.
    public let path: String?
    /// In the units of the step.
    public let done: Int
    public let total: Int
}

/// What a load read.
public struct LoadReport: Hashable, Sendable {
    /// Statements in the document, repeated ones included.
    public var statements = 0
}

extension GraphStore {
    /// Loads a file, `.gz`, `.xz` or `.zst` as well, in one commit: all of it or, on any error, nothing. A large one is
    /// loaded by `bulkLoad` where the store is not much larger.
    @discardableResult
    public func load(contentsOf path: String, _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        try load(contentsOf: [path], options)
    }

    /// Loads files in one commit, as one.
    @discardableResult
    public func load(contentsOf paths: [String], _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        if try paths.contains(where: isWorthRebuilding) {
            do {
                return try bulkLoad(paths, options)
            } catch GraphStoreError.isBeingCompacted {
                // Whoever writes another file as well takes in the transaction.
            } catch let error as StorageError where error.kind == .cannotExchange {}
        }
        return try write { transaction in
            var (options, report) = (options, LoadReport())
            for path in paths {
                report.statements += try transaction.load(contentsOf: path, options).statements
                // The graph is emptied once.
                options.replacesGraph = false
            }
            return report
        }
    }

    /// Loads a document that is held in memory in one transaction.
    @discardableResult
    public func load(_ bytes: [UInt8], format: RDFFormat, _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        var options = options
        options.format = format
        return try write { transaction in
            var source = ArraySource(bytes)
            return try transaction.load(from: &source, format: format, source: nil, options)
        }
    }
}

extension StoreTransaction {
    /// Loads a file, decompressed on the way.
    @discardableResult
    public mutating func load(contentsOf path: String, _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        guard let format = options.format ?? RDFFormat(path: path) else {
            throw GraphStoreError.unknownFormat(path: path)
        }
        var file = CompressedFileSource(reader: try FileReader(path), progress: options.progress)
        return try load(from: &file, format: format, source: path, options)
    }

    mutating func load(
        from source: inout some ByteSource & ~Copyable, format: RDFFormat, source name: String?,
        _ options: LoadOptions
    ) throws -> LoadReport {
        if options.replacesGraph { try drop(graph: options.graph) }
        let number = try nextDocumentNumber()
        return try DocumentLoader.load(from: &source, format, number: number, source: name, options, into: &self)
    }
}

/// What takes in the changes of a document: a transaction, or the many of a bulk load.
protocol ChangeReceiver: ~Copyable {
    /// Hands the gathered changes to `body`; may merge them into the store afterwards.
    mutating func withChanges<Result>(_ body: (inout ChangeSet) throws -> Result) throws -> Result
}

extension StoreTransaction: ChangeReceiver {}

enum DocumentLoader {
    /// - Parameter number: of the document; its blank nodes are named with it.
    static func load(
        from source: inout some ByteSource & ~Copyable, _ format: RDFFormat, number: UInt64, source name: String?,
        _ options: LoadOptions, into receiver: inout some ChangeReceiver & ~Copyable
    ) throws -> LoadReport {
        let (reader, prefix) = reader(format, number: number, source: name, options)
        switch format {
        case .nTriples, .nQuads:
            var lines = LineChunks()
            var loader = LineLoader(reader, prefix: prefix, graph: options.graph)
            var chunk: [UInt8] = []
            while try lines.next(from: &source, into: &chunk) {
                try receiver.withChanges { try loader.load(&chunk, into: &$0) }
            }
            return loader.report
        case .turtle, .triG, .rdfXML:
            var report = LoadReport()
            try reader.read(from: &source) { quad, _ in
                report.statements += 1
                let quad = quad.graph == nil ? Quad(quad.triple, graph: options.graph) : quad
                try receiver.withChanges { $0.append(quad, isInsert: true) }
            }
            return report
        }
    }

    /// The reader of a document, and what the names of its blank nodes begin with.
    static func reader(
        _ format: RDFFormat, number: UInt64, source name: String?, _ options: LoadOptions
    ) -> (reader: RDFReader, prefix: String) {
        let prefix = "d\(number)-"
        let labels = BlankNodeLabels.renamed(prefix: prefix)
        return (RDFReader(format, base: options.base, blankNodeLabels: labels, source: name), prefix)
    }
}

/// A document in memory.
private struct ArraySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func read(_ count: Int, into buffer: inout [UInt8]) -> Bool {
        let end = min(position + count, bytes.count)
        buffer.append(contentsOf: bytes[position..<end])
        defer { position = end }
        return position < end
    }
}

/// A file, decompressed by what its first bytes say.
struct CompressedFileSource: ByteSource, ~Copyable {
    var reader: FileReader
    let progress: ((LoadProgress) throws -> Void)?

    mutating func read(_ count: Int, into buffer: inout [UInt8]) throws -> Bool {
        try progress?(
            LoadProgress(step: .reading, path: reader.path, done: reader.readBytes, total: reader.fileBytes))
        return try reader.read(into: &buffer, capacity: count) > 0
    }
}
