// Checking guidelines: the form of each document by the shapes of the knowledge folder, concepts and logic by the
// compiler, meaning by the checker. What two of them say about one line is said once, by the one that knows more.

import Guidelines
import Primitives
import RDF
import Reasoning
import Shapes

public struct GuidelineCheckReport: Sendable {
    /// The documents that were checked.
    public var files: [String]
    /// What is wrong, by file and line.
    public var diagnostics: [Diagnostic]

    public func count(_ severity: Diagnostic.Severity) -> Int { diagnostics.count { $0.severity == severity } }
}

public enum GuidelineChecks {
    /// Checks every document under `paths`, its test cases included, together with those under `knowledge`. Shapes are
    /// those of the first document that has some.
    /// - Throws: ``EngineError`` when a path does not exist; mistakes in documents are in the report.
    public static func run(_ paths: [String], knowledge knowledgePaths: [String]) throws -> GuidelineCheckReport {
        let files = try KnowledgeFiles.find(paths, cases: false)
        let caseFiles = try KnowledgeFiles.find(paths, cases: true)
        var diagnostics: [Diagnostic] = []
        var caseGraphs: [NamedGraph] = []
        let own = Set(files)
        let ownCases = Set(caseFiles)
        let known = try KnowledgeFiles.find(knowledgePaths, cases: false).filter { !own.contains($0) }
        var graphs: [IRI: NamedGraph] = [:]
        var checked: [IRI: NamedGraph] = [:]
        for (path, named) in try KnowledgeFiles.read(caseFiles + known + files, into: &diagnostics) {
            if ownCases.contains(path) {
                caseGraphs.append(named)
                continue
            }
            graphs[named.name] = named
            if own.contains(path) { checked[named.name] = named }
        }
        diagnostics += findings(
            Array(checked.values), cases: caseGraphs, among: graphs.values.sorted { $0.name < $1.name })
        let sources = Set(files + caseFiles)
        let told = told(diagnostics.filter { $0.source.map(sources.contains) ?? true })
        return GuidelineCheckReport(files: files + caseFiles, diagnostics: told)
    }

    /// Everything that is wrong with some documents: what the compiler, the checker and the shapes say of them.
    /// - Parameter all: these documents and those that they are read with.
    static func findings(
        _ checked: [NamedGraph], cases: [NamedGraph], among all: [NamedGraph]
    ) -> [Diagnostic] {
        // Much of the compilation is one thing after another; the others are done beside it.
        let (ofMeaning, ofForm) = sideBySide(
            { meaning(of: checked, among: all) },
            { form(of: cases) + shape(of: checked.map(\.graph) + cases.map(\.graph), among: all) })
        return ofMeaning + ofForm
    }

    /// What the compiler and the checker say.
    private static func meaning(of checked: [NamedGraph], among all: [NamedGraph]) -> [Diagnostic] {
        do {
            let compilation = try KnowledgeCompiler.compile(all)
            return compilation.diagnostics
                + GuidelineChecker.check(Set(checked.map(\.name)), of: all, compilation.knowledge)
        } catch {
            return [Diagnostic(.error, .unknownConcept, message: "\(error)")]
        }
    }

    /// What cannot be read of test cases.
    private static func form(of cases: [NamedGraph]) -> [Diagnostic] {
        cases.parallelMap { named in
            var reader = DocumentReader(named.graph)
            reader.checkVocabulary()
            _ = reader.cases()
            return reader.diagnostics
        }.flatMap { $0 }
    }

    /// What the shapes of the first document that has some say.
    private static func shape(of documents: [Graph], among all: [NamedGraph]) -> [Diagnostic] {
        let shapes = all.first { !$0.graph.instances(of: Vocabulary.SHACL.nodeShape).isEmpty }
        guard let shapes else { return [] }
        do {
            let compiled = try ShapesGraph(shapes.graph)
            return documents.parallelMap { ShapeFindings.diagnostics($0, compiled) }.flatMap { $0 }
        } catch {
            return [
                Diagnostic(.error, .shape, source: error.source, position: error.position, message: error.message)
            ]
        }
    }

    /// In order of place, each thing once: a general finding is left out where a particular one stands on its line.
    static func told(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        struct Line: Hashable {
            var source: String?
            var line: Int?

            init(_ diagnostic: Diagnostic) {
                source = diagnostic.source
                line = diagnostic.position?.line
            }
        }
        func isGeneral(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.code == .shape || diagnostic.code == .unreadable
        }
        var particular: Set<Line> = []
        var unreadable: Set<Line> = []
        for diagnostic in diagnostics where diagnostic.position != nil {
            if !isGeneral(diagnostic) { particular.insert(Line(diagnostic)) }
            if diagnostic.code == .unreadable { unreadable.insert(Line(diagnostic)) }
        }
        var seen: Set<Diagnostic> = []
        var codes: [Line: Set<DiagnosticCode>] = [:]
        return
            diagnostics.filter { diagnostic in
                let line = Line(diagnostic)
                if isGeneral(diagnostic) && particular.contains(line) { return false }
                if diagnostic.code == .shape && unreadable.contains(line) { return false }
                // One missing translation a line is enough, whoever found it.
                let isRepeated = !codes[line, default: []].insert(diagnostic.code).inserted
                if isRepeated, diagnostic.code == .missingTranslation || diagnostic.code == .shape { return false }
                return seen.insert(diagnostic).inserted
            }
            .sorted {
                ($0.source ?? "", $0.position ?? .start, $0.severity, $0.code.rawValue)
                    < ($1.source ?? "", $1.position ?? .start, $1.severity, $1.code.rawValue)
            }
    }
}

extension SourcePosition {
    fileprivate static let start = SourcePosition(line: 0, column: 0)
}
