// Guidelines of GDL2 on patients' records.

import Guidelines
import JSON
import Quantities
import Reasoning

public struct RuleInputs: Sendable {
    public let state: PatientState
    public let inputs: [RuleInput]
    public let provenance: Provenance

    /// The values by element; of several bindings of one element the first that has a value.
    public var values: [String: GDL2.DataValue] {
        Dictionary(inputs.compactMap { input in input.value.map { (input.element, $0) } }) { first, _ in first }
    }

    public var json: JSONValue {
        .array(
            inputs.map { input in
                [
                    "element": .string(input.element), "value": input.value.map { .string($0.description) } ?? .null,
                    "reason": input.reason?.json ?? .null,
                    "evidence": .array(input.evidence.map { state.evidence[$0].json }),
                ]
            })
    }
}

extension Engine {
    /// What the record of a patient gives for the elements of a guideline that are bound to it.
    public func ruleInputs(
        of guideline: GDL2.Guideline, _ bindings: [GDL2.RecordBinding], for source: PatientSource, asOf: DateTime
    ) throws -> RuleInputs {
        let snapshot = try currentSnapshot()
        let state = try state(of: source, asOf: asOf, in: snapshot)
        return RuleInputs(
            state: state, inputs: snapshot.knowledge.inputs(of: guideline, bindings, for: state),
            provenance: Provenance(knowledge: snapshot.digest, state: state))
    }
}
