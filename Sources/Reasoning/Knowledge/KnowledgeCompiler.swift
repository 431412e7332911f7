// From named graphs to a knowledge base. Terminology comes first, because criteria are checked against it; then
// guidelines and medicines rules are read, their concepts resolved, their criteria compiled into one program. Every
// mistake is collected with its place; a knowledge base with errors is not to be served.

import Guidelines
import Primitives
import RDF
import Terminology
import Text

/// A graph of the store with its name.
public struct NamedGraph: Sendable {
    public var name: IRI
    public var graph: Graph

    public init(name: IRI, graph: Graph) {
        self.name = name
        self.graph = graph
    }
}

public struct KnowledgeCompilation: Sendable {
    public var knowledge: KnowledgeBase
    public var diagnostics: [Diagnostic]

    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}

public struct KnowledgeCompiler {
    private let graphs: [NamedGraph]
    private let terminology: Terminology
    private var diagnostics: [Diagnostic] = []
    private var program: CriterionCompiler
    private let wording: CriterionWording

    /// Compiles all graphs together. Throws when their concepts form no hierarchy.
    public static func compile(_ graphs: [NamedGraph]) throws(TerminologyError) -> KnowledgeCompilation {
        var builder = TerminologyBuilder()
        for named in graphs {
            for triple in named.graph.triples { builder.add(triple) }
        }
        var compiler = KnowledgeCompiler(graphs, try builder.build())
        return compiler.compile()
    }

    private init(_ graphs: [NamedGraph], _ terminology: Terminology) {
        self.graphs = graphs.sorted { $0.name < $1.name }
        self.terminology = terminology
        var stepLabels: [IRI: BilingualText] = [:]
        for named in graphs {
            for type in [Vocabulary.Meridian.score, Vocabulary.Meridian.calculation] {
                for node in named.graph.instances(of: type) {
                    guard let iri = node.iri else { continue }
                    stepLabels[iri] = Self.label(of: node, Vocabulary.RDFS.label, in: named.graph)
                }
            }
        }
        wording = CriterionWording(terminology: terminology, stepLabels: stepLabels)
        program = CriterionCompiler(
            terminology: terminology, analytes: Analytes(graphs, terminology), wording: wording)
    }

    private mutating func compile() -> KnowledgeCompilation {
        var sources: [KnowledgeSource] = []
        var guidelines: [Guideline] = []
        var rules: [MedicationRule] = []
        let (terminology, graphs) = (self.terminology, self.graphs)
        let documents = graphs.parallelMap { named in Document(named, terminology) }
        for (named, document) in zip(graphs, documents) {
            let header = Term.iri(named.name)
            sources.append(
                KnowledgeSource(
                    graph: named.name,
                    title: Self.label(of: header, Vocabulary.dcterms["title"], in: named.graph),
                    version: named.graph.object(of: header, Vocabulary.owl["versionInfo"])?.literal?.lexicalForm))
            guidelines += document.guidelines
            rules += document.rules
            diagnostics += document.diagnostics
        }
        for guideline in guidelines { program.declare(guideline) }
        let compiledGuidelines = guidelines.map { program.compile($0) }
        let compiledRules = rules.map { program.compile($0) }
        diagnostics += program.diagnostics
        let knowledge = KnowledgeBase(
            terminology: terminology, resolver: CodeResolver(terminology), sources: sources,
            guidelines: compiledGuidelines, medicationRules: compiledRules, wording: wording,
            program: program.finished(), analytes: program.analytes)
        return KnowledgeCompilation(knowledge: knowledge, diagnostics: diagnostics)
    }

    // MARK: Checking

    /// The properties whose values must be concepts of the terminology.
    private static let conceptProperties: [IRI] = [
        "condition", "medication", "allergy", "procedure", "immunization", "encounter", "observation", "valueConcept",
        "interactsWith", "exceptMedication", "allergen", "trend", "dailyDose", "singleDose",
        "route",
    ].map { Vocabulary.meridian[$0] }

    /// What one document says, read by itself.
    private struct Document: Sendable {
        var guidelines: [Guideline]
        var rules: [MedicationRule]
        var diagnostics: [Diagnostic]

        init(_ named: NamedGraph, _ terminology: Terminology) {
            var reader = DocumentReader(named.graph)
            reader.checkVocabulary()
            guidelines = reader.guidelines()
            rules = reader.medicationRules()
            diagnostics = reader.diagnostics + KnowledgeCompiler.unknownConcepts(named.graph, terminology)
        }
    }

    private static func unknownConcepts(_ graph: Graph, _ terminology: Terminology) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for property in conceptProperties {
            for triple in graph.triples(predicate: property) {
                guard let iri = triple.object.iri, terminology.concept(iri.string) == nil else { continue }
                diagnostics.append(
                    Diagnostic(
                        .error, .unknownConcept, source: graph.source, position: graph.position(of: triple),
                        message: "unknown concept \(iri)", advice: advice(for: iri, terminology)))
            }
        }
        return diagnostics
    }

    /// A concept of the same code system whose code is nearest.
    private static func advice(for iri: IRI, _ terminology: Terminology) -> String {
        let cut = iri.string.lastIndex(where: { $0 == "/" || $0 == "#" }) ?? iri.string.startIndex
        let system = iri.string[...cut]
        let code = String(iri.string[cut...].dropFirst())
        let codes = terminology.concepts.lazy.map { terminology.iri($0) }
            .filter { $0.hasPrefix(system) }.map { String($0.dropFirst(system.count)) }
        if let nearest = nearestName(to: code, among: codes),
            let concept = terminology.concept(system + nearest)
        {
            return "did you mean \(nearest) (\(terminology.label(concept)[.english]))?"
        }
        return
            "load the terminology that defines it, or define it: <…> a skos:Concept ; skos:prefLabel \"…\"@en , \"…\"@zh"
    }

    // MARK: Reading what is not a rule

    private static func label(of node: Term, _ property: IRI, in graph: Graph) -> BilingualText {
        var text = BilingualText()
        for literal in graph.objects(of: node, property).compactMap(\.literal) {
            text.add(literal.lexicalForm, tag: literal.language ?? "")
        }
        return text
    }
}
