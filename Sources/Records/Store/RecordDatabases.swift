// The named databases of a record store, and the reading that imports and readers share.

import FHIR
import KeyValue
import Synchronization

struct RecordDatabases: Sendable {
    /// The version of all of this; a store of another version is refused.
    static let version: UInt8 = 1
    static let versionKey: [UInt8] = Array("version".utf8)

    /// "version" → byte
    let meta: Database
    /// patient number, UInt32 big-endian → PatientFormat
    let patients: Database
    /// FHIR id of the patient, UTF-8 (see Key.bytes(id:)) → patient number
    let patientIDs: Database
    /// patient number → TimelineFormat
    let timelines: Database
    /// coding id, UInt32 big-endian → CodingFormat
    let codings: Database
    /// coding id → varint number of events that have it as their code
    let codingCounts: Database
    /// text id, UInt32 big-endian → UTF-8
    let texts: Database
    /// FHIR id of a Medication → codings in CodingFormat, so that later imports can refer to it
    let medications: Database
    let owners: ResourceOwners

    init(_ environment: Environment) throws(StorageError) {
        meta = try environment.database("meta")
        patients = try environment.database("patients")
        patientIDs = try environment.database("patientIDs")
        timelines = try environment.database("timelines")
        codings = try environment.database("codings")
        codingCounts = try environment.database("codingCounts")
        texts = try environment.database("texts")
        medications = try environment.database("medications")
        owners = try ResourceOwners(environment)
    }
}

/// Keys of the databases.
enum Key {
    static func bytes(_ number: PatientNumber) -> [UInt8] { bytes(number.rawValue) }

    static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { shift in UInt8(truncatingIfNeeded: number >> shift) }
    }

    static func number(_ key: RawSpan) -> PatientNumber { PatientNumber(rawValue: uint32(key)) }

    static func uint32(_ key: RawSpan) -> UInt32 {
        key.copy().reduce(0) { number, byte in number << 8 | UInt32(byte) }
    }

    /// FHIR allows 64 characters in an id; what is longer than a key can be is cut, with its length after the cut.
    static func bytes(id: String) -> [UInt8] {
        let bytes = Array(id.utf8)
        guard bytes.count > StorageLimits.keyBytes else { return bytes }
        let length = String(bytes.count).utf8
        return Array(bytes.prefix(StorageLimits.keyBytes - length.count)) + length
    }
}

/// The tables that are kept in memory.
struct RecordTables: Sendable {
    var codings: [Coding] = []
    var texts: [String] = []
}

extension RecordStore {
    func checkVersion() throws(RecordError) {
        do {
            let stored = try environment.read { transaction in
                try transaction.value(of: RecordDatabases.versionKey, in: databases.meta)?.copy().first
            }
            switch stored {
            case RecordDatabases.version?: return
            case let other?: throw RecordError.unknownVersion(path: path, version: Int(other))
            case nil:
                guard environment.options.access == .readWrite else { return }
                try environment.write { transaction in
                    try transaction.put(
                        RecordDatabases.versionKey, [RecordDatabases.version], in: databases.meta)
                }
            }
        } catch let error as RecordError {
            throw error
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .damaged(path: path, what: "the version of the store")
        }
    }

    func number<Access>(
        ofID id: String, in transaction: borrowing Transaction<Access>
    ) throws(StorageError) -> PatientNumber? {
        guard let value = try transaction.value(of: Key.bytes(id: id), in: databases.patientIDs) else { return nil }
        return Key.number(value)
    }

    func patient<Access>(
        _ number: PatientNumber, in transaction: borrowing Transaction<Access>
    ) throws -> Patient? {
        guard let bytes = try transaction.value(of: Key.bytes(number), in: databases.patients)?.copy() else {
            return nil
        }
        return try patient(bytes, number)
    }

    func patient(_ bytes: [UInt8], _ number: PatientNumber) throws(RecordError) -> Patient {
        do {
            return try PatientFormat.decode(bytes, number: number)
        } catch {
            throw .damaged(path: path, what: "patient \(number.rawValue)")
        }
    }

    func decode(_ timeline: [UInt8], _ texts: [String], _ number: PatientNumber) throws(RecordError) -> [Event] {
        do {
            return try EventDecoder.decode(timeline: timeline, texts: texts)
        } catch {
            throw .damaged(path: path, what: "the timeline of patient \(number.rawValue)")
        }
    }

    /// The tables as of a transaction at least; they only grow.
    func topUp<Access>(_ transaction: borrowing Transaction<Access>) throws -> RecordTables {
        var current = tables.withLock { $0 }
        let codings = try transaction.statistics(of: databases.codings).entries
        let texts = try transaction.statistics(of: databases.texts).entries
        guard current.codings.count < codings || current.texts.count < texts else { return current }
        for id in current.codings.count..<max(codings, current.codings.count) {
            let bytes = try transaction.value(of: Key.bytes(UInt32(id)), in: databases.codings)?.copy()
            do {
                current.codings.append(try CodingFormat.decode(bytes ?? []))
            } catch {
                throw RecordError.damaged(path: path, what: "coding \(id)")
            }
        }
        for id in current.texts.count..<max(texts, current.texts.count) {
            let bytes = try transaction.value(of: Key.bytes(UInt32(id)), in: databases.texts)?.copy()
            current.texts.append(String(decoding: bytes ?? [], as: UTF8.self))
        }
        // What is read inside a write transaction may yet be undone, and its numbers given to others.
        if Access.self == Reading.self {
            tables.withLock { known in
                if known.codings.count < current.codings.count { known.codings = current.codings }
                if known.texts.count < current.texts.count { known.texts = current.texts }
            }
        }
        return current
    }

    func forEachValue(
        of database: Database, in transaction: borrowing Transaction<Reading>,
        _ body: (Int, [UInt8]) throws -> Void
    ) throws {
        var cursor = try transaction.cursor(in: database)
        while try cursor.next() { try body(Int(Key.uint32(cursor.key)), cursor.value.copy()) }
    }
}
