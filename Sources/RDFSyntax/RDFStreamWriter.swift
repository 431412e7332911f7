// Writing without holding the document: statements go out as they come. In Turtle, TriG and RDF/XML those that follow
// each other with the same graph, subject or predicate are written together; all prefixes are declared first.
import RDF

/// Writes a document of any size, piece by piece.
///
///     var writer = RDFStreamWriter(.turtle, prefixes: prefixes) { print($0, terminator: "") }
///     for quad in quads { try writer.write(quad) }
///     try writer.finish()
public struct RDFStreamWriter {
    private static let pieceBytes = 1 << 16

    private let format: RDFFormat
    private let names: TurtleNames
    private var xml: XMLWriter
    private let sink: (String) throws -> Void
    private var text = ""
    private var last: Quad?
    /// The triples of the subject at hand, which RDF/XML writes together.
    private var description: [Triple] = []

    /// - Parameter sink: handed the text in pieces of about 64 kB. What it throws comes out of `write` and `finish`.
    public init(
        _ format: RDFFormat, prefixes: Prefixes = Prefixes(), base: IRI? = nil,
        sink: @escaping (String) throws -> Void
    ) {
        self.format = format
        self.sink = sink
        names = TurtleNames(prefixes, base)
        xml = XMLWriter(prefixes)
        switch format {
        case .nTriples, .nQuads: break
        case .turtle, .triG:
            text = names.declarations
            if !text.isEmpty { text += "\n" }
        case .rdfXML: text = xml.streamHead
        }
    }

    /// Writes one statement. Formats without graphs leave the graph out. Only RDF/XML can fail by itself, with
    /// `RDFWriteError`: not every statement has a form in it.
    public mutating func write(_ quad: Quad) throws {
        switch format {
        case .nTriples: NTriplesNotation.writeLine(Quad(quad.triple), to: &text)
        case .nQuads: NTriplesNotation.writeLine(quad, to: &text)
        case .turtle: writeTurtle(Quad(quad.triple))
        case .triG: writeTurtle(quad)
        case .rdfXML:
            if let subject = description.first?.subject, subject != quad.subject { try endDescription() }
            description.append(quad.triple)
        }
        if text.utf8.count >= Self.pieceBytes { try flush() }
    }

    /// Ends the document.
    public mutating func finish() throws {
        switch format {
        case .nTriples, .nQuads: break
        case .turtle, .triG:
            endSubject()
            endGraph()
        case .rdfXML:
            try endDescription()
            text += "</rdf:RDF>\n"
        }
        try flush()
    }

    private mutating func flush() throws {
        if text.isEmpty { return }
        try sink(text)
        text.removeAll(keepingCapacity: true)
    }

    private mutating func writeTurtle(_ quad: Quad) {
        defer { last = quad }
        let margin = quad.graph == nil ? "" : "    "
        let object = names.write(quad.object)
        if let last, last.graph == quad.graph, last.subject == quad.subject {
            if last.predicate == quad.predicate {
                text += " , " + object
            } else {
                text += " ;\n    " + margin + names.writePredicate(quad.predicate) + " " + object
            }
            return
        }
        endSubject()
        if last?.graph != quad.graph {
            endGraph()
            if let graph = quad.graph { text += names.write(graph) + " {\n" }
        }
        text += margin + names.write(quad.subject) + " " + names.writePredicate(quad.predicate) + " " + object
    }

    private mutating func endSubject() {
        if last != nil { text += " .\n" }
    }

    private mutating func endGraph() {
        if last?.graph != nil { text += "}\n" }
    }

    private mutating func endDescription() throws {
        guard let subject = description.first?.subject else { return }
        text += try xml.description(of: subject, description)
        description.removeAll(keepingCapacity: true)
    }
}
