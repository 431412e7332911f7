// What ORDER BY compares (SPARQL 1.1 Query, section 15.1): nothing, blank nodes, IRIs, literals, triple terms, in this
// order. Among literals those whose values compare stand together: numbers, then moments by kind, booleans, strings;
// the rest by datatype and text. Values are taken out once, so that a comparison decodes nothing.
import GraphStore
import Primitives
import Quantities
import RDF

/// What inline numbers and moments are compared by, each among those of its kind, as their keys would be.
struct InlineRank {
    enum Kind { case number, date, dateTime }

    let kind: Kind
    /// Millionths of a number; milliseconds since 1970 of a moment, in UTC where it has no zone.
    let value: Int

    @inline(__always)
    init?(_ id: TermID) {
        if let integer = id.integerValue {
            guard integer.magnitude < 1_000_000_000_000 else { return nil }
            (kind, value) = (.number, integer * 1_000_000)
        } else if let millionths = id.decimalMillionths {
            (kind, value) = (.number, millionths)
        } else if let moment = id.dateTimeValue {
            (kind, value) = (.dateTime, moment.milliseconds)
        } else if let date = id.dateValue {
            (kind, value) = (.date, (date.days * 1_440 - (date.zoneMinutes ?? 0)) * 60_000)
        } else {
            return nil
        }
    }
}

struct SortKey: Sendable {
    private let rank: UInt8
    /// A whole number in millionths, where it fits; else the other fields decide.
    private let millionths: Int
    private let number: Numeric?
    private let text: String
    private let seconds: Int
    /// Of a triple term: the keys of its parts.
    private let parts: [SortKey]

    /// The key of nothing.
    static let unbound = SortKey(rank: 0)

    private init(
        rank: UInt8, millionths: Int = 0, number: Numeric? = nil, text: String = "", seconds: Int = 0,
        parts: [SortKey] = []
    ) {
        self.rank = rank
        self.millionths = millionths
        self.number = number
        self.text = text
        self.seconds = seconds
        self.parts = parts
    }

    init(_ value: Value?, _ context: QueryContext) throws {
        guard let value else {
            self = .unbound
            return
        }
        if case .id(let id) = value, let key = Self.inline(id) {
            self = key
            return
        }
        if case .number(.integer(let integer)) = value, let key = Self.integer(integer) {
            self = key
            return
        }
        self.init(try context.term(of: value))
    }

    /// Bytes that the key holds beside itself.
    var textBytes: Int { text.utf8.count + parts.reduce(0) { $0 + $1.textBytes + MemoryLayout<SortKey>.stride } }

    /// The key of an inline value.
    static func inline(_ id: TermID) -> SortKey? {
        if let integer = id.integerValue { return Self.integer(integer) }
        if let millionths = id.decimalMillionths { return SortKey(rank: 3, millionths: millionths) }
        if let value = id.booleanValue { return SortKey(rank: 5, seconds: value ? 1 : 0) }
        return TemporalValue(id).map { SortKey($0) }
    }

    private static func integer(_ integer: Int) -> SortKey? {
        integer.magnitude < 1_000_000_000_000 ? SortKey(rank: 3, millionths: integer * 1_000_000) : nil
    }

    private init(_ moment: TemporalValue) {
        self.init(rank: 4, millionths: moment.nanoseconds, text: moment.kind.rawValue, seconds: moment.utcSeconds)
    }

    init(_ term: Term) {
        switch term {
        case .blank(let node): self.init(rank: 1, text: node.label)
        case .iri(let iri): self.init(rank: 2, text: iri.string)
        case .triple(let triple):
            self.init(rank: 9, parts: [triple.subject, .iri(triple.predicate), triple.object].map { SortKey($0) })
        case .literal(let literal):
            switch LiteralValue(literal) {
            case .number(let number): self.init(rank: 3, number: number)
            case .moment(let moment): self.init(moment)
            case .boolean(let value): self.init(rank: 5, seconds: value ? 1 : 0)
            case .text(let text): self.init(rank: 6, text: text)
            case .duration(let duration):
                self.init(
                    rank: 7, text: duration.kind.rawValue, seconds: duration.seconds + duration.months * 2_629_746)
            case .unknown:
                // Strings of one language stand together, by text.
                let head = literal.language.map { "@" + $0.lowercased() } ?? literal.datatype.string
                self.init(rank: 8, text: head + "\u{0}" + literal.lexicalForm)
            }
        }
    }

    func compare(_ other: SortKey) -> Ordering {
        if rank != other.rank { return Ordering(rank, other.rank) }
        switch rank {
        case 3:
            if number == nil && other.number == nil { return Ordering(millionths, other.millionths) }
            return compareNumbers(other)
        case 4:
            // Moments of different kinds never compare, so their kinds are put in order.
            if !text.hasSameBytes(as: other.text) { return text.byteOrder(other.text) }
            return seconds == other.seconds
                ? Ordering(millionths, other.millionths) : Ordering(seconds, other.seconds)
        case 5: return Ordering(seconds, other.seconds)
        case 7: return text.hasSameBytes(as: other.text) ? Ordering(seconds, other.seconds) : text.byteOrder(other.text)
        case 9:
            for (left, right) in zip(parts, other.parts) {
                let order = left.compare(right)
                if order != .equal { return order }
            }
            return .equal
        default: return text.byteOrder(other.text)
        }
    }

    private var numeric: Numeric {
        if let number { return number }
        return ExactDecimal(coefficient: Int128(millionths), exponent: -6).map { .decimal($0) } ?? .integer(0)
    }

    /// NaN comes before all numbers.
    private func compareNumbers(_ other: SortKey) -> Ordering {
        let (left, right) = (numeric, other.numeric)
        return left.compare(right) ?? (left.isNaN == right.isNaN ? .equal : left.isNaN ? .less : .greater)
    }
}
