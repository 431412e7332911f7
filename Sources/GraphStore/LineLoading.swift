// N-Triples and N-Quads from bytes to the interner, without a string on the way. Only lines that the scanner does not
// find plain are parsed in full.
// Unsafe: looks at the bytes of a chunk in place; the scanner's ranges are within it, each behind a bracket or a mark.
import Primitives
import RDF
import RDFSyntax

/// Cuts a document into chunks of whole lines.
struct LineChunks {
    private static let chunkBytes = 1 << 20

    /// What came behind the last whole line.
    private var rest: [UInt8] = []
    private var hasMore = true

    /// Replaces `chunk`, of which the memory is used again, by the next one; false at the end. The last line ends with
    /// a line feed whether the document's does or not.
    mutating func next(from source: inout some ByteSource & ~Copyable, into chunk: inout [UInt8]) throws -> Bool {
        swap(&chunk, &rest)
        rest.removeAll(keepingCapacity: true)
        while hasMore {
            let fresh = chunk.count
            hasMore = try source.read(Self.chunkBytes, into: &chunk)
            if !hasMore && !chunk.isEmpty { chunk.append(UInt8(ascii: "\n")) }
            guard let lineFeed = chunk[fresh...].lastIndex(of: UInt8(ascii: "\n")) else { continue }
            rest.append(contentsOf: chunk[(lineFeed + 1)...])
            chunk.removeLast(chunk.count - lineFeed - 1)
            return true
        }
        return false
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

    /// - Parameter chunk: whole lines; what stands before a term in it is overwritten.
    mutating func load(_ chunk: inout [UInt8], into changes: inout ChangeSet) throws {
        try chunk.withUnsafeMutableBufferPointer { try load($0, into: &changes) }
    }

    private mutating func load(_ lines: UnsafeMutableBufferPointer<UInt8>, into changes: inout ChangeSet) throws {
        guard var scanner = QuadLineScanner(UnsafeBufferPointer(lines), hasGraphs: reader.format.hasGraphs) else {
            return
        }
        let defaultGraph = graph.map { changes.reference($0) } ?? TermID.defaultGraph.raw
        var batch = LineBatch()
        var start = 0
        while start < lines.count {
            guard let next = scanner.scanLine(from: start) else {
                start = try parseLine(lines, from: start, into: &changes)
                continue
            }
            batch.append(
                IDTuple(
                    first: reference(scanner.subject, lines, &batch, into: &changes),
                    second: reference(scanner.predicate, lines, &batch, into: &changes),
                    third: reference(scanner.object, lines, &batch, into: &changes),
                    fourth: scanner.graph.map { reference($0, lines, &batch, into: &changes) } ?? defaultGraph))
            if batch.isFull { batch.finish(into: &changes) }
            report.statements += 1
            lineCount += 1
            start = next
        }
        batch.finish(into: &changes)
    }

    /// Parses the line at `start` by the whole grammar; the start of the next line.
    private mutating func parseLine(
        _ lines: UnsafeMutableBufferPointer<UInt8>, from start: Int, into changes: inout ChangeSet
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

    /// The provisional id of a term, or what stands for it in a batch.
    @inline(__always)
    private mutating func reference(
        _ scanned: ScannedTerm, _ lines: UnsafeMutableBufferPointer<UInt8>, _ batch: inout LineBatch,
        into changes: inout ChangeSet
    ) -> UInt64 {
        if scanned.isRepeated { return LineBatch.repeated }
        switch scanned.kind {
        case .iri: return batch.reference(TermEncoding.iri, before: scanned.range, of: lines)
        case .blankNode:
            term.removeAll(keepingCapacity: true)
            term.append(contentsOf: labelPrefix)
            term.append(contentsOf: lines[scanned.range])
        case .languageLiteral:
            term.removeAll(keepingCapacity: true)
            term.append(TermEncoding.language)
            term.append(contentsOf: lines[scanned.qualifier])
            term.append(0)
            term.append(contentsOf: lines[scanned.range])
        case .literal:
            let lexicalForm = UnsafeBufferPointer(rebasing: lines[scanned.range])
            if scanned.qualifier.isEmpty {
                if let id = InlineValue.id(lexicalForm, .string) { return id.raw }
                return batch.reference(TermEncoding.string, before: scanned.range, of: lines)
            }
            term.removeAll(keepingCapacity: true)
            let datatype = UnsafeBufferPointer(rebasing: lines[scanned.qualifier])
            if let id = TermEncoding.encode(lexicalForm, datatype: datatype, into: &term) { return id.raw }
        }
        return term.withUnsafeBytes { changes.reference(encoded: $0) }
    }
}

/// Statements whose terms are looked up together.
private struct LineBatch {
    /// Stands for the term in the same place of the statement before.
    static let repeated: UInt64 = 11 << 60
    /// Stands for the term with a number among the queries.
    private static let queryTag: UInt64 = 12 << 60
    private static let mostLines = 64

    private var queries: [TermInterner.Query] = []
    private var tuples: [IDTuple] = []
    private var last = IDTuple.smallest

    init() {
        queries.reserveCapacity(Self.mostLines * 4)
        tuples.reserveCapacity(Self.mostLines)
    }

    var isFull: Bool { tuples.count == Self.mostLines }

    /// The form of a term takes the place of the bracket or quotation mark before it, so that nothing is copied.
    @inline(__always)
    mutating func reference(
        _ form: UInt8, before range: Range<Int>, of lines: UnsafeMutableBufferPointer<UInt8>
    ) -> UInt64 {
        lines[range.lowerBound - 1] = form
        let bytes = UnsafeBufferPointer(rebasing: lines[(range.lowerBound - 1)..<range.upperBound])
        queries.append(TermInterner.Query(UnsafeRawBufferPointer(bytes)))
        return Self.queryTag | UInt64(queries.count - 1)
    }

    @inline(__always)
    mutating func append(_ tuple: IDTuple) { tuples.append(tuple) }

    /// Adds the statements to `changes`; there are none afterwards.
    mutating func finish(into changes: inout ChangeSet) {
        changes.intern(&queries)
        for tuple in tuples {
            last = IDTuple(
                first: id(tuple.first, after: last.first), second: id(tuple.second, after: last.second),
                third: id(tuple.third, after: last.third), fourth: id(tuple.fourth, after: last.fourth))
            changes.append(last, isInsert: true)
        }
        queries.removeAll(keepingCapacity: true)
        tuples.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func id(_ word: UInt64, after last: UInt64) -> UInt64 {
        switch word & ChangeSet.tagMask {
        case Self.queryTag: ChangeSet.reference(interned: queries[Int(word & ~ChangeSet.tagMask)].number)
        case Self.repeated: last
        default: word
        }
    }
}
