// The words of the interface in both languages, and the signs of verdicts and statuses.

import Guidelines
import Reasoning
import Text

/// Words that frame an answer; the answers' own texts come from the graph.
struct Words {
    let language: Language

    func callAsFunction(_ english: String, _ chinese: String) -> String {
        language == .english ? english : chinese
    }

    func severity(_ severity: Severity) -> String {
        switch severity {
        case .contraindicated: self("CONTRAINDICATED", "禁忌")
        case .serious: self("SERIOUS", "严重")
        case .moderate: self("MODERATE", "中度")
        case .minor: self("MINOR", "轻度")
        }
    }

    func kind(_ kind: Alert.Kind) -> String {
        switch kind {
        case .allergy: self("allergy", "过敏")
        case .crossReactivity: self("cross-reactivity", "交叉过敏")
        case .interaction: self("interaction", "相互作用")
        case .contraindication: self("contraindication", "禁忌证")
        case .pregnancy: self("pregnancy", "妊娠")
        case .renalDosing: self("kidney function", "肾功能")
        case .laboratory: self("laboratory", "检验")
        case .age: self("age", "年龄")
        case .duplicateIngredient: self("duplicate ingredient", "成分重复")
        case .duplicateTherapy: self("duplicate therapy", "重复用药")
        }
    }

    func status(_ status: PathwayStatus) -> String {
        switch status {
        case .due: self("due", "应做")
        case .overdue: self("overdue", "逾期")
        case .done: self("done", "已做")
        case .next: self("next", "后续")
        case .blocked: self("blocked", "受阻")
        case .unknown: self("unknown", "未明")
        case .notApplicable: self("not applicable", "不适用")
        }
    }

    func strength(_ strength: Strength) -> String {
        switch strength {
        case .strong: self("strong", "强推荐")
        case .conditional: self("conditional", "弱推荐")
        }
    }

    func certainty(_ certainty: Certainty) -> String {
        switch certainty {
        case .high: self("high certainty", "高质量证据")
        case .moderate: self("moderate certainty", "中等质量证据")
        case .low: self("low certainty", "低质量证据")
        case .veryLow: self("very low certainty", "极低质量证据")
        case .notGraded: self("evidence not graded", "证据未分级")
        }
    }

    func action(_ kind: Action.Kind) -> String {
        switch kind {
        case .start: self("start", "起始")
        case .stop: self("stop", "停用")
        case .avoid: self("avoid", "避免")
        case .change: self("change", "调整")
        case .order: self("order", "开单")
        case .measure: self("measure", "检测")
        case .refer: self("refer", "转诊")
        case .educate: self("educate", "宣教")
        case .vaccinate: self("vaccinate", "接种")
        case .perform: self("perform", "实施")
        }
    }

    func suppression(_ reason: Alert.Suppression) -> String {
        switch reason {
        case .continuedTherapy: self("continues what is taken already", "延续现有治疗")
        case .coveredByWorse: self("a worse alert says it already", "已有更严重的提示")
        case .minorSeverity: self("of minor severity", "程度轻")
        }
    }
}

extension Verdict {
    func sign(_ style: Style) -> String {
        switch self {
        case .met: style.colour("✓", .green)
        case .unmet: style.colour("✗", .grey)
        case .unknown: style.colour("?", .yellow)
        }
    }
}

extension Severity {
    var colour: Style.Colour {
        switch self {
        case .contraindicated: .red
        case .serious: .magenta
        case .moderate: .yellow
        case .minor: .grey
        }
    }
}

extension PathwayStatus {
    var colour: Style.Colour {
        switch self {
        case .due: .blue
        case .overdue: .red
        case .done: .green
        case .next: .cyan
        case .blocked: .magenta
        case .unknown: .yellow
        case .notApplicable: .grey
        }
    }

    var sign: String {
        switch self {
        case .due: "●"
        case .overdue: "▲"
        case .done: "✓"
        case .next: "○"
        case .blocked: "■"
        case .unknown: "?"
        case .notApplicable: "–"
        }
    }
}
