// An alert on an order: what is wrong, how bad, what to do, and the whole proof. Alerts that the policy holds back stay
// in the answer with the reason, because a hidden alert that nobody can audit is as dangerous as a noisy one.

import Guidelines
import RDF
import Text

public struct Alert: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case allergy, crossReactivity, interaction, contraindication, pregnancy, renalDosing, laboratory, age
        case duplicateIngredient, duplicateTherapy
    }

    public enum Disposition: Hashable, Sendable {
        case shown
        /// Held back, and why.
        case suppressed(Suppression)
    }

    public enum Suppression: String, CaseIterable, Sendable {
        /// The same medicines were prescribed together before and the order continues them.
        case continuedTherapy
        /// Another alert on the same medicines says more.
        case coveredByWorse
        /// The rule is of minor severity.
        case minorSeverity
    }

    public var kind: Kind
    public var severity: Severity
    /// The rule of the graph; nil for checks that are built in (the same ingredient, a recorded allergy).
    public var rule: IRI?
    public var title: BilingualText
    public var mechanism: BilingualText
    public var consequence: BilingualText
    public var management: BilingualText
    public var certainty: Certainty?
    public var citations: [Citation]
    /// The draft order that it is about, by index.
    public var draft: Int
    public var proof: Proof
    public var disposition: Disposition

    public var isShown: Bool { disposition == .shown }
}

/// Every alert on the drafts of one request.
public struct AlertReport: Sendable {
    /// Shown first, each group worst first.
    public var alerts: [Alert]
    /// Checks that could not be made because something is not recorded.
    public var undecided: [UndecidedCheck]
    /// Kinds of facts that the checks rest on and the record does not cover: what is not there may still be so.
    public var uncovered: [MissingDatum]
    /// Draft orders whose medicine was not recognised, by index: nothing was checked for these.
    public var unrecognisedDrafts: [Int]

    public var shown: [Alert] { alerts.filter(\.isShown) }
    public var suppressed: [Alert] { alerts.filter { !$0.isShown } }
}

/// A rule that might apply, and what keeps it from being decided.
public struct UndecidedCheck: Sendable {
    public var rule: IRI
    public var kind: Alert.Kind
    public var severity: Severity
    public var title: BilingualText
    public var draft: Int
    public var proof: Proof

    public var missing: [MissingDatum] { proof.missingData }
}
