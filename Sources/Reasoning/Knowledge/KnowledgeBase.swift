// The knowledge that answers, as an immutable snapshot: terminology, guidelines and medicines rules with every IRI
// turned into a dense concept and every criterion compiled. Activating a release makes a new snapshot; requests that run
// finish on the one they began with.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

public struct KnowledgeBase: Sendable {
    public let terminology: Terminology
    public let resolver: CodeResolver
    /// The named graphs that this snapshot was made from.
    public let sources: [KnowledgeSource]
    public let guidelines: [CompiledGuideline]
    let medicationRules: [CompiledMedicationRule]
    let wording: CriterionWording
    /// What logic asks of the terminology beyond kinds of facts.
    let directory: ConceptDirectory
    let program: ELM.Program
    let analytes: Analytes
    private let rulesByConcept: [ConceptID: [Int]]

    init(
        terminology: Terminology, resolver: CodeResolver, sources: [KnowledgeSource], guidelines: [CompiledGuideline],
        medicationRules: [CompiledMedicationRule], wording: CriterionWording, program: ELM.Program,
        analytes: Analytes
    ) {
        self.terminology = terminology
        self.resolver = resolver
        directory = ConceptDirectory(terminology)
        self.sources = sources
        self.guidelines = guidelines
        self.medicationRules = medicationRules
        self.wording = wording
        self.program = program
        self.analytes = analytes
        var rulesByConcept: [ConceptID: [Int]] = [:]
        for (index, rule) in medicationRules.enumerated() {
            for concept in Set(rule.medications + rule.interactsWith) {
                rulesByConcept[concept, default: []].append(index)
            }
        }
        self.rulesByConcept = rulesByConcept
    }

    public var medicationRuleCount: Int { medicationRules.count }
    public var recommendationCount: Int { guidelines.reduce(0) { $0 + $1.guideline.recommendations.count } }

    /// The rules that name `ingredient` or anything it is a kind of, on either side, in the order of the graph.
    func rules(touching ingredient: ConceptID) -> [Int] {
        var indices: Set<Int> = []
        for ancestor in terminology.ancestors(ingredient) { indices.formUnion(rulesByConcept[ancestor] ?? []) }
        return indices.sorted()
    }

    /// The label of a concept, or its code where the graph has no words for it.
    public func label(_ concept: ConceptID) -> BilingualText { wording.label(concept) }

    /// What makes two orders the same product: the name, folded.
    func productKey(_ text: String) -> String { TextFolding.fold(text) }

    /// What an observation measures and its value in that measure's canonical unit, so that results of different
    /// laboratories stand on one scale; nil where the graph names no unit or the value does not convert.
    public func canonicalMeasure(_ concept: ConceptID, _ value: Quantity) -> (measure: ConceptID, value: Quantity)? {
        guard let measure = analytes.measure(of: concept, terminology), let unit = analytes.statedUnit(measure) else {
            return nil
        }
        return (try? value.converted(to: unit, analyte: analytes.analyte(concept, terminology))).map { (measure, $0) }
    }

    /// A value as rules compare it. Where names above the measured concept convert differently (urea and urea nitrogen in
    /// mg/dL), it is brought to the measure's own canonical unit first; everything else stays as it was reported, because
    /// a conversion and its inverse need not meet exactly at a threshold.
    func comparable(_ value: Quantity, of concept: ConceptID) -> Quantity {
        guard analytes.hasSeveralAnalytes(concept, terminology), let canonical = canonicalMeasure(concept, value) else {
            return value
        }
        return Quantity(canonical.value.value.rounded(fractionDigits: 6), canonical.value.unit)
    }

    /// The unit that values of a measure are given in.
    public func canonicalUnit(_ measure: ConceptID) -> UCUMUnit? { analytes.statedUnit(measure) }
}

/// A named graph of the knowledge base, as its own header describes it.
public struct KnowledgeSource: Hashable, Sendable {
    public var graph: IRI
    public var title: BilingualText
    public var version: String?

    public init(graph: IRI, title: BilingualText, version: String?) {
        self.graph = graph
        self.title = title
        self.version = version
    }
}

/// A guideline with its criteria compiled, step by step.
public struct CompiledGuideline: Sendable {
    public internal(set) var guideline: Guideline
    var applicableWhen: CompiledCriterion?
    var steps: [CompiledStep]
    var scores: [CompiledScore]
    var calculations: [CompiledCalculation]
}

struct CompiledStep: Sendable {
    let recommendation: Recommendation
    let when: CompiledCriterion?
    let doneWhen: CompiledCriterion?
    let blockedWhen: CompiledCriterion?
    let actions: [CompiledAction]
}

/// An action with the concepts that tell from the record whether it was taken.
struct CompiledAction: Sendable {
    let action: Action
    let medications: [ConceptID]
    let observations: [ConceptID]
    let procedures: [ConceptID]
    let immunizations: [ConceptID]
}

struct CompiledScore: Sendable {
    let score: Score
    let items: [CompiledCriterion]
}

struct CompiledCalculation: Sendable {
    let calculation: Calculation
    let expression: CompiledExpression
}
