import Quantities
import Reasoning

extension Engine {
    /// Everything that speaks against the draft orders, for the patient as of a moment.
    public func alerts(
        for source: PatientSource, drafts: [DraftOrderInput], asOf: DateTime
    ) throws -> AlertAnswer {
        let snapshot = try currentSnapshot()
        let state = try state(of: source, drafts: drafts, asOf: asOf, in: snapshot)
        return AlertAnswer(
            state: state, report: MedicationAlerts(snapshot.knowledge, state).check(),
            provenance: Provenance(knowledge: snapshot.digest, state: state))
    }
}
