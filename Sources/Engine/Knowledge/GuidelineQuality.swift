// How good the cases of a guideline are: what they cover, and which mistakes in it they would notice.

import Guidelines
import RDF
import Reasoning
import Text

public struct GuidelineQuality: Sendable {
    public enum Measure: Sendable {
        case coverage, mutation
        /// Patients for the mutants that survive.
        case suggestions
    }

    public var guideline: IRI
    public var label: BilingualText
    public var source: String?
    /// The cases that are about the guideline.
    public var cases: Int
    public var coverage: CoverageReport?
    public var mutation: MutationReport?
    public var suggestions: [SuggestedCase] = []

    init(
        _ compiled: CompiledGuideline, _ outcomes: [CaseOutcome], _ knowledge: KnowledgeBase, _ measures: Set<Measure>
    ) {
        let guideline = compiled.guideline
        self.guideline = guideline.iri
        label = guideline.label
        source = guideline.source
        let document = guideline.iri.string.prefix { $0 != "#" }
        // A case names the guideline or the document that it stands in.
        let own = outcomes.map(\.patientCase).filter { patient in
            patient.tests.contains { $0 == guideline.iri || $0.string == document }
        }
        cases = own.count
        if measures.contains(.coverage) {
            var test = CoverageTest(knowledge, compiled)
            test.add(own)
            coverage = test.report
        }
        if measures.contains(.mutation) || measures.contains(.suggestions) {
            var test = MutationTest(knowledge, guideline)
            test.add(own)
            mutation = test.report
            guard measures.contains(.suggestions) else { return }
            suggestions = test.suggestions()
            var coverage = CoverageTest(knowledge, compiled)
            coverage.add(own + suggestions.map(\.patientCase))
            for gap in coverage.report.gaps {
                guard let suggestion = test.suggestion(for: gap) else { continue }
                suggestions.append(suggestion)
            }
        }
    }
}
