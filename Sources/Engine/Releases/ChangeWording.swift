// The parts of a change in words.

import Guidelines
import Quantities
import RDF
import Reasoning
import Text

struct ChangeWording {
    private let knowledge: KnowledgeBase
    private let labels: [IRI: BilingualText]

    init(_ knowledge: KnowledgeBase) {
        self.knowledge = knowledge
        var labels: [IRI: BilingualText] = [:]
        for guideline in knowledge.guidelines.map(\.guideline) {
            for step in guideline.recommendations { labels[step.iri] = step.label }
            for point in guideline.decisionPoints { labels[point.iri] = point.label }
        }
        self.labels = labels
    }

    func callAsFunction(_ value: GuidelineChange.Value) -> BilingualText {
        switch value {
        case .text(let text): same(text)
        case .number(let number): same("\(number)")
        case .quantity(let quantity): same("\(quantity)")
        case .comparisons(let bounds): same(bounds.map { "\($0.relation.sign) \($0.value)" }.joined(separator: ", "))
        case .duration(let duration): duration.words
        case .concepts(let concepts): list(concepts.map { knowledge.label($0) })
        case .steps(let steps):
            list(steps.map { labels[$0] ?? same($0.fragment ?? $0.string) })
        case .criterion(let criterion): knowledge.words(for: criterion)
        case .action(let action): words(for: action)
        case .citation(let citation):
            same([citation.document, citation.locator].compactMap { $0 }.joined(separator: " — "))
        case .strength(.strong): BilingualText(english: "strong", chinese: "强推荐")
        case .strength(.conditional): BilingualText(english: "conditional", chinese: "弱推荐")
        case .certainty(.high): BilingualText(english: "high", chinese: "高")
        case .certainty(.moderate): BilingualText(english: "moderate", chinese: "中等")
        case .certainty(.low): BilingualText(english: "low", chinese: "低")
        case .certainty(.veryLow): BilingualText(english: "very low", chinese: "极低")
        case .certainty(.notGraded): BilingualText(english: "not graded", chinese: "未分级")
        }
    }

    private func same(_ text: String) -> BilingualText { BilingualText(english: text, chinese: text) }

    private func list(_ parts: [BilingualText]) -> BilingualText {
        BilingualText(
            english: parts.map { $0[.english] }.joined(separator: ", "),
            chinese: parts.map { $0[.chinese] }.joined(separator: "、"))
    }

    private func words(for action: Action) -> BilingualText {
        let (english, chinese) = Self.words(for: action.kind)
        let substances = list(
            (action.medications + action.observations + action.procedures + action.immunizations).map {
                knowledge.label($0)
            })
        let dose = [action.dose.map { "\($0)" }, action.frequency].compactMap { $0 }.joined(separator: " ")
        func joined(_ parts: String...) -> String { parts.filter { !$0.isEmpty }.joined(separator: " ") }
        // An action without a substance is told by its own words.
        if substances.isEmpty || substances[.english].isEmpty {
            return action.label.isEmpty ? same(english) : action.label
        }
        return BilingualText(
            english: joined(english, substances[.english], dose), chinese: joined(chinese, substances[.chinese], dose))
    }

    private static func words(for kind: Action.Kind) -> (english: String, chinese: String) {
        switch kind {
        case .start: ("start", "开始使用")
        case .stop: ("stop", "停用")
        case .avoid: ("avoid", "避免使用")
        case .change: ("change", "调整")
        case .order: ("order", "开立")
        case .measure: ("measure", "测量")
        case .refer: ("refer", "转诊")
        case .educate: ("advise", "告知")
        case .vaccinate: ("vaccinate with", "接种")
        case .perform: ("perform", "实施")
        }
    }
}
