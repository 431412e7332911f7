// Running the cases that stand beside guidelines and rules.

import Guidelines
import RDF
import Reasoning

public struct GuidelineTestReport: Sendable {
    public struct File: Sendable {
        public var path: String
        public var outcomes: [CaseOutcome]
    }

    public var files: [File]
    public var diagnostics: [Diagnostic]
    /// How good the cases of each guideline are, where it was asked for.
    public var quality: [GuidelineQuality] = []

    public var passed: Int { files.flatMap(\.outcomes).filter(\.passed).count }
    public var failed: Int { files.flatMap(\.outcomes).filter { !$0.passed }.count }
}

public enum GuidelineTests {
    /// Runs every case under `paths` against the documents under `paths` and `knowledge` together; no store is needed.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` when a document or a case has a mistake.
    public static func run(
        _ paths: [String], knowledge knowledgePaths: [String], measuring measures: Set<GuidelineQuality.Measure> = []
    ) throws -> GuidelineTestReport {
        var diagnostics: [Diagnostic] = []
        var graphs: [IRI: NamedGraph] = [:]
        for path in try KnowledgeFiles.find(knowledgePaths + paths, cases: false) {
            guard let named = try KnowledgeFiles.read(path, into: &diagnostics) else { continue }
            graphs[named.name] = named
        }
        let compilation = try KnowledgeCompiler.compile(graphs.values.sorted { $0.name < $1.name })
        diagnostics += compilation.diagnostics
        let runner = CaseRunner(compilation.knowledge)
        var files: [GuidelineTestReport.File] = []
        for path in try KnowledgeFiles.find(paths, cases: true) {
            guard let named = try KnowledgeFiles.read(path, into: &diagnostics) else { continue }
            var reader = DocumentReader(named.graph)
            reader.checkVocabulary()
            let cases = reader.cases()
            diagnostics += reader.diagnostics
            files.append(GuidelineTestReport.File(path: path, outcomes: cases.map { runner.run($0) }))
        }
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw EngineError.invalidKnowledge(errors) }
        var report = GuidelineTestReport(files: files, diagnostics: diagnostics)
        if !measures.isEmpty {
            let sources = Set(try KnowledgeFiles.find(paths, cases: false))
            for compiled in compilation.knowledge.guidelines {
                guard compiled.guideline.source.map(sources.contains) == true else { continue }
                report.quality.append(
                    GuidelineQuality(compiled, files.flatMap(\.outcomes), compilation.knowledge, measures))
            }
        }
        return report
    }
}
