import Foundation
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import Testing

@testable import CommandLine

@Suite("The SPARQL endpoint says what it is")
struct ServiceDescriptionTests {
    private static let namespace = "http://www.w3.org/ns/sparql-service-description#"
    private static let endpoint = IRI("http://localhost:7420/sparql")

    /// What a service with two graphs says, predicates and objects without the namespace.
    private func statements(isUnion: Bool, allowsUpdates: Bool) throws -> [(predicate: String, object: Term)] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "description-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try GraphStore.open(folder.path, .init(durability: .temporary))
        let document = "<urn:a> <urn:p> 1 . <urn:g> { <urn:a> <urn:p> 2 } <urn:h> { <urn:a> <urn:p> 3 }"
        try store.load(Array(document.utf8), format: .triG)
        let queries = EngineQueries(store, limits: QueryLimits(), isUnion: isUnion, allowsUpdates: allowsUpdates)
        let triples = try queries.description(of: Self.endpoint)
        // What is said can be written and read.
        let text = try RDFWriter(.turtle, prefixes: EngineQueries.descriptionPrefixes).write(triples.map { Quad($0) })
        #expect(text.contains("sd:endpoint <\(Self.endpoint.string)>"), "\(text)")
        return triples.map { ($0.predicate.string.replacing(Self.namespace, with: ""), $0.object) }
    }

    @Test("graphs are named, and updates and the merge of all graphs where there are such")
    func description() throws {
        let all = try statements(isUnion: true, allowsUpdates: true)
        func objects(_ statements: [(predicate: String, object: Term)], _ predicate: String) -> [String] {
            statements.filter { $0.predicate == predicate }.map {
                ($0.object.iri?.string ?? "").replacing(Self.namespace, with: "")
            }
        }
        #expect(objects(all, "name").sorted() == ["urn:g", "urn:h"])
        #expect(objects(all, "supportedLanguage") == ["SPARQL11Query", "SPARQL11Update"])
        #expect(objects(all, "feature") == ["UnionDefaultGraph"])
        #expect(objects(all, "propertyFeature") == ["https://w3id.org/meridian/ns#search"])
        let few = try statements(isUnion: false, allowsUpdates: false)
        #expect(objects(few, "supportedLanguage") == ["SPARQL11Query"])
        #expect(objects(few, "feature") == [])
    }
}
