// The stored form of a patient's timeline: one blob, about 40 bytes an event.
//
//     timeline  version byte (1), varint number of events, events in order of (start, body)
//     event     start: time against the event before it; varint length of body, body; varint text id of file; varint line
//     body      key: resource type byte, resource id, varint part
//               kind byte, varint flags, varint number of codes and their ids, then in this order what the flags announce:
//               status byte, end: time against the start, value, certainty byte, criticality byte, interpretations,
//               severity, categories (each a list of coding ids), dosages
//     id        varint 0 and 16 bytes for a lower-case UUID, else varint length + 1 and UTF-8
//     time      varint 0 for none, else low 14 bits of the word + 1 (zone, precision; see ClinicalTime), then signed
//               varint of the instant minus the other's, both in the precision's unit (days, seconds, milliseconds)
//     value     quantity: spelling, four text ids + 1 (0 for none): comparator, unit, code, system
//               codes: list of coding ids; text: string; booleans are in the flags
//
// A body does not depend on its neighbours, and the file and line are not part of it: an event that is imported again
// is unchanged if its body and start are, wherever it came from this time.

import FHIR

enum TimelineFormat {
    static let version: UInt8 = 1

    /// Bits of an event's flags.
    enum Flag {
        static let status = 1 << 0
        static let end = 1 << 1
        static let quantity = 1 << 2
        static let codes = 1 << 3
        static let text = 1 << 4
        static let yes = 1 << 5
        static let no = 1 << 6
        static let certainty = 1 << 7
        static let criticality = 1 << 8
        static let interpretations = 1 << 9
        static let severity = 1 << 10
        static let categories = 1 << 11
        static let dosages = 1 << 12
    }

    /// The kind byte of a body that stands, in an import, for "this resource has no events any more".
    static let removal: UInt8 = 0xFF

    /// Types of resources by their stored number.
    static let resourceTypes = [
        "Patient", "Condition", "MedicationRequest", "MedicationStatement", "MedicationAdministration", "Observation",
        "Procedure", "AllergyIntolerance", "Immunization", "Encounter", "CarePlan", "Goal", "DiagnosticReport",
    ]
}

extension ByteWriter {
    mutating func time(_ time: ClinicalTime?, after base: ClinicalTime?) {
        guard let time else { return varint(0) }
        let unit = time.precision.unitMilliseconds
        varint((time.rawValue & 0x3FFF) + 1)
        signed(Int(time.rawValue >> 14) / unit - Int((base?.rawValue ?? 0) >> 14) / unit)
    }
}

extension ByteReader {
    mutating func time(after base: ClinicalTime?) throws(Damaged) -> ClinicalTime? {
        let meta = try varint()
        guard meta > 0 else { return nil }
        guard meta <= 0x4000 else { throw Damaged() }
        let precision = ClinicalTime(rawValue: meta - 1).precision
        let unit = precision.unitMilliseconds
        let base = Int((base?.rawValue ?? 0) >> 14) / unit
        let (instant, overflow) = (try signed() &+ base).multipliedReportingOverflow(by: unit)
        guard !overflow, instant >= 0, instant < 1 << 50 else { throw Damaged() }
        return ClinicalTime(rawValue: UInt64(instant) << 14 | (meta - 1))
    }
}

extension ClinicalTime.Precision {
    /// The largest unit in which every instant of this precision is a whole number.
    fileprivate var unitMilliseconds: Int {
        switch self {
        case .year, .month, .day: 86_400_000
        case .minute, .second: 1000
        case .millisecond: 1
        }
    }
}
