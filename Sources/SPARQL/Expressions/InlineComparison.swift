// A comparison of a column, or of a part of its dates, with a constant that ids decide by themselves: inline numbers and
// moments hold their values.
import GraphStore
import Quantities
import RDF
import SPARQLSyntax

struct InlineComparison {
    let column: Int
    /// What of the column is compared; nil when it is the value as it is.
    private let function: InlineFunction?
    private let condition: InlineCondition

    /// Nil when ids cannot tell the outcome.
    init?(_ column: Int, _ comparison: ComparisonOperator, _ constant: Term) {
        guard let condition = InlineCondition(comparison, constant) else { return nil }
        (self.column, self.condition, function) = (column, condition, nil)
    }

    init?(_ function: InlineFunction, _ comparison: ComparisonOperator, _ constant: Term) {
        guard let condition = InlineCondition(comparison, constant) else { return nil }
        (column, self.condition, self.function) = (function.column, condition, function)
    }

    /// The outcome for an id; nil when more than the id must be looked at.
    @inline(__always)
    func outcome(_ id: TermID) -> Bool? {
        guard let function else { return condition.holds(for: id) }
        return function.id(of: id).flatMap { condition.holds(for: $0) }
    }

    /// Whether the comparison holds for the whole column, as far as its ends tell: ascending numbers of one kind lie
    /// between the first and the last one.
    func holds(forAll ids: [TermID]) -> Bool {
        guard function == nil, condition.isInterval, let first = ids.first, let last = ids.last,
            let kind = first.kind,
            kind == last.kind, kind == .integer || kind == .decimal, outcome(first) == true, outcome(last) == true
        else { return false }
        return ids.isAscending
    }
}

/// What a value must be to a constant.
struct InlineCondition {
    private let comparison: ComparisonOperator
    private let value: InlineConstant

    /// Nil when ids cannot tell the outcome.
    init?(_ comparison: ComparisonOperator, _ constant: Term) {
        guard let value = InlineConstant(constant) else { return nil }
        (self.comparison, self.value) = (comparison, value)
    }

    /// Whether what lies between two values for which it holds has it hold as well.
    var isInterval: Bool { comparison != .notEqual }

    /// Whether it holds for the value of an id; nil when more than the id must be looked at.
    @inline(__always)
    func holds(for id: TermID) -> Bool? {
        guard let order = value.order(of: id) else { return nil }
        return switch comparison {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

/// A constant as inline ids hold values.
private enum InlineConstant {
    /// A number in millionths.
    case number(Int)
    /// A date without a zone, in days since 1970.
    case date(Int)
    /// A dateTime in milliseconds since 1970, and whether it has a zone.
    case dateTime(Int, hasZone: Bool)

    /// Beyond this, millionths of an integer do not fit.
    private static let largestInteger = 1_000_000_000_000

    init?(_ term: Term) {
        guard let literal = term.literal else { return nil }
        if let number = Numeric(literal) {
            guard let exact = number.exactValue,
                let millionths = exact.multiplied(by: ExactDecimal(1_000_000))?.integerValue,
                millionths.magnitude <= Self.largestInteger * 1_000_000
            else { return nil }
            self = .number(millionths)
            return
        }
        guard let moment = TemporalValue(literal) else { return nil }
        switch moment.kind {
        case .date:
            guard moment.zone == nil else { return nil }
            self = .date(TemporalValue.floorDivision(moment.utcSeconds, 86_400))
        case .dateTime:
            guard moment.nanoseconds % 1_000_000 == 0, moment.utcSeconds.magnitude < 1 << 40 else { return nil }
            let milliseconds = moment.utcSeconds * 1_000 + moment.nanoseconds / 1_000_000
            self = .dateTime(milliseconds, hasZone: moment.zone != nil)
        default: return nil
        }
    }

    /// Below zero when the id's value is less than the constant, above when it is greater; nil when that is not known.
    @inline(__always)
    func order(of id: TermID) -> Int? {
        switch self {
        case .number(let constant):
            if let millionths = id.decimalMillionths { return Self.sign(millionths, constant) }
            guard let integer = id.integerValue, integer.magnitude <= Self.largestInteger else { return nil }
            return Self.sign(integer * 1_000_000, constant)
        case .date(let constant):
            guard let date = id.dateValue, date.zoneMinutes == nil else { return nil }
            return Self.sign(date.days, constant)
        case .dateTime(let constant, let hasZone):
            guard let moment = id.dateTimeValue, (moment.zoneMinutes != nil) == hasZone else { return nil }
            return Self.sign(moment.milliseconds, constant)
        }
    }

    @inline(__always)
    private static func sign(_ left: Int, _ right: Int) -> Int { left < right ? -1 : left == right ? 0 : 1 }
}
