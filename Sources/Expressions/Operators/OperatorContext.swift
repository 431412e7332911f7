// Operators applied to values. Each family is a file; this one only says which family an operator belongs to.
//
// Operands of a type that an operator does not take give null: expressions that come from the graph or from ELM are
// checked when they are loaded, and logic at the bedside must not stop.

import Quantities

/// An operator with what it may need besides operands.
struct OperatorContext {
    let name: ELM.Operator
    let precision: CalendarUnit?
    let asOf: DateTime
    let birthDate: DateTime?
    let limits: ELM.Limits

    private var scale: TimeScale { TimeScale(unit: precision, clock: asOf) }

    func nullary() -> Value {
        switch name {
        case .now: .dateTime(asOf)
        case .today: .date(asOf.date)
        case .timeOfDay: TimeOfDay(of: asOf).map { .time($0) } ?? .null
        default: .null
        }
    }

    func unary(_ operand: Value) -> Value {
        switch name {
        case .isNull: return .boolean(operand.isNull)
        case .coalesce: return variadic([operand])
        case .exists: return Lists.exists(operand)
        case .count: return Aggregates.count(operand)
        case .allTrue, .anyTrue: return Aggregates.quantified(name, operand)
        case .toList: return operand.isNull ? .list([]) : .list([operand])
        default: break
        }
        guard !operand.isNull else { return .null }
        switch name {
        case .ceiling, .floor, .truncate, .abs, .negate, .round, .ln, .exp, .successor, .predecessor, .precision:
            return Arithmetic.unary(name, operand, limits)
        case .minValue, .maxValue: return name == .minValue ? operand.leastOfKind : operand.greatestOfKind
        case .length, .upper, .lower, .combine, .toChars: return Strings.unary(name, operand)
        case .dateTime, .date, .time: return DateTimes.make(name, [operand])
        case .dateFrom, .timeFrom, .timezoneOffsetFrom, .dateTimeComponentFrom:
            return DateTimes.component(name, operand, precision)
        case .calculateAge: return DateTimes.age(operand, at: .date(asOf.date), scale)
        case .start, .end, .pointFrom, .width, .size: return Intervals.unary(name, operand)
        case .collapse: return Intervals.collapse(operand, step: .null, limits)
        case .expand: return Intervals.expand(operand, step: .null, limits)
        case .children: return .list(Structures.children(of: operand))
        case .descendents: return .list(Structures.descendants(of: operand))
        case .lowBoundary, .highBoundary: return Arithmetic.boundary(name, operand, nil)
        case .first, .last, .distinct, .flatten, .singletonFrom: return Lists.unary(name, operand)
        case .sum, .product, .min, .max, .avg, .median, .mode, .variance, .populationVariance, .stdDev,
            .populationStdDev, .geometricMean:
            return Aggregates.fold(name, operand, limits)
        default: return Conversions.apply(name, operand)
        }
    }

    func binary(_ left: Value, _ right: Value) -> Value {
        switch name {
        case .equivalent: return .boolean(left.isEquivalent(to: right))
        case .in, .contains, .properIn, .properContains: return Membership.element(name, left, right, scale)
        case .union, .intersect, .except: return Membership.combine(name, left, right)
        case .indexOf: return Lists.indexOf(left, right)
        case .includes, .includedIn, .properIncludes, .properIncludedIn:
            return Membership.subset(name, left, right, scale)
        case .round: return Arithmetic.round(left, right.range?.lowerBound ?? 0, .halfUp)
        case .combine: return Strings.combine(left, separator: right)
        case .collapse: return Intervals.collapse(left, step: right, limits)
        case .lowBoundary, .highBoundary: return Arithmetic.boundary(name, left, right)
        case .expand: return Intervals.expand(left, step: right, limits)
        case .date, .dateTime, .time: return DateTimes.make(name, [left, right])
        default: break
        }
        guard !left.isNull, !right.isNull else { return .null }
        switch name {
        case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual:
            return Value(Comparison.compare(name, left, right))
        case .add, .subtract, .multiply, .divide, .truncatedDivide, .modulo, .power, .log:
            return Arithmetic.binary(name, left, right, limits)
        case .durationBetween, .differenceBetween: return DateTimes.between(name, left, right, scale)
        case .calculateAgeAt: return DateTimes.age(left, at: right, scale)
        case .sameAs, .sameOrBefore, .sameOrAfter, .before, .after, .meets, .meetsBefore, .meetsAfter, .overlaps,
            .overlapsBefore, .overlapsAfter, .starts, .ends:
            return Value(Intervals.relation(name, left, right, scale))
        case .ratio:
            guard let numerator = left.asQuantity, let denominator = right.asQuantity else { return .null }
            return .ratio(Ratio(numerator, denominator))
        case .canConvertQuantity: return Conversions.canConvert(left, to: right)
        default: return Strings.binary(name, left, right)
        }
    }

    func variadic(_ operands: [Value]) -> Value {
        switch name {
        case .coalesce:
            // A single list is searched itself.
            if operands.count == 1, case .list(let elements) = operands[0] {
                return elements.first { !$0.isNull } ?? .null
            }
            return operands.first { !$0.isNull } ?? .null
        case .concatenate: return Strings.concatenate(operands)
        case .date, .dateTime, .time: return DateTimes.make(name, operands)
        case .slice: return Lists.slice(operands[0], operands[1], operands[2])
        case .substring, .replaceMatches: return Strings.ternary(name, operands[0], operands[1], operands[2])
        default: return .null
        }
    }
}
