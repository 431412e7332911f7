import Foundation
import GraphStore
import RDF
import RDFSyntax
import SPARQL
import SPARQLSyntax

/// A store in a folder that goes with the value.
final class TemporaryStore {
    let store: GraphStore
    private let folder: URL

    init(_ quads: some Sequence<Quad> = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sparql-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try GraphStore.open(folder.path, .init(durability: .temporary))
        try store.write { transaction in for quad in quads { try transaction.insert(quad) } }
    }

    convenience init(turtle: String) throws {
        try self.init()
        try store.load(Array(turtle.utf8), format: .triG)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The solutions of a query as lines of terms, sorted.
    func lines(_ text: String, _ settings: EvaluationSettings = EvaluationSettings()) throws -> [String] {
        let table = try SPARQLEngine(store, settings).select(try SPARQLParser.parseQuery(text))
        return table.rows.map { row in row.map { $0?.description ?? "-" }.joined(separator: " ") }.sorted()
    }
}
