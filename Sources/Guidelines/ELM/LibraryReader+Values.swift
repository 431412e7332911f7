// Constants, types and codes.

import Expressions
import JSON
import Quantities
import Terminology

extension ELM.LibraryReader {
    mutating func value(
        _ type: String, _ node: JSONValue, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression? {
        switch type {
        case "Null": return .literal(.null)
        case "Literal": return .literal(try literal(node))
        case "Quantity": return .literal(.quantity(try quantity(node)))
        case "Ratio":
            guard let numerator = node["numerator"], let denominator = node["denominator"] else {
                throw Refusal(type, "it needs a numerator and a denominator")
            }
            return .literal(.ratio(Ratio(try quantity(numerator), try quantity(denominator))))
        case "Code", "CodeRef", "Concept", "ConceptRef": return .literal(try coded(type, node, scope.library))
        case "ValueSetRef", "CodeSystemRef": return .literal(.concept(try set(type, node, scope.library)))
        case "MinValue", "MaxValue":
            guard let sample = Self.samples[typeName(node["valueType"]?.stringValue)] else {
                throw Refusal(type, "\(node["valueType"]?.stringValue ?? "") has no least and greatest value")
            }
            return .call(type == "MinValue" ? .minValue : .maxValue, [.literal(sample)])
        case "Is", "As", "Convert", "CanConvert":
            guard let name = ELM.TypeOperator(rawValue: type) else { return nil }
            let attribute = ["Is": "is", "As": "as"][type] ?? "to"
            let specified = try self.type(node["\(attribute)TypeSpecifier"], named: node["\(attribute)Type"])
            return .typed(name, try part("operand", of: node, &scope), specified)
        case "ConvertQuantity":
            let operands = try all(node["operand"], &scope)
            guard operands.count == 2, let quantity = operands[0], case .literal(.string(let code)) = operands[1] else {
                throw Refusal(type, "the unit must be a constant")
            }
            guard let unit = try? UCUMUnit(code) else { throw Refusal(type, "\(code) is not a unit of UCUM") }
            return .convertQuantity(quantity, to: unit)
        default: return nil
        }
    }

    private func typeName(_ name: String?) -> String {
        String(name?.split(separator: "}").last?.split(separator: ".").last ?? "")
    }

    private func literal(_ node: JSONValue) throws(Refusal) -> Value {
        let name = typeName(node["valueType"]?.stringValue)
        let text = node["value"]?.stringValue ?? ""
        let value: Value? =
            switch name {
            case "Boolean": text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
            case "Integer": Int32(text).map { .integer(Int($0)) }
            case "Long": Int(text.hasSuffix("L") ? String(text.dropLast()) : text).map { .long($0) }
            case "Decimal": ExactDecimal(text).map { .decimal($0) }
            case "String": .string(text)
            case "Date": DateTime(text).map { .date($0.date) }
            case "DateTime": DateTime(text).map { .dateTime($0) }
            case "Time": TimeOfDay(text).map { .time($0) }
            default: nil
            }
        guard let value else { throw Refusal("Literal", "\"\(text)\" is not of the type \(name)") }
        return value
    }

    private func quantity(_ node: JSONValue) throws(Refusal) -> Quantity {
        guard let number = ExactDecimal(node["value"]?.numberValue?.spelling ?? node["value"]?.stringValue ?? "") else {
            throw Refusal("Quantity", "it has no value")
        }
        let code = node["unit"]?.stringValue ?? "1"
        let calendar = CalendarUnit(code).flatMap { Self.codes[$0] }
        guard let unit = try? UCUMUnit(calendar ?? code) else {
            throw Refusal("Quantity", "\(code) is not a unit of UCUM")
        }
        return Quantity(number, unit)
    }

    private static let codes: [CalendarUnit: String] = [
        .year: "a", .month: "mo", .week: "wk", .day: "d", .hour: "h", .minute: "min", .second: "s", .millisecond: "ms",
    ]

    /// A value of each type that has a least and a greatest.
    private static let samples: [String: Value] = [
        "Integer": .integer(0), "Long": .long(0), "Decimal": .decimal(.zero), "Quantity": .quantity(Quantity(.zero)),
        "Date": .date(.minimum.date), "DateTime": .dateTime(.minimum),
        "Time": TimeOfDay(hour: 0, minute: 0, second: 0, millisecond: 0).map { .time($0) } ?? .null,
    ]

    /// An instance of a class of CQL's own types that is made of constants; `nil` for classes of a model, whose
    /// instances are tuples of their elements.
    func systemInstance(_ node: JSONValue) throws(Refusal) -> ELM.Expression? {
        guard let name = node["classType"]?.stringValue, name.hasPrefix("{urn:hl7-org:elm-types:r1}") else {
            return nil
        }
        var parts: [String: JSONValue] = [:]
        for element in node["element"]?.arrayValue ?? [] {
            if let name = element["name"]?.stringValue { parts[name] = element["value"]?["value"] }
        }
        switch typeName(name) {
        case "Quantity":
            let unit = parts["unit"] ?? "1"
            return .literal(.quantity(try quantity(["value": parts["value"] ?? nil, "unit": unit])))
        case "Code":
            guard let code = parts["code"]?.stringValue, let system = parts["system"]?.stringValue,
                let concept = vocabulary.concept(code: code, system: system)
            else { throw Refusal("Instance", "the code is not a constant that the terminology has") }
            return .literal(.concept(concept))
        default: throw Refusal("Instance", "\(typeName(name)) is made by an operator of its own")
        }
    }

    // MARK: - Types

    private func type(_ specifier: JSONValue?, named name: JSONValue?) throws(Refusal) -> ELM.ValueType {
        switch specifier?["type"]?.stringValue {
        case "IntervalTypeSpecifier": return .interval(of: try type(specifier?["pointType"], named: nil))
        case "ListTypeSpecifier": return .list(of: try type(specifier?["elementType"], named: nil))
        case "TupleTypeSpecifier": return .tuple
        case "ChoiceTypeSpecifier": throw Refusal("ChoiceTypeSpecifier", "a value is asked for one type at a time")
        default: break
        }
        let name = typeName((specifier?["name"] ?? name)?.stringValue)
        guard let type = Self.types[name] else { throw Refusal("NamedTypeSpecifier", "\(name) is not a type of CQL") }
        return type
    }

    private static let types: [String: ELM.ValueType] = [
        "Any": .any, "Boolean": .boolean, "Integer": .integer, "Long": .long, "Decimal": .decimal, "String": .string,
        "Quantity": .quantity, "Ratio": .ratio, "Date": .date, "DateTime": .dateTime, "Time": .time, "Code": .code,
        "Concept": .code, "boolean": .boolean, "integer": .integer, "decimal": .decimal, "string": .string,
        "date": .date, "dateTime": .dateTime, "time": .time, "Coding": .code, "CodeableConcept": .code,
    ]

    // MARK: - Codes

    private func coded(_ type: String, _ node: JSONValue, _ library: String) throws(Refusal) -> Value {
        switch type {
        case "CodeRef", "ConceptRef":
            let target = try self.library(node["libraryName"], from: library)
            let section = type == "CodeRef" ? "codes" : "concepts"
            guard let definition = entry(try name(of: node), section, in: target) else {
                throw Refusal(type, "\(try name(of: node)) is not defined")
            }
            if type == "CodeRef" { return .concept(try code(definition["id"], definition["codeSystem"], target)) }
            return try concept(definition["code"], target) { node throws(Refusal) in
                try self.coded("CodeRef", node, target)
            }
        case "Code": return .concept(try code(node["code"], node["system"], library))
        default:
            return try concept(node["code"], library) { node throws(Refusal) in try self.coded("Code", node, library) }
        }
    }

    /// A concept of one code is that code; of several, their list, any of which stands for it.
    private func concept(
        _ codes: JSONValue?, _ library: String, _ read: (JSONValue) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        var values: [Value] = []
        for code in codes?.arrayValue ?? [] { values.append(try read(code)) }
        guard let first = values.first else { throw Refusal("Concept", "it has no codes") }
        return values.count == 1 ? first : .list(values)
    }

    private func code(_ code: JSONValue?, _ system: JSONValue?, _ library: String) throws(Refusal) -> ConceptID {
        let url = try url(of: system, "codeSystems", library)
        guard let code = code?.stringValue, let concept = vocabulary.concept(code: code, system: url) else {
            throw Refusal("Code", "\(code?.stringValue ?? "") of \(url) is not in the terminology")
        }
        return concept
    }

    private func set(_ type: String, _ node: JSONValue, _ library: String) throws(Refusal) -> ConceptID {
        let isValueSet = type == "ValueSetRef"
        let url = try url(of: node, isValueSet ? "valueSets" : "codeSystems", library)
        guard let concept = isValueSet ? vocabulary.valueSet(url) : vocabulary.codeSystem(url) else {
            throw Refusal(type, "\(url) is not in the terminology")
        }
        return concept
    }

    private func url(of reference: JSONValue?, _ section: String, _ library: String) throws(Refusal) -> String {
        let target = try self.library(reference?["libraryName"], from: library)
        let name = reference?["name"]?.stringValue ?? ""
        guard let url = entry(name, section, in: target)?["id"]?.stringValue else {
            throw Refusal("Library", "\(name) is not among its \(section)")
        }
        return url
    }
}
