// The front door for writing. N-Triples and N-Quads keep the order they are given; Turtle and TriG are canonical: the
// same statements with the same blank node labels always make the same text, sorted so that two versions diff well. For
// that the whole document is held in memory; `RDFStreamWriter` writes statements as they come.
import RDF

/// A writer of RDF documents.
///
///     let text = try RDFWriter(.turtle, prefixes: graph.prefixes).write(graph)
public struct RDFWriter: Sendable {
    public var format: RDFFormat
    /// Used by Turtle and TriG; only those that occur are declared.
    public var prefixes: Prefixes
    /// Used by Turtle and TriG: the document itself and its fragments are written relative to it.
    public var base: IRI?
    /// Used by Turtle and TriG.
    public var blankNodeLabels: BlankNodeNaming

    public init(
        _ format: RDFFormat, prefixes: Prefixes = Prefixes(), base: IRI? = nil,
        blankNodeLabels: BlankNodeNaming = .kept
    ) {
        self.format = format
        self.prefixes = prefixes
        self.base = base
        self.blankNodeLabels = blankNodeLabels
    }

    /// The document as text. Formats without graphs leave the graph names out. Only RDF/XML can fail: not every graph
    /// has a form in it.
    public func write(_ quads: some Sequence<Quad>) throws(RDFWriteError) -> String {
        switch format {
        case .nTriples, .nQuads:
            var text = ""
            for quad in quads {
                NTriplesNotation.writeLine(format.hasGraphs ? quad : Quad(quad.triple), to: &text)
            }
            return text
        case .turtle:
            return TurtleWriter(prefixes, base, quads.map { Quad($0.triple) }, blankNodeLabels).document()
        case .triG:
            return TurtleWriter(prefixes, base, quads, blankNodeLabels).document()
        case .rdfXML:
            var writer = XMLWriter(prefixes)
            return try writer.document(quads.map(\.triple))
        }
    }

    public func write(_ graph: Graph) throws(RDFWriteError) -> String {
        try write(graph.triples.lazy.map { Quad($0) })
    }
}
