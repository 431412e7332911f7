// Similar patients and explanations as JSON.

import Expressions
import Guidelines
import JSON
import Quantities
import RDF
import Reasoning
import Text

extension SimilarPatientsAnswer {
    public var json: JSONValue {
        [
            "patient": .string(patient.identifier), "asOf": .string(asOf.description),
            "patientsSearched": .number(JSONNumber(patientsSearched)),
            "similar": .array(similar.map(\.json)),
            "outcomes": .array(
                outcomes.map { ["label": $0.label.json, "patients": .number(JSONNumber($0.patients))] }),
        ]
    }
}

extension SimilarPatientsAnswer.SimilarPatient {
    var json: JSONValue {
        var object: JSONObject = ["patient": .string(identifier), "name": .string(name)]
        if let sex { object["sex"] = .string("\(sex)") }
        if let birthDate { object["birthDate"] = .string(birthDate.description) }
        object["similarity"] = .number(JSONNumber(score) ?? JSONNumber(0))
        object["shared"] = .array(
            shared.map {
                [
                    "label": $0.label.json, "contribution": .number(JSONNumber($0.contribution) ?? JSONNumber(0)),
                    "patients": .number(JSONNumber($0.patients)),
                ]
            })
        if let comparableSince { object["comparableSince"] = .string(comparableSince.description) }
        object["next"] = .array(
            next.map {
                [
                    "kind": .string("\($0.kind)"), "label": $0.label.json, "start": .string($0.start.description),
                    "months": .number(JSONNumber($0.months)),
                ]
            })
        if let died { object["died"] = .string(died.description) }
        return .object(object)
    }
}

extension ExplanationAnswer {
    public var json: JSONValue {
        var object: JSONObject = ["patient": .string(state.identifier), "provenance": provenance.json]
        switch explanation {
        case .recommendation(let step, let guideline):
            object["guideline"] = .string(guideline.guideline.string)
            if let release { object["release"] = .string(release.digest) }
            object["recommendation"] = step.json(state)
        case .score(let score, let guideline):
            object["guideline"] = .string(guideline.guideline.string)
            if let release { object["release"] = .string(release.digest) }
            object["score"] = score.json(state)
        case .rule(let rule, let proof):
            object["rule"] = .string(rule.iri.string)
            object["label"] = rule.label.json
            object["severity"] = .string(rule.severity.rawValue)
            object["sources"] = .array(rule.citations.map(\.json))
            object["proof"] = proof.json(state)
        }
        return .object(object)
    }
}
