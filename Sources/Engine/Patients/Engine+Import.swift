// Importing records, and what the import's codes were understood as.

import FHIR
import Reasoning
import Records
import Terminology

public struct ImportReport: Sendable {
    /// How the events of one kind were understood.
    public struct Mapping: Sendable {
        public var kind: EventKind
        public var events = 0
        public var byBasis: [ResolutionBasis: Int] = [:]
        /// The most frequent names that nothing matched, with their counts.
        public var unmapped: [(name: String, events: Int)] = []

        public var mapped: Int { events - (byBasis[.unresolved] ?? 0) }
        public var unmappedShare: Double { events == 0 ? 0 : Double(events - mapped) / Double(events) }
    }

    public var summary: ImportSummary
    public var mappings: [Mapping]
    /// The units on record that are not written as UCUM writes them.
    public var units: [UnitSpelling]
    public var patientsOnRecord: Int
    public var bytesOnDisk: Int
}

extension Engine {
    /// Imports FHIR R4 files; see ``RecordStore/importFHIR(from:options:progress:)``. All or nothing.
    public func importRecords(
        from path: String, options: ImportOptions = ImportOptions(),
        progress: ((ImportProgress) throws -> Void)? = nil
    ) throws -> ImportReport {
        let summary = try records.importFHIR(from: path, options: options, progress: progress)
        let statistics = try records.statistics()
        return ImportReport(
            summary: summary, mappings: try mappings(), units: try unitSpellings(),
            patientsOnRecord: statistics.patients,
            bytesOnDisk: statistics.fileBytes)
    }

    /// How the events on record are understood, by kind.
    public func mappings() throws -> [ImportReport.Mapping] {
        let codings = try currentSnapshot().codings
        var mappings: [EventKind: ImportReport.Mapping] = [:]
        var unmapped: [EventKind: [String: Int]] = [:]
        try records.forEachTimeline { _, events in
            for event in events {
                guard let resolution = codings.resolve(event) else { continue }
                var mapping = mappings[event.kind] ?? ImportReport.Mapping(kind: event.kind)
                mapping.events += 1
                mapping.byBasis[resolution.basis, default: 0] += 1
                mappings[event.kind] = mapping
                if resolution.basis == .unresolved, let code = event.codes.first {
                    let coding = codings.coding(code)
                    let name = [coding.code, coding.display].filter { !$0.isEmpty }.joined(separator: " ")
                    unmapped[event.kind, default: [:]][name, default: 0] += 1
                }
            }
        }
        return EventKind.allCases.compactMap { kind in
            guard var mapping = mappings[kind] else { return nil }
            mapping.unmapped = (unmapped[kind] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(5).map { (name: $0.key, events: $0.value) }
            return mapping
        }
    }
}
