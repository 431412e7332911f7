// What a guideline says, in words and in pathway order: the one thing that outlines, flow diagrams and explanations are
// drawn from. Nothing here depends on a patient.

import Guidelines
import RDF
import Text

public struct GuidelineOutline: Sendable {
    public let guideline: Guideline
    /// Whom it is for; nil means everyone.
    public let applicability: CriterionOutline?
    /// Decision points and recommendations, each after what comes first; branches follow their decision point.
    public let steps: [StepOutline]
    /// Every document cited, in order of first use.
    public let citations: [Citation]

    /// Where a citation's document stands in `citations`, from 1.
    public func number(of citation: Citation) -> Int {
        (citations.firstIndex { $0.document == citation.document } ?? 0) + 1
    }
}

public enum StepOutline: Sendable {
    case decision(DecisionOutline)
    case recommendation(RecommendationOutline)

    public var iri: IRI {
        switch self {
        case .decision(let decision): decision.point.iri
        case .recommendation(let step): step.recommendation.iri
        }
    }
}

public struct DecisionOutline: Sendable {
    public let point: DecisionPoint
    /// What every branch asks: it is said once, here.
    public let common: [CriterionOutline]
}

public struct RecommendationOutline: Sendable {
    public let recommendation: Recommendation
    /// What it asks: all of these. What the guideline asks of every patient, and the decision point of every branch, is
    /// left out.
    public let conditions: [CriterionOutline]
    public let doneWhen: CriterionOutline?
    public let blockedWhen: CriterionOutline?
    public let actions: [ActionOutline]
    /// The decision point that it is a branch of, and its place there, from 1.
    public let branch: (decision: IRI, place: Int)?
    /// The recommendations that come before it if they apply (the other end of `orElse`).
    public let insteadOf: [IRI]
}

public struct ActionOutline: Sendable {
    public let kind: Action.Kind
    /// What to give, measure or do.
    public let what: BilingualText
    /// Dose, frequency, route, duration and repetition.
    public let details: [BilingualText]
}

/// A criterion in words, with its parts.
public struct CriterionOutline: Hashable, Sendable {
    public let combination: Combination
    /// The words of a leaf, or of the author for the whole.
    public let statement: BilingualText
    /// Whether the author put the whole in words, so that the parts need not be read.
    public let isLabelled: Bool
    public let parts: [CriterionOutline]
}

extension KnowledgeBase {
    /// The outline of a guideline that is in this knowledge base.
    public func outline(of iri: IRI) -> GuidelineOutline? {
        guidelines.first { $0.guideline.iri == iri }.map { OutlineBuilder(self, $0).outline() }
    }
}
