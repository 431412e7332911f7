// Reading a GDL2 file: its JSON, then its expressions. Whatever the model has no place for, and the runner no meaning, is
// refused by name; nothing is skipped.

import JSON
import RDF

extension GDL2.Guideline {
    /// Reads a GDL2 2.x guideline.
    public init(json text: String) throws(GDL2.ImportError) {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text)
        } catch {
            throw GDL2.ImportError(
                at: "", .notJSON("\(error)"), position: SourcePosition(line: error.line, column: error.column))
        }
        var reader = GDL2.DocumentImport(root: document)
        do {
            self = try reader.guideline()
        } catch {
            throw error.located(in: text)
        }
    }
}

extension GDL2 {
    struct DocumentImport {
        let root: JSONValue
        private var labels: [String: [String]] = [:]

        init(root: JSONValue) { self.root = root }

        typealias Failure = ImportError

        mutating func guideline() throws(Failure) -> Guideline {
            let members = try object(root, "the guideline")
            let version = try string(members, "gdl_version", "")
            guard version.hasPrefix("2") else { throw ImportError(at: "gdl_version", .unsupported("GDL \(version)")) }
            let language = try object(members, "language", "")
            let original = try string(language, "original_language", "language")
            let ontology = try object(members, "ontology", "")
            let terms = try terms(ontology)
            for set in terms {
                for term in set.terms { labels[term.code, default: []] += [term.text].compactMap { $0 } }
            }
            let definition = try object(members, "definition", "")
            for (key, value) in definition
            where !["data_bindings", "pre_conditions", "default_actions", "rules"].contains(key) && !value.isEmpty {
                throw ImportError(at: "definition", .unsupported(key))
            }
            var metadata = members
            for key in ["id", "gdl_version", "concept", "definition"] { metadata[key] = nil }
            var rest = language
            rest["original_language"] = nil
            metadata["language"] = rest.isEmpty ? nil : .object(rest)
            rest = ontology
            rest["term_definitions"] = nil
            metadata["ontology"] = rest.isEmpty ? nil : .object(rest)
            return Guideline(
                id: try string(members, "id", ""), version: version, concept: try string(members, "concept", ""),
                language: original.split(separator: ":").last.map(String.init) ?? original,
                bindings: try bindings(definition),
                preConditions: try conditions(definition, "pre_conditions", "definition"),
                defaultActions: try actions(definition, "default_actions", "definition"),
                rules: try rules(definition), terms: terms, metadata: metadata)
        }
    }
}

// MARK: - Parts

extension GDL2.DocumentImport {
    private func terms(_ ontology: JSONObject) throws(Failure) -> [GDL2.TermSet] {
        var sets: [GDL2.TermSet] = []
        for (language, value) in try object(ontology, "term_definitions", "ontology") {
            let place = "ontology/term_definitions/\(language)"
            var terms: [GDL2.TermDefinition] = []
            for (code, value) in try object(object(value, place), "terms", place) {
                let term = try object(value, "\(place)/\(code)")
                try refuseOthers(term, ["id", "text", "description"], "\(place)/\(code)")
                terms.append(
                    GDL2.TermDefinition(
                        code: code, text: try optionalString(term, "text", "\(place)/\(code)"),
                        description: try optionalString(term, "description", "\(place)/\(code)")))
            }
            guard language.split(separator: "-", omittingEmptySubsequences: false).allSatisfy(Self.isSubtag) else {
                throw GDL2.ImportError(at: place, .unsupported("the language tag \(language)"))
            }
            // A code without text and description says nothing.
            terms.removeAll { $0.text == nil && $0.description == nil }
            sets.append(GDL2.TermSet(language: language, terms: terms.sorted { $0.code < $1.code }))
        }
        return sets.sorted { $0.language < $1.language }
    }

    private static func isSubtag(_ text: Substring) -> Bool {
        (1...8).contains(text.utf8.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private func bindings(_ definition: JSONObject) throws(Failure) -> [GDL2.DataBinding] {
        var bindings: [GDL2.DataBinding] = []
        for (id, value) in try object(definition, "data_bindings", "definition") {
            let place = "data_bindings/\(id)"
            let binding = try object(value, place)
            try refuseOthers(
                binding, ["id", "model_id", "template_id", "type", "elements", "predicates", "domain"], place)
            let type = try string(binding, "type", place)
            guard let direction = GDL2.DataBinding.Direction(rawValue: type) else {
                throw GDL2.ImportError(at: place, .unsupported("a binding of type \(type)"))
            }
            guard binding["domain"] == nil else {
                throw GDL2.ImportError(at: place, .unsupported("a binding's domain"))
            }
            var elements: [GDL2.Element] = []
            for (id, value) in try object(binding, "elements", place) {
                let place = "\(place)/\(id)"
                let element = try object(value, place)
                try refuseOthers(element, ["id", "path", "data_type", "units", "allowed_values"], place)
                elements.append(
                    GDL2.Element(
                        id: id, path: try optionalString(element, "path", place),
                        dataType: try optionalString(element, "data_type", place),
                        units: try strings(element, "units", place),
                        allowedValues: try strings(element, "allowed_values", place)))
            }
            bindings.append(
                GDL2.DataBinding(
                    id: id, archetype: try string(binding, "model_id", place),
                    template: try optionalString(binding, "template_id", place), direction: direction,
                    elements: elements, predicates: try strings(binding, "predicates", place)))
        }
        return bindings
    }

    private func rules(_ definition: JSONObject) throws(Failure) -> [GDL2.Rule] {
        guard definition["rules"] != nil else { return [] }
        var rules: [GDL2.Rule] = []
        for (id, value) in try object(definition, "rules", "definition") {
            let place = "rules/\(id)"
            let rule = try object(value, place)
            try refuseOthers(rule, ["id", "priority", "when", "then", "description"], place)
            guard let priority = rule["priority"]?.integerValue else {
                throw GDL2.ImportError(at: place, .wrongType("priority", expected: "a whole number"))
            }
            rules.append(
                GDL2.Rule(
                    id: id, priority: priority, description: try optionalString(rule, "description", place),
                    when: try conditions(rule, "when", place),
                    then: try actions(rule, "then", place)))
        }
        return rules
    }

    private func conditions(
        _ owner: JSONObject, _ key: String, _ place: String
    ) throws(Failure) -> [GDL2.Expression] {
        var conditions: [GDL2.Expression] = []
        for (index, text) in try strings(owner, key, place).enumerated() {
            do {
                var parser = try GDL2.ExpressionParser(text, labels: { labels[$0] ?? [] })
                conditions.append(try parser.condition())
            } catch {
                throw GDL2.ImportError(at: "\(place)/\(key)[\(index + 1)]", error.problem, in: text)
            }
        }
        return conditions
    }

    private func actions(_ owner: JSONObject, _ key: String, _ place: String) throws(Failure) -> [GDL2.Assignment] {
        var actions: [GDL2.Assignment] = []
        for (index, text) in try strings(owner, key, place).enumerated() {
            do {
                var parser = try GDL2.ExpressionParser(text, labels: { labels[$0] ?? [] })
                actions.append(try parser.assignment())
            } catch {
                throw GDL2.ImportError(at: "\(place)/\(key)[\(index + 1)]", error.problem, in: text)
            }
        }
        return actions
    }
}

// MARK: - JSON

extension JSONValue {
    /// Null, and what has no members: it says nothing.
    fileprivate var isEmpty: Bool { isNull || objectValue?.isEmpty == true || arrayValue?.isEmpty == true }
}

extension GDL2.DocumentImport {
    private func object(_ value: JSONValue, _ name: String) throws(Failure) -> JSONObject {
        guard let object = value.objectValue else {
            throw GDL2.ImportError(at: name, .wrongType(name, expected: "an object"))
        }
        return object
    }

    private func object(_ owner: JSONObject, _ key: String, _ place: String) throws(Failure) -> JSONObject {
        guard let value = owner[key] else { throw GDL2.ImportError(at: place, .missing(key)) }
        return try object(value, place.isEmpty ? key : "\(place)/\(key)")
    }

    private func string(_ owner: JSONObject, _ key: String, _ place: String) throws(Failure) -> String {
        guard let text = try optionalString(owner, key, place) else {
            throw GDL2.ImportError(at: place, .missing(key))
        }
        return text
    }

    private func optionalString(_ owner: JSONObject, _ key: String, _ place: String) throws(Failure) -> String? {
        guard let value = owner[key], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw GDL2.ImportError(at: place, .wrongType(key, expected: "a string"))
        }
        return text
    }

    private func strings(_ owner: JSONObject, _ key: String, _ place: String) throws(Failure) -> [String] {
        guard let value = owner[key], !value.isNull else { return [] }
        guard let texts = value.arrayValue?.map(\.stringValue), !texts.contains(nil) else {
            throw GDL2.ImportError(at: place, .wrongType(key, expected: "a list of strings"))
        }
        return texts.compactMap { $0 }
    }

    private func refuseOthers(_ object: JSONObject, _ known: Set<String>, _ place: String) throws(Failure) {
        for key in object.keys where !known.contains(key) { throw GDL2.ImportError(at: place, .unsupported(key)) }
    }
}
