// The W3C's suite for SHACL Core. Each test names a data graph and a shapes graph and holds the report that must come
// out. Reports are compared as graphs: every statement must be there and no other, blank nodes of the test's own
// document must be the same nodes; messages count where the test expects any (so the suite asks).
import RDF
import RDFSyntax
import Shapes

/// The tests of one folder below `data-shapes-test-suite/tests/core`.
public struct ShapesSuite: Sendable, CustomStringConvertible {
    public let folder: String

    public var description: String { folder }

    public static let all = [
        "complex", "misc", "node", "path", "property", "targets", "validation-reports",
    ].map(ShapesSuite.init)

    private static let manifests = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    private static let tests = Namespace("http://www.w3.org/ns/shacl-test#")
    private static let base = "file:///suite/"

    /// Runs every test of the suite; `root` is the folder `data-shapes-test-suite/tests/core`.
    public func run(root: String) throws -> [SuiteResult] {
        let folderPath = root + "/" + folder
        let manifest = try read(Self.base + "manifest.ttl", in: folderPath)
        let files = manifest.triples(predicate: Self.manifests["include"]).compactMap(\.object.iri)
        return try files.flatMap { file in
            let document = try read(file.string, in: folderPath)
            return document.triples(predicate: Self.manifests["entries"])
                .flatMap { document.list(at: $0.object) ?? [] }
                .map { test in
                    let name = test.iri.map { String($0.string.dropFirst(Self.base.count)) } ?? file.string
                    do {
                        let failure = try failure(of: test, in: document, file.string, folderPath)
                        return SuiteResult(name: name, failure: failure)
                    } catch {
                        return SuiteResult(name: name, failure: "\(error)")
                    }
                }
        }
    }

    private func read(_ iri: String, in folderPath: String) throws -> Graph {
        let path = folderPath + "/" + iri.dropFirst(Self.base.count)
        return try RDFReader(.turtle, base: IRI(iri)).readGraph(contentsOf: path)
    }

    private func failure(of test: Term, in document: Graph, _ file: String, _ folderPath: String) throws -> String? {
        guard let action = document.object(of: test, Self.manifests["action"]),
            let dataFile = document.object(of: action, Self.tests["dataGraph"])?.iri,
            let shapesFile = document.object(of: action, Self.tests["shapesGraph"])?.iri,
            let expectedReport = document.object(of: test, Self.manifests["result"])
        else { return "the test names no data, shapes or result" }
        func graph(_ iri: IRI) throws -> Graph {
            iri.string == file ? document : try read(iri.string, in: folderPath)
        }
        var validator = Validator(try ShapesGraph(graph(shapesFile)), data: try graph(dataFile))
        let report = validator.validate()

        var expected: [Triple] = []
        copyReport(expectedReport, of: document, into: &expected)
        let named = dataFile.string == file ? Set(document.triples.flatMap { $0.subject.blankNodes }) : []
        let keepsMessages = expected.contains { $0.predicate == Vocabulary.SHACL.resultMessage }
        let actual = report.graph().triples.filter {
            keepsMessages || $0.predicate != Vocabulary.SHACL.resultMessage
        }
        let isEqual = areIsomorphic(
            expected.map { Quad(naming($0, named)) }, actual.map { Quad(naming($0, named)) })
        return isEqual ? nil : "reported otherwise than expected: \(report.results.count) results"
    }

    /// Copies the statements about a report, its results and their paths.
    private func copyReport(_ node: Term, of document: Graph, into copy: inout [Triple]) {
        for triple in document.triples(subject: node) where !copy.contains(triple) {
            copy.append(triple)
            let followed = [Vocabulary.SHACL.result, Vocabulary.SHACL.resultPath]
            if followed.contains(triple.predicate) || isPart(triple.predicate), triple.object.blankNode != nil {
                copyReport(triple.object, of: document, into: &copy)
            }
        }
    }

    /// Whether a property leads from a path to its parts.
    private func isPart(_ property: IRI) -> Bool {
        [
            Vocabulary.RDF.first, Vocabulary.RDF.rest, Vocabulary.SHACL.inversePath, Vocabulary.SHACL.alternativePath,
            Vocabulary.SHACL.zeroOrMorePath, Vocabulary.SHACL.oneOrMorePath, Vocabulary.SHACL.zeroOrOnePath,
        ].contains(property)
    }

    /// The blank nodes of the test's own document that a result speaks of, as IRIs: they must not be exchanged.
    private func naming(_ triple: Triple, _ nodes: Set<BlankNode>) -> Triple {
        let speaking = [Vocabulary.SHACL.focusNode, Vocabulary.SHACL.value, Vocabulary.SHACL.sourceShape]
        guard speaking.contains(triple.predicate), let node = triple.object.blankNode, nodes.contains(node) else {
            return triple
        }
        return Triple(triple.subject, triple.predicate, .iri(IRI("urn:blank:" + node.label)))
    }
}
