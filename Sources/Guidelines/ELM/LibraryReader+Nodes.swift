// Nodes. An operator that has nothing but operands goes by its name; ELM gives the others properties of their own.

import Expressions
import JSON
import Quantities
import Terminology

extension ELM.LibraryReader {
    mutating func read(_ node: JSONValue, _ scope: inout Scope) throws(Refusal) -> ELM.Expression {
        guard let type = node["type"]?.stringValue else { throw Refusal("Expression", "a node has no type") }
        scope.size += 1
        depth += 1
        defer { depth -= 1 }
        guard scope.size <= Limits.expandedNodes, depth <= Limits.nestedNodes else {
            throw Refusal(type, "the expression is too large or too deep, references included")
        }
        if let expression = try value(type, node, &scope) { return expression }
        if let expression = try structure(type, node, &scope) { return expression }
        if let expression = try iteration(type, node, &scope) { return expression }
        guard let name = ELM.Operator(rawValue: type) else {
            throw Refusal(type, Self.reasons[type] ?? "this is no construct of ELM that is known here")
        }
        var operands = try operands(of: node, name, &scope)
        // An optional operand that is left out stands last.
        while let last = operands.last, last == nil { operands.removeLast() }
        var given = operands.map { $0 ?? .literal(.null) }
        if let properties = Self.properties[name], given.count < name.arity.lowerBound {
            given += Array(
                repeating: .literal(.null), count: min(properties.count, name.arity.lowerBound) - given.count)
        }
        guard name.arity.contains(given.count) else {
            throw Refusal(type, "it has \(given.count) operands, and takes \(name.arity)")
        }
        return .call(name, given, precision: try precision(node, type))
    }

    /// Constructs that are refused, each for a reason of its own.
    static let reasons: [String: String] = [
        "IdentifierRef": "translators must resolve names; this one was left open",
        "Search": "an index of a server is no part of a patient's facts",
        "IncludeElement": "retrieves give facts of one kind; ask for the other kind by a retrieve of its own",
        "TimezoneFrom": "CQL has replaced it by TimezoneOffsetFrom",
    ]

    private func precision(_ node: JSONValue, _ type: String) throws(Refusal) -> CalendarUnit? {
        guard type != "Round", let word = node["precision"]?.stringValue else { return nil }
        guard let precision = CalendarUnit(word.lowercased()) else {
            throw Refusal(type, "\(word) is not a precision")
        }
        return precision
    }

    /// The properties that hold an operator's operands, where they are not just `operand`.
    private static let properties: [ELM.Operator: [String]] = [
        .combine: ["source", "separator"], .split: ["stringToSplit", "separator"],
        .splitOnMatches: ["stringToSplit", "separatorPattern"], .positionOf: ["pattern", "string"],
        .lastPositionOf: ["pattern", "string"], .substring: ["stringToSub", "startIndex", "length"],
        .round: ["operand", "precision"], .slice: ["source", "startIndex", "endIndex"],
        .indexOf: ["source", "element"], .message: ["source", "condition", "code", "severity", "message"],
        .children: ["source"], .descendents: ["source"],
        .dateTime: ["year", "month", "day", "hour", "minute", "second", "millisecond", "timezoneOffset"],
        .date: ["year", "month", "day"], .time: ["hour", "minute", "second", "millisecond"],
        .inValueSet: ["code", "valueset|valuesetExpression"],
        .anyInValueSet: ["codes", "valueset|valuesetExpression"],
        .inCodeSystem: ["code", "codesystem|codesystemExpression"],
        .anyInCodeSystem: ["codes", "codesystem|codesystemExpression"],
        .count: ["source"], .sum: ["source"], .product: ["source"], .min: ["source"], .max: ["source"],
        .avg: ["source"], .median: ["source"], .mode: ["source"], .variance: ["source"],
        .populationVariance: ["source"], .stdDev: ["source"], .populationStdDev: ["source"],
        .geometricMean: ["source"], .allTrue: ["source"], .anyTrue: ["source"],
    ]

    private mutating func operands(
        of node: JSONValue, _ name: ELM.Operator, _ scope: inout Scope
    ) throws(Refusal) -> [ELM.Expression?] {
        guard let properties = Self.properties[name] else {
            return try all(node["operand"] ?? node["source"], &scope)
        }
        var operands: [ELM.Expression?] = []
        for property in properties {
            let spellings = property.split(separator: "|").map(String.init)
            guard let part = spellings.lazy.compactMap({ node[$0] }).first else {
                operands.append(nil)
                continue
            }
            var operand = try readPart(part, of: spellings[0], &scope)
            if property == "source", let path = node["path"]?.stringValue {
                operand = .forEach(operand, element: .property(try checked(path), of: .current))
            }
            operands.append(operand)
        }
        return operands
    }

    /// A value set or code system stands there as a reference without a type.
    private mutating func readPart(
        _ part: JSONValue, of property: String, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression {
        let implied = ["valueset": "ValueSetRef", "codesystem": "CodeSystemRef"][property]
        guard part["type"] == nil, let implied, var reference = part.objectValue else { return try read(part, &scope) }
        reference["type"] = .string(implied)
        return try read(.object(reference), &scope)
    }

    /// One operand, or several.
    mutating func all(_ operands: JSONValue?, _ scope: inout Scope) throws(Refusal) -> [ELM.Expression?] {
        guard let operands else { return [] }
        guard let several = operands.arrayValue else { return [try read(operands, &scope)] }
        var expressions: [ELM.Expression?] = []
        for operand in several { expressions.append(try read(operand, &scope)) }
        return expressions
    }

    mutating func part(
        _ property: String, of node: JSONValue, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression {
        guard let part = node[property] else {
            throw Refusal(node["type"]?.stringValue ?? "Expression", "it has no \(property)")
        }
        return try read(part, &scope)
    }

    // MARK: - Structure and references

    private mutating func structure(
        _ type: String, _ node: JSONValue, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression? {
        switch type {
        case "If":
            return .conditional(
                if: try part("condition", of: node, &scope), then: try part("then", of: node, &scope),
                else: try part("else", of: node, &scope))
        case "Case":
            var comparand: ELM.Expression?
            if node["comparand"] != nil { comparand = try part("comparand", of: node, &scope) }
            var items: [ELM.CaseItem] = []
            for item in node["caseItem"]?.arrayValue ?? [] {
                items.append(
                    ELM.CaseItem(
                        when: try part("when", of: item, &scope), then: try part("then", of: item, &scope)))
            }
            return .caseOf(comparand: comparand, items: items, else: try part("else", of: node, &scope))
        case "Interval":
            guard node["lowClosedExpression"] == nil, node["highClosedExpression"] == nil else {
                throw Refusal(type, "whether an end is closed must be a constant")
            }
            return .interval(
                low: try optional("low", of: node, &scope), high: try optional("high", of: node, &scope),
                lowClosed: node["lowClosed"]?.boolValue ?? true, highClosed: node["highClosed"]?.boolValue ?? true)
        case "List": return .list(try all(node["element"], &scope).map { $0 ?? .literal(.null) })
        case "Tuple", "Instance":
            if type == "Instance", let value = try systemInstance(node) { return value }
            var elements: [String: ELM.Expression] = [:]
            for element in node["element"]?.arrayValue ?? [] {
                guard let name = element["name"]?.stringValue else { throw Refusal(type, "an element has no name") }
                elements[name] = try part("value", of: element, &scope)
            }
            return .tuple(elements)
        case "Property":
            guard let path = node["path"]?.stringValue else { throw Refusal(type, "it has no path") }
            let owner: ELM.Expression =
                if let alias = node["scope"]?.stringValue {
                    try alias == "$this" ? .current : reference(alias, scope)
                } else { try part("source", of: node, &scope) }
            return try checked(path).split(separator: ".").reduce(owner) { .property(String($1), of: $0) }
        case "ExpressionRef":
            let target = try library(node["libraryName"], from: scope.library)
            let sized = try expression(named: try name(of: node), in: target)
            scope.size += sized.size
            return sized.expression
        case "FunctionRef":
            if let conversion = try modelConversion(node, &scope) { return conversion }
            let target = try library(node["libraryName"], from: scope.library)
            var arguments: [Sized] = []
            for operand in node["operand"]?.arrayValue ?? [] {
                let before = scope.size
                let expression = try read(operand, &scope)
                arguments.append(Sized(expression: expression, size: scope.size - before))
            }
            return try function(try name(of: node), in: target, arguments, &scope)
        case "OperandRef":
            guard let argument = scope.operands[try name(of: node)] else {
                throw Refusal(type, "\(try name(of: node)) is not an operand of the function")
            }
            scope.size += argument.size
            return argument.expression
        case "ParameterRef":
            let target = try library(node["libraryName"], from: scope.library)
            let name = try name(of: node)
            guard let definition = entry(name, "parameters", in: target) else {
                throw Refusal(type, "\(name) is not defined")
            }
            let parameter = ELM.Expression.parameter(name)
            guard let standard = definition["default"] else { return parameter }
            return .call(.coalesce, [parameter, try read(standard, &scope)])
        case "AliasRef", "QueryLetRef": return try reference(try name(of: node), scope)
        default: return nil
        }
    }

    func name(of node: JSONValue) throws(Refusal) -> String {
        guard let name = node["name"]?.stringValue else {
            throw Refusal(node["type"]?.stringValue ?? "Expression", "it has no name")
        }
        return name
    }

    private func reference(_ alias: String, _ scope: Scope) throws(Refusal) -> ELM.Expression {
        guard let name = scope.aliases[alias] else { throw Refusal("AliasRef", "\(alias) is not introduced") }
        return .reference(name)
    }

    mutating func optional(
        _ property: String, of node: JSONValue, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression {
        node[property] == nil ? .literal(.null) : try part(property, of: node, &scope)
    }
}
