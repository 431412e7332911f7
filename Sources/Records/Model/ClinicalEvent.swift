// What happened to a patient, one event at a time: the form that every source is brought to and everything above
// records works on.
//
// Generic over its codes: an event read from a document has them in full (`SourceEvent`), an event on a stored
// timeline has numbers into the store's coding table (`Event`). Mapping codes to concepts is left to the reader, so
// that a better terminology makes old records better without importing them again.

import FHIR

/// What an event is about.
public enum EventKind: UInt8, CaseIterable, Hashable, Sendable {
    // The numbers are stored.
    case condition = 0
    case medication = 1
    case observation = 2
    case procedure = 3
    case allergy = 4
    case immunization = 5
    case encounter = 6
    case carePlan = 7
    case goal = 8
    case report = 9
    case death = 10
}

/// An event with the codes of its source.
public typealias SourceEvent = ClinicalEvent<Coding>
/// An event on a stored timeline.
public typealias Event = ClinicalEvent<CodingID>

public struct ClinicalEvent<Code: Hashable & Sendable>: Hashable, Sendable {
    public var kind: EventKind
    /// The same meaning in several code systems, the most exact first as the source has it; free text last.
    public var codes: [Code]
    /// When it began, was taken, ordered or given; if only that is known, when it was recorded.
    public var start: ClinicalTime?
    public var end: ClinicalTime?
    public var status: EventStatus?
    /// Of conditions and allergies, where it is not confirmed.
    public var certainty: EventCertainty?
    public var value: EventValue<Code>?
    /// High, low, abnormal …, as the laboratory says.
    public var interpretations: [Code]
    public var severity: [Code]
    /// Of allergies: how bad a future reaction may be.
    public var criticality: AllergyCriticality?
    public var dosages: [EventDosage<Code>]
    public var categories: [Code]
    public var source: EventSource

    public init(
        kind: EventKind, codes: [Code], start: ClinicalTime? = nil, end: ClinicalTime? = nil,
        status: EventStatus? = nil, certainty: EventCertainty? = nil, value: EventValue<Code>? = nil,
        interpretations: [Code] = [], severity: [Code] = [], criticality: AllergyCriticality? = nil,
        dosages: [EventDosage<Code>] = [], categories: [Code] = [], source: EventSource
    ) {
        self.kind = kind
        self.codes = codes
        self.start = start
        self.end = end
        self.status = status
        self.certainty = certainty
        self.value = value
        self.interpretations = interpretations
        self.severity = severity
        self.criticality = criticality
        self.dosages = dosages
        self.categories = categories
        self.source = source
    }

    /// The same event with its codes in another form.
    public func mapCodes<Other>(_ transform: (Code) throws -> Other) rethrows -> ClinicalEvent<Other> {
        ClinicalEvent<Other>(
            kind: kind, codes: try codes.map(transform), start: start, end: end, status: status,
            certainty: certainty, value: try value?.mapCodes(transform),
            interpretations: try interpretations.map(transform), severity: try severity.map(transform),
            criticality: criticality, dosages: try dosages.map { try $0.mapCodes(transform) },
            categories: try categories.map(transform), source: source)
    }
}

/// What was found.
public enum EventValue<Code: Hashable & Sendable>: Hashable, Sendable {
    case quantity(SourceQuantity)
    case codes([Code])
    case text(String)
    case boolean(Bool)

    func mapCodes<Other>(_ transform: (Code) throws -> Other) rethrows -> EventValue<Other> {
        switch self {
        case .quantity(let quantity): .quantity(quantity)
        case .codes(let codes): .codes(try codes.map(transform))
        case .text(let text): .text(text)
        case .boolean(let flag): .boolean(flag)
        }
    }
}

/// How a medicine is taken.
public struct EventDosage<Code: Hashable & Sendable>: Hashable, Sendable {
    public var text: String?
    public var dose: SourceQuantity?
    /// Times in each period.
    public var frequency: Int?
    /// The period's number as it is spelt, and its unit in UCUM (d, h, wk).
    public var period: String?
    public var periodUnit: String?
    /// A code instead: BID, QD.
    public var timing: String?
    public var route: [Code]
    public var isAsNeeded: Bool

    public init(
        text: String? = nil, dose: SourceQuantity? = nil, frequency: Int? = nil, period: String? = nil,
        periodUnit: String? = nil, timing: String? = nil, route: [Code] = [], isAsNeeded: Bool = false
    ) {
        self.text = text
        self.dose = dose
        self.frequency = frequency
        self.period = period
        self.periodUnit = periodUnit
        self.timing = timing
        self.route = route
        self.isAsNeeded = isAsNeeded
    }

    func mapCodes<Other>(_ transform: (Code) throws -> Other) rethrows -> EventDosage<Other> {
        EventDosage<Other>(
            text: text, dose: dose, frequency: frequency, period: period, periodUnit: periodUnit, timing: timing,
            route: try route.map(transform), isAsNeeded: isAsNeeded)
    }
}

/// Where an event was read: enough to show the doctor the document behind a finding.
public struct EventSource: Hashable, Sendable {
    public var resourceType: String
    public var resourceID: String
    /// 0 for the resource itself, n for its n-th component.
    public var part: Int
    public var file: String
    /// Line in the file, from 1; 0 if it came from no file.
    public var line: Int

    public init(resourceType: String, resourceID: String, part: Int = 0, file: String = "", line: Int = 0) {
        self.resourceType = resourceType
        self.resourceID = resourceID
        self.part = part
        self.file = file
        self.line = line
    }
}
