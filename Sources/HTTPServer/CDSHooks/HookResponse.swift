// What a service answers, and its JSON. Members that have no value are left out: the specification allows neither null nor
// empty values, except for an empty array of cards, which says that there is nothing to advise.

import JSON

/// The answer to a hook: cards for the clinician, and actions that need no decision.
public struct HookResponse: Sendable, Hashable {
    public var cards: [Card]
    public var systemActions: [Action]

    public init(cards: [Card] = [], systemActions: [Action] = []) {
        self.cards = cards
        self.systemActions = systemActions
    }

    public var json: JSONValue {
        var object: JSONObject = ["cards": .array(cards.map(\.json))]
        object["systemActions"] = list(systemActions.map(\.json))
        return .object(object)
    }
}

extension Card {
    public var json: JSONValue {
        var object: JSONObject = ["uuid": .string(uuid), "summary": .string(summary)]
        object["detail"] = detail.map(JSONValue.string)
        object["indicator"] = .string(indicator.rawValue)
        object["source"] = source.json
        object["suggestions"] = list(suggestions?.elements.map(\.json) ?? [])
        object["selectionBehavior"] = (suggestions?.selectionBehavior.rawValue).map(JSONValue.string)
        object["overrideReasons"] = list(overrideReasons.map(\.coding.json))
        object["links"] = list(links.map(\.json))
        if !`extension`.isEmpty { object["extension"] = .object(`extension`) }
        return .object(object)
    }
}

extension Card.Source {
    var json: JSONValue {
        var object: JSONObject = ["label": .string(label)]
        object["url"] = url.map(JSONValue.string)
        object["topic"] = topic?.json
        return .object(object)
    }
}

extension Coding {
    var json: JSONValue {
        var object: JSONObject = ["code": .string(code), "system": .string(system)]
        object["display"] = display.map(JSONValue.string)
        return .object(object)
    }
}

extension Link {
    var json: JSONValue {
        var object: JSONObject = ["label": .string(label), "url": .string(url)]
        switch kind {
        case .absolute:
            object["type"] = "absolute"
        case .smart(let appContext):
            object["type"] = "smart"
            object["appContext"] = appContext.map(JSONValue.string)
        }
        return .object(object)
    }
}

extension Suggestion {
    var json: JSONValue {
        var object: JSONObject = ["label": .string(label), "uuid": .string(uuid)]
        if isRecommended { object["isRecommended"] = true }
        object["actions"] = list(actions.map(\.json))
        return .object(object)
    }
}

extension Action {
    var json: JSONValue {
        switch change {
        case .create(let resource):
            ["type": "create", "description": .string(description), "resource": .object(resource)]
        case .update(let resource):
            ["type": "update", "description": .string(description), "resource": .object(resource)]
        case .delete(let resourceID):
            ["type": "delete", "description": .string(description), "resourceId": .string(resourceID)]
        }
    }
}

private func list(_ elements: [JSONValue]) -> JSONValue? { elements.isEmpty ? nil : .array(elements) }
