// The W3C's suites for the evaluation of SPARQL queries and updates, run on a store on disk. An answer goes through the
// writer and the reader of the expected result's format before it is compared, so these are tested along.
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

/// A folder of SPARQL tests that evaluate.
public struct SPARQLEvaluationSuite: Sendable, CustomStringConvertible {
    /// The folder below `conformance/rdf-tests/sparql`.
    public let folder: String
    /// Whether plans are optimised.
    public var isOptimised = true

    public var description: String { "\(folder) evaluation, \(isOptimised ? "optimised" : "as written")" }

    /// The suites of SPARQL 1.0, 1.1 and 1.2.
    public static let all = SPARQLSyntaxSuite.evaluated.map { SPARQLEvaluationSuite(folder: $0.folder) }

    /// Runs every test of the suite in `root`, the folder `conformance/rdf-tests/sparql`.
    public func run(root: String) throws -> [SuiteResult] {
        try SPARQLManifest(folder: folder, root: root).tests.compactMap { test in
            guard test.type.contains("Evaluation") || test.type.contains("CSVResultFormat") else { return nil }
            guard let entailment = Entailment(test.entailmentRegimes) else {
                let regimes = test.entailmentRegimes.joined(separator: ", ")
                return SuiteResult(name: test.name, skip: "needs \(regimes); the engine has RDF and RDFS entailment")
            }
            return SuiteResult(name: test.name, failure: failure(of: test, entailment, root: root))
        }
    }

    private func failure(of test: SPARQLTest, _ entailment: Entailment, root: String) -> String? {
        do {
            let directory = try TemporaryFolder()
            let store = try GraphStore.open(directory.path, .init(durability: .temporary))
            try load(test.dataset, into: store)
            var settings = EvaluationSettings()
            settings.isOptimised = isOptimised
            settings.entailment = entailment
            settings.allowedServices = Set(test.services.map(\.endpoint))
            settings.serviceHandler = handler(test)
            settings.documentSource = { iri in
                guard let file = SuiteFile(iri, root: root) else { throw NoSuchDocument(iri: iri) }
                return try quads(of: file)
            }
            let engine = SPARQLEngine(store, settings)
            switch try SPARQLRequest(test) {
            case .update(let update): return try failure(of: update, test, engine)
            case .query(let query):
                try loadNamed(query.dataset, into: store, root: root)
                return try failure(of: query, test, engine)
            }
        } catch {
            return "\(error)"
        }
    }

    private struct NoSuchDocument: Error {
        let iri: IRI
    }

    // MARK: Data

    private func load(_ dataset: SuiteDataset, into store: GraphStore) throws {
        for file in dataset.defaultGraph { try load(file, graph: nil, into: store) }
        for graph in dataset.namedGraphs { try load(graph.file, graph: graph.name, into: store) }
    }

    private func load(_ file: SuiteFile, graph: IRI?, into store: GraphStore) throws {
        var options = LoadOptions()
        options.base = file.iri
        options.graph = graph.map { .iri($0) }
        try store.load(contentsOf: file.path, options)
    }

    /// The graphs that FROM and FROM NAMED name are files of the suite.
    private func loadNamed(_ dataset: DatasetClause?, into store: GraphStore, root: String) throws {
        guard let dataset else { return }
        for iri in Set(dataset.defaultGraphs + dataset.namedGraphs) {
            if let file = SuiteFile(iri, root: root) { try load(file, graph: iri, into: store) }
        }
    }

    private func quads(of file: SuiteFile) throws -> [Quad] {
        var quads: [Quad] = []
        let format = RDFFormat(path: file.path) ?? .turtle
        try RDFReader(format, base: file.iri).read(contentsOf: file.path) { quad, _ in quads.append(quad) }
        return quads
    }

    /// Endpoints are stores with the data that the test names; they may ask one another.
    private func handler(_ test: SPARQLTest) -> ServiceHandler {
        let services = test.services
        return { endpoint, pattern in
            let directory = try TemporaryFolder()
            let store = try GraphStore.open(directory.path, .init(durability: .temporary))
            for service in services where service.endpoint == endpoint {
                try load(service.data, graph: nil, into: store)
            }
            var settings = EvaluationSettings()
            settings.allowedServices = Set(services.map(\.endpoint))
            settings.serviceHandler = handler(test)
            return try SPARQLEngine(store, settings).select(Query(.select, pattern))
        }
    }

    // MARK: Comparison

    private func failure(of update: Update, _ test: SPARQLTest, _ engine: SPARQLEngine) throws -> String? {
        try engine.update(update)
        var expected: [Quad] = []
        for file in test.resultDataset?.defaultGraph ?? [] { expected += try quads(of: file) }
        for graph in test.resultDataset?.namedGraphs ?? [] {
            expected += try quads(of: graph.file).map { Quad($0.triple, graph: .iri(graph.name)) }
        }
        let found = try engine.store.read { try $0.quads() }
        return areIsomorphic(found, expected) ? nil : "left\n\(lines(found))\ninstead of\n\(lines(expected))"
    }

    private func lines(_ quads: [Quad]) -> String { quads.sorted().map(\.description).joined(separator: "\n") }

    private func failure(of query: Query, _ test: SPARQLTest, _ engine: SPARQLEngine) throws -> String? {
        guard let result = test.result else { return "the test names no result" }
        return try engine.run(query) { answer in
            switch answer {
            case .triples(let stream):
                let found = try stream.all().map { Quad($0) }
                let expected = try quads(of: result)
                return areIsomorphic(found, expected) ? nil : "gave\n\(lines(found))\ninstead of\n\(lines(expected))"
            case .boolean(let answer):
                let expected = try expectedResult(result)
                return expected == .boolean(answer) ? nil : "answered \(answer)"
            case .solutions(let stream):
                guard case .solutions(let expected) = try expectedResult(result) else {
                    return "gave solutions instead of a boolean"
                }
                let found = try readBack(try stream.table(), as: ResultFormat(path: result.path))
                let comparison = TableComparison(
                    isOrdered: query.pattern.isOrdered, isCardinalityLax: test.isCardinalityLax)
                return comparison.areEqual(found, expected) ? nil : "gave\n\(found.text)\ninstead of\n\(expected.text)"
            }
        }
    }

    private func readBack(_ table: SolutionTable, as format: ResultFormat?) throws -> SolutionTable {
        var writer = ResultWriter(format ?? .json)
        writer.write(table)
        guard case .solutions(let found) = try ResultReader.read(writer.bytes, as: writer.format) else { return table }
        return found
    }

    private func expectedResult(_ file: SuiteFile) throws -> QueryResult {
        if let format = ResultFormat(path: file.path) {
            return try ResultReader.read(try bytes(ofFile: file.path), as: format)
        }
        return try ResultGraph(Graph(quads(of: file).map(\.triple))).result
    }
}

extension Entailment {
    /// The least of the engine's regimes that is among those named; nil when none is.
    fileprivate init?(_ regimes: [String]) {
        if regimes.isEmpty {
            self = .simple
        } else if regimes.contains("RDFS") {
            self = .rdfs
        } else if regimes.contains("RDF") {
            self = .rdf
        } else {
            return nil
        }
    }
}

extension SuiteFile {
    /// The file of the suites that an IRI names.
    init?(_ iri: IRI, root: String) {
        let address = "https://w3c.github.io/rdf-tests/sparql/"
        guard iri.string.hasPrefix(address) else { return nil }
        self.init(iri: iri, path: "\(root)/\(iri.string.dropFirst(address.count))")
    }
}

extension GraphPattern {
    /// Whether the solutions come in an order.
    fileprivate var isOrdered: Bool {
        switch self {
        case .orderBy: true
        case .project(let inner, _), .distinct(let inner), .reduced(let inner), .slice(let inner, _, _): inner.isOrdered
        default: false
        }
    }
}
