// The loop that all parsers of the Turtle family share: read a statement; if the window ended inside it, go back, take
// in more and read it again; else hand its quads over.
import Primitives
import RDF

/// A parser that reads one statement at a time from a lexer.
protocol StatementParser {
    var lexer: Lexer { get set }
    /// The quads of the statement being read.
    var pending: [(quad: Quad, place: SourcePosition)] { get set }
    var blankNodes: BlankNodeNames { get set }
    var header: DocumentHeader { get }

    /// Reads the next statement into `pending`; returns false at the end of the document. May be called again for the
    /// same statement.
    mutating func parseStatement() throws(RDFSyntaxError) -> Bool
}

extension StatementParser {
    mutating func parseDocument(
        more stream: inout some ByteSource & ~Copyable, into sink: QuadSink
    ) throws -> DocumentHeader {
        if lexer.window.isEmpty && !lexer.isFinal { try lexer.refill(from: &stream) }
        while true {
            let start = lexer.mark
            let names = blankNodes.mark
            let outcome = Result { () throws(RDFSyntaxError) in try parseStatement() }
            if lexer.ranOut {
                lexer.goBack(to: start)
                blankNodes.goBack(to: names)
                pending.removeAll(keepingCapacity: true)
                try lexer.refill(from: &stream)
                continue
            }
            let hasMore = try outcome.get()
            for (quad, place) in pending { try sink(quad, place) }
            pending.removeAll(keepingCapacity: true)
            if !hasMore { return header }
        }
    }
}

/// Hands out blank nodes: for labels of the document and for nodes without a label.
///
/// Nodes without a label are called `anon-0`, `anon-1` …, and a written label that begins with `anon-` gets a second
/// hyphen, so the two can never meet. A prefix, when there is one, comes before both.
struct BlankNodeNames {
    private static let anonymousPrefix = "anon-"
    private let prefix: String
    private let escapesLabels: Bool
    private var count = 0

    /// `hasAnonymous`: whether the syntax has nodes without a label at all.
    init(_ labels: BlankNodeLabels, hasAnonymous: Bool) {
        switch labels {
        case .kept: prefix = ""
        case .renamed(let prefix): self.prefix = prefix
        }
        escapesLabels = hasAnonymous
    }

    /// The number of nodes handed out without a label.
    var mark: Int { count }

    mutating func goBack(to mark: Int) { count = mark }

    mutating func fresh() -> BlankNode {
        defer { count += 1 }
        return BlankNode(prefix + Self.anonymousPrefix + String(count))
    }

    func node(labelled label: String) -> BlankNode {
        guard escapesLabels, label.utf8.starts(with: Self.anonymousPrefix.utf8) else {
            return BlankNode(prefix.isEmpty ? label : prefix + label)
        }
        return BlankNode(prefix + Self.anonymousPrefix + "-" + label.dropFirst(Self.anonymousPrefix.count))
    }
}
