import Foundation
import Guidelines
import RDF
import RDFSyntax
import Reasoning
import Testing
import Text

/// The knowledge that ships with the project, compiled once for all tests.
enum Shipped {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func documents(_ folder: String, cases: Bool) throws -> [NamedGraph] {
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".ttl") && $0.hasSuffix(".cases.ttl") == cases }.sorted().map { name in
            var graph = Graph()
            let path = "\(root)/\(folder)/\(name)"
            let header = try RDFReader(.turtle, source: path).read(contentsOf: path) { quad, position in
                graph.insert(quad.triple, at: position)
            }
            graph.prefixes = header.prefixes
            graph.source = "\(folder)/\(name)"
            return NamedGraph(name: try #require(header.base), graph: graph)
        }
    }

    static let compilation = Result {
        try KnowledgeCompiler.compile(documents("Graph", cases: false) + documents("Guidelines", cases: false))
    }
}

@Suite("The shipped knowledge")
struct ShippedKnowledgeTests {
    @Test("compiles without an error")
    func compiles() throws {
        let errors = try Shipped.compilation.get().errors
        #expect(errors.isEmpty, "\(errors.map(\.description).joined(separator: "\n"))")
    }

    @Test("every case comes out as its author says", arguments: ["Guidelines", "Graph"])
    func cases(folder: String) throws {
        let runner = CaseRunner(try Shipped.compilation.get().knowledge)
        for document in try Shipped.documents(folder, cases: true) {
            var reader = DocumentReader(document.graph)
            reader.checkVocabulary()
            let cases = reader.cases()
            #expect(reader.diagnostics.filter { $0.severity == .error }.isEmpty)
            for outcome in cases.map({ runner.run($0) }) where !outcome.passed {
                let messages = outcome.failures.map(\.message).joined(separator: "\n    ")
                Issue.record(
                    "\(document.graph.source ?? ""): \(outcome.patientCase.label.english ?? "")\n    \(messages)")
            }
        }
    }
}
