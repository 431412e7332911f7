// Loading knowledge: all documents are read and compiled together with what the store holds already, and only if no
// error is found does one transaction put them in place. A reader sees all of a load or nothing of it.

import GraphStore
import Guidelines
import RDF
import Reasoning
import Records
import Terminology

public struct LoadReport: Sendable {
    public struct LoadedGraph: Sendable {
        public var file: String
        public var graph: String
        public var statements: Int
    }

    public var graphs: [LoadedGraph]
    /// Warnings and advice; errors would have stopped the load.
    public var diagnostics: [Diagnostic]
    public var concepts: Int
    public var guidelines: Int
    public var recommendations: Int
    public var medicationRules: Int
}

extension Engine {
    /// Loads the Turtle documents at `paths`, each in the place of the graph of the same name.
    /// - Parameter progress: called before each document with its number, the count of all and its path.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` with every mistake found; the store is as it was.
    public func load(
        _ paths: [String], progress: (Int, Int, String) throws -> Void = { _, _, _ in }
    ) throws -> LoadReport {
        let files = try KnowledgeFiles.find(paths, cases: false)
        guard !files.isEmpty else { throw EngineError.noKnowledge(path: paths.joined(separator: ", ")) }
        var diagnostics: [Diagnostic] = []
        var loaded: [NamedGraph] = []
        for (index, file) in files.enumerated() {
            try progress(index + 1, files.count, file)
            guard let named = try KnowledgeFiles.read(file, into: &diagnostics) else { continue }
            if let other = loaded.first(where: { $0.name == named.name }) {
                diagnostics.append(
                    Diagnostic(
                        .error, source: file, message: "\(named.name) is also the base of \(other.graph.source ?? "")",
                        advice: "give each document a @base of its own"))
            }
            loaded.append(named)
        }
        let names = Set(loaded.map(\.name))
        let kept = try graphStore.read { snapshot in
            try KnowledgeSnapshot.namedGraphs(in: snapshot).filter { !names.contains($0.name) }
        }
        let compilation: KnowledgeCompilation
        do {
            compilation = try KnowledgeCompiler.compile(kept + loaded)
        } catch {
            throw EngineError.invalidKnowledge(diagnostics + [Diagnostic(.error, message: "\(error)")])
        }
        diagnostics += compilation.diagnostics
        guard diagnostics.allSatisfy({ $0.severity != .error }) else {
            throw EngineError.invalidKnowledge(diagnostics.filter { $0.severity == .error })
        }
        try store(loaded)
        let knowledge = try currentSnapshot().knowledge
        return LoadReport(
            graphs: loaded.map {
                LoadReport.LoadedGraph(
                    file: $0.graph.source ?? "", graph: $0.name.string, statements: $0.graph.count)
            },
            diagnostics: diagnostics, concepts: knowledge.terminology.count, guidelines: knowledge.guidelines.count,
            recommendations: knowledge.recommendationCount, medicationRules: knowledge.medicationRuleCount)
    }

    private func store(_ graphs: [NamedGraph]) throws {
        try graphStore.write { transaction in
            for named in graphs {
                let name = Term.iri(named.name)
                var checksum = Checksum()
                checksum.add(named.name.string)
                for line in named.graph.triples.map(\.description).sorted() { checksum.add(line) }
                let digest = checksum.description
                // Blank nodes of different documents must not meet in the store.
                let triples = named.graph.triples.map { $0.prefixingBlankNodes("b\(digest)") }
                try transaction.replace(graph: name, with: triples)
                let known = try transaction.read { snapshot in
                    try snapshot.quads(
                        subject: name, predicate: KnowledgeSnapshot.digestProperty, graph: .defaultGraph)
                }
                for quad in known { try transaction.delete(quad) }
                try transaction.insert(Quad(name, KnowledgeSnapshot.digestProperty, .string(digest)))
            }
        }
    }
}

extension Triple {
    fileprivate func prefixingBlankNodes(_ prefix: String) -> Triple {
        Triple(subject.prefixingBlankNodes(prefix), predicate, object.prefixingBlankNodes(prefix))
    }
}

extension Term {
    fileprivate func prefixingBlankNodes(_ prefix: String) -> Term {
        switch self {
        case .blank(let node): .blank(BlankNode(prefix + node.label))
        case .triple(let triple): .triple(triple.prefixingBlankNodes(prefix))
        case .iri, .literal: self
        }
    }
}
