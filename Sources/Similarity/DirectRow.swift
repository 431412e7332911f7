// Forward rows: the direct terms of a patient with their counts, in ascending order of terms. Ancestors are not stored,
// they follow from the hierarchy. Each term is written as its distance d from the
// term before (from -1 for the first):
//
//     (d - 1) · 2 + (1 if a count byte follows, else 0)     as a variable-length integer, low 7 bits first
//     count                                                 one byte, absent if 1
//
// Terms are numbered by frequency, so most distances fit one or two bytes: about 150 bytes for 70 direct features, an
// eighth of what the row with all ancestors and weights would take.

/// A direct term of a patient and its count, 1 ... 255.
struct DirectTerm: Equatable {
    var term: UInt32
    var count: UInt8
}

/// The encoded rows of consecutive patients.
struct DirectRows: Sendable {
    private(set) var offsets: [UInt32] = [0]
    private(set) var bytes: [UInt8] = []

    var count: Int { offsets.count - 1 }
    var byteCount: Int { bytes.count + 4 * offsets.count }

    /// Adds the next patient's direct terms, in ascending order.
    mutating func append(_ row: [DirectTerm]) {
        var next: UInt32 = 0
        for entry in row {
            appendVariableLength(UInt64(entry.term - next) << 1 | (entry.count == 1 ? 0 : 1))
            if entry.count != 1 { bytes.append(entry.count) }
            next = entry.term + 1
        }
        offsets.append(UInt32(bytes.count))
    }

    private mutating func appendVariableLength(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// The direct terms of a patient, ascending.
    func terms(ofPatient patient: Int) -> [DirectTerm] {
        var row = RowReader(patient: patient, offsets: offsets.span)
        var terms: [DirectTerm] = []
        while let term = row.next(in: bytes.span) { terms.append(term) }
        return terms
    }
}

/// Decodes a row term by term.
struct RowReader {
    private var position: Int
    private let end: Int
    private var next: UInt32 = 0

    init(patient: Int, offsets: Span<UInt32>) {
        position = Int(offsets[patient])
        end = Int(offsets[patient + 1])
    }

    @inline(__always)
    mutating func next(in bytes: Span<UInt8>) -> DirectTerm? {
        guard position < end else { return nil }
        var byte = bytes[position]
        var value = UInt64(byte & 0x7f)
        var shift: UInt64 = 0
        position &+= 1
        while byte >= 0x80 {
            byte = bytes[position]
            position &+= 1
            shift &+= 7
            value |= UInt64(byte & 0x7f) &<< shift
        }
        let term = next &+ UInt32(truncatingIfNeeded: value >> 1)
        next = term &+ 1
        guard value & 1 != 0 else { return DirectTerm(term: term, count: 1) }
        defer { position &+= 1 }
        return DirectTerm(term: term, count: bytes[position])
    }
}
