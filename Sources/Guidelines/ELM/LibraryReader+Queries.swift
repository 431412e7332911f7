// Queries, retrieves, and what visits the elements of a list.

import Expressions
import JSON
import Quantities
import Terminology

extension ELM.LibraryReader {
    mutating func iteration(
        _ type: String, _ node: JSONValue, _ scope: inout Scope
    ) throws(Refusal) -> ELM.Expression? {
        switch type {
        case "Current": return .current
        case "Iteration": return .iteration
        case "Total": return .total
        case "Filter", "ForEach", "Repeat":
            let source = try part("source", of: node, &scope)
            let body = try part(type == "Filter" ? "condition" : "element", of: node, &scope)
            switch type {
            case "Filter": return .filter(source, where: body)
            case "ForEach": return .forEach(source, element: body)
            default: return .repeated(source, element: body)
            }
        case "Aggregate":
            return .aggregate(
                try part("source", of: node, &scope), element: try part("iteration", of: node, &scope),
                initial: try optional("initialValue", of: node, &scope))
        case "First", "Last":
            let source = try part("source", of: node, &scope)
            guard node["orderBy"] == nil else { throw Refusal(type, "orderBy is not read; sort the list before") }
            return .call(type == "First" ? .first : .last, [source])
        case "Sort":
            let name = scope.introduce("$sorted")
            let source = try part("source", of: node, &scope)
            return .query(
                ELM.Query(
                    from: [.init(name, source)], distinct: false, sort: try sort(node["by"], &scope)))
        case "Query": return try query(node, &scope)
        case "Retrieve":
            if dataType(node) == "Patient" { return .list([ELM.LibraryReader.patient]) }
            return .retrieve(try retrieve(node, &scope))
        default: return nil
        }
    }

    private mutating func query(_ node: JSONValue, _ outer: inout Scope) throws(Refusal) -> ELM.Expression {
        let visible = outer.aliases
        defer { outer.aliases = visible }
        var query = ELM.Query(from: [])
        for source in node["source"]?.arrayValue ?? [] {
            let expression = try part("expression", of: source, &outer)
            query.sources.append(.init(outer.introduce(try alias(source, "alias")), expression))
        }
        for definition in node["let"]?.arrayValue ?? [] {
            let expression = try part("expression", of: definition, &outer)
            query.lets.append(.init(outer.introduce(try alias(definition, "identifier")), expression))
        }
        for relationship in node["relationship"]?.arrayValue ?? [] {
            let inner = outer.aliases
            let expression = try part("expression", of: relationship, &outer)
            let name = outer.introduce(try alias(relationship, "alias"))
            query.relationships.append(
                .init(
                    .init(name, expression), suchThat: try part("suchThat", of: relationship, &outer),
                    isWithout: relationship["type"]?.stringValue == "Without"))
            outer.aliases = inner
        }
        if node["where"] != nil { query.condition = try part("where", of: node, &outer) }
        if let clause = node["return"] {
            query.result = try part("expression", of: clause, &outer)
            query.isDistinct = clause["distinct"]?.boolValue ?? true
        }
        if let clause = node["aggregate"] {
            guard clause["distinct"]?.boolValue != true else {
                throw Refusal("AggregateClause", "distinct is not read; make the source distinct")
            }
            let starting = try optional("starting", of: clause, &outer)
            let name = outer.introduce(try alias(clause, "identifier"))
            query.aggregate = .init(name, starting: starting, try part("expression", of: clause, &outer))
        }
        query.sort = try sort(node["sort"]?["by"], &outer)
        return .query(query)
    }

    private func alias(_ node: JSONValue, _ property: String) throws(Refusal) -> String {
        guard let alias = node[property]?.stringValue else { throw Refusal("Query", "a source has no \(property)") }
        return alias
    }

    private mutating func sort(
        _ items: JSONValue?, _ scope: inout Scope
    ) throws(Refusal) -> [ELM.Query.SortKey] {
        var keys: [ELM.Query.SortKey] = []
        for item in items?.arrayValue ?? [] {
            let descending = item["direction"]?.stringValue?.hasPrefix("desc") ?? false
            let key: ELM.Expression =
                switch item["type"]?.stringValue {
                case "ByExpression": try part("expression", of: item, &scope)
                case "ByColumn": .property(try checked(item["path"]?.stringValue ?? ""), of: .current)
                default: .current
                }
            keys.append(.init(key, descending: descending))
        }
        return keys
    }

    // MARK: - Retrieves

    private static let kinds: [String: FactKind] = [
        "Condition": .condition, "Observation": .observation, "MedicationRequest": .medication,
        "MedicationStatement": .medication, "MedicationAdministration": .medication,
        "AllergyIntolerance": .allergy, "Procedure": .procedure, "Immunization": .immunization,
        "Encounter": .encounter,
    ]

    /// A retrieve by type and code. Ranges of dates and other restrictions are refused rather than left out.
    private mutating func retrieve(_ node: JSONValue, _ scope: inout Scope) throws(Refusal) -> ELM.Retrieve {
        let type = dataType(node)
        guard let kind = Self.kinds[type] else {
            throw Refusal("Retrieve", "\(type) is no kind of fact that records hold")
        }
        for property in ["dateRange", "context", "idProperty", "include", "codeFilter", "otherFilter"]
        where node[property].map({ $0.arrayValue?.isEmpty != true }) ?? false {
            throw Refusal("Retrieve", "\(property) is not read; put the condition in a where clause")
        }
        guard let codes = node["codes"] else { return ELM.Retrieve(kind) }
        return ELM.Retrieve(kind, try concepts(try read(codes, &scope)))
    }

    private func dataType(_ node: JSONValue) -> String {
        node["dataType"]?.stringValue?.split(separator: "}").last.map(String.init) ?? ""
    }

    /// The constants that the codes of a retrieve come down to.
    private func concepts(_ codes: ELM.Expression) throws(Refusal) -> [ConceptID] {
        switch codes {
        case .literal(.concept(let concept)): return [concept]
        case .literal(.list(let elements)) where elements.allSatisfy({ if case .concept = $0 { true } else { false } }):
            return elements.compactMap { if case .concept(let concept) = $0 { concept } else { nil } }
        case .list(let parts):
            var all: [ConceptID] = []
            for part in parts { all += try concepts(part) }
            return all
        case .call(.toList, let operands, _), .call(.toConcept, let operands, _),
            .call(.expandValueSet, let operands, _):
            var all: [ConceptID] = []
            for operand in operands { all += try concepts(operand) }
            return all
        case .property(_, let owner): return try concepts(owner)
        default: throw Refusal("Retrieve", "its codes must be codes or a value set that the library names")
        }
    }

    /// A path that facts, quantities, intervals and ratios have, or that a tuple of a library has.
    func checked(_ path: String) throws(Refusal) -> String {
        if path.split(separator: ".").contains("status"), !isElement("status") {
            throw Refusal("Property", "facts know no status of FHIR: a retrieve gives what holds or held")
        }
        for name in path.split(separator: ".") where !Self.paths.contains(String(name)) && !isElement(String(name)) {
            throw Refusal(
                "Property", "\(path) is not known of facts: only \(Self.paths.sorted().joined(separator: ", "))")
        }
        return path
    }

    private static let paths: Set<String> = [
        "value", "start", "end", "concept", "dose", "route", "unit", "numerator", "denominator", "low", "high",
        "lowClosed", "highClosed", "effective", "onset", "authoredOn", "performed", "occurrence", "abatement", "code",
        "medication", "vaccineCode", "birthDate", "gender",
    ]
}
