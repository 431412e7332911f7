// What CDS Hooks 2.0 requires of a service's output, written from its text and independently of the types that make the
// output. Each function lists what a document does wrong; an empty list means that it may be sent.

import JSON

enum Specification {
    static func violations(inDiscovery document: JSONValue) -> [String] {
        guard let services = document["services"]?.arrayValue else { return ["services is not an array"] }
        var found = emptyValues(in: document, at: "discovery", except: ["services"])
        for (index, service) in services.enumerated() {
            let path = "services[\(index)]"
            found += ["hook", "title", "description", "id"].flatMap { requireText(service, $0, path) }
            guard let prefetch = service["prefetch"] else { continue }
            guard let templates = prefetch.objectValue else {
                found.append("\(path).prefetch is no object")
                continue
            }
            for (key, query) in templates { found += violations(inTemplate: query, at: "\(path).prefetch.\(key)") }
        }
        return found
    }

    /// Tokens name a root-level field of the context with a primitive value, or the user.
    private static func violations(inTemplate template: JSONValue, at path: String) -> [String] {
        guard let query = template.stringValue else { return ["\(path) is no string"] }
        let allowed: Set = [
            "context.patientId", "context.userId", "context.encounterId", "userPractitionerId",
            "userPractitionerRoleId",
            "userPatientId", "userRelatedPersonId",
        ]
        var found: [String] = []
        for part in query.split(separator: "{{").dropFirst(query.hasPrefix("{{") ? 0 : 1) {
            let token = part.prefix { $0 != "}" }
            if !part.dropFirst(token.count).hasPrefix("}}") || !allowed.contains(String(token)) {
                found.append("\(path) has the token \(token)")
            }
        }
        return found
    }

    static func violations(inResponse document: JSONValue) -> [String] {
        guard let cards = document["cards"]?.arrayValue else { return ["cards is not an array"] }
        var found = emptyValues(in: document, at: "response", except: ["cards"])
        for (index, card) in cards.enumerated() { found += violations(inCard: card, at: "cards[\(index)]") }
        for (index, action) in elements(document["systemActions"]).enumerated() {
            found += violations(inAction: action, at: "systemActions[\(index)]")
        }
        return found
    }

    private static func violations(inCard card: JSONValue, at path: String) -> [String] {
        var found = requireText(card, "summary", path) + requireText(card, "indicator", path)
        if let uuid = card["uuid"], uuid.stringValue == nil { found.append("\(path).uuid is no string") }
        if let detail = card["detail"], detail.stringValue == nil { found.append("\(path).detail is no string") }
        if (card["summary"]?.stringValue?.unicodeScalars.count ?? 0) >= 140 {
            found.append("\(path).summary is too long")
        }
        if !["info", "warning", "critical"].contains(card["indicator"]) {
            found.append("\(path).indicator is unknown")
        }
        found += violations(inSource: card["source"], at: "\(path).source")
        for (index, suggestion) in elements(card["suggestions"]).enumerated() {
            found += violations(inSuggestion: suggestion, at: "\(path).suggestions[\(index)]")
        }
        if card["suggestions"] != nil, !["at-most-one", "any"].contains(card["selectionBehavior"]) {
            found.append("\(path).selectionBehavior is missing or unknown")
        }
        for (index, reason) in elements(card["overrideReasons"]).enumerated() {
            found += ["code", "system", "display"].flatMap {
                requireText(reason, $0, "\(path).overrideReasons[\(index)]")
            }
        }
        for (index, link) in elements(card["links"]).enumerated() {
            found += violations(inLink: link, at: "\(path).links[\(index)]")
        }
        if let value = card["extension"], value.objectValue == nil { found.append("\(path).extension is no object") }
        return found
    }

    private static func violations(inSource source: JSONValue?, at path: String) -> [String] {
        guard let source else { return ["\(path) is missing"] }
        var found = requireText(source, "label", path)
        for name in ["url", "icon"] where source[name] != nil { found += requireURL(source, name, path) }
        if let topic = source["topic"] {
            found += ["code", "system"].flatMap { requireText(topic, $0, "\(path).topic") }
        }
        return found
    }

    private static func violations(inSuggestion suggestion: JSONValue, at path: String) -> [String] {
        var found = requireText(suggestion, "label", path)
        if let value = suggestion["isRecommended"], value.boolValue == nil {
            found.append("\(path).isRecommended is no boolean")
        }
        for (index, action) in elements(suggestion["actions"]).enumerated() {
            found += violations(inAction: action, at: "\(path).actions[\(index)]")
        }
        return found
    }

    private static func violations(inAction action: JSONValue, at path: String) -> [String] {
        var found = requireText(action, "description", path)
        switch action["type"]?.stringValue {
        case "create", "update":
            if action["resource"]?["resourceType"]?.stringValue == nil {
                found.append("\(path).resource is no resource")
            }
        case "delete":
            if action["resource"] != nil { found.append("\(path).resource may not stand in a deletion") }
            found += requireText(action, "resourceId", path)
        default:
            found.append("\(path).type is missing or unknown")
        }
        return found
    }

    private static func violations(inLink link: JSONValue, at path: String) -> [String] {
        var found = requireText(link, "label", path) + requireURL(link, "url", path)
        if !["absolute", "smart"].contains(link["type"]) { found.append("\(path).type is missing or unknown") }
        if link["type"] == "absolute", link["appContext"] != nil { found.append("\(path).appContext is only for apps") }
        return found
    }

    // MARK: Values

    private static func elements(_ value: JSONValue?) -> [JSONValue] { value?.arrayValue ?? [] }

    private static func requireText(_ value: JSONValue, _ name: String, _ path: String) -> [String] {
        value[name]?.stringValue?.isEmpty == false ? [] : ["\(path).\(name) is missing, empty or no string"]
    }

    private static func requireURL(_ value: JSONValue, _ name: String, _ path: String) -> [String] {
        let url = value[name]?.stringValue ?? ""
        return url.hasPrefix("https://") || url.hasPrefix("http://") ? [] : ["\(path).\(name) is no absolute URL"]
    }

    /// Null and empty values, which may stand nowhere outside FHIR resources and extensions.
    private static func emptyValues(in value: JSONValue, at path: String, except allowed: Set<String> = []) -> [String]
    {
        switch value {
        case .null: [path]
        case .string(let text): text.isEmpty ? [path] : []
        case .array(let elements):
            elements.isEmpty ? [path] : elements.enumerated().flatMap { emptyValues(in: $1, at: "\(path)[\($0)]") }
        case .object(let object):
            object.isEmpty
                ? [path]
                : object.flatMap { name, member -> [String] in
                    if ["resource", "extension"].contains(name) || (allowed.contains(name) && member == []) {
                        return []
                    }
                    return emptyValues(in: member, at: "\(path).\(name)")
                }
        case .bool, .number: []
        }
    }
}
