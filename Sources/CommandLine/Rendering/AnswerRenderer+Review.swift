// What the alerts on every order on record would have been, in numbers.

import Engine
import Guidelines
import JSON
import Quantities
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ review: OrderReview) -> [String] {
        var lines = [
            words(
                "\(review.orders) orders of \(review.patients) patients: \(review.ordersWithAlerts) with an alert, \(review.unrecognised.values.reduce(0, +)) not recognised, \(review.undated) without a date.",
                "共 \(review.patients) 名患者、\(review.orders) 条医嘱：有警示 \(review.ordersWithAlerts) 条，未识别 \(review.unrecognised.values.reduce(0, +)) 条，无日期 \(review.undated) 条。"
            ),
            "",
        ]
        var table = Table(
            [words("alerts shown", "弹出警示"), words("severity", "程度"), words("count", "数量")],
            alignments: [.left, .left, .right])
        for (finding, count) in review.shown.sorted(by: Self.precedes) {
            table.add([words.kind(finding.kind), words.severity(finding.severity), "\(count)"])
        }
        lines += table.drawn(style) + [""]
        var rules = Table([words("rule", "规则"), words("count", "数量")], alignments: [.left, .right])
        for (rule, count) in review.rules.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(15) {
            rules.add([rule, "\(count)"])
        }
        lines += rules.drawn(style) + [""]
        for (reason, count) in review.suppressed.sorted(by: { $0.value > $1.value }) {
            lines.append(words("Held back, ", "未弹出：") + "\(words.suppression(reason)): \(count)")
        }
        for (datum, count) in review.undecided.sorted(by: {
            ($1.value, $0.key.name[.english]) < ($0.value, $1.key.name[.english])
        }).prefix(8) {
            lines.append(words("Undecided for want of ", "因缺少以下信息未能判断：") + "\(datum.name[language]): \(count)")
        }
        for (name, count) in review.unrecognised.sorted(by: { $0.value > $1.value }).prefix(8) {
            lines.append(words("Not recognised: ", "未识别：") + "\(name) (\(count))")
        }
        for example in review.examples {
            lines += ["", style.bold("\(example.patient)  \(example.orderedAt.date)  \(example.order)")]
            lines.append("  \(words.severity(example.alert.severity))  \(example.alert.title[language])")
            lines += tree(example.alert.proof, example.state).drawn(indent: "  ")
        }
        return lines
    }

    private static func precedes(
        _ left: (key: OrderReview.Finding, value: Int), _ right: (key: OrderReview.Finding, value: Int)
    ) -> Bool {
        if left.key.severity != right.key.severity { return left.key.severity > right.key.severity }
        return left.value > right.value
    }
}

extension OrderReview {
    var json: JSONValue {
        [
            "patients": .number(JSONNumber(patients)), "orders": .number(JSONNumber(orders)),
            "ordersWithAlerts": .number(JSONNumber(ordersWithAlerts)), "undated": .number(JSONNumber(undated)),
            "shown": .array(
                shown.map {
                    [
                        "kind": .string($0.key.kind.rawValue), "severity": .string($0.key.severity.rawValue),
                        "count": .number(JSONNumber($0.value)),
                    ]
                }),
            "rules": Self.counts(rules), "unrecognised": Self.counts(unrecognised),
            "suppressed": Self.counts(
                Dictionary(suppressed.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)),
            "undecided": Self.counts(
                Dictionary(undecided.map { ($0.key.name[.english], $0.value) }, uniquingKeysWith: +)),
        ]
    }

    private static func counts(_ counts: [String: Int]) -> JSONValue {
        .object(
            JSONObject(uniqueMembers: counts.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) })
        )
    }
}
