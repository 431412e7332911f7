// Running the cases that stand beside guidelines and rules.

import Guidelines
import Primitives
import RDF
import Reasoning
import Synchronization

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
    /// Cases and guidelines are worked on side by side.
    /// - Parameter progress: called with how many cases or guidelines are done, of how many, and what they are.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` when a document or a case has a mistake.
    public static func run(
        _ paths: [String], knowledge knowledgePaths: [String], measuring measures: Set<GuidelineQuality.Measure> = [],
        progress: @escaping @Sendable (Int, Int, Work) -> Void = { _, _, _ in }
    ) throws -> GuidelineTestReport {
        var diagnostics: [Diagnostic] = []
        var graphs: [IRI: NamedGraph] = [:]
        let documents = try KnowledgeFiles.find(knowledgePaths + paths, cases: false)
        for (_, named) in try KnowledgeFiles.read(documents, into: &diagnostics) { graphs[named.name] = named }
        let compilation = try KnowledgeCompiler.compile(graphs.values.sorted { $0.name < $1.name })
        diagnostics += compilation.diagnostics
        let knowledge = compilation.knowledge
        let caseFiles = try KnowledgeFiles.read(try KnowledgeFiles.find(paths, cases: true), into: &diagnostics)
        let read = caseFiles.parallelMap { path, named in
            var reader = DocumentReader(named.graph)
            reader.checkVocabulary()
            return (path: path, cases: reader.cases(), diagnostics: reader.diagnostics)
        }
        diagnostics += read.flatMap(\.diagnostics)
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw EngineError.invalidKnowledge(errors) }

        let runner = CaseRunner(knowledge)
        let cases = read.flatMap(\.cases)
        let counted = Counter()
        var outcomes = cases.parallelMap { patient in
            defer { progress(counted.next(), cases.count, .cases) }
            return runner.run(patient)
        }[...]
        var report = GuidelineTestReport(files: [], diagnostics: diagnostics)
        for file in read {
            report.files.append(
                GuidelineTestReport.File(path: file.path, outcomes: Array(outcomes.prefix(file.cases.count))))
            outcomes = outcomes.dropFirst(file.cases.count)
        }
        if !measures.isEmpty {
            let tested = Set(try KnowledgeFiles.find(paths, cases: false))
            report.quality = quality(of: knowledge, in: tested, report, measures, progress)
        }
        return report
    }

    /// What is being worked on.
    public enum Work: Sendable { case cases, guidelines }

    private static func quality(
        of knowledge: KnowledgeBase, in tested: Set<String>, _ report: GuidelineTestReport,
        _ measures: Set<GuidelineQuality.Measure>, _ progress: @escaping @Sendable (Int, Int, Work) -> Void
    ) -> [GuidelineQuality] {
        let outcomes = report.files.flatMap(\.outcomes)
        let guidelines = knowledge.guidelines.filter { $0.guideline.source.map(tested.contains) == true }
        func size(_ compiled: CompiledGuideline) -> Int { compiled.guideline.criteria.count }
        // The largest first, so that no processor is left with one of them at the end.
        let order = guidelines.indices.sorted { size(guidelines[$0]) > size(guidelines[$1]) }
        let counted = Counter()
        let qualities = order.parallelMap { index in
            defer { progress(counted.next(), order.count, .guidelines) }
            return (index, GuidelineQuality(guidelines[index], outcomes, knowledge, measures))
        }
        return qualities.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Counts what is done on several threads.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
