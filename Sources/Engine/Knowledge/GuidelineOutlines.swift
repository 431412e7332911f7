// Outlines of guidelines in files, without a data directory.

import Foundation
import Guidelines
import RDF
import Reasoning

public enum GuidelineOutlines {
    /// The guideline that `name` means: a file with one, or a name, label or IRI among the documents under `paths`.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` when the file has mistakes.
    public static func find(
        _ name: String, among paths: @autoclosure () throws -> [String], knowledge knowledgePaths: [String]
    ) throws -> GuidelineOutline {
        let isFile = FileManager.default.fileExists(atPath: name)
        var diagnostics: [Diagnostic] = []
        let files = try KnowledgeFiles.find(isFile ? [name] : try paths(), cases: false)
        let own = Set(files)
        let known = try KnowledgeFiles.find(knowledgePaths, cases: false).filter { !own.contains($0) }
        var graphs: [IRI: NamedGraph] = [:]
        for (_, named) in try KnowledgeFiles.read(known + files, into: &diagnostics) { graphs[named.name] = named }
        let compilation = try KnowledgeCompiler.compile(graphs.values.sorted { $0.name < $1.name })
        let knowledge = compilation.knowledge
        guard isFile else { return try knowledge.outline(named: name) }

        diagnostics += compilation.diagnostics
        let errors = diagnostics.filter { $0.severity == .error && $0.source.map(own.contains) ?? true }
        guard errors.isEmpty else { throw EngineError.invalidKnowledge(errors) }
        let inFile = knowledge.guidelines.map(\.guideline).filter { $0.source.map(own.contains) ?? false }
        guard inFile.count == 1, let outline = inFile.first.flatMap({ knowledge.outline(of: $0.iri) }) else {
            let names = inFile.map(\.iri.documentName).sorted().joined(separator: ", ")
            throw EngineError.invalidRequest(
                inFile.isEmpty
                    ? "\(name) holds no guideline" : "\(name) holds \(inFile.count) guidelines; give one: \(names)")
        }
        return outline
    }
}
