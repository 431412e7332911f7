// Documents into a transaction. Turtle and TriG come as quads from the reader; N-Triples and N-Quads go line by line
// from bytes to the interner, and only lines that the scanner does not find plain are parsed in full.
// Unsafe: looks at the bytes of a chunk in place; the scanner's ranges are within it.
import Compression
import Glibc
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
    /// Told now and then how far a file has been read. What it throws ends the load, which leaves nothing behind.
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
    public let path: String
    /// Of the file as it lies on disk, compressed or not.
    public let readBytes: Int
    public let totalBytes: Int
}

/// What a load read.
public struct LoadReport: Hashable, Sendable {
    /// Statements in the document, repeated ones included.
    public var statements = 0
}

extension GraphStore {
    /// Loads a file, `.gz`, `.xz` or `.zst` as well, in one transaction: all of it or, on any error, nothing.
    @discardableResult
    public func load(contentsOf path: String, _ options: LoadOptions = LoadOptions()) throws -> LoadReport {
        try write { try $0.load(contentsOf: path, options) }
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
        let prefix = "d\(number)-"
        let reader = RDFReader(format, base: options.base, blankNodeLabels: .renamed(prefix: prefix), source: name)
        switch format {
        case .nTriples, .nQuads:
            var loader = LineLoader(reader, prefix: prefix, graph: options.graph)
            return try loader.load(from: &source, into: &receiver)
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
}

/// N-Triples and N-Quads from a source into a transaction, in chunks of whole lines.
private struct LineLoader {
    private static let chunkBytes = 1 << 20

    private let reader: RDFReader
    private let labelPrefix: [UInt8]
    private let graph: Term?
    private var report = LoadReport()
    private var linesBefore = 0
    private var term: [UInt8] = []

    init(_ reader: RDFReader, prefix: String, graph: Term?) {
        self.reader = reader
        labelPrefix = [TermEncoding.blankNode] + Array(prefix.utf8)
        self.graph = graph
    }

    mutating func load(
        from source: inout some ByteSource & ~Copyable, into receiver: inout some ChangeReceiver & ~Copyable
    ) throws -> LoadReport {
        var window: [UInt8] = []
        var hasMore = true
        while hasMore {
            let fresh = window.count
            hasMore = try source.read(Self.chunkBytes, into: &window)
            if !hasMore && !window.isEmpty { window.append(UInt8(ascii: "\n")) }
            guard let lineFeed = window[fresh...].lastIndex(of: UInt8(ascii: "\n")) else { continue }
            let lines = window[...lineFeed]
            try receiver.withChanges { changes in
                try lines.withUnsafeBufferPointer { try load($0, into: &changes) }
            }
            window.removeSubrange(...lineFeed)
        }
        return report
    }

    private mutating func load(_ lines: UnsafeBufferPointer<UInt8>, into changes: inout ChangeSet) throws {
        guard var scanner = QuadLineScanner(lines, hasGraphs: reader.format.hasGraphs) else { return }
        let graphID = graph.map { changes.reference($0) } ?? TermID.defaultGraph.raw
        var subject: (range: Range<Int>, id: UInt64) = (0..<0, 0)
        var predicate = subject
        var start = 0
        while start < lines.count {
            guard let next = scanner.scanLine(from: start) else {
                start = try parseLine(lines, from: start, into: &changes)
                continue
            }
            subject = reference(scanner.subject, lines, before: subject, into: &changes)
            predicate = reference(scanner.predicate, lines, before: predicate, into: &changes)
            let object = reference(scanner.object, lines, into: &changes)
            let graph = scanner.graph.map { reference($0, lines, into: &changes) } ?? graphID
            changes.append(
                IDTuple(first: subject.id, second: predicate.id, third: object, fourth: graph), isInsert: true)
            report.statements += 1
            linesBefore += 1
            start = next
        }
    }

    /// Parses the line at `start` by the whole grammar; the start of the next line.
    private mutating func parseLine(
        _ lines: UnsafeBufferPointer<UInt8>, from start: Int, into changes: inout ChangeSet
    ) throws -> Int {
        var end = start
        while lines[end] != UInt8(ascii: "\n") { end += 1 }
        do {
            try reader.read(Array(lines[start..<end])) { quad, _ in
                changes.append(quad.graph == nil ? Quad(quad.triple, graph: graph) : quad, isInsert: true)
                report.statements += 1
            }
        } catch let error as RDFSyntaxError {
            let position = SourcePosition(line: linesBefore + error.position.line, column: error.position.column)
            throw RDFSyntaxError(source: error.source, position: position, message: error.message)
        }
        linesBefore += 1
        return end + 1
    }

    // MARK: Terms

    /// The same term as on the line before needs no look-up.
    @inline(__always)
    private mutating func reference(
        _ scanned: ScannedTerm, _ lines: UnsafeBufferPointer<UInt8>, before: (range: Range<Int>, id: UInt64),
        into changes: inout ChangeSet
    ) -> (range: Range<Int>, id: UInt64) {
        let isSame =
            before.range.count == scanned.range.count
            && lines[before.range].hasSameBytes(as: lines[scanned.range])
        return (scanned.range, isSame ? before.id : reference(scanned, lines, into: &changes))
    }

    @inline(__always)
    private mutating func reference(
        _ scanned: ScannedTerm, _ lines: UnsafeBufferPointer<UInt8>, into changes: inout ChangeSet
    ) -> UInt64 {
        term.removeAll(keepingCapacity: true)
        switch scanned.kind {
        case .iri:
            term.append(TermEncoding.iri)
            term.append(contentsOf: lines[scanned.range])
        case .blankNode:
            term.append(contentsOf: labelPrefix)
            term.append(contentsOf: lines[scanned.range])
        case .languageLiteral:
            term.append(TermEncoding.language)
            term.append(contentsOf: lines[scanned.qualifier])
            term.append(0)
            term.append(contentsOf: lines[scanned.range])
        case .literal:
            let lexicalForm = UnsafeBufferPointer(rebasing: lines[scanned.range])
            if let id = encode(lexicalForm, datatype: lines[scanned.qualifier]) { return id.raw }
        }
        return term.withUnsafeBytes { changes.reference(encoded: $0) }
    }

    private mutating func encode(
        _ lexicalForm: UnsafeBufferPointer<UInt8>, datatype: Slice<UnsafeBufferPointer<UInt8>>
    ) -> TermID? {
        if datatype.isEmpty { return TermEncoding.encode(lexicalForm, .string, into: &term) }
        return TermEncoding.encode(lexicalForm, datatype: UnsafeBufferPointer(rebasing: datatype), into: &term)
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Whether two slices of one length hold the same bytes.
    @inline(__always)
    fileprivate func hasSameBytes(as other: Self) -> Bool {
        isEmpty || memcmp(base.baseAddress! + startIndex, other.base.baseAddress! + other.startIndex, count) == 0
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
        try progress?(LoadProgress(path: reader.path, readBytes: reader.readBytes, totalBytes: reader.fileBytes))
        return try reader.read(into: &buffer, capacity: count) > 0
    }
}
