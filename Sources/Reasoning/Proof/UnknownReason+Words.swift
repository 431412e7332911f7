// Why something is unknown, in words for clinicians.

import Expressions
import Text

extension ELM.UnknownReason {
    func words(_ knowledge: KnowledgeBase) -> BilingualText {
        switch self {
        case .notRecorded(let kind):
            BilingualText(
                english: "the record does not say whether it is complete for \(kind.name[.english])",
                chinese: "病历未说明\(kind.name[.chinese])是否完整")
        case .noFact: BilingualText(english: "not recorded in this time", chinese: "该时间内无记录")
        case .noValue: BilingualText(english: "recorded without a value", chinese: "有记录但无数值")
        case .noUnit: BilingualText(english: "recorded without a unit", chinese: "有记录但无单位")
        case .noDose: BilingualText(english: "recorded without a dose", chinese: "有用药记录但无剂量")
        case .noRoute: BilingualText(english: "recorded without a route", chinese: "有用药记录但无给药途径")
        case .uncertainTime: BilingualText(english: "the date is not exact enough", chinese: "日期不够精确")
        case .quantity(let error): BilingualText(english: "\(error)", chinese: "单位无法比较：\(error)")
        case .noCodeSystem(let concept):
            BilingualText(
                english: "the terminology does not say of which code system \(knowledge.label(concept)[.english]) is",
                chinese: "术语库未说明“\(knowledge.label(concept)[.chinese])”属于哪个编码系统")
        case .noValueSet(let concept):
            BilingualText(
                english: "\(knowledge.label(concept)[.english]) is no value set of the terminology",
                chinese: "“\(knowledge.label(concept)[.chinese])”不是术语库中的值集")
        case .parameter(let name):
            BilingualText(english: "nothing is given for \(name)", chinese: "未提供“\(name)”")
        case .message(let text): BilingualText(english: text, chinese: text)
        }
    }
}
