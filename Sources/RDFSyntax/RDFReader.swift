// The front door for reading: one type for all formats, over bytes in memory or a stream.
import Primitives
import RDF

/// What becomes of the labels of blank nodes.
public enum BlankNodeLabels: Hashable, Sendable {
    /// Labels stay as written; nodes without a label get one that the document cannot hold.
    case kept
    /// The prefix comes before every label, so that documents with different prefixes can share a store.
    case renamed(prefix: String)
}

/// What a document declared beside its statements.
public struct DocumentHeader: Sendable {
    /// The base IRI at the end of the document.
    public var base: IRI?
    public var prefixes = Prefixes()
}

/// Receives each statement and the place where it was written (the start of its object).
public typealias QuadSink = (Quad, SourcePosition) throws -> Void

/// A reader of RDF documents.
///
///     var reader = RDFReader(.turtle, base: IRI("http://example.org/"))
///     let graph = try reader.readGraph(contentsOf: "guideline.ttl")
public struct RDFReader: Sendable {
    public var format: RDFFormat
    /// What relative IRIs are resolved against until the document says otherwise.
    public var base: IRI?
    public var blankNodeLabels: BlankNodeLabels
    /// The document's name in messages.
    public var source: String?

    public init(
        _ format: RDFFormat, base: IRI? = nil, blankNodeLabels: BlankNodeLabels = .kept, source: String? = nil
    ) {
        self.format = format
        self.base = base
        self.blankNodeLabels = blankNodeLabels
        self.source = source
    }

    /// Reads a document held in memory. Throws `RDFSyntaxError`, or what `sink` throws.
    @discardableResult
    public func read(_ bytes: [UInt8], into sink: QuadSink) throws -> DocumentHeader {
        var nothing = EmptySource()
        return try read(Lexer(bytes), more: &nothing, into: sink)
    }

    /// Reads a document held in a string.
    @discardableResult
    public func read(_ text: String, into sink: QuadSink) throws -> DocumentHeader {
        try read(Array(text.utf8), into: sink)
    }

    /// Reads a stream, in memory bounded by its longest statement; in RDF/XML by its longest tag or text, and the `rdf:ID`s,
    /// of which no two may be the same.
    @discardableResult
    public func read(from stream: inout some ByteSource & ~Copyable, into sink: QuadSink) throws -> DocumentHeader {
        try read(Lexer(), more: &stream, into: sink)
    }

    /// Reads a file; its path is the source's name unless another was given.
    @discardableResult
    public func read(contentsOf path: String, into sink: QuadSink) throws -> DocumentHeader {
        var reader = self
        reader.source = source ?? path
        var file = try FileSource(path: path)
        return try reader.read(from: &file, into: sink)
    }

    /// Reads a whole document into a graph; named graphs are not kept apart.
    public func readGraph(_ text: String) throws -> Graph {
        try collect { try read(text, into: $0) }
    }

    /// Reads a whole file into a graph; named graphs are not kept apart.
    public func readGraph(contentsOf path: String) throws -> Graph {
        var graph = try collect { try read(contentsOf: path, into: $0) }
        graph.source = source ?? path
        return graph
    }

    private func collect(_ read: (QuadSink) throws -> DocumentHeader) throws -> Graph {
        var graph = Graph()
        graph.source = source
        graph.prefixes = try read { graph.insert($0.triple, at: $1) }.prefixes
        return graph
    }

    private func read(
        _ lexer: consuming Lexer, more stream: inout some ByteSource & ~Copyable, into sink: QuadSink
    ) throws -> DocumentHeader {
        do {
            switch format {
            case .nTriples, .nQuads:
                var parser = LineParser(lexer, hasGraphs: format.hasGraphs, labels: blankNodeLabels)
                return try parser.parseDocument(more: &stream, into: sink)
            case .turtle, .triG:
                var parser = TurtleParser(lexer, hasGraphs: format.hasGraphs, base: base, labels: blankNodeLabels)
                return try parser.parseDocument(more: &stream, into: sink)
            case .rdfXML:
                func refill(_ lexer: inout Lexer) throws { try lexer.refill(from: &stream) }
                return try readXML(lexer, refill: refill, into: sink)
            }
        } catch var error as RDFSyntaxError {
            error.source = error.source ?? source
            throw error
        }
    }
}

extension RDFReader {
    private func readXML(
        _ lexer: Lexer, refill: (inout Lexer) throws -> Void, into sink: QuadSink
    ) throws -> DocumentHeader {
        try withoutActuallyEscaping(sink) { sink in
            try withoutActuallyEscaping(refill) { refill in
                let xml = XMLReader(lexer, refill: refill)
                var parser = RDFXMLParser(xml, base: base, labels: blankNodeLabels, sink: sink)
                return try parser.parseDocument()
            }
        }
    }
}

/// A source without bytes, for documents that are in memory already.
private struct EmptySource: ByteSource {
    mutating func read(_ count: Int, into buffer: inout [UInt8]) -> Bool { false }
}
