// Brings what an import has for a patient together with what is on record. The unit is the resource: all events of a
// resource are replaced by those of its last copy in the import.

import FHIR

struct TimelineMerge {
    private(set) var events: [EncodedEvent]
    private(set) var added: [EncodedEvent] = []
    private(set) var removed: [EncodedEvent] = []
    /// Events of resources in the import, changed or not.
    private(set) var current: [EncodedEvent] = []
    private(set) var tally = ImportTally()
    /// The resources of the import, and whether they have events.
    private(set) var resources: [(key: ArraySlice<UInt8>, isOnTimeline: Bool)] = []

    var isChanged: Bool { !added.isEmpty || !removed.isEmpty }

    /// - Parameters:
    ///   - stored: the events on record.
    ///   - staged: the import's events and removals, in the order in which they were read.
    init(stored: [EncodedEvent], staged: [EncodedEvent]) throws(ByteReader.Damaged) {
        var copies: [ArraySlice<UInt8>: [EncodedEvent]] = [:]
        var order: [ArraySlice<UInt8>] = []
        var last: EncodedEvent.Identity?
        for event in staged {
            let identity = try event.identity()
            if let last, last.resource == identity.resource, last.part < identity.part, identity.kind != nil {
                copies[identity.resource]?.append(event)
            } else {
                if copies[identity.resource] == nil {
                    order.append(identity.resource)
                } else if identity.kind != nil, !Self.isPatient(identity.resource) {
                    tally.repeated += 1
                }
                copies[identity.resource] = identity.kind == nil ? [] : [event]
            }
            last = identity
        }
        events = []
        var replaced: [ArraySlice<UInt8>: [EncodedEvent]] = [:]
        for event in stored {
            let resource = try event.identity().resource
            if copies[resource] == nil {
                events.append(event)
            } else {
                replaced[resource, default: []].append(event)
            }
        }
        resources = order.map { ($0, copies[$0]?.isEmpty == false) }
        for resource in order {
            settle(old: replaced[resource] ?? [], new: copies[resource] ?? [], isPatient: Self.isPatient(resource))
        }
        events.sort(by: Self.precedes)
    }

    private mutating func settle(old: [EncodedEvent], new: [EncodedEvent], isPatient: Bool) {
        let isSame =
            old.count == new.count
            && zip(old.sorted(by: Self.precedes), new.sorted(by: Self.precedes))
                .allSatisfy { $0.start == $1.start && $0.body == $1.body }
        if isSame {
            events += old
            current += old
        } else {
            events += new
            current += new
            added += new
            removed += old
        }
        guard !isPatient, !(old.isEmpty && new.isEmpty) else { return }
        if new.isEmpty {
            tally.removed += 1
        } else if old.isEmpty {
            tally.new += 1
        } else if isSame {
            tally.unchanged += 1
        } else {
            tally.updated += 1
        }
    }

    /// Patients are tallied by their identity, not by the event of their death.
    private static func isPatient(_ resource: ArraySlice<UInt8>) -> Bool { resource.first == 0 }

    private static func precedes(_ left: EncodedEvent, _ right: EncodedEvent) -> Bool {
        let leftStart = left.start?.rawValue
        let rightStart = right.start?.rawValue
        if leftStart != rightStart {
            guard let leftStart else { return true }
            guard let rightStart else { return false }
            return leftStart < rightStart
        }
        return left.body.lexicographicallyPrecedes(right.body)
    }
}
