// The status codes of the FHIR resources behind events, in one enumeration. What must not count at all (entered in
// error, refuted, not done, cancelled) never becomes an event and is not here.

public enum EventStatus: UInt8, CaseIterable, Hashable, Sendable {
    // The numbers are stored.
    case active = 1
    case recurrence = 2
    case relapse = 3
    case inactive = 4
    case remission = 5
    case resolved = 6
    case onHold = 7
    case completed = 8
    case stopped = 9
    case draft = 10
    case registered = 11
    case preliminary = 12
    case final = 13
    case amended = 14
    case corrected = 15
    case planned = 16
    case arrived = 17
    case triaged = 18
    case inProgress = 19
    case onLeave = 20
    case finished = 21
    case intended = 22
    case revoked = 23
    case preparation = 24
    case proposed = 25
    case accepted = 26
    case appended = 27
    case partial = 28
    case unknown = 29

    /// The code in FHIR: `on-hold`.
    public var code: String {
        switch self {
        case .active: "active"
        case .recurrence: "recurrence"
        case .relapse: "relapse"
        case .inactive: "inactive"
        case .remission: "remission"
        case .resolved: "resolved"
        case .onHold: "on-hold"
        case .completed: "completed"
        case .stopped: "stopped"
        case .draft: "draft"
        case .registered: "registered"
        case .preliminary: "preliminary"
        case .final: "final"
        case .amended: "amended"
        case .corrected: "corrected"
        case .planned: "planned"
        case .arrived: "arrived"
        case .triaged: "triaged"
        case .inProgress: "in-progress"
        case .onLeave: "onleave"
        case .finished: "finished"
        case .intended: "intended"
        case .revoked: "revoked"
        case .preparation: "preparation"
        case .proposed: "proposed"
        case .accepted: "accepted"
        case .appended: "appended"
        case .partial: "partial"
        case .unknown: "unknown"
        }
    }

    private static let byCode = Dictionary(uniqueKeysWithValues: allCases.map { ($0.code, $0) })

    /// The status of a FHIR code; ``unknown`` for one that R4 does not have.
    public init(code: String) { self = Self.byCode[code] ?? .unknown }
}

/// How sure a diagnosis is that is not confirmed.
public enum EventCertainty: UInt8, CaseIterable, Hashable, Sendable {
    // The numbers are stored.
    case unconfirmed = 1
    case provisional = 2
    case differential = 3

    init?(code: String?) {
        switch code {
        case "unconfirmed": self = .unconfirmed
        case "provisional": self = .provisional
        case "differential": self = .differential
        default: return nil
        }
    }
}

public enum AllergyCriticality: UInt8, CaseIterable, Hashable, Sendable {
    // The numbers are stored.
    case low = 1
    case high = 2
    case unableToAssess = 3

    init?(code: String?) {
        switch code {
        case "low": self = .low
        case "high": self = .high
        case "unable-to-assess": self = .unableToAssess
        default: return nil
        }
    }
}
