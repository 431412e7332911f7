// Arithmetic (CQL 1.5, appendix B, "Arithmetic Operators"): overflow and undefined results are null.
//
// Numbers take the type of the wider operand: Integer, Long, Decimal, Quantity. Whole numbers may be uncertain; sums,
// differences and products of ranges are ranges. Ln, Exp and broken powers go through Double; they and quotients that do
// not end are rounded to the step of CQL's Decimal.

import Quantities

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum Arithmetic {
    static func unary(_ name: ELM.Operator, _ operand: Value, _ limits: ELM.Limits) -> Value {
        switch name {
        case .successor: return operand.successor ?? .null
        case .predecessor: return operand.predecessor ?? .null
        case .precision: return precision(of: operand)
        case .negate, .abs: return signed(name, operand)
        case .round: return round(operand, 0, .halfUp)
        default: break
        }
        guard let number = operand.decimalValue else { return .null }
        switch name {
        case .ceiling: return integer(number.rounded(.up).integerValue)
        case .floor: return integer(number.rounded(.down).integerValue)
        case .truncate: return integer(number.rounded(.towardZero).integerValue)
        case .ln: return number > .zero ? inexact(log(number.doubleValue), limits) : .null
        case .exp: return inexact(exp(number.doubleValue), limits)
        default: return .null
        }
    }

    static func binary(_ name: ELM.Operator, _ left: Value, _ right: Value, _ limits: ELM.Limits) -> Value {
        switch name {
        case .add, .subtract, .multiply: break
        case .divide: return divide(left, right, limits)
        case .truncatedDivide, .modulo: return quotient(name, left, right)
        case .power: return power(left, right, limits)
        default: return logarithm(left, right, limits)
        }
        if let range = left.range, let other = right.range {
            return whole(name, range, other, isLong: left.isLong || right.isLong)
        }
        if name == .add, case .string(let head) = left, case .string(let tail) = right { return .string(head + tail) }
        if left.isDate, name != .multiply { return moved(name, left, right) }
        if left.isQuantity || right.isQuantity { return quantities(name, left, right) }
        guard let number = left.decimalValue, let other = right.decimalValue else { return .null }
        switch name {
        case .add: return decimal(number.adding(other))
        case .subtract: return decimal(number.subtracting(other))
        default: return decimal(number.multiplied(by: other))
        }
    }

    /// To the given number of digits after the point; CQL rounds a tie up.
    static func round(_ operand: Value, _ fractionDigits: Int, _ rounding: ExactDecimal.Rounding) -> Value {
        switch operand {
        case .quantity(let quantity):
            .quantity(Quantity(quantity.value.rounded(fractionDigits: fractionDigits, rounding), quantity.unit))
        default:
            operand.decimalValue.map { .decimal($0.rounded(fractionDigits: fractionDigits, rounding)) } ?? .null
        }
    }

    /// An inexact result, rounded to the step of CQL's Decimal.
    static func inexact(_ number: Double, _ limits: ELM.Limits) -> Value {
        decimal(ExactDecimal(number)?.rounded(fractionDigits: limits.fractionDigits))
    }

    static func decimal(_ number: ExactDecimal?) -> Value { number.map { .decimal($0) } ?? .null }

    private static func integer(_ number: Int?) -> Value {
        number.flatMap { Value.integers.contains($0) ? .integer($0) : nil } ?? .null
    }
}

// MARK: - Sums, differences, products

extension Arithmetic {
    private static func whole(
        _ name: ELM.Operator, _ left: ClosedRange<Int>, _ right: ClosedRange<Int>, isLong: Bool
    ) -> Value {
        let corners: [(partialValue: Int, overflow: Bool)]
        switch name {
        case .add:
            corners = [
                left.lowerBound.addingReportingOverflow(right.lowerBound),
                left.upperBound.addingReportingOverflow(right.upperBound),
            ]
        case .subtract:
            corners = [
                left.lowerBound.subtractingReportingOverflow(right.upperBound),
                left.upperBound.subtractingReportingOverflow(right.lowerBound),
            ]
        default:
            corners = [left.lowerBound, left.upperBound].flatMap { factor in
                [right.lowerBound, right.upperBound].map { factor.multipliedReportingOverflow(by: $0) }
            }
        }
        let values = corners.map(\.partialValue)
        guard !corners.contains(where: \.overflow), let least = values.min(), let most = values.max() else {
            return .null
        }
        if isLong { return least == most ? .long(least) : .uncertain(least...most) }
        if least == most { return integer(least) }
        return .uncertain(least...most)
    }

    /// A date or time moved by a quantity of calendar units.
    private static func moved(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Value {
        guard case .quantity(let quantity) = right, let unit = CalendarUnit(quantity.unit.code),
            let amount = quantity.value.rounded(.towardZero).integerValue, amount > .min
        else { return .null }
        let signed = name == .add ? amount : -amount
        switch left {
        case .date(let date): return date.adding(signed, unit).map { .date($0) } ?? .null
        case .dateTime(let point): return point.adding(signed, unit).map { .dateTime($0) } ?? .null
        case .time(let time): return time.adding(signed, unit).map { .time($0) } ?? .null
        default: return .null
        }
    }

    private static func quantities(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Value {
        guard let left = left.asQuantity, let right = right.asQuantity else { return .null }
        let result: Quantity? =
            switch name {
            case .add: try? left.adding(right)
            case .subtract: try? left.subtracting(right)
            default: try? left.multiplied(by: right)
            }
        return result.map { .quantity($0) } ?? .null
    }

    private static func signed(_ name: ELM.Operator, _ operand: Value) -> Value {
        func apply(_ number: ExactDecimal) -> ExactDecimal { name == .negate ? -number : number.magnitude }
        switch operand {
        case .quantity(let quantity): return .quantity(Quantity(apply(quantity.value), quantity.unit))
        case .integer(let number): return integer(apply(ExactDecimal(number)).integerValue)
        case .long(let number): return apply(ExactDecimal(number)).integerValue.map { .long($0) } ?? .null
        case .decimal(let number): return .decimal(apply(number))
        case .uncertain(let range) where name == .negate:
            guard range.lowerBound > .min else { return .null }
            return .uncertain(-range.upperBound ... -range.lowerBound)
        default: return .null
        }
    }
}

// MARK: - Quotients, powers, logarithms

extension Arithmetic {
    private static func divide(_ left: Value, _ right: Value, _ limits: ELM.Limits) -> Value {
        if case .quantity(let dividend) = left { return divide(dividend, right.asQuantity, limits) }
        if case .quantity(let divisor) = right { return divide(left.asQuantity, divisor, limits) }
        guard let left = left.decimalValue, let right = right.decimalValue else { return .null }
        return decimal(left.divided(by: right).map { stepped($0, limits) })
    }

    private static func divide(_ left: Quantity?, _ right: Quantity?, _ limits: ELM.Limits) -> Value {
        guard let left, let right, let quotient = try? left.divided(by: right) else { return .null }
        return .quantity(Quantity(stepped(quotient.value, limits), quotient.unit))
    }

    /// A quotient that ends is exact; one that does not is rounded to the step of CQL's Decimal.
    private static func stepped(_ quotient: ExactDecimal, _ limits: ELM.Limits) -> ExactDecimal {
        quotient.usesAllDigits ? quotient.rounded(fractionDigits: limits.fractionDigits) : quotient
    }

    private static func quotient(_ name: ELM.Operator, _ left: Value, _ right: Value) -> Value {
        if case .integer(let left) = left, case .integer(let right) = right {
            guard right != 0 else { return .null }
            return integer(name == .modulo ? left % right : left / right)
        }
        if case .quantity(let dividend) = left, case .quantity(let divisor) = right {
            guard let divisor = try? divisor.converted(to: dividend.unit),
                let whole = dividend.value.divided(by: divisor.value)?.rounded(.towardZero)
            else { return .null }
            if name == .truncatedDivide { return .quantity(Quantity(whole)) }
            let rest = whole.multiplied(by: divisor.value).flatMap { dividend.value.subtracting($0) }
            return rest.map { .quantity(Quantity($0, dividend.unit)) } ?? .null
        }
        guard let dividend = left.decimalValue, let divisor = right.decimalValue,
            let whole = dividend.divided(by: divisor)?.rounded(.towardZero)
        else { return .null }
        let rest = whole.multiplied(by: divisor).flatMap { dividend.subtracting($0) }
        if left.range != nil, right.range != nil {
            return (name == .modulo ? rest : whole)?.integerValue.map { .long($0) } ?? .null
        }
        return decimal(name == .modulo ? rest : whole)
    }

    private static func power(_ left: Value, _ right: Value, _ limits: ELM.Limits) -> Value {
        guard let base = left.decimalValue, let exponent = right.decimalValue else { return .null }
        if let whole = exponent.integerValue, whole.magnitude <= 4_096, let result = base.raised(to: whole) {
            if left.range != nil, right.range != nil, whole >= 0 { return integer(result.integerValue) }
            return .decimal(stepped(result, limits))
        }
        return inexact(pow(base.doubleValue, exponent.doubleValue), limits)
    }

    private static func logarithm(_ left: Value, _ right: Value, _ limits: ELM.Limits) -> Value {
        guard let number = left.decimalValue?.doubleValue, let base = right.decimalValue?.doubleValue, number > 0,
            base > 0, base != 1
        else { return .null }
        return inexact(base == 10 ? log10(number) : base == 2 ? log2(number) : log(number) / log(base), limits)
    }
}

// MARK: - Precision and boundaries

extension Arithmetic {
    private static func precision(of operand: Value) -> Value {
        switch operand {
        case .decimal(let number): .integer(max(0, -Int(number.exponent)))
        case .date(let point), .dateTime(let point): .integer(point.precision.digits)
        case .time(let time): .integer(time.precision.digits - 8)
        default: .null
        }
    }

    /// The least or greatest value that the operand may stand for, at a precision in digits; without one, at the finest.
    static func boundary(_ name: ELM.Operator, _ operand: Value, _ digits: Value?) -> Value {
        let isLow = name == .lowBoundary
        switch operand {
        case .decimal(let number):
            guard let digits = Self.digits(digits, finest: 8), digits <= 8, Int(number.exponent) >= -digits,
                let unit = ExactDecimal(coefficient: 1, exponent: Int(number.exponent)),
                let step = ExactDecimal(coefficient: 1, exponent: -digits),
                let span = unit.subtracting(step), let high = number.adding(span)
            else { return .null }
            return .decimal(isLow ? number : high)
        case .date(let date):
            guard let precision = DateTime.Precision(digits: Self.digits(digits, finest: 8)), precision <= .day else {
                return .null
            }
            return .date((isLow ? date.earliest : date.latest).truncated(to: precision).date)
        case .dateTime(let point):
            guard let precision = DateTime.Precision(digits: Self.digits(digits, finest: 17)) else { return .null }
            return .dateTime((isLow ? point.earliest : point.latest).truncated(to: precision))
        case .time(let time):
            // A time counts its digits from the hour: 2, 4, 6 and 9.
            guard let digits = Self.digits(digits, finest: 9), let precision = DateTime.Precision(digits: digits + 8)
            else { return .null }
            let (fill, fraction) = isLow ? (0, 0) : (59, 999)
            return TimeOfDay(
                hour: time.hour, minute: precision >= .minute ? time.minute ?? fill : nil,
                second: precision >= .second ? time.second ?? fill : nil,
                millisecond: precision >= .millisecond ? time.millisecond ?? fraction : nil
            ).map { .time($0) } ?? .null
        default: return .null
        }
    }

    /// The precision asked for: the finest when none is, `nil` when it is null or beyond all.
    private static func digits(_ digits: Value?, finest: Int) -> Int? {
        guard let digits else { return finest }
        return digits.range.map(\.lowerBound).flatMap { (0...17).contains($0) ? $0 : nil }
    }
}

extension DateTime.Precision {
    fileprivate init?(digits: Int?) {
        guard let precision = Self.allCases.first(where: { $0.digits == digits }) else { return nil }
        self = precision
    }

    /// CQL counts precision in digits: 4 for a year, 17 for a millisecond.
    fileprivate var digits: Int {
        switch self {
        case .year: 4
        case .month: 6
        case .day: 8
        case .hour: 10
        case .minute: 12
        case .second: 14
        case .millisecond: 17
        }
    }
}

extension ExactDecimal {
    /// Whether the number takes the whole precision, as quotients do that do not end.
    fileprivate var usesAllDigits: Bool {
        coefficient.magnitude >= 1_000_000_000_000_000_000_000_000_000_000_000
    }
}

extension Value {
    fileprivate var isLong: Bool { if case .long = self { true } else { false } }
    fileprivate var isQuantity: Bool { if case .quantity = self { true } else { false } }

    fileprivate var isDate: Bool {
        switch self {
        case .date, .dateTime, .time: true
        default: false
        }
    }

    /// A quantity, or a number as a quantity of unit 1.
    var asQuantity: Quantity? {
        if case .quantity(let quantity) = self { return quantity }
        return decimalValue.map { Quantity($0) }
    }
}
