// What is wrong with guidelines beyond their form: logic that cannot hold, steps that nobody reaches, recommendations
// that contradict each other, words, sources and strengths that are missing, windows that cannot be met. Form is checked
// by shapes, concepts and units by the compiler; the checks here reason about meaning.

import Guidelines
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
        var checker = GuidelineChecker(checked, graphs, knowledge)
        return checker.check()
    }

    private init(_ checked: Set<IRI>, _ graphs: [NamedGraph], _ knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        self.graphs = graphs.filter { checked.contains($0.name) }
        builder = FormulaBuilder(knowledge)
        retired = Self.retiredConcepts(in: graphs)
    }

    private mutating func check() -> [Diagnostic] {
        for named in graphs {
            checkConcepts(in: named.graph)
            checkTranslations(in: named.graph)
            checkDurations(in: named.graph)
        }
        for compiled in checkedGuidelines {
            let guideline = compiled.guideline
            checkLogic(of: guideline)
            checkSteps(of: guideline)
            checkWindows(of: guideline)
            checkUnits(of: guideline)
            checkCompleteness(of: guideline)
        }
        checkContradictions()
        return diagnostics
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

    func isPossible(_ formulas: [Formula]) -> Bool { PatientSearch.find(formulas, knowledge.terminology) != nil }
}
