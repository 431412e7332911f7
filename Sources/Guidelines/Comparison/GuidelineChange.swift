// One difference between two versions of a guideline, as a clinician would name it.

import Expressions
import Quantities
import RDF
import Text

public struct GuidelineChange: Hashable, Sendable {
    /// What has changed. The names stay: programs refer to them.
    public enum Kind: String, CaseIterable, Sendable {
        case guidelineAdded = "guideline-added"
        case guidelineRemoved = "guideline-removed"
        case recommendationAdded = "recommendation-added"
        case recommendationRemoved = "recommendation-removed"
        case decisionPointAdded = "decision-point-added"
        case decisionPointRemoved = "decision-point-removed"
        case scoreAdded = "score-added"
        case scoreRemoved = "score-removed"
        case calculationAdded = "calculation-added"
        case calculationRemoved = "calculation-removed"

        case strengthened, weakened
        /// From or to no strength at all.
        case strengthChanged = "strength-changed"
        case certaintyRaised = "certainty-raised"
        case certaintyLowered = "certainty-lowered"
        case certaintyChanged = "certainty-changed"
        /// The grade as the source words it.
        case gradeChanged = "grade-changed"

        case thresholdMoved = "threshold-moved"
        case comparisonChanged = "comparison-changed"
        case boundAdded = "bound-added"
        case boundRemoved = "bound-removed"
        case windowChanged = "window-changed"
        case occurrencesChanged = "occurrences-changed"
        /// The concepts that a criterion asks for.
        case conceptsChanged = "concepts-changed"
        case criterionAdded = "criterion-added"
        case criterionRemoved = "criterion-removed"
        /// One criterion stands where another stood.
        case criterionReplaced = "criterion-replaced"
        /// All of, any of, at least so many of, not.
        case logicChanged = "logic-changed"
        case formulaChanged = "formula-changed"
        case unitChanged = "unit-changed"

        case actionAdded = "action-added"
        case actionRemoved = "action-removed"
        case actionChanged = "action-changed"
        /// The medicine, test or procedure of an action.
        case substanceChanged = "substance-changed"
        case doseChanged = "dose-changed"
        case frequencyChanged = "frequency-changed"
        case routeChanged = "route-changed"
        case durationChanged = "duration-changed"
        case repetitionChanged = "repetition-changed"
        /// The time in which it is to be done.
        case deadlineChanged = "deadline-changed"

        case predecessorsChanged = "predecessors-changed"
        case alternativesChanged = "alternatives-changed"
        case branchesChanged = "branches-changed"
        case positionChanged = "position-changed"
        case itemAdded = "item-added"
        case itemRemoved = "item-removed"
        case pointsChanged = "points-changed"
        case bandsChanged = "bands-changed"

        case reworded
        case citationChanged = "citation-changed"
        /// The bibliographic description of a cited document.
        case documentChanged = "document-changed"
        case valueSetChanged = "value-set-changed"
        /// A statement about something else in the document.
        case statementAdded = "statement-added"
        case statementRemoved = "statement-removed"
    }

    /// The part of a recommendation, score or guideline that a change is in.
    public enum Part: String, Sendable {
        case applicability, when, doneWhen, blockedWhen, action, item, expression, label, comment
    }

    /// What stood or stands there.
    public enum Value: Hashable, Sendable {
        case text(String)
        case number(Int)
        case quantity(Quantity)
        case comparisons([Comparison])
        case duration(CalendarDuration)
        case concepts([IRI])
        case steps([IRI])
        case criterion(Criterion)
        case action(Action)
        case citation(Citation)
        case strength(Strength)
        case certainty(Certainty)
    }

    public var kind: Kind
    /// The guideline, recommendation, score … that it is about.
    public var item: IRI
    public var label: BilingualText
    public var part: Part?
    /// The criterion, score item or action that it is in, as it is now; as it was, where it is gone.
    public var place: Value?
    public var before: Value?
    public var after: Value?
    /// Of a text that was reworded.
    public var language: Language?
    /// Where the item stood and stands.
    @SourceLocation public var positionBefore: SourcePosition?
    @SourceLocation public var positionAfter: SourcePosition?

    init(_ kind: Kind, _ item: IRI, _ label: BilingualText) {
        self.kind = kind
        self.item = item
        self.label = label
    }
}
