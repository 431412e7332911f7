// What a loaded guideline says, and what it says about a patient.

import Guidelines
import Quantities
import RDF
import Reasoning
import Text

/// A guideline criterion by criterion for one patient.
public struct GuidelineExplanation: Sendable {
    /// How a recommendation stands, in the three ways that matter to the reader.
    public enum Group: String, CaseIterable, Sendable {
        /// Its conditions are met: it is due, done, next, or blocked by something else.
        case cameOut
        case didNotComeOut
        case cannotBeTold
    }

    public let state: PatientState
    public let outline: GuidelineOutline
    /// Nil for somebody who has died, to whom nothing is recommended.
    public let outcome: GuidelineOutcome?
    public let provenance: Provenance

    public func steps(_ group: Group) -> [StepOutcome] {
        outcome?.steps.filter { Group($0.status) == group } ?? []
    }

    public func step(_ iri: IRI) -> StepOutcome? { outcome?.steps.first { $0.recommendation.iri == iri } }
}

extension GuidelineExplanation.Group {
    public init(_ status: PathwayStatus) {
        switch status {
        case .due, .overdue, .done, .next, .blocked: self = .cameOut
        case .notApplicable: self = .didNotComeOut
        case .unknown: self = .cannotBeTold
        }
    }
}

extension Engine {
    /// The outline of a loaded guideline, by its IRI, name or label.
    public func outline(ofGuideline name: String) throws -> GuidelineOutline {
        try currentSnapshot().knowledge.outline(named: name)
    }

    /// Why each recommendation of the guideline came out for the patient or not.
    public func explainGuideline(
        _ name: String, for source: PatientSource, asOf: DateTime
    ) throws -> GuidelineExplanation {
        let snapshot = try currentSnapshot()
        let outline = try snapshot.knowledge.outline(named: name)
        let state = try state(of: source, asOf: asOf, in: snapshot)
        let report = PathwayRecommendation(snapshot.knowledge, state).recommend([outline.guideline.iri])
        return GuidelineExplanation(
            state: state, outline: outline, outcome: report.guidelines.first,
            provenance: Provenance(knowledge: snapshot.digest, state: state))
    }
}

extension KnowledgeBase {
    /// The guideline that people mean by `name`: its IRI, that of its document, the last part of that, or its label.
    func guideline(named name: String) throws(EngineError) -> IRI {
        let all = guidelines.map(\.guideline)
        let folded = TextFolding.fold(name)
        let fitting = all.first { guideline in
            guideline.iri.string == name || guideline.iri.string.prefix { $0 != "#" } == name
                || guideline.iri.documentName == name
                || [guideline.label.english, guideline.label.chinese].contains {
                    $0.map { TextFolding.fold($0) } == folded
                }
        }
        if let fitting { return fitting.iri }
        throw .unknownGuideline(name, nearest: nearest(to: folded, among: all))
    }

    func outline(named name: String) throws(EngineError) -> GuidelineOutline {
        let iri = try guideline(named: name)
        guard let outline = outline(of: iri) else { throw .unknownGuideline(name, nearest: []) }
        return outline
    }

    /// Names that hold what was asked for, or are nearly it; else all of them.
    private func nearest(to folded: String, among guidelines: [Guideline]) -> [String] {
        let names = guidelines.map(\.iri.documentName).sorted()
        let holding = guidelines.filter { guideline in
            [guideline.iri.documentName, guideline.label.english, guideline.label.chinese].contains {
                $0.map { TextFolding.fold($0).contains(folded) } ?? false
            }
        }
        if !holding.isEmpty, !folded.isEmpty { return holding.map(\.iri.documentName).sorted() }
        return nearestName(to: folded, among: names).map { [$0] } ?? names
    }
}
