// Turns stored timelines back into events.

import FHIR

/// An event of a timeline or of an import's staging area, not yet decoded.
struct EncodedEvent {
    var start: ClinicalTime?
    var body: ArraySlice<UInt8>
    var file: UInt32
    var line: UInt32

    /// What an import and a stored timeline are matched by, read from the front of the body.
    struct Identity {
        /// Type and id of the resource.
        let resource: ArraySlice<UInt8>
        let part: Int
        /// nil: the resource has no events any more.
        let kind: EventKind?
    }

    /// What takes a resource off a timeline; see ``TimelineFormat/removal``.
    static func removal(of resource: ArraySlice<UInt8>) -> EncodedEvent {
        var body = ByteWriter(bytes: Array(resource))
        body.varint(0)
        body.byte(TimelineFormat.removal)
        return EncodedEvent(start: nil, body: body.bytes[...], file: 0, line: 0)
    }

    func identity() throws(ByteReader.Damaged) -> Identity {
        var reader = ByteReader(body)
        _ = try reader.byte()
        _ = try reader.resourceID()
        let resource = body[body.startIndex..<reader.offset]
        return Identity(
            resource: resource, part: try reader.count(), kind: EventKind(rawValue: try reader.byte()))
    }
}

enum EventDecoder {
    /// The events of a stored timeline, undecoded.
    static func split(timeline bytes: [UInt8]) throws(ByteReader.Damaged) -> [EncodedEvent] {
        var reader = ByteReader(bytes)
        guard try reader.byte() == TimelineFormat.version else { throw ByteReader.Damaged() }
        let count = try reader.count()
        var events: [EncodedEvent] = []
        events.reserveCapacity(min(count, bytes.count))
        var previous: ClinicalTime?
        for _ in 0..<count {
            let event = try next(&reader, after: previous)
            previous = event.start ?? previous
            events.append(event)
        }
        guard reader.isAtEnd else { throw ByteReader.Damaged() }
        return events
    }

    /// The events of a staging area, whose times stand alone.
    static func split(staged bytes: [UInt8]) throws(ByteReader.Damaged) -> [EncodedEvent] {
        var reader = ByteReader(bytes)
        var events: [EncodedEvent] = []
        while !reader.isAtEnd { events.append(try next(&reader, after: nil)) }
        return events
    }

    static func encode(timeline events: [EncodedEvent]) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(TimelineFormat.version)
        writer.varint(events.count)
        var previous: ClinicalTime?
        for event in events {
            writer.event(event, after: previous)
            previous = event.start ?? previous
        }
        return writer.bytes
    }

    static func decode(timeline bytes: [UInt8], texts: [String]) throws(ByteReader.Damaged) -> [Event] {
        var events: [Event] = []
        let encoded = try split(timeline: bytes)
        events.reserveCapacity(encoded.count)
        for event in encoded {
            var decoder = BodyDecoder(event, texts)
            events.append(try decoder.event())
        }
        return events
    }

    /// The codings by which an encoded event is counted.
    static func codes(of event: EncodedEvent) throws(ByteReader.Damaged) -> [CodingID] {
        var decoder = BodyDecoder(event, [])
        return try decoder.codesOnly()
    }

    private static func next(
        _ reader: inout ByteReader, after base: ClinicalTime?
    ) throws(ByteReader.Damaged) -> EncodedEvent {
        let start = try reader.time(after: base)
        let body = try reader.slice(try reader.count())
        return EncodedEvent(
            start: start, body: body, file: UInt32(try reader.count()), line: UInt32(try reader.count()))
    }
}

extension ByteWriter {
    mutating func event(_ event: EncodedEvent, after base: ClinicalTime?) {
        time(event.start, after: base)
        varint(event.body.count)
        bytes.append(contentsOf: event.body)
        varint(event.file)
        varint(event.line)
    }
}

private struct BodyDecoder {
    private var reader: ByteReader
    private let texts: [String]
    private let encoded: EncodedEvent

    init(_ event: EncodedEvent, _ texts: [String]) {
        encoded = event
        self.texts = texts
        reader = ByteReader(event.body)
    }

    mutating func codesOnly() throws(ByteReader.Damaged) -> [CodingID] {
        _ = try key()
        _ = try reader.byte()
        _ = try reader.count()
        return try list()
    }

    mutating func event() throws(ByteReader.Damaged) -> Event {
        typealias Flag = TimelineFormat.Flag
        let source = try key()
        guard let kind = EventKind(rawValue: try reader.byte()) else { throw ByteReader.Damaged() }
        let flags = try reader.count()
        var event = Event(kind: kind, codes: try list(), start: encoded.start, source: source)
        if flags & Flag.status != 0 { event.status = EventStatus(rawValue: try reader.byte()) }
        if flags & Flag.end != 0 { event.end = try reader.time(after: encoded.start) }
        if flags & Flag.quantity != 0 { event.value = .quantity(try quantity()) }
        if flags & Flag.codes != 0 { event.value = .codes(try list()) }
        if flags & Flag.text != 0 { event.value = .text(try reader.string()) }
        if flags & (Flag.yes | Flag.no) != 0 { event.value = .boolean(flags & Flag.yes != 0) }
        if flags & Flag.certainty != 0 { event.certainty = EventCertainty(rawValue: try reader.byte()) }
        if flags & Flag.criticality != 0 { event.criticality = AllergyCriticality(rawValue: try reader.byte()) }
        if flags & Flag.interpretations != 0 { event.interpretations = try list() }
        if flags & Flag.severity != 0 { event.severity = try list() }
        if flags & Flag.categories != 0 { event.categories = try list() }
        if flags & Flag.dosages != 0 {
            for _ in 0..<(try reader.count()) { event.dosages.append(try dosage()) }
        }
        return event
    }

    private mutating func key() throws(ByteReader.Damaged) -> EventSource {
        let type = Int(try reader.byte())
        guard type < TimelineFormat.resourceTypes.count else { throw ByteReader.Damaged() }
        return EventSource(
            resourceType: TimelineFormat.resourceTypes[type], resourceID: try reader.resourceID(),
            part: try reader.count(),
            file: Int(encoded.file) < texts.count ? texts[Int(encoded.file)] : "", line: Int(encoded.line))
    }

    private mutating func list() throws(ByteReader.Damaged) -> [CodingID] {
        var codes: [CodingID] = []
        for _ in 0..<(try reader.count()) { codes.append(CodingID(rawValue: UInt32(try reader.count()))) }
        return codes
    }

    private mutating func text() throws(ByteReader.Damaged) -> String? {
        let number = try reader.count()
        guard number > 0 else { return nil }
        guard number <= texts.count else { throw ByteReader.Damaged() }
        return texts[number - 1]
    }

    private mutating func quantity() throws(ByteReader.Damaged) -> SourceQuantity {
        SourceQuantity(
            number: try reader.spelling(), comparator: try text(), unit: try text(), code: try text(),
            system: try text())
    }

    private mutating func dosage() throws(ByteReader.Damaged) -> EventDosage<CodingID> {
        let flags = try reader.byte()
        return EventDosage(
            text: try text(), dose: flags & 2 != 0 ? try quantity() : nil,
            frequency: flags & 4 != 0 ? try reader.signed() : nil, period: try text(), periodUnit: try text(),
            timing: try text(), route: try list(), isAsNeeded: flags & 1 != 0)
    }
}

extension ByteReader {
    fileprivate mutating func resourceID() throws(Damaged) -> String {
        let length = try count()
        return length == 0 ? UUIDBytes.text(try slice(16)) : String(decoding: try slice(length - 1), as: UTF8.self)
    }
}
