// What the guidelines say of all patients on record, in numbers.

import Engine
import Guidelines
import JSON
import RDF
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ review: GuidelineReview) -> [String] {
        var lines = [
            words(
                "\(review.patients) patients against \(review.guidelines.count) guidelines; \(review.leftOut) left out (deceased, or nothing dated on record).",
                "\(review.patients) 名患者、\(review.guidelines.count) 部指南；未评估 \(review.leftOut) 名（已死亡或无带日期的记录）。"
            ),
            "",
        ]
        let verdicts: [Verdict] = [.met, .unmet, .unknown]
        let statuses: [PathwayStatus] = [.due, .overdue, .done, .next, .blocked]
        let counted = [words("met", "满足"), words("unmet", "不满足"), words("unknown", "未明"), words("outside", "不适用")]
        var table = Table(
            [words("recommendation", "推荐")] + counted + statuses.map(words.status),
            alignments: [.left] + Array(repeating: .right, count: counted.count + statuses.count))
        for reviewed in review.guidelines {
            let applicability = reviewed.applicability
            table.add(
                ["━ \(reviewed.guideline.label[language])"]
                    + verdicts.map { "\(applicability[$0] ?? 0)" })
            for step in reviewed.steps {
                table.add(
                    ["  \(step.recommendation.iri.fragment ?? step.recommendation.iri.string)"]
                        + verdicts.map { number(step.verdicts[$0]) } + [number(step.outside)]
                        + statuses.map { number(step.statuses[$0]) })
            }
        }
        table.add(
            [words("all recommendations", "全部推荐")]
                + verdicts.map { number(review.verdicts[$0]) } + [number(review.outside)]
                + statuses.map { number(review.statuses[$0]) })
        lines += table.drawn(style) + [""]
        for (datum, count) in review.missing.sorted(by: {
            ($1.value, $0.key.name[.english]) < ($0.value, $1.key.name[.english])
        }).prefix(8) {
            lines.append(words("Unknown for want of ", "因缺少以下信息未明：") + "\(datum.name[language]): \(count)")
        }
        return lines
    }

    private func number(_ count: Int?) -> String { count.map { $0 == 0 ? "–" : "\($0)" } ?? "–" }
}

extension GuidelineReview {
    var json: JSONValue {
        func counts<Key: RawRepresentable<String>>(_ counts: [Key: Int]) -> JSONValue {
            .object(
                JSONObject(
                    uniqueMembers: counts.sorted { $0.key.rawValue < $1.key.rawValue }
                        .map { ($0.key.rawValue, .number(JSONNumber($0.value))) }))
        }
        return [
            "patients": .number(JSONNumber(patients)), "leftOut": .number(JSONNumber(leftOut)),
            "verdicts": counts(verdicts), "statuses": counts(statuses), "outside": .number(JSONNumber(outside)),
            "guidelines": .array(
                guidelines.map { reviewed in
                    [
                        "guideline": .string(reviewed.guideline.iri.string),
                        "applicability": counts(reviewed.applicability),
                        "recommendations": .array(
                            reviewed.steps.map { step in
                                [
                                    "recommendation": .string(step.recommendation.iri.string),
                                    "verdicts": counts(step.verdicts), "statuses": counts(step.statuses),
                                    "outside": .number(JSONNumber(step.outside)),
                                    "examples": .object(
                                        JSONObject(
                                            uniqueMembers: step.examples.sorted { $0.key.rawValue < $1.key.rawValue }
                                                .map { ($0.key.rawValue, .array($0.value.map { .string($0) })) })),
                                ]
                            }),
                    ]
                }),
            "missing": .array(
                missing.sorted { ($1.value, $0.key.name[.english]) < ($0.value, $1.key.name[.english]) }.map {
                    ["datum": .string($0.key.name[.english]), "decides": .number(JSONNumber($0.value))]
                }),
        ]
    }
}
