// What is wrong with guidelines beyond their form: logic that cannot hold, steps that nobody reaches, recommendations
// that contradict each other, words, sources and strengths that are missing, windows that cannot be met. Form is checked
// by shapes, concepts and units by the compiler; the checks here reason about meaning.

import Guidelines
import Primitives
import RDF
import Terminology
import Text

public struct GuidelineChecker {
    let knowledge: KnowledgeBase
    let builder: FormulaBuilder
    /// The documents to be checked.
    let graphs: [NamedGraph]
    /// Retired concepts with what stands in their place.
    let retired: [IRI: IRI?]
    var diagnostics: [Diagnostic] = []

    /// Checks the documents named; the others are what they are read with.
    public static func check(
        _ checked: Set<IRI>, of graphs: [NamedGraph], _ knowledge: KnowledgeBase
    ) -> [Diagnostic] {
        let documents = graphs.filter { checked.contains($0.name) }
        let retired = retiredConcepts(in: graphs)
        // Shares of the work that need nothing of each other, the long ones first.
        let shares =
            (0..<contradictionShares).map { Share.contradictions($0) } + documents.indices.map { Share.document($0) }
        let found = shares.parallelMap { share in
            var checker = GuidelineChecker(documents, retired, knowledge)
            checker.check(share)
            return checker.diagnostics
        }
        return Array(found.joined())
    }

    private enum Share {
        case document(Int)
        /// Those of every so manieth medicine that is started.
        case contradictions(Int)
    }

    /// Enough that no processor is idle for long, few because each builds the formulas of all that is forbidden anew.
    static let contradictionShares = 4

    private init(_ documents: [NamedGraph], _ retired: [IRI: IRI?], _ knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        self.retired = retired
        graphs = documents
        builder = FormulaBuilder(knowledge)
    }

    private mutating func check(_ share: Share) {
        guard case .document(let number) = share else {
            if case .contradictions(let number) = share { checkContradictions(share: number) }
            return
        }
        let graph = graphs[number].graph
        checkConcepts(in: graph)
        checkTranslations(in: graph)
        checkDurations(in: graph)
        for guideline in knowledge.guidelines.map(\.guideline) where guideline.source == graph.source {
            checkLogic(of: guideline)
            checkSteps(of: guideline)
            checkWindows(of: guideline)
            checkUnits(of: guideline)
            checkCompleteness(of: guideline)
        }
    }

    var checkedGuidelines: [CompiledGuideline] {
        let sources = Set(graphs.compactMap(\.graph.source))
        return knowledge.guidelines.filter { $0.guideline.source.map(sources.contains) ?? false }
    }

    // MARK: Reporting

    mutating func report(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ source: String?, _ position: SourcePosition?,
        _ message: String, advice: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(severity, code, source: source, position: position, message: message, advice: advice))
    }

    /// A step as authors write it inside its document: `#name`.
    func name(_ iri: IRI) -> String {
        iri.string.lastIndex(of: "#").map { String(iri.string[$0...]) } ?? iri.description
    }

    func words(_ criterion: Criterion) -> String {
        let words = knowledge.wording.words(for: criterion)[.english]
        switch criterion.form {
        case .all(let parts), .any(let parts), .atLeastOf(_, let parts):
            return "\(words) (\(parts.map { self.words($0) }.joined(separator: "; ")))"
        case .not(let part): return "\(words) (\(self.words(part)))"
        default: return words
        }
    }

    func isPossible(_ formulas: [Formula]) -> Bool { PatientSearch.isPossible(formulas, builder.propositions) }
}
