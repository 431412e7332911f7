// Guidelines in outline and their explanations as JSON.

import Guidelines
import JSON
import RDF
import Reasoning
import Text

extension GuidelineOutline {
    public var json: JSONValue {
        var object: JSONObject = ["guideline": .string(guideline.iri.string), "label": guideline.label.json]
        if let version = guideline.version { object["version"] = .string(version) }
        if !guideline.comment.isEmpty { object["comment"] = guideline.comment.json }
        if let applicability { object["applicability"] = applicability.json }
        object["steps"] = .array(steps.map(\.json))
        object["scores"] = .array(
            guideline.scores.map { ["score": .string($0.iri.string), "label": $0.label.json] })
        object["sources"] = .array(citations.map(\.json))
        return .object(object)
    }
}

extension StepOutline {
    var json: JSONValue {
        switch self {
        case .decision(let decision):
            return [
                "decisionPoint": .string(decision.point.iri.string), "label": decision.point.label.json,
                "common": .array(decision.common.map(\.json)),
                "after": .array(decision.point.after.map { .string($0.string) }),
                "branches": .array(decision.point.branches.map { .string($0.string) }),
            ]
        case .recommendation(let step):
            let recommendation = step.recommendation
            var object: JSONObject = [
                "recommendation": .string(recommendation.iri.string), "label": recommendation.label.json,
            ]
            if !recommendation.comment.isEmpty { object["rationale"] = recommendation.comment.json }
            if !recommendation.after.isEmpty {
                object["after"] = .array(recommendation.after.map { .string($0.string) })
            }
            if let branch = step.branch { object["branchOf"] = .string(branch.decision.string) }
            if !step.insteadOf.isEmpty { object["insteadOf"] = .array(step.insteadOf.map { .string($0.string) }) }
            object["conditions"] = .array(step.conditions.map(\.json))
            if let blockedWhen = step.blockedWhen { object["blockedWhen"] = blockedWhen.json }
            if let doneWhen = step.doneWhen { object["doneWhen"] = doneWhen.json }
            object["actions"] = .array(recommendation.actions.map(\.json))
            if let within = recommendation.within { object["within"] = within.words.json }
            if let strength = recommendation.strength { object["strength"] = .string(strength.rawValue) }
            if let certainty = recommendation.certainty { object["certainty"] = .string(certainty.rawValue) }
            if let grade = recommendation.grade { object["grade"] = .string(grade) }
            object["sources"] = .array(recommendation.citations.map(\.json))
            return .object(object)
        }
    }
}

extension CriterionOutline {
    var json: JSONValue {
        var object: JSONObject = ["statement": statement.json]
        switch combination {
        case .leaf, .sum: break
        case .all: object["all"] = .array(parts.map(\.json))
        case .any: object["any"] = .array(parts.map(\.json))
        case .not: object["not"] = .array(parts.map(\.json))
        case .atLeast(let count):
            object["atLeast"] = .number(JSONNumber(count))
            object["of"] = .array(parts.map(\.json))
        }
        return .object(object)
    }
}

extension GuidelineExplanation {
    public var json: JSONValue {
        var object: JSONObject = [
            "patient": .string(state.identifier), "provenance": provenance.json,
            "guideline": .string(outline.guideline.iri.string), "label": outline.guideline.label.json,
        ]
        guard let outcome else {
            object["deceased"] = true
            return .object(object)
        }
        object["applies"] = .string(outcome.applicability.verdict.rawValue)
        object["applicability"] = outcome.applicability.json(state)
        object["path"] = .array(
            outline.steps.compactMap { step in
                guard case .decision(let decision) = step else { return nil }
                return [
                    "decisionPoint": .string(decision.point.iri.string), "label": decision.point.label.json,
                    "branches": .array(
                        decision.point.branches.compactMap { iri in
                            self.step(iri).map {
                                ["recommendation": .string(iri.string), "status": .string($0.status.rawValue)]
                            }
                        }),
                ]
            })
        for group in Group.allCases { object[group.rawValue] = .array(steps(group).map { json(of: $0) }) }
        return .object(object)
    }

    private func json(of step: StepOutcome) -> JSONValue {
        guard case .object(var object) = step.json(state) else { return .null }
        if let yieldsTo = step.yieldsTo { object["yieldsTo"] = .string(yieldsTo.string) }
        object["wouldChange"] = .array(
            step.nearestChanges.map { change in
                ["statement": change.leaf.statement.json, "to": .string(change.wanted.rawValue)]
            })
        return .object(object)
    }
}

extension StepOutcome {
    /// What would have to come out otherwise for this recommendation to come out otherwise.
    public var nearestChanges: [NearestChange] {
        switch GuidelineExplanation.Group(status) {
        case .cameOut:
            status == .blocked
                ? blocks.flatMap { $0.proof.nearestChanges(to: .unmet) } : proof.nearestChanges(to: .unmet)
        case .didNotComeOut, .cannotBeTold: proof.nearestChanges(to: .met)
        }
    }
}
