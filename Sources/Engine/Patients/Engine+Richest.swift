// The living patients with the most on record: those that a first look at unknown data is best taken at.

import Quantities
import Reasoning
import Records

public struct RichPatient: Sendable {
    public var identifier: String
    public var name: String
    /// The names of the medicines that are taken at the last event.
    public var medications: [String]
    public var lastEvent: DateTime
}

extension Engine {
    public func richestPatients(limit: Int) throws -> [RichPatient] {
        let snapshot = try currentSnapshot()
        var sizes: [(number: PatientNumber, kinds: Int, events: Int)] = []
        let deceased = Set(try records.patients().filter(\.isDeceased).map(\.number))
        try records.forEachTimeline { number, events in
            guard !deceased.contains(number) else { return }
            let codes = Set(events.filter { $0.kind == .condition || $0.kind == .medication }.map(\.codes))
            sizes.append((number, codes.count, events.count))
        }
        let chosen = sizes.sorted { ($1.kinds, $1.events, $0.number) < ($0.kinds, $0.events, $1.number) }.prefix(limit)
        return try chosen.compactMap { size in
            guard let record = try records.record(of: size.number),
                let last = record.events.last?.start.flatMap({ DateTime($0) })
            else { return nil }
            let state = try state(
                of: PatientSource(reference: record.patient.id), asOf: last, in: snapshot)
            let medications = Set(state.activeMedications.map { state.evidence[$0.evidence].text }).sorted()
            return RichPatient(
                identifier: record.patient.id, name: record.patient.displayName, medications: medications,
                lastEvent: last)
        }
    }
}
