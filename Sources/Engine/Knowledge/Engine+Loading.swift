// Loading knowledge: all documents are read and compiled together with what the store holds already, and only if no
// error is found does one transaction put them in place. A reader sees all of a load or nothing of it. A guideline's
// document becomes a release, active at once; any other takes the place of the graph of its name.

import GraphStore
import Guidelines
import Primitives
import RDF
import Reasoning
import Records
import Terminology

public struct LoadReport: Sendable {
    public struct LoadedGraph: Sendable {
        public var file: String
        public var graph: String
        public var statements: Int
        /// What a guideline's document became.
        public var release: Release?
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
    /// Loads the Turtle documents at `paths`, each in the place of the graph of the same name; guidelines are released
    /// and activated.
    /// - Parameter progress: called before each document with its number, the count of all and its path.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` with every mistake found; the store is as it was.
    public func load(
        _ paths: [String], by signature: Signature = Signature(),
        progress: (Int, Int, String) throws -> Void = { _, _, _ in }
    ) throws -> LoadReport {
        var diagnostics: [Diagnostic] = []
        let loaded = try documents(at: paths, into: &diagnostics, progress: progress)
        let contents = try releaseContents(of: loaded.filter(\.holdsGuideline), into: &diagnostics)
        let compilation: KnowledgeCompilation
        do {
            compilation = try KnowledgeCompiler.compile(try activeGraphs(besides: loaded) + loaded)
        } catch let error as TerminologyError {
            throw EngineError.invalidKnowledge(diagnostics + [Diagnostic(.error, message: "\(error)")])
        }
        diagnostics += compilation.diagnostics
        guard diagnostics.allSatisfy({ $0.severity != .error }) else {
            throw EngineError.invalidKnowledge(diagnostics.filter { $0.severity == .error })
        }
        let releases = try graphStore.write { transaction in
            try store(loaded.filter { !$0.holdsGuideline }, in: &transaction)
            var writer = try ReleaseWriter(&transaction)
            let stored = try writer.store(contents, signature, in: &transaction)
            for release in stored.map(\.release) where !writer.catalogue.isActive(release) {
                try writer.append(.activation, release.document, release, signature, in: &transaction)
            }
            return Dictionary(
                stored.map { ($0.release.document, $0.release) }, uniquingKeysWith: { first, _ in first })
        }
        let knowledge = try currentSnapshot().knowledge
        return LoadReport(
            graphs: loaded.map {
                LoadReport.LoadedGraph(
                    file: $0.graph.source ?? "", graph: $0.name.string, statements: $0.graph.count,
                    release: releases[$0.name])
            },
            diagnostics: diagnostics, concepts: knowledge.terminology.count, guidelines: knowledge.guidelines.count,
            recommendations: knowledge.recommendationCount, medicationRules: knowledge.medicationRuleCount)
    }

    /// The documents at `paths`; what cannot be read, and what has the name of another, becomes an error diagnostic.
    func documents(
        at paths: [String], into diagnostics: inout [Diagnostic],
        progress: (Int, Int, String) throws -> Void = { _, _, _ in }
    ) throws -> [NamedGraph] {
        let files = try KnowledgeFiles.find(paths, cases: false)
        guard !files.isEmpty else { throw EngineError.noKnowledge(path: paths.joined(separator: ", ")) }
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
        return loaded
    }

    /// What answers rest on now, without the graphs of the names of `documents`.
    func activeGraphs(besides documents: [NamedGraph] = []) throws -> [NamedGraph] {
        let names = Set(documents.map(\.name))
        return try graphStore.read { snapshot in
            try KnowledgeSnapshot.namedGraphs(in: snapshot, ReleaseCatalogue(snapshot))
        }.filter { !names.contains($0.name) }
    }

    /// The canonical form of each document.
    func releaseContents(
        of documents: [NamedGraph], into diagnostics: inout [Diagnostic]
    ) throws -> [ReleaseContent] {
        let results = try documents.parallelMap { named -> Result<ReleaseContent, CanonicalizationError> in
            do {
                return .success(try ReleaseContent(named))
            } catch let error as CanonicalizationError {
                return .failure(error)
            }
        }
        var contents: [ReleaseContent] = []
        for (named, result) in zip(documents, results) {
            switch result {
            case .success(let content): contents.append(content)
            case .failure(let error):
                diagnostics.append(
                    Diagnostic(.error, source: named.graph.source, message: "the document cannot be released: \(error)")
                )
            }
        }
        return contents
    }

    private func store(_ graphs: [NamedGraph], in transaction: inout StoreTransaction) throws {
        for named in graphs {
            let name = Term.iri(named.name)
            var checksum = Checksum()
            checksum.add(named.name.string)
            for line in named.graph.triples.map(\.description).sorted() { checksum.add(line) }
            let digest = checksum.description
            // Blank nodes of different documents must not meet in the store.
            let triples = named.graph.triples.map { triple in
                triple.renamingBlankNodes { BlankNode("b\(digest)" + $0.label) }
            }
            try transaction.replace(graph: name, with: triples)
            try transaction.deleteDigest(of: name)
            try transaction.insert(Quad(name, KnowledgeSnapshot.digestProperty, .string(digest)))
        }
    }
}

extension NamedGraph {
    /// Whether the document is a guideline's, and so becomes a release.
    var holdsGuideline: Bool { !graph.instances(of: Vocabulary.Meridian.guideline).isEmpty }
}

extension StoreTransaction {
    /// Removes what the default graph says of the content of a graph.
    mutating func deleteDigest(of graph: Term) throws {
        let known = try read { snapshot in
            try snapshot.quads(subject: graph, predicate: KnowledgeSnapshot.digestProperty, graph: .defaultGraph)
        }
        for quad in known { try delete(quad) }
    }
}
