// A patient's identity, and what the record can be trusted to be complete in.

import FHIR

/// A patient of a record store: a dense number, so that cohorts are bitmaps and indexes are arrays.
public struct PatientNumber: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public struct Patient: Hashable, Sendable {
    public enum Sex: UInt8, Hashable, Sendable {
        // The numbers are stored.
        case unknown = 0
        case female = 1
        case male = 2
        case other = 3

        public init(code: String?) {
            switch code {
            case "female": self = .female
            case "male": self = .male
            case "other": self = .other
            default: self = .unknown
            }
        }
    }

    public var number: PatientNumber
    /// The id of the FHIR resource.
    public var id: String
    public var identifiers: [Identifier]
    public var names: [HumanName]
    public var birthDate: ClinicalTime?
    public var sex: Sex
    public var isDeceased: Bool
    /// When the patient died, if that is known.
    public var deceased: ClinicalTime?
    /// The kinds of which the record has everything that its sources have: only for these does absence mean "no".
    public var coverage: EventKinds

    /// The name to show; the id if there is none.
    public var displayName: String {
        let usual = names.first { $0.use == "official" || $0.use == "usual" } ?? names.first
        guard let name = usual?.display, !name.isEmpty else { return id }
        return name
    }

    init(_ resource: PatientResource, number: PatientNumber, coverage: EventKinds) {
        self.init(
            number: number, id: resource.id, identifiers: resource.identifiers, names: resource.names,
            birthDate: resource.birthDate, sex: Sex(code: resource.gender), isDeceased: resource.isDeceased,
            deceased: resource.deceased, coverage: coverage)
    }

    public init(
        number: PatientNumber, id: String, identifiers: [Identifier] = [], names: [HumanName] = [],
        birthDate: ClinicalTime? = nil, sex: Sex = .unknown, isDeceased: Bool = false,
        deceased: ClinicalTime? = nil, coverage: EventKinds = []
    ) {
        self.number = number
        self.id = id
        self.identifiers = identifiers
        self.names = names
        self.birthDate = birthDate
        self.sex = sex
        self.isDeceased = isDeceased
        self.deceased = deceased
        self.coverage = coverage
    }
}

/// A set of kinds of events.
public struct EventKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public init(_ kind: EventKind) { rawValue = 1 << UInt16(kind.rawValue) }

    public func contains(_ kind: EventKind) -> Bool { contains(EventKinds(kind)) }

    public static let allergy = EventKinds(EventKind.allergy)

    /// The kinds in the set.
    public var kinds: [EventKind] { EventKind.allCases.filter { contains($0) } }
}

/// A patient with everything that is on record.
public struct PatientRecord: Hashable, Sendable {
    public var patient: Patient
    /// In order of their start; those without one come first.
    public var events: [Event]

    public init(patient: Patient, events: [Event]) {
        self.patient = patient
        self.events = events
    }
}
