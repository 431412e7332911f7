// Findings as JSON. Every text is an object with both languages; the order of members is fixed, so that equal answers
// are equal bytes.

import Guidelines
import JSON
import Quantities
import RDF
import Reasoning
import Text

extension BilingualText {
    var json: JSONValue {
        var object = JSONObject()
        if let english { object["en"] = .string(english) }
        if let chinese { object["zh"] = .string(chinese) }
        return .object(object)
    }
}

extension Citation {
    var json: JSONValue {
        var object: JSONObject = ["document": .string(document)]
        if let locator { object["locator"] = .string(locator) }
        if let year { object["year"] = .string(year) }
        if !links.isEmpty { object["links"] = .array(links.map { .string($0.string) }) }
        return .object(object)
    }
}

extension Evidence {
    var json: JSONValue {
        var object: JSONObject = ["kind": .string("\(kind)"), "text": .string(text)]
        if let valueText { object["value"] = .string(valueText) }
        if let start { object["start"] = .string(start.description) }
        if let end { object["end"] = .string(end.description) }
        object["active"] = .bool(isActive)
        object["source"] = .string(source)
        return .object(object)
    }
}

extension Proof {
    func json(_ state: PatientState) -> JSONValue {
        var object: JSONObject = ["statement": statement.json, "verdict": .string(verdict.rawValue)]
        if !evidence.isEmpty { object["evidence"] = .array(evidence.map { state.evidence[$0].json }) }
        if let note, !note.isEmpty { object["note"] = note.json }
        if let missing { object["missing"] = missing.json }
        if !children.isEmpty { object["children"] = .array(children.map { $0.json(state) }) }
        return .object(object)
    }
}

extension MissingDatum {
    var json: JSONValue { ["kind": .string(kind.rawValue), "name": name.json] }
}

extension Alert {
    public func json(_ state: PatientState) -> JSONValue {
        var object: JSONObject = [
            "kind": .string(kind.rawValue), "severity": .string(severity.rawValue), "title": title.json,
            "draft": .number(JSONNumber(draft)),
        ]
        if let rule { object["rule"] = .string(rule.string) }
        switch disposition {
        case .shown: object["shown"] = true
        case .suppressed(let reason):
            object["shown"] = false
            object["suppressedBecause"] = .string(reason.rawValue)
        }
        for (name, text) in [("mechanism", mechanism), ("consequence", consequence), ("management", management)]
        where !text.isEmpty { object[name] = text.json }
        if let certainty { object["certainty"] = .string(certainty.rawValue) }
        object["sources"] = .array(citations.map(\.json))
        object["proof"] = proof.json(state)
        return .object(object)
    }
}

extension UndecidedCheck {
    func json(_ state: PatientState) -> JSONValue {
        [
            "rule": .string(rule.string), "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
            "title": title.json, "draft": .number(JSONNumber(draft)), "missing": .array(missing.map(\.json)),
            "proof": proof.json(state),
        ]
    }
}

extension StepOutcome {
    public func json(_ state: PatientState) -> JSONValue {
        var object: JSONObject = [
            "recommendation": .string(recommendation.iri.string), "label": recommendation.label.json,
            "status": .string(status.rawValue),
        ]
        if !recommendation.comment.isEmpty { object["rationale"] = recommendation.comment.json }
        if let strength = recommendation.strength { object["strength"] = .string(strength.rawValue) }
        if let certainty = recommendation.certainty { object["certainty"] = .string(certainty.rawValue) }
        if let grade = recommendation.grade { object["grade"] = .string(grade) }
        if let dueBy { object["dueBy"] = .string(dueBy.description) }
        if !waitsFor.isEmpty { object["waitsFor"] = .array(waitsFor.map { .string($0.string) }) }
        if !blocks.isEmpty { object["blockedBy"] = .array(blocks.map { $0.json(state) }) }
        if !proof.missingData.isEmpty { object["missing"] = .array(proof.missingData.map(\.json)) }
        object["actions"] = .array(recommendation.actions.map(\.json))
        object["sources"] = .array(recommendation.citations.map(\.json))
        object["proof"] = proof.json(state)
        if let doneProof { object["doneProof"] = doneProof.json(state) }
        return .object(object)
    }
}

extension Block {
    func json(_ state: PatientState) -> JSONValue {
        var object: JSONObject = ["title": title.json]
        if let severity { object["severity"] = .string(severity.rawValue) }
        if let rule { object["rule"] = .string(rule.string) }
        object["proof"] = proof.json(state)
        return .object(object)
    }
}

extension Action {
    var json: JSONValue {
        var object: JSONObject = ["type": .string(kind.rawValue)]
        if !label.isEmpty { object["label"] = label.json }
        for (name, concepts) in [
            ("medication", medications), ("observation", observations), ("procedure", procedures),
            ("immunization", immunizations),
        ] where !concepts.isEmpty { object[name] = .array(concepts.map { .string($0.string) }) }
        if let dose { object["dose"] = .string(dose.description) }
        if let frequency { object["frequency"] = .string(frequency) }
        if let route { object["route"] = .string(route.string) }
        if let duration { object["duration"] = .string(duration.description) }
        if let every { object["every"] = .string(every.description) }
        return .object(object)
    }
}

extension GuidelineOutcome {
    func json(_ state: PatientState, _ release: Release?) -> JSONValue {
        var object: JSONObject = ["guideline": .string(guideline.string), "label": label.json]
        if let version { object["version"] = .string(version) }
        if let release { object["release"] = .string(release.digest) }
        object["applies"] = .string(applicability.verdict.rawValue)
        object["applicability"] = applicability.json(state)
        if !scores.isEmpty { object["scores"] = .array(scores.map { $0.json(state) }) }
        if !calculations.isEmpty { object["calculations"] = .array(calculations.map(\.json)) }
        object["recommendations"] = .array(steps.map { $0.json(state) })
        return .object(object)
    }
}

extension ScoreOutcome {
    func json(_ state: PatientState) -> JSONValue {
        [
            "score": .string(score.string), "label": label.json, "least": .number(JSONNumber(range.lowerBound)),
            "most": .number(JSONNumber(range.upperBound)), "bands": .array(bands.map(\.json)),
            "items": .array(
                items.map {
                    [
                        "label": $0.label.json, "points": .number(JSONNumber($0.points)),
                        "verdict": .string($0.proof.verdict.rawValue), "proof": $0.proof.json(state),
                    ]
                }),
        ]
    }
}

extension CalculationOutcome {
    var json: JSONValue {
        var object: JSONObject = ["calculation": .string(calculation.string), "label": label.json]
        if let value { object["value"] = .string(value) }
        if !missing.isEmpty { object["missing"] = .array(missing.map(\.json)) }
        return .object(object)
    }
}

extension Provenance {
    public var json: JSONValue {
        [
            "asOf": .string(asOf.description), "knowledge": .string(knowledge), "patientState": .string(patient),
        ]
    }
}
