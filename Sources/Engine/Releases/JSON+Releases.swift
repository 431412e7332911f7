// Releases, their history and their differences as JSON.

import Guidelines
import JSON
import Quantities
import RDF
import Reasoning
import Text

extension Release {
    public var json: JSONValue {
        var object: JSONObject = ["guideline": .string(guideline), "release": .string(iri.string)]
        if let version { object["version"] = .string(version) }
        object["digest"] = .string(digest)
        object["author"] = .string(author)
        object["time"] = .string(time.description)
        if let note { object["note"] = .string(note) }
        return .object(object)
    }
}

extension StoredReleases {
    public var json: JSONValue {
        [
            "releases": .array(
                releases.map { release, isNew, isActive in
                    guard case .object(var object) = release.json else { return .null }
                    object["new"] = .bool(isNew)
                    object["active"] = .bool(isActive)
                    return .object(object)
                }),
            "warnings": .array(diagnostics.map { .string($0.description) }),
        ]
    }
}

extension ListedRelease {
    public var json: JSONValue {
        guard case .object(var object) = release.json else { return .null }
        object["active"] = .bool(isActive)
        object["damage"] = damage.map { .string($0) } ?? .null
        return .object(object)
    }
}

extension ReleaseEvent {
    public var json: JSONValue {
        var object: JSONObject = [
            "number": .number(JSONNumber(number)), "kind": .string(kind.rawValue.lowercased()),
            "guideline": .string(guideline),
            "release": release.map { .string($0.string) } ?? .null,
            "replaced": replaced.map { .string($0.string) } ?? .null,
            "author": .string(author), "time": .string(time.description),
        ]
        if let note { object["note"] = .string(note) }
        object["digest"] = .string(digest)
        return .object(object)
    }
}

extension ReleaseComparison {
    /// - Parameter patients: how many ids to give for each transition.
    public func json(patients: Int = 0) -> JSONValue {
        var object: JSONObject = [
            "guideline": .string(document.string), "label": label.json, "before": before.json, "after": after.json,
            "sameContent": .bool(isSameContent), "changes": .array(changes.map(\.json)),
        ]
        if let impact { object["impact"] = impact.json(patients: patients) }
        return .object(object)
    }
}

extension ReleaseComparison.Side {
    var json: JSONValue {
        var object = JSONObject()
        if let release { object["release"] = .string(release.iri.string) }
        if let path { object["file"] = .string(path) }
        if let version { object["version"] = .string(version) }
        object["digest"] = .string(digest)
        return .object(object)
    }
}

extension ReleaseComparison.Change {
    var json: JSONValue {
        var object: JSONObject = [
            "kind": .string(change.kind.rawValue), "item": .string(change.item.string), "label": change.label.json,
        ]
        if let part = change.part { object["part"] = .string(part.rawValue) }
        if let place { object["place"] = place.json }
        if let language = change.language { object["language"] = .string(language.rawValue) }
        if let before { object["before"] = before.json }
        if let after { object["after"] = after.json }
        if let line = change.positionBefore?.line { object["lineBefore"] = .number(JSONNumber(line)) }
        if let line = change.positionAfter?.line { object["lineAfter"] = .number(JSONNumber(line)) }
        return .object(object)
    }
}

extension ReleaseImpact {
    func json(patients shown: Int) -> JSONValue {
        [
            "asOf": asOf.map { .string($0.description) } ?? .null, "patients": .number(JSONNumber(patients)),
            "patientsAffected": .number(JSONNumber(patientsAffected)),
            "transitions": .array(
                transitions.map { transition in
                    var object: JSONObject = [
                        "recommendation": .string(transition.recommendation.string), "label": transition.label.json,
                        "before": transition.before.map { .string($0.rawValue) } ?? .null,
                        "after": transition.after.map { .string($0.rawValue) } ?? .null,
                        "patients": .number(JSONNumber(transition.patients.count)),
                    ]
                    if shown > 0 {
                        object["examples"] = .array(transition.patients.prefix(shown).map { .string($0) })
                    }
                    return .object(object)
                }),
        ]
    }
}
