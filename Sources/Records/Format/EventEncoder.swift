// Turns source events into bodies, interning their codings and repeated texts on the way.

import FHIR

/// Values with dense numbers, each once.
struct Interner<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value]
    private var numbers: [Value: UInt32]

    init(_ values: [Value]) {
        self.values = values
        numbers = Dictionary(minimumCapacity: values.count)
        for (number, value) in values.enumerated() { numbers[value] = UInt32(number) }
    }

    mutating func number(of value: Value) -> UInt32 {
        if let number = numbers[value] { return number }
        let number = UInt32(values.count)
        values.append(value)
        numbers[value] = number
        return number
    }
}

struct EventEncoder: Sendable {
    var codings: Interner<Coding>
    var texts: Interner<String>

    /// An event as the staged form of an import and the stored form share it, its start against `base`.
    mutating func body(_ event: SourceEvent) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(64)
        writer.resource(event.source)
        writer.varint(event.source.part)
        writer.byte(event.kind.rawValue)
        writer.varint(Self.flags(event))
        list(event.codes, &writer)
        if let status = event.status { writer.byte(status.rawValue) }
        if let end = event.end { writer.time(end, after: event.start) }
        switch event.value {
        case .quantity(let quantity)?: self.quantity(quantity, &writer)
        case .codes(let codes)?: list(codes, &writer)
        case .text(let text)?: writer.string(text)
        case .boolean?, nil: break
        }
        if let certainty = event.certainty { writer.byte(certainty.rawValue) }
        if let criticality = event.criticality { writer.byte(criticality.rawValue) }
        if !event.interpretations.isEmpty { list(event.interpretations, &writer) }
        if !event.severity.isEmpty { list(event.severity, &writer) }
        if !event.categories.isEmpty { list(event.categories, &writer) }
        if !event.dosages.isEmpty {
            writer.varint(event.dosages.count)
            for dosage in event.dosages { self.dosage(dosage, &writer) }
        }
        return writer.bytes
    }

    private static func flags(_ event: SourceEvent) -> Int {
        typealias Flag = TimelineFormat.Flag
        var flags = 0
        if event.status != nil { flags |= Flag.status }
        if event.end != nil { flags |= Flag.end }
        switch event.value {
        case .quantity?: flags |= Flag.quantity
        case .codes?: flags |= Flag.codes
        case .text?: flags |= Flag.text
        case .boolean(let isTrue)?: flags |= isTrue ? Flag.yes : Flag.no
        case nil: break
        }
        if event.certainty != nil { flags |= Flag.certainty }
        if event.criticality != nil { flags |= Flag.criticality }
        if !event.interpretations.isEmpty { flags |= Flag.interpretations }
        if !event.severity.isEmpty { flags |= Flag.severity }
        if !event.categories.isEmpty { flags |= Flag.categories }
        if !event.dosages.isEmpty { flags |= Flag.dosages }
        return flags
    }

    private mutating func list(_ codes: [Coding], _ writer: inout ByteWriter) {
        writer.varint(codes.count)
        for code in codes { writer.varint(codings.number(of: code)) }
    }

    /// 0 for none, else the text's number + 1.
    private mutating func text(_ text: String?, _ writer: inout ByteWriter) {
        guard let text else { return writer.varint(0) }
        writer.varint(UInt64(texts.number(of: text)) + 1)
    }

    private mutating func quantity(_ quantity: SourceQuantity, _ writer: inout ByteWriter) {
        writer.spelling(quantity.number)
        text(quantity.comparator, &writer)
        text(quantity.unit, &writer)
        text(quantity.code, &writer)
        text(quantity.system, &writer)
    }

    /// Bit 0: as needed; bit 1: has a dose; bit 2: has a frequency.
    private mutating func dosage(_ dosage: EventDosage<Coding>, _ writer: inout ByteWriter) {
        writer.byte(
            (dosage.isAsNeeded ? 1 : 0) | (dosage.dose != nil ? 2 : 0) | (dosage.frequency != nil ? 4 : 0))
        text(dosage.text, &writer)
        if let dose = dosage.dose { quantity(dose, &writer) }
        if let frequency = dosage.frequency { writer.signed(frequency) }
        text(dosage.period, &writer)
        text(dosage.periodUnit, &writer)
        text(dosage.timing, &writer)
        list(dosage.route, &writer)
    }
}

extension ByteWriter {
    /// The front of a body, which says which resource it belongs to.
    mutating func resource(_ source: EventSource) {
        let type = TimelineFormat.resourceTypes.firstIndex(of: source.resourceType)
        byte(UInt8(type ?? TimelineFormat.resourceTypes.count))
        id(source.resourceID)
    }

    private mutating func id(_ id: String) {
        if let uuid = UUIDBytes.parse(id) {
            varint(0)
            bytes.append(contentsOf: uuid)
        } else {
            varint(id.utf8.count + 1)
            bytes.append(contentsOf: id.utf8)
        }
    }
}

/// Lower-case UUIDs, the ids of most exports, in 16 bytes instead of 36.
enum UUIDBytes {
    private static let dashes = [8, 13, 18, 23]

    /// nil unless the text is the UUID that ``text(_:)`` gives back.
    static func parse(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 36 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(16)
        var high: UInt8?
        for (place, byte) in text.utf8.enumerated() {
            if dashes.contains(place) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text = [UInt8]()
        text.reserveCapacity(36)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
            if dashes.contains(text.count) { text.append(UInt8(ascii: "-")) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
