// What the engine answers with: the findings, the patient's state that they refer to, and the provenance. Edges draw
// these or send their JSON; they decide nothing.

import JSON
import RDF
import Reasoning
import Text

public struct AlertAnswer: Sendable {
    public let state: PatientState
    public let report: AlertReport
    public let provenance: Provenance

    public var json: JSONValue {
        [
            "patient": .string(state.identifier), "provenance": provenance.json,
            "drafts": .array(state.drafts.map { state.evidence[$0.evidence].json }),
            "alerts": .array(report.shown.map { $0.json(state) }),
            "suppressed": .array(report.suppressed.map { $0.json(state) }),
            "undecided": .array(report.undecided.map { $0.json(state) }),
            "uncovered": .array(report.uncovered.map(\.json)),
            "unrecognised": .array(
                report.unrecognisedDrafts.map { .string(state.evidence[state.drafts[$0].evidence].text) }),
        ]
    }
}

public struct PathwayAnswer: Sendable {
    public let state: PatientState
    public let report: PathwayReport
    /// The release that each guideline was asked from.
    public let releases: [IRI: Release]
    public let provenance: Provenance

    public var json: JSONValue {
        [
            "patient": .string(state.identifier), "provenance": provenance.json,
            "guidelines": .array(report.guidelines.map { $0.json(state, releases[$0.guideline]) }),
            "missingData": .array(
                report.missingData.map { ranked in
                    [
                        "datum": ranked.datum.json,
                        "decides": .array(ranked.decides.map { .string($0.string) }),
                    ]
                }),
        ]
    }
}
