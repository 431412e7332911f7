/// The number that stands for a term in a store: equal terms have equal ids and the other way round. Ids of inline
/// values sort as their values do, inside one kind. Ids belong to the store that gave them.
public struct TermID: Hashable, Comparable, Sendable {
    /// Tag in the upper 4 bits, payload in the lower 60.
    public let raw: UInt64

    @inlinable
    public init(raw: UInt64) {
        self.raw = raw
    }

    /// Stands for the default graph where a graph is meant; no term has this id.
    public static let defaultGraph = TermID(raw: 0)

    @inlinable
    public static func < (left: TermID, right: TermID) -> Bool { left.raw < right.raw }

    /// What the id stands for; nil for the default graph and for ids that no store gives.
    public var kind: Kind? { Kind(rawValue: UInt8(raw >> 60)) }

    /// The tags.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case iri = 1
        case blankNode = 2
        /// A literal in the dictionary.
        case literal = 3
        case tripleTerm = 4
        /// Inline: `xsd:integer`.
        case integer = 5
        /// Inline: `xsd:decimal`.
        case decimal = 6
        /// Inline: `xsd:dateTime`.
        case dateTime = 7
        /// Inline: `xsd:date`.
        case date = 8
        /// Inline: `xsd:boolean`.
        case boolean = 9
        /// Inline: `xsd:string` of up to 7 bytes.
        case shortString = 10

        /// All ids of the kind, for range scans.
        public var range: ClosedRange<TermID> {
            TermID(self, 0)...TermID(self, TermID.payloadMask)
        }

        /// Whether the id holds the value itself.
        var isInline: Bool { rawValue >= Kind.integer.rawValue }
    }

    static let payloadMask: UInt64 = (1 << 60) - 1

    init(_ kind: Kind, _ payload: UInt64) {
        raw = UInt64(kind.rawValue) << 60 | payload
    }

    var payload: UInt64 { raw & Self.payloadMask }

    var bigEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: raw >> (56 - 8 * UInt64($0))) }
    }
}
