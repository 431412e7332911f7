// The guideline model: recommendations in pathway order, decision points, scores and calculations, each with its words
// in both languages and its source. Read from the graph by GuidelineReader; nothing here evaluates.

import Quantities
import RDF
import Text

public struct Guideline: Hashable, Sendable {
    public var iri: IRI
    public var label: BilingualText
    public var comment: BilingualText
    public var version: String?
    /// Whom the guideline is for; nil means everyone.
    public var applicableWhen: Criterion?
    public var recommendations: [Recommendation] = []
    public var decisionPoints: [DecisionPoint] = []
    public var scores: [Score] = []
    public var calculations: [Calculation] = []
    public var citations: [Citation]
    /// The file or graph that the guideline stands in.
    @SourceLocation public var source: String?
    @SourceLocation public var position: SourcePosition?
}

public struct Recommendation: Hashable, Sendable {
    public var iri: IRI
    public var label: BilingualText
    /// Why, in the author's words.
    public var comment: BilingualText
    /// Steps (recommendations or decision points) that come first.
    public var after: [IRI]
    /// Recommendations that are considered only if this one does not apply.
    public var orElse: [IRI]
    public var when: Criterion?
    public var doneWhen: Criterion?
    public var blockedWhen: Criterion?
    public var actions: [Action]
    /// The time in which it is to be done, counted from the facts that call for it.
    public var within: CalendarDuration?
    public var strength: Strength?
    public var certainty: Certainty?
    /// The grade as the source words it.
    public var grade: String?
    public var citations: [Citation]
    @SourceLocation public var position: SourcePosition?
}

public struct Action: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case start = "Start"
        case stop = "Stop"
        case avoid = "Avoid"
        case change = "Change"
        case order = "Order"
        case measure = "Measure"
        case refer = "Refer"
        case educate = "Educate"
        case vaccinate = "Vaccinate"
        case perform = "Perform"
    }

    public var kind: Kind
    public var label: BilingualText
    /// What to give, measure or do; any one of several concepts of a kind will do.
    public var medications: [IRI]
    public var observations: [IRI]
    public var procedures: [IRI]
    public var immunizations: [IRI]
    public var dose: Quantity?
    public var frequency: String?
    public var route: IRI?
    /// How long a course lasts.
    public var duration: CalendarDuration?
    /// How often it is repeated.
    public var every: CalendarDuration?
    @SourceLocation public var position: SourcePosition?
}

/// A question whose branches are tried in order: the first whose criterion is met is taken.
public struct DecisionPoint: Hashable, Sendable {
    public var iri: IRI
    public var label: BilingualText
    public var after: [IRI]
    public var branches: [IRI]
    @SourceLocation public var position: SourcePosition?
}

/// A sum of points over criteria, read in bands.
public struct Score: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public var label: BilingualText
        public var when: Criterion
        public var points: Int
    }

    public struct Band: Hashable, Sendable {
        public var label: BilingualText
        public var atLeast: Int
        /// Nil means without an upper bound.
        public var atMost: Int?
    }

    public var iri: IRI
    public var label: BilingualText
    public var items: [Item]
    public var bands: [Band]
    public var citations: [Citation]
    @SourceLocation public var position: SourcePosition?
}

/// A value computed from the record: an eGFR, a body mass index.
public struct Calculation: Hashable, Sendable {
    public var iri: IRI
    public var label: BilingualText
    public var expression: ExpressionTree
    /// The UCUM unit that the result is given in.
    public var resultUnit: String?
    public var citations: [Citation]
    @SourceLocation public var position: SourcePosition?
}

extension Guideline {
    /// Every criterion of the guideline with the step that it belongs to.
    public var criteria: [(step: IRI, criterion: Criterion)] {
        var all: [(IRI, Criterion)] = []
        if let applicableWhen { all.append((iri, applicableWhen)) }
        for recommendation in recommendations {
            for criterion in [recommendation.when, recommendation.doneWhen, recommendation.blockedWhen] {
                if let criterion { all.append((recommendation.iri, criterion)) }
            }
        }
        for score in scores { all += score.items.map { (score.iri, $0.when) } }
        for calculation in calculations { all += calculation.expression.leaves.map { (calculation.iri, $0) } }
        return all
    }
}
