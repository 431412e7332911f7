// Changes as the journal has them: what was asked for, before anything has been looked up. One piece for each time that
// changes are handed on, one behind the other in a record:
//
//   u32    number of terms, then for each u32 its length and its bytes (see `TermEncoding`)
//   u32    number of triple terms, then for each the references to subject, predicate and object
//   u32    number of changes, then for each u8 1 for an insertion or 0 for a removal, and the references to subject,
//          predicate, object and graph
//
// A reference is a u64: an id of the store, or with the tag of `internedTag` or `tripleTag` the number of a term or a
// triple term of the same piece. Triple terms come after those inside them. Numbers are little-endian.
import Primitives

extension ChangeSet {
    /// The changes as a piece of a record.
    func recorded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + interner.arena.count + interner.count * 4 + triples.count * 24 + changes.count * 33)
        bytes.appendNumber(UInt32(interner.count))
        for number in 0..<interner.count {
            let term = interner.bytes(number)
            bytes.appendNumber(UInt32(term.count))
            bytes += term
        }
        bytes.appendNumber(UInt32(triples.count))
        for triple in triples {
            for column in 0..<3 { bytes.appendNumber(triple.word(column)) }
        }
        bytes.appendNumber(UInt32(changes.count))
        for change in changes {
            bytes.append(change.isInsert ? 1 : 0)
            for column in 0..<4 { bytes.appendNumber(change.tuple.word(column)) }
        }
        return bytes
    }

    /// Adds the changes of a record, each piece as a step.
    mutating func append(recorded bytes: [UInt8]) throws(GraphStoreError) {
        var reader = RecordReader(bytes)
        while !reader.isAtEnd {
            guard append(pieceFrom: &reader) else { throw .damaged("a record of the journal cannot be read") }
            endStep()
        }
    }

    /// False when the bytes are no piece of a record.
    private mutating func append(pieceFrom reader: inout RecordReader) -> Bool {
        var terms: [UInt64] = []
        var tripleTerms: [UInt64] = []
        func final(_ reference: UInt64) -> UInt64? {
            let number = Int(reference & ~Self.tagMask)
            return switch reference & Self.tagMask {
            case Self.internedTag: number < terms.count ? terms[number] : nil
            case Self.tripleTag: number < tripleTerms.count ? tripleTerms[number] : nil
            case Self.missing: nil
            default: reference
            }
        }
        guard let termCount = reader.number(UInt32.self) else { return false }
        for _ in 0..<termCount {
            guard let length = reader.number(UInt32.self), length > 0, let term = reader.bytes(Int(length)) else {
                return false
            }
            terms.append(term.withUnsafeBytes { reference(encoded: $0) })
        }
        guard let tripleCount = reader.number(UInt32.self) else { return false }
        for _ in 0..<tripleCount {
            guard let subject = reader.number(UInt64.self).flatMap(final),
                let predicate = reader.number(UInt64.self).flatMap(final),
                let object = reader.number(UInt64.self).flatMap(final)
            else { return false }
            tripleTerms.append(reference(tripleOf: subject, predicate, object))
        }
        guard let changeCount = reader.number(UInt32.self) else { return false }
        for _ in 0..<changeCount {
            guard let isInsert = reader.number(UInt8.self), isInsert <= 1,
                let subject = reader.number(UInt64.self).flatMap(final),
                let predicate = reader.number(UInt64.self).flatMap(final),
                let object = reader.number(UInt64.self).flatMap(final),
                let graph = reader.number(UInt64.self).flatMap(final)
            else { return false }
            append(
                IDTuple(first: subject, second: predicate, third: object, fourth: graph), isInsert: isInsert == 1)
        }
        return true
    }
}

/// Reads the parts of a record, within its bounds.
private struct RecordReader {
    private let record: [UInt8]
    private var position = 0

    init(_ record: [UInt8]) {
        self.record = record
    }

    var isAtEnd: Bool { position == record.count }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard record.count - position >= count else { return nil }
        defer { position += count }
        return record[position..<position + count]
    }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        bytes(MemoryLayout<Number>.size).map { bytes in
            Number(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(as: Number.self) })
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendNumber(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
