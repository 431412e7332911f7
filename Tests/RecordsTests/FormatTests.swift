import FHIR
import Foundation
import Primitives
import Testing

@testable import Records

@Suite struct FormatTests {
    private static let source = EventSource(
        resourceType: "Observation", resourceID: "3f2a8c1e-0000-4000-8000-00000000abcd", part: 1, file: "a.ndjson",
        line: 7)

    /// One event with everything an event can have, and one with nothing.
    private static var events: [SourceEvent] {
        [
            SourceEvent(kind: .death, codes: [], source: EventSource(resourceType: "Patient", resourceID: "王-1")),
            SourceEvent(
                kind: .observation, codes: [Coding(system: "http://loinc.org", code: "2160-0"), Coding(display: "肌酐")],
                start: ClinicalTime("2024-05-03T08:30:00+08:00"), end: ClinicalTime("2024-05-04"), status: .final,
                certainty: .provisional,
                value: .quantity(
                    SourceQuantity(
                        number: "132.50", comparator: "<", unit: "μmol/L", code: "umol/L", system: SourceQuantity.ucum)),
                interpretations: [Coding(code: "H")], severity: [Coding(code: "severe")], criticality: .high,
                dosages: [
                    EventDosage(
                        text: "每日两次", dose: SourceQuantity(number: "0.50", unit: "g"), frequency: 2, period: "1",
                        periodUnit: "d", timing: "BID", route: [Coding(display: "口服")], isAsNeeded: true)
                ],
                categories: [Coding(code: "laboratory")], source: source),
        ]
    }

    private static func encode(_ events: [SourceEvent]) -> (bytes: [UInt8], encoder: EventEncoder) {
        var encoder = EventEncoder(codings: Interner([]), texts: Interner([]))
        let encoded = events.map { event in
            let file = encoder.texts.number(of: event.source.file)
            return EncodedEvent(
                start: event.start, body: encoder.body(event)[...], file: file, line: UInt32(event.source.line))
        }
        return (EventDecoder.encode(timeline: encoded), encoder)
    }

    private static func decode(_ bytes: [UInt8], _ encoder: EventEncoder) throws -> [SourceEvent] {
        try EventDecoder.decode(timeline: bytes, texts: encoder.texts.values)
            .map { event in event.mapCodes { encoder.codings.values[Int($0.rawValue)] } }
    }

    @Test("a stored timeline of format 1 still decodes, and encodes to the same bytes")
    func golden() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/timeline-1.hex")
        let (bytes, encoder) = Self.encode(Self.events)
        let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try (hex + "\n").write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(hex + "\n" == golden)
        #expect(try Self.decode(bytes, encoder) == Self.events)
    }

    @Test("random timelines come back as they were", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let events = (0..<100).map { _ in Self.random(&generator) }
        let (bytes, encoder) = Self.encode(events)
        #expect(try Self.decode(bytes, encoder) == events)
    }

    @Test("damaged bytes are an error or other events, never a crash", arguments: 0..<20)
    func damaged(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let (bytes, encoder) = Self.encode((0..<20).map { _ in Self.random(&generator) })
        for _ in 0..<500 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            if Bool.random(using: &generator) { damaged.removeLast(Int.random(in: 1..<50, using: &generator)) }
            _ = try? EventDecoder.decode(timeline: damaged, texts: encoder.texts.values)
        }
    }

    @Test(
        "any spelling of a number comes back", arguments: ["1.50", "-0", "1E-05", "007", "", "12,5", "١", "1e+10", "."])
    func spelling(text: String) throws {
        var writer = ByteWriter()
        writer.spelling(text)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.spelling() == text)
        #expect(reader.isAtEnd)
    }

    private static func random(_ generator: inout SplitMix64) -> SourceEvent {
        let number = Int.random(in: 0..<1000, using: &generator)
        var event = SourceEvent(
            kind: EventKind.allCases.randomElement(using: &generator) ?? .death,
            codes: (0..<number % 3).map { Coding(system: "urn:\(number % 5)", code: "\($0)", display: "名称") },
            source: EventSource(
                resourceType: TimelineFormat.resourceTypes[number % TimelineFormat.resourceTypes.count],
                resourceID: number % 2 == 0 ? "id-\(number)" : source.resourceID, part: number % 4,
                file: "\(number % 2).ndjson", line: number))
        let texts = [
            "1950", "2001-02", "2020-02-29", "2024-05-03T08:30", "1999-12-31T23:59:59.123-05:00",
            "2010-01-01T00:00:00Z",
        ]
        event.start = texts.randomElement(using: &generator).flatMap { number % 7 == 0 ? nil : ClinicalTime($0) }
        event.end = texts.randomElement(using: &generator).flatMap { number % 3 == 0 ? nil : ClinicalTime($0) }
        event.status = EventStatus.allCases.randomElement(using: &generator)
        event.certainty = number % 5 == 0 ? .differential : nil
        switch number % 6 {
        case 0: event.value = .boolean(number % 4 == 0)
        case 1: event.value = .text("阴性\(number)")
        case 2: event.value = .codes([Coding(code: "positive")])
        case 3: event.value = .quantity(SourceQuantity(number: "\(number).\(number)", unit: "mmol/L"))
        default: break
        }
        return event
    }
}
