// Conversions (CQL 1.5, appendix B, "Type Operators"): text that is not of the type is null, not an error.

import Quantities

enum Conversions {
    static func apply(_ name: ELM.Operator, _ operand: Value) -> Value {
        switch name {
        case .toBoolean: return boolean(operand)
        case .toInteger: return integer(operand)
        case .toLong: return long(operand)
        case .toDecimal: return decimal(operand)
        case .toQuantity: return quantity(operand)
        case .toString: return string(operand)
        case .toDate: return date(operand)
        case .toDateTime: return dateTime(operand)
        case .toTime: return time(operand)
        case .toRatio: return ratio(operand)
        case .toConcept: return if case .concept = operand { operand } else { .null }
        default: break
        }
        let conversion: ELM.Operator? =
            switch name {
            case .convertsToBoolean: .toBoolean
            case .convertsToInteger: .toInteger
            case .convertsToLong: .toLong
            case .convertsToDecimal: .toDecimal
            case .convertsToQuantity: .toQuantity
            case .convertsToString: .toString
            case .convertsToDate: .toDate
            case .convertsToDateTime: .toDateTime
            case .convertsToTime: .toTime
            case .convertsToRatio: .toRatio
            default: nil
            }
        return conversion.map { .boolean(!apply($0, operand).isNull) } ?? .null
    }

    static func canConvert(_ operand: Value, to unit: Value) -> Value {
        guard let quantity = operand.asQuantity, case .string(let code) = unit, let unit = try? UCUMUnit(code) else {
            return .null
        }
        return .boolean(operand.decimalValue == nil ? quantity.unit.isComparable(to: unit) : unit.isUnity)
    }

    private static func boolean(_ operand: Value) -> Value {
        switch operand {
        case .boolean: return operand
        case .integer(let number), .long(let number): return number == 1 ? true : number == 0 ? false : .null
        case .decimal(let number): return number == 1 ? true : number == 0 ? false : .null
        case .string(let text):
            switch text.lowercased() {
            case "true", "t", "yes", "y", "1": return true
            case "false", "f", "no", "n", "0": return false
            default: return .null
            }
        default: return .null
        }
    }

    private static func integer(_ operand: Value) -> Value {
        switch operand {
        case .boolean(let truth): return .integer(truth ? 1 : 0)
        default:
            guard case .long(let number) = long(operand), Value.integers.contains(number) else { return .null }
            return .integer(number)
        }
    }

    private static func long(_ operand: Value) -> Value {
        switch operand {
        case .boolean(let truth): .long(truth ? 1 : 0)
        case .integer(let number), .long(let number): .long(number)
        case .string(let text): Int(text).map { .long($0) } ?? .null
        default: .null
        }
    }

    private static func decimal(_ operand: Value) -> Value {
        switch operand {
        case .boolean(let truth): .decimal(truth ? 1 : 0)
        case .string(let text): Arithmetic.decimal(ExactDecimal(text))
        case .quantity(let quantity): quantity.unit == .one ? .decimal(quantity.value) : .null
        default: Arithmetic.decimal(operand.decimalValue)
        }
    }

    private static func quantity(_ operand: Value) -> Value {
        if case .ratio(let ratio) = operand {
            return Arithmetic.binary(
                .divide, .quantity(ratio.numerator), .quantity(ratio.denominator), .standard)
        }
        // CQL quotes the unit: 5 'mg'; calendar units are words: 3 months.
        guard case .string(let text) = operand else { return operand.asQuantity.map { .quantity($0) } ?? .null }
        let plain = text.replacing("'", with: "")
        if let quantity = try? Quantity(plain) { return .quantity(quantity) }
        return (try? Quantity.reading(plain)).map { .quantity($0.quantity) } ?? .null
    }

    private static func ratio(_ operand: Value) -> Value {
        switch operand {
        case .ratio: operand
        case .string(let text): Ratio(text).map { .ratio($0) } ?? .null
        default: .null
        }
    }

    private static func string(_ operand: Value) -> Value {
        switch operand {
        case .boolean(let truth): .string(truth ? "true" : "false")
        case .integer(let number), .long(let number): .string("\(number)")
        case .decimal(let number): .string("\(number)")
        case .string: operand
        case .quantity(let quantity): .string("\(quantity.value) '\(quantity.unit)'")
        case .ratio(let ratio): .string("\(ratio)")
        case .date(let point), .dateTime(let point): .string("\(point)")
        case .time(let time): .string("\(time)")
        default: .null
        }
    }

    private static func date(_ operand: Value) -> Value {
        switch operand {
        case .date(let point), .dateTime(let point): .date(point.date)
        case .string(let text): DateTime(text).map { $0.precision <= .day ? .date($0) : .null } ?? .null
        default: .null
        }
    }

    private static func dateTime(_ operand: Value) -> Value {
        switch operand {
        case .date(let point), .dateTime(let point): .dateTime(point)
        case .string(let text): DateTime(text).map { .dateTime($0) } ?? .null
        default: .null
        }
    }

    private static func time(_ operand: Value) -> Value {
        switch operand {
        case .time: operand
        case .dateTime(let point): TimeOfDay(of: point).map { .time($0) } ?? .null
        case .string(let text): TimeOfDay(text).map { .time($0) } ?? .null
        default: .null
        }
    }
}

extension Value: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Value {
    /// A quantity in another unit, or null with the reason. A number without a unit converts only to units that are just
    /// 1: whether 6.5 is meant as 6.5 % or as 650 % nobody can tell.
    func converted(by conversion: ELM.Program.Conversion) -> (value: Value, reason: ELM.UnknownReason?) {
        guard let quantity = asQuantity else { return (.null, nil) }
        if decimalValue != nil, !conversion.unit.isUnity { return (.null, .noUnit) }
        if quantity.unit == conversion.unit { return (.quantity(quantity), nil) }
        do {
            return (.quantity(try quantity.comparablyConverted(to: conversion.unit, analyte: conversion.analyte)), nil)
        } catch {
            return (.null, .quantity(error))
        }
    }

    /// A part of a structured value by ELM's name of it; null for what it has not.
    func property(_ name: String, _ patient: PatientFacts) -> Value {
        switch self {
        case .fact(let place): patient.facts[place].property(name, patient.outlines[place].status)
        case .tuple(let elements): elements[name] ?? .null
        case .quantity(let quantity):
            switch name {
            case "value": .decimal(quantity.value)
            case "unit": .string(quantity.unit.code)
            default: .null
            }
        case .ratio(let ratio):
            switch name {
            case "numerator": .quantity(ratio.numerator)
            case "denominator": .quantity(ratio.denominator)
            default: .null
            }
        case .interval(let interval):
            switch name {
            case "low": interval.low ?? .null
            case "high": interval.high ?? .null
            case "lowClosed": .boolean(interval.lowClosed)
            case "highClosed": .boolean(interval.highClosed)
            default: .null
            }
        // The primitive types of FHIR hold their value in an element of that name.
        case .null, .list: .null
        default: name == "value" ? self : .null
        }
    }
}

extension Fact {
    /// Under our own names, and under those that FHIR's resources have for the same.
    fileprivate func property(_ name: String, _ status: FactStatus) -> Value {
        switch name {
        case "value": value ?? .null
        case "start", "effective", "onset", "authoredOn", "performed", "occurrence":
            start.map { .dateTime($0) } ?? .null
        case "end", "abatement": end.map { .dateTime($0) } ?? .null
        case "concept", "code", "medication", "vaccineCode": .concept(concept)
        case "event": .integer(Int(event))
        case "status": .string("\(status)")
        case "dose": intake?.dose.map { .quantity($0) } ?? .null
        case "route": intake?.route.map { .concept($0) } ?? .null
        default: .null
        }
    }
}
