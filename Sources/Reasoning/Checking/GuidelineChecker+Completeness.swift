// What should be there and is not: translations, sources, strengths; concepts that are retired, or named by a text that
// means none or several.

import Guidelines
import RDF
import Terminology
import Text

extension GuidelineChecker {
    private static let m = Vocabulary.meridian

    mutating func checkCompleteness(of guideline: Guideline) {
        func check(_ citations: [Citation], _ iri: IRI, _ position: SourcePosition?) {
            if citations.isEmpty {
                report(
                    .warning, .missingCitation, guideline.source, position, "\(name(iri)) cites no source",
                    advice: "add dcterms:source with an m:locator")
            } else if citations.allSatisfy({ $0.locator == nil }) {
                report(
                    .advice, .missingCitation, guideline.source, position,
                    "no source of \(name(iri)) says where in the document",
                    advice: "add an m:locator: a section, a table, a recommendation's number")
            }
        }
        for score in guideline.scores { check(score.citations, score.iri, score.position) }
        for calculation in guideline.calculations {
            check(calculation.citations, calculation.iri, calculation.position)
        }
        if guideline.citations.isEmpty { check([], guideline.iri, guideline.position) }
        for step in guideline.recommendations {
            // The reader has reported a recommendation without any source.
            if !step.citations.isEmpty { check(step.citations, step.iri, step.position) }
            let missing = [
                step.strength == nil ? "m:strength" : nil, step.certainty == nil ? "m:certainty" : nil,
            ].compactMap { $0 }
            if !missing.isEmpty {
                report(
                    .warning, .missingStrength, guideline.source, step.position,
                    "\(name(step.iri)) has no \(missing.joined(separator: " and no "))",
                    advice: "grade it as its source does: m:Strong or m:Conditional, m:High to m:VeryLow")
            }
        }
    }

    // MARK: Translations

    private static let texts: [IRI] =
        [Vocabulary.RDFS.label, Vocabulary.RDFS.comment, Vocabulary.SKOS.prefLabel]
        + ["title", "description"].map { Vocabulary.dcterms[$0] }
        + ["mechanism", "consequence", "management"].map { m[$0] }

    mutating func checkTranslations(in graph: Graph) {
        for property in Self.texts {
            var seen: Set<Term> = []
            for triple in graph.triples(predicate: property) where seen.insert(triple.subject).inserted {
                let languages = graph.objects(of: triple.subject, property).compactMap(\.literal?.language)
                    .map { $0.prefix { $0 != "-" }.lowercased() }
                guard let present = languages.first(where: { $0 == "en" || $0 == "zh" }) else { continue }
                let absent = present == "en" ? "zh" : "en"
                guard !languages.contains(absent) else { continue }
                report(
                    .warning, .missingTranslation, graph.source, graph.position(of: triple),
                    "this text exists in \(present == "en" ? "English" : "Chinese") only",
                    advice: "add it in \(absent == "en" ? "English" : "Chinese"): \"…\"@\(absent)")
            }
        }
    }

    // MARK: Concepts

    private static let domains: [(property: IRI, domain: CodingDomain)] = [
        (m["condition"], .condition), (m["medication"], .medication), (m["allergy"], .allergen),
        (m["procedure"], .procedure), (m["immunization"], .immunization), (m["encounter"], .encounter),
        (m["observation"], .observation), (m["interactsWith"], .medication), (m["exceptMedication"], .medication),
        (m["allergen"], .allergen),
    ]

    mutating func checkConcepts(in graph: Graph) {
        for (property, domain) in Self.domains {
            for triple in graph.triples(predicate: property) {
                if let text = triple.object.literal?.lexicalForm {
                    reportNamed(text, domain, graph, triple)
                } else if let iri = triple.object.iri, let replacement = retired[iri] {
                    report(
                        .warning, .retiredConcept, graph.source, graph.position(of: triple),
                        "\(iri) is retired", advice: replacement.map { "use \($0)" } ?? "name a concept that is in use")
                }
            }
        }
    }

    static func retiredConcepts(in graphs: [NamedGraph]) -> [IRI: IRI?] {
        var retired: [IRI: IRI?] = [:]
        for named in graphs {
            for triple in named.graph.triples(predicate: Vocabulary.owl["deprecated"]) {
                guard let iri = triple.subject.iri, triple.object == .literal(Literal(true)) else { continue }
                retired[iri] = .some(named.graph.object(of: triple.subject, Vocabulary.dcterms["isReplacedBy"])?.iri)
            }
        }
        return retired
    }

    /// A concept named by its words: one that means just one thing is told by its IRI.
    private mutating func reportNamed(_ text: String, _ domain: CodingDomain, _ graph: Graph, _ triple: Triple) {
        let found = knowledge.resolver.candidates(named: text, in: domain)
        let shown = found.prefix(4).map { "\(knowledge.terminology.iri($0)) (\(knowledge.label($0)[.english]))" }
        let (code, message, advice): (DiagnosticCode, String, String) =
            switch found.count {
            case 0:
                (
                    .unknownConcept, "no concept is named \"\(text)\"",
                    "write the concept's IRI, for example icd10:I10"
                )
            case 1: (.unreadable, "\"\(text)\" must be written as a concept's IRI", "write \(shown[0])")
            default:
                (
                    .ambiguousConcept, "\"\(text)\" names \(found.count) concepts",
                    "write the IRI of the one that is meant: " + shown.joined(separator: ", ")
                )
            }
        report(.error, code, graph.source, graph.position(of: triple), message, advice: advice)
    }
}
