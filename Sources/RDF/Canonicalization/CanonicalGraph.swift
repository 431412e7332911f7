// A graph in the one form that all its copies share: blank nodes labelled by what is said of them (RDFC-1.0), statements
// sorted as lines of N-Triples. Neither the layout of a file nor the labels in it make a difference, so the digest of the
// lines names the content.
import Primitives

public struct CanonicalGraph: Sendable {
    /// The statements with canonical labels (`c14n0`, `c14n1` …), sorted by their lines.
    public let triples: [Triple]
    /// Where each was written, as far as known.
    public let positions: [SourcePosition?]
    /// SHA-256 over the lines of canonical N-Triples, in lower-case hexadecimal digits.
    public let digest: String

    /// Steps from a blank node to its neighbours that one graph may take. Documents take up to a hundred for each blank
    /// node; only a graph made to be symmetric takes more, and would take them without end.
    public static let usualSteps = 1_000_000

    /// - Throws: ``CanonicalizationError`` for the few graphs whose blank nodes cannot be told apart in `steps`.
    public init(_ graph: Graph, steps: Int = usualSteps) throws(CanonicalizationError) {
        var labelling = CanonicalLabelling(graph, mostSteps: steps)
        let labels = try labelling.labels()
        let statements = graph.triples.map { triple in
            let renamed = triple.renamingBlankNodes { node in labels[node] ?? node }
            return (line: Self.line(renamed), triple: renamed, position: graph.position(of: triple))
        }
        .sorted { $0.line.precedesInBytes($1.line) }
        triples = statements.map(\.triple)
        positions = statements.map(\.position)
        digest = SHA256.hexadecimal(of: statements.map(\.line).joined())
    }

    /// The digest of statements whose blank nodes have their canonical labels already.
    public static func digest(ofLabelled triples: some Sequence<Triple>) -> String {
        let lines = triples.map { line($0) }.sorted { $0.precedesInBytes($1) }
        return SHA256.hexadecimal(of: lines.joined())
    }

    /// Statements in the order of their lines.
    public static func sorted(_ triples: [Triple]) -> [Triple] {
        triples.map { (line: line($0), triple: $0) }.sorted { $0.line.precedesInBytes($1.line) }.map(\.triple)
    }

    private static func line(_ triple: Triple) -> String {
        var line = ""
        NTriplesNotation.writeLine(Quad(triple), to: &line)
        return line
    }
}

/// Why a graph has no canonical form here.
public enum CanonicalizationError: Error, Hashable, CustomStringConvertible {
    /// Too many blank nodes look alike.
    case tooSymmetric(steps: Int)
    /// RDFC-1.0 does not say how to label blank nodes inside triple terms.
    case blankNodeInTripleTerm

    public var description: String {
        switch self {
        case .tooSymmetric(let steps):
            "its blank nodes look too much alike to be told apart in \(steps) steps: give some of them names or labels"
        case .blankNodeInTripleTerm: "it has a blank node inside a triple term: give the node a name"
        }
    }
}
