// N-Triples and N-Quads from bytes to the interner, without a string on the way. Only lines that the scanner does not
// find plain are parsed in full.
// Unsafe: looks at the bytes of a chunk in place; the scanner's ranges are within it.
import Glibc
import Primitives
import RDF
import RDFSyntax

/// Cuts a document into chunks of whole lines.
struct LineChunks {
    private static let chunkBytes = 1 << 20

    private var window: [UInt8] = []
    private var hasMore = true

    /// The next chunk; nil at the end. The last line ends with a line feed whether the document's does or not.
    mutating func next(from source: inout some ByteSource & ~Copyable) throws -> [UInt8]? {
        while hasMore {
            let fresh = window.count
            hasMore = try source.read(Self.chunkBytes, into: &window)
            if !hasMore && !window.isEmpty { window.append(UInt8(ascii: "\n")) }
            guard let lineFeed = window[fresh...].lastIndex(of: UInt8(ascii: "\n")) else { continue }
            var chunk = Array(window[(lineFeed + 1)...])
            window.removeLast(window.count - lineFeed - 1)
            swap(&chunk, &window)
            return chunk
        }
        return nil
    }
}

/// Adds the statements of chunks to changes.
struct LineLoader {
    private let reader: RDFReader
    private let labelPrefix: [UInt8]
    private let graph: Term?
    private(set) var report = LoadReport()
    /// Lines so far; errors count from here.
    var lineCount = 0
    private var term: [UInt8] = []

    /// - Parameters:
    ///   - prefix: of the names of the document's blank nodes.
    ///   - graph: where the default graph of the document goes.
    init(_ reader: RDFReader, prefix: String, graph: Term?) {
        self.reader = reader
        labelPrefix = [TermEncoding.blankNode] + Array(prefix.utf8)
        self.graph = graph
    }

    /// - Parameter chunk: whole lines.
    mutating func load(_ chunk: [UInt8], into changes: inout ChangeSet) throws {
        try chunk.withUnsafeBufferPointer { try load($0, into: &changes) }
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
            lineCount += 1
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
            throw error.moved(byLines: lineCount)
        }
        lineCount += 1
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
