// The W3C's suites for RDF syntaxes: positive and negative syntax, evaluation against expected statements up to the
// names of blank nodes, canonical N-Triples byte for byte.
import RDF
import RDFSyntax

/// What came of one test.
public struct SuiteResult: Sendable {
    public let name: String
    /// Nil when the test passed or was not run.
    public let failure: String?
    /// Why the test was not run.
    public let skip: String?

    init(name: String, failure: String? = nil, skip: String? = nil) {
        self.name = name
        self.failure = failure
        self.skip = skip
    }
}

/// A suite of syntax tests, all in one format.
public struct SyntaxSuite: Sendable, CustomStringConvertible {
    /// The folder below `conformance/rdf-tests/rdf`.
    public let folder: String
    public let format: RDFFormat

    public var description: String { folder }

    /// The suites of RDF 1.1 and 1.2.
    public static let all: [SyntaxSuite] = [
        SyntaxSuite(folder: "rdf11/rdf-n-triples", format: .nTriples),
        SyntaxSuite(folder: "rdf11/rdf-n-quads", format: .nQuads),
        SyntaxSuite(folder: "rdf11/rdf-turtle", format: .turtle),
        SyntaxSuite(folder: "rdf11/rdf-trig", format: .triG),
        SyntaxSuite(folder: "rdf11/rdf-xml", format: .rdfXML),
        SyntaxSuite(folder: "rdf12/rdf-n-triples/syntax", format: .nTriples),
        SyntaxSuite(folder: "rdf12/rdf-n-triples/c14n", format: .nTriples),
        SyntaxSuite(folder: "rdf12/rdf-n-quads/syntax", format: .nQuads),
        SyntaxSuite(folder: "rdf12/rdf-n-quads/c14n", format: .nQuads),
        SyntaxSuite(folder: "rdf12/rdf-turtle/syntax", format: .turtle),
        SyntaxSuite(folder: "rdf12/rdf-turtle/eval", format: .turtle),
        SyntaxSuite(folder: "rdf12/rdf-trig/syntax", format: .triG),
        SyntaxSuite(folder: "rdf12/rdf-trig/eval", format: .triG),
        SyntaxSuite(folder: "rdf12/rdf-xml/eval", format: .rdfXML),
    ]

    /// Runs every test of the suite in `root`, the folder `conformance/rdf-tests/rdf`.
    public func run(root: String) throws -> [SuiteResult] {
        try Manifest(folder: root + "/" + folder).entries.map { entry in
            SuiteResult(name: entry.name, failure: failure(of: entry))
        }
    }

    private func failure(of entry: ManifestEntry) -> String? {
        let outcome = Result { try read(entry.actionPath, as: format, base: entry.actionIRI) }
        if entry.type.contains("Negative") {
            if case .success = outcome { return "accepted, though it is not valid" }
            return nil
        }
        do {
            let quads = try outcome.get()
            guard let resultPath = entry.resultPath else { return nil }
            let resultFormat = RDFFormat(path: resultPath) ?? format
            if entry.type.contains("C14N") { return try canonicalFailure(quads, expected: resultPath) }
            let expected = try read(resultPath, as: resultFormat, base: entry.actionIRI)
            return areIsomorphic(quads, expected) ? nil : "read other statements than expected"
        } catch {
            return "\(error)"
        }
    }

    private func canonicalFailure(_ quads: [Quad], expected path: String) throws -> String? {
        var text = ""
        for quad in quads {
            let canonical = Quad(quad.subject, quad.predicate, quad.object.withLowercaseLanguage, graph: quad.graph)
            NTriplesNotation.writeLine(canonical, to: &text)
        }
        return try Array(text.utf8) == bytes(ofFile: path) ? nil : "wrote other lines than expected"
    }

    private func read(_ path: String, as format: RDFFormat, base: IRI) throws -> [Quad] {
        var quads: [Quad] = []
        try RDFReader(format, base: base).read(contentsOf: path) { quad, _ in quads.append(quad) }
        return quads
    }
}
