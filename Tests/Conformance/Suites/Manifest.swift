// Test manifests of the W3C: a list of entries, each with a type, an input and perhaps an expected result. Files are
// named by IRIs under the suite's public address; here they lie in a folder beside the manifest.
import RDF
import RDFSyntax

/// One test of a W3C manifest.
public struct ManifestEntry: Sendable {
    public let name: String
    /// The local name of the test's type, such as `TestTurtleEval`.
    public let type: String
    /// The input: its path on disk and the IRI it is known by.
    public let actionPath: String
    public let actionIRI: IRI
    /// The expected result's path on disk.
    public let resultPath: String?
}

/// A folder of tests with a `manifest.ttl`.
public struct Manifest: Sendable {
    public let entries: [ManifestEntry]

    private static let manifests = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")

    /// Reads `folder/manifest.ttl`.
    public init(folder: String) throws {
        // Relative IRIs resolve to an address of our own, so that what follows it is the path inside the folder.
        let base = IRI("file:///suite/manifest.ttl")
        let graph = try RDFReader(.turtle, base: base).readGraph(contentsOf: folder + "/manifest.ttl")
        let suite = graph.triples(predicate: Self.manifests["assumedTestBase"]).first?.object.iri
        let lists = graph.triples(predicate: Self.manifests["entries"])
        let tests = lists.flatMap { graph.list(at: $0.object) ?? [] }
        entries = tests.compactMap { test in
            guard let action = graph.object(of: test, Self.manifests["action"])?.iri,
                let type = graph.object(of: test, Vocabulary.RDF.type)?.iri
            else { return nil }
            let file = Self.file(action)
            let result = graph.object(of: test, Self.manifests["result"])?.iri.map(Self.file)
            return ManifestEntry(
                name: graph.object(of: test, Self.manifests["name"])?.literal?.lexicalForm ?? file,
                type: String(type.string.split(separator: "#").last ?? ""),
                actionPath: folder + "/" + file,
                actionIRI: suite.map { IRI($0.string + file) } ?? action,
                resultPath: result.map { folder + "/" + $0 })
        }
    }

    private static func file(_ iri: IRI) -> String {
        String(iri.string.dropFirst("file:///suite/".count))
    }
}
