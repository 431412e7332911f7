// Manifests of the W3C's SPARQL suites: queries and updates with their data, named graphs and expected results.
//
// Every file is known by an IRI under the suites' public address, because queries name files by relative IRIs; the same
// IRI with the address cut off is its path below `conformance/rdf-tests/sparql`.
import RDF
import RDFSyntax

/// A file of a suite.
public struct SuiteFile: Sendable {
    /// Its public address, the base of relative IRIs inside it.
    public let iri: IRI
    /// Its path on disk.
    public let path: String
}

/// A named graph of a dataset and the file that fills it.
public struct SuiteGraph: Sendable {
    public let name: IRI
    public let file: SuiteFile
}

/// The data that a query or an update meets, or that an update must leave.
public struct SuiteDataset: Sendable {
    public let defaultGraph: [SuiteFile]
    public let namedGraphs: [SuiteGraph]
}

/// One test of a SPARQL manifest.
public struct SPARQLTest: Sendable {
    public let name: String
    /// The local name of the test's type, such as `QueryEvaluationTest` or `PositiveSyntaxTest11`.
    public let type: String
    /// The query or the update.
    public let request: SuiteFile
    public let dataset: SuiteDataset
    /// The expected result of a query.
    public let result: SuiteFile?
    /// The expected dataset after an update.
    public let resultDataset: SuiteDataset?
    /// What each remote endpoint of SERVICE holds.
    public let services: [(endpoint: IRI, data: SuiteFile)]
    /// The entailment regimes under any of which the result is right; none for simple entailment.
    public let entailmentRegimes: [String]
    /// Whether the result may leave out duplicates (REDUCED).
    public let isCardinalityLax: Bool
}

/// A folder of SPARQL tests with a `manifest.ttl`.
public struct SPARQLManifest: Sendable {
    public let tests: [SPARQLTest]

    /// Reads `root/folder/manifest.ttl`; `root` is the folder `conformance/rdf-tests/sparql`.
    public init(folder: String, root: String) throws {
        let base = IRI("\(Names.address)\(folder)/manifest.ttl")
        let graph = try RDFReader(.turtle, base: base).readGraph(contentsOf: "\(root)/\(folder)/manifest.ttl")
        let reader = ManifestReader(graph: graph, root: root)
        let lists = graph.triples(predicate: Names.manifest["entries"])
        tests = lists.flatMap { graph.list(at: $0.object) ?? [] }.compactMap(reader.test)
    }
}

private enum Names {
    static let address = "https://w3c.github.io/rdf-tests/sparql/"
    static let manifest = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    static let query = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
    static let update = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
    static let service = Namespace("http://www.w3.org/ns/sparql-service-description#")
}

private struct ManifestReader {
    let graph: Graph
    let root: String

    func test(_ node: Term) -> SPARQLTest? {
        guard let type = graph.object(of: node, Vocabulary.RDF.type)?.iri,
            let action = graph.object(of: node, Names.manifest["action"])
        else { return nil }
        let requests =
            action.iri == nil
            ? [Names.query["query"], Names.update["request"]].compactMap { graph.object(of: action, $0) } : [action]
        guard let request = requests.first.flatMap(file) else { return nil }
        let result = graph.object(of: node, Names.manifest["result"])
        let isUpdate = type.string.hasSuffix("UpdateEvaluationTest")
        return SPARQLTest(
            name: graph.object(of: node, Names.manifest["name"])?.literal?.lexicalForm ?? request.path,
            type: String(type.string.split(separator: "#").last ?? ""),
            request: request,
            dataset: dataset(action),
            result: isUpdate ? nil : result.flatMap(file),
            resultDataset: isUpdate ? result.map(dataset) : nil,
            services: graph.objects(of: action, Names.query["serviceData"]).flatMap(serviceData),
            entailmentRegimes: regimes(action),
            isCardinalityLax: graph.object(of: node, Names.manifest["resultCardinality"]) != nil)
    }

    /// The local names of the regimes: one, or a list of them.
    private func regimes(_ action: Term) -> [String] {
        guard let regime = graph.object(of: action, Names.service["entailmentRegime"]) else { return [] }
        return (graph.list(at: regime) ?? [regime]).compactMap {
            $0.iri?.string.split(separator: "/").last.map(String.init)
        }
    }

    private func file(_ term: Term) -> SuiteFile? {
        guard let iri = term.iri, iri.string.hasPrefix(Names.address) else { return nil }
        return SuiteFile(iri: iri, path: "\(root)/\(iri.string.dropFirst(Names.address.count))")
    }

    private func dataset(_ node: Term) -> SuiteDataset {
        let data = [Names.query["data"], Names.update["data"]].flatMap { graph.objects(of: node, $0) }
        let graphs = [Names.query["graphData"], Names.update["graphData"]].flatMap { graph.objects(of: node, $0) }
        return SuiteDataset(
            defaultGraph: data.compactMap(file), namedGraphs: graphs.compactMap(namedGraph))
    }

    /// A named graph is given by its file alone, or by a node with the file and the name as a label.
    private func namedGraph(_ node: Term) -> SuiteGraph? {
        if let file = file(node) { return SuiteGraph(name: file.iri, file: file) }
        let properties = [Names.query["graph"], Names.update["graph"], Names.update["data"]]
        guard let file = properties.compactMap({ graph.object(of: node, $0) }).first.flatMap(file) else { return nil }
        let label = graph.object(of: node, Vocabulary.RDFS.label)?.literal?.lexicalForm
        return SuiteGraph(name: label.map { IRI($0) } ?? file.iri, file: file)
    }

    private func serviceData(_ node: Term) -> [(endpoint: IRI, data: SuiteFile)] {
        guard let endpoint = graph.object(of: node, Names.query["endpoint"])?.iri else { return [] }
        return graph.objects(of: node, Names.query["data"]).compactMap(file).map { (endpoint, $0) }
    }
}
