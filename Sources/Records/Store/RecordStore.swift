// Patients' records in an LMDB environment of their own, private to its owner.
//
// A patient's whole timeline is one value: reading a patient is one look-up, walking all patients one scan, and an
// import writes each patient once. Codings and repeated texts are numbered across the store and only ever added, so
// their tables are kept in memory and topped up when another process has added to them.

import FHIR
import KeyValue
import Synchronization

public final class RecordStore: Sendable {
    let environment: Environment
    let databases: RecordDatabases
    let tables = Mutex(RecordTables())

    /// Opens the store in a directory, which is created with mode 0700 when the store is opened for writing.
    ///
    /// - Throws: ``RecordError``.
    public static func open(_ directory: String, readOnly: Bool = false) throws(RecordError) -> RecordStore {
        try RecordStore(directory, EnvironmentOptions(access: readOnly ? .readOnly : .readWrite))
    }

    private init(_ directory: String, _ options: EnvironmentOptions) throws(RecordError) {
        do {
            environment = try Environment.open(directory, options)
            databases = try RecordDatabases(environment)
        } catch {
            throw .storage(error)
        }
        try checkVersion()
    }

    /// The directory of the store.
    public var path: String { environment.path }

    /// Number of the last commit, of this process or another.
    public func lastCommit() throws -> Int { try environment.lastTransaction() }

    /// Number of patients.
    public func patientCount() throws -> Int {
        try environment.read { transaction in try transaction.statistics(of: databases.patients).entries }
    }

    /// Every patient, by number.
    public func patients() throws -> [Patient] {
        let snapshot = try environment.snapshot()
        var cursor = try snapshot.cursor(in: databases.patients)
        var patients: [Patient] = []
        while try cursor.next() { patients.append(try patient(cursor.value.copy(), Key.number(cursor.key))) }
        return patients
    }

    /// The patient with this number.
    public func patient(_ number: PatientNumber) throws -> Patient? {
        try environment.read { transaction in try patient(number, in: transaction) }
    }

    /// The patient with this FHIR id.
    public func patient(id: String) throws -> Patient? {
        try environment.read { transaction in
            guard let number = try number(ofID: id, in: transaction) else { return nil }
            return try patient(number, in: transaction)
        }
    }

    /// Patients whom a person means by `text`: an id, the value of an identifier, a name or a part of one.
    ///
    /// An id or identifier that matches whole comes alone; otherwise everyone whose name contains the text, however it
    /// is cased, by number.
    public func patients(matching text: String) throws -> [Patient] {
        if let patient = try patient(id: text) { return [patient] }
        let wanted = text.lowercased()
        var byName: [Patient] = []
        for patient in try patients() {
            if patient.identifiers.contains(where: { $0.value == text }) { return [patient] }
            if patient.names.contains(where: { $0.display.lowercased().contains(wanted) }) { byName.append(patient) }
        }
        return byName
    }

    /// A patient with all events; nil if there is no such patient.
    public func record(of number: PatientNumber) throws -> PatientRecord? {
        try environment.read { transaction in
            guard let patient = try patient(number, in: transaction) else { return nil }
            guard let bytes = try transaction.value(of: Key.bytes(number), in: databases.timelines)?.copy() else {
                return PatientRecord(patient: patient, events: [])
            }
            let texts = try topUp(transaction).texts
            return PatientRecord(patient: patient, events: try decode(bytes, texts, number))
        }
    }

    /// The events of a patient, by FHIR id, in order of time; nil if there is no such patient.
    public func timeline(_ patientID: String) throws -> [Event]? {
        try patient(id: patientID).flatMap { try record(of: $0.number)?.events }
    }

    /// Calls `body` with every patient who has events, by number, all as of one moment.
    public func forEachTimeline(_ body: (PatientNumber, [Event]) throws -> Void) throws {
        let snapshot = try environment.snapshot()
        let texts = try topUp(snapshot).texts
        var cursor = try snapshot.cursor(in: databases.timelines)
        while try cursor.next() {
            let number = Key.number(cursor.key)
            try body(number, try decode(cursor.value.copy(), texts, number))
        }
    }

    /// Every coding in use, with the number of events that have it.
    public func codings() throws -> CodingTable {
        try environment.read { transaction in
            let codings = try topUp(transaction).codings
            var counts = [Int](repeating: 0, count: codings.count)
            try forEachValue(of: databases.codingCounts, in: transaction) { id, value in
                var reader = ByteReader(value)
                if id < counts.count { counts[id] = try reader.count() }
            }
            return CodingTable(codings: codings, eventCounts: counts)
        }
    }

    /// What is stored and how large it is.
    public func statistics() throws -> RecordStatistics {
        try environment.read { transaction in
            RecordStatistics(
                patients: try transaction.statistics(of: databases.patients).entries,
                timelineBytes: try transaction.statistics(of: databases.timelines).bytes,
                fileBytes: try environment.statistics().usedBytes)
        }
    }

    /// Writes a compacted copy to a file while the store is in use.
    public func copyCompacted(to file: String) throws {
        try environment.copyCompacted(to: file)
    }
}

/// Size of a ``RecordStore``.
public struct RecordStatistics: Hashable, Sendable {
    public let patients: Int
    /// Bytes of all timelines.
    public let timelineBytes: Int
    /// Bytes of the file.
    public let fileBytes: Int
}
