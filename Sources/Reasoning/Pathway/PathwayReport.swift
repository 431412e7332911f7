// Where a patient stands in each guideline: every recommendation with its status, the steps it waits for, what blocks
// it, and the proof.

import Guidelines
import Quantities
import RDF
import Text

public struct PathwayReport: Sendable {
    public var guidelines: [GuidelineOutcome]

    /// What is not recorded and would decide the most, most useful first.
    public var missingData: [RankedMissingDatum]
}

public struct GuidelineOutcome: Sendable {
    public var guideline: IRI
    public var label: BilingualText
    public var version: String?
    /// Whether the guideline is for this patient.
    public var applicability: Proof
    public var scores: [ScoreOutcome]
    public var calculations: [CalculationOutcome]
    /// In pathway order. Empty when the guideline does not apply.
    public var steps: [StepOutcome]
}

public struct StepOutcome: Sendable {
    public var recommendation: Recommendation
    public var status: PathwayStatus
    public var proof: Proof
    /// The proof that it is done, where it is.
    public var doneProof: Proof?
    /// What stands against it, where it is blocked: alerts on the medicine, or the guideline's own exception.
    public var blocks: [Block]
    /// The steps that come first and are not done.
    public var waitsFor: [IRI]
    /// The branch or alternative that was taken before this one, or, where this one is unknown, may be.
    public var yieldsTo: IRI?
    /// When it was or is to be done, where the guideline sets a time and the record dates what called for it.
    public var dueBy: DateTime?
}

/// A reason not to do what a recommendation says.
public struct Block: Sendable {
    public var title: BilingualText
    public var severity: Severity?
    public var rule: IRI?
    public var proof: Proof
}

/// A score, exact where everything is known, else a range.
public struct ScoreOutcome: Sendable {
    public var score: IRI
    public var label: BilingualText
    public var range: ClosedRange<Int>
    /// The bands that the range reaches.
    public var bands: [BilingualText]
    public var items: [(label: BilingualText, points: Int, proof: Proof)]
}

public struct CalculationOutcome: Sendable {
    public var calculation: IRI
    public var label: BilingualText
    /// The value with its unit; nil when something is missing.
    public var value: String?
    /// The value as computed; plain numbers without a unit.
    public var result: Quantity?
    public var missing: [MissingDatum]
}

public struct RankedMissingDatum: Sendable {
    public var datum: MissingDatum
    /// The recommendations that knowing it may decide.
    public var decides: [IRI]
}
