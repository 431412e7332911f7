// Knowledge as files: Turtle documents, each of which becomes the named graph of its base IRI. Test cases beside a
// guideline (`NAME.cases.ttl`) are for testing, not for serving, and are left out of a load.

import Foundation
import Guidelines
import Primitives
import RDF
import RDFSyntax
import Reasoning

enum KnowledgeFiles {
    static let casesSuffix = ".cases.ttl"

    /// The documents at `paths`, files or folders, in the order of their names.
    static func find(_ paths: [String], cases: Bool) throws -> [String] {
        var found: [String] = []
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw EngineError.noFile(path: path)
            }
            guard isDirectory.boolValue else {
                if path.hasSuffix(casesSuffix) == cases { found.append(path) }
                continue
            }
            let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            found += names.filter { $0.hasSuffix(".ttl") && $0.hasSuffix(casesSuffix) == cases }.sorted()
                .map { path + "/" + $0 }
        }
        return found
    }

    /// Reads documents side by side, in the order of the paths; those that cannot be read are left out.
    static func read(_ paths: [String], into diagnostics: inout [Diagnostic]) throws -> [(path: String, NamedGraph)] {
        let documents = try paths.parallelMap { path in
            var found: [Diagnostic] = []
            return (path: path, named: try read(path, into: &found), diagnostics: found)
        }
        diagnostics += documents.flatMap(\.diagnostics)
        return documents.compactMap { document in document.named.map { (document.path, $0) } }
    }

    /// Reads a document. What is no Turtle becomes an error diagnostic at its place.
    static func read(_ path: String, into diagnostics: inout [Diagnostic]) throws -> NamedGraph? {
        if [".gz", ".xz", ".zst"].contains(where: path.hasSuffix) {
            diagnostics.append(
                Diagnostic(
                    .error, .syntax, source: path, message: "a document of knowledge is read as plain Turtle",
                    advice: "unpack the file, or load it with --graph <IRI>, which reads compressed files"))
            return nil
        }
        var graph = Graph()
        let reader = RDFReader(.turtle, source: path)
        do {
            let header = try reader.read(contentsOf: path) { quad, position in
                graph.insert(quad.triple, at: position)
            }
            graph.prefixes = header.prefixes
            graph.source = path
            guard let name = header.base else {
                diagnostics.append(
                    Diagnostic(
                        .error, .syntax, source: path, message: "the document has no @base",
                        advice: "begin it with @base <IRI> ., which names the graph, or load it with --graph <IRI>"))
                return nil
            }
            return NamedGraph(name: name, graph: graph)
        } catch let error as RDFSyntaxError {
            diagnostics.append(
                Diagnostic(.error, .syntax, source: path, position: error.position, message: error.message))
            return nil
        }
    }
}
