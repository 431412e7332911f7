// The stored form of a patient's identity.
//
//     version byte (1), id, varint number of identifiers (system, value), varint number of names (use, text, family,
//     varint number of given names), birth date, sex byte, deceased byte (0, 1) and time, varint coverage bits
//
// Strings and times as in ByteCoding and TimelineFormat; an absent string is empty.

import FHIR

enum PatientFormat {
    private static let version: UInt8 = 1

    static func encode(_ patient: Patient) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(version)
        writer.string(patient.id)
        writer.varint(patient.identifiers.count)
        for identifier in patient.identifiers {
            writer.string(identifier.system)
            writer.string(identifier.value)
        }
        writer.varint(patient.names.count)
        for name in patient.names {
            for part in [name.use, name.text, name.family] { writer.string(part ?? "") }
            writer.varint(name.given.count)
            for given in name.given { writer.string(given) }
        }
        writer.time(patient.birthDate, after: nil)
        writer.byte(patient.sex.rawValue)
        writer.byte(patient.isDeceased ? 1 : 0)
        writer.time(patient.deceased, after: nil)
        writer.varint(UInt64(patient.coverage.rawValue))
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8], number: PatientNumber) throws(ByteReader.Damaged) -> Patient {
        var reader = ByteReader(bytes)
        guard try reader.byte() == version else { throw ByteReader.Damaged() }
        var patient = Patient(number: number, id: try reader.string())
        for _ in 0..<(try reader.count()) {
            patient.identifiers.append(Identifier(system: try reader.string(), value: try reader.string()))
        }
        for _ in 0..<(try reader.count()) {
            var name = HumanName()
            name.use = try reader.optionalString()
            name.text = try reader.optionalString()
            name.family = try reader.optionalString()
            for _ in 0..<(try reader.count()) { name.given.append(try reader.string()) }
            patient.names.append(name)
        }
        patient.birthDate = try reader.time(after: nil)
        patient.sex = Patient.Sex(rawValue: try reader.byte()) ?? .unknown
        patient.isDeceased = try reader.byte() != 0
        patient.deceased = try reader.time(after: nil)
        patient.coverage = EventKinds(rawValue: UInt16(truncatingIfNeeded: try reader.varint()))
        return patient
    }
}

extension ByteReader {
    fileprivate mutating func optionalString() throws(Damaged) -> String? {
        let text = try string()
        return text.isEmpty ? nil : text
    }
}

/// The stored form of a coding: system, code and display.
enum CodingFormat {
    static func encode(_ coding: Coding) -> [UInt8] {
        var writer = ByteWriter()
        for text in [coding.system, coding.code, coding.display] { writer.string(text) }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(ByteReader.Damaged) -> Coding {
        var reader = ByteReader(bytes)
        return try decode(&reader)
    }

    static func decode(_ reader: inout ByteReader) throws(ByteReader.Damaged) -> Coding {
        Coding(system: try reader.string(), code: try reader.string(), display: try reader.string())
    }
}
