// What is known of a patient, reduced to what logic needs.

import Quantities
import Terminology

/// What a fact is about.
public enum FactKind: UInt8, Sendable, Hashable, CaseIterable {
    case condition, observation, medication, allergy, procedure, immunization, encounter, pregnancy
}

/// Whether a fact holds.
public enum FactStatus: UInt8, Sendable, Hashable, CaseIterable {
    /// Holds now: an active condition, a medicine being taken, a final result.
    case active
    /// Held once: resolved, stopped, completed.
    case inactive
    /// Intended: a draft order, a planned procedure.
    case planned
    /// Recorded as not being so, or entered in error.
    case refuted
}

/// A set of statuses.
public struct FactStatuses: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ status: FactStatus) { rawValue = 1 << status.rawValue }

    public static let active = FactStatuses(.active)
    public static let inactive = FactStatuses(.inactive)
    public static let planned = FactStatuses(.planned)
    /// Holds or held.
    public static let occurred: FactStatuses = [.active, .inactive]
}

/// The sex that clinical rules distinguish.
public enum Sex: UInt8, Sendable, Hashable, CaseIterable {
    case female, male, other
}

/// How a medicine is taken at a time, as far as the record says.
public struct Intake: Sendable, Hashable {
    /// What is taken at a time.
    public var dose: Quantity?
    /// The route of administration.
    public var route: ConceptID?

    /// `nil` when the record says neither.
    public init?(dose: Quantity?, route: ConceptID?) {
        guard dose != nil || route != nil else { return nil }
        self.dose = dose
        self.route = route
    }
}

/// One fact of a patient's record.
public struct Fact: Sendable, Hashable {
    public var kind: FactKind
    public var concept: ConceptID
    /// When it began, or was measured; `nil` when unknown.
    public var start: DateTime?
    /// When it ended; `nil` while it lasts.
    public var end: DateTime?
    public var status: FactStatus
    public var value: Value?
    /// How a medicine is taken.
    public var intake: Intake?
    /// The caller's index of the event that it comes from.
    public var event: Int32

    public init(
        _ kind: FactKind, _ concept: ConceptID, start: DateTime? = nil, end: DateTime? = nil,
        status: FactStatus = .active, value: Value? = nil, intake: Intake? = nil, event: Int32 = -1
    ) {
        self.kind = kind
        self.concept = concept
        self.start = start
        self.end = end
        self.status = status
        self.value = value
        self.intake = intake
        self.event = event
    }
}
