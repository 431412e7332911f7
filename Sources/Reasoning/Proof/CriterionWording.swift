// Criteria in words, from the labels of the concepts they name: what a clinician reads in a proof when the author gave
// no words of their own.

import Expressions
import Guidelines
import Quantities
import RDF
import Terminology
import Text

struct CriterionWording: Sendable {
    let terminology: Terminology
    /// Labels of scores and calculations, which are no concepts.
    let stepLabels: [IRI: BilingualText]

    func words(for criterion: Criterion) -> BilingualText {
        if !criterion.label.isEmpty { return criterion.label }
        switch criterion.form {
        case .all: return BilingualText(english: "all of", chinese: "同时满足")
        case .any: return BilingualText(english: "any of", chinese: "满足任一")
        case .not: return BilingualText(english: "not", chinese: "不满足")
        case .atLeastOf(let count, _):
            return BilingualText(english: "at least \(count) of", chinese: "至少满足 \(count) 项")
        case .event(let event): return words(for: event)
        case .observation(let observation): return words(for: observation)
        case .trend(let trend): return words(for: trend)
        case .dailyDose(let dose):
            let concepts = labels(dose.medications)
            let bounds = dose.comparisons.map { bound($0, years: nil) }
            return BilingualText(
                english: "takes \(concepts[.english]), in a day " + bounds.joined(separator: " and "),
                chinese: "正在使用\(concepts[.chinese])，日剂量 " + bounds.joined(separator: "且"))
        case .age(let bounds):
            return BilingualText(
                english: "age " + bounds.map { bound($0, years: "years") }.joined(separator: " and "),
                chinese: "年龄 " + bounds.map { bound($0, years: "岁") }.joined(separator: "且"))
        case .sex(.female): return BilingualText(english: "female", chinese: "女性")
        case .sex(.male): return BilingualText(english: "male", chinese: "男性")
        case .sex: return BilingualText(english: "other sex", chinese: "其他性别")
        case .pregnant(true): return BilingualText(english: "pregnant", chinese: "妊娠")
        case .pregnant(false): return BilingualText(english: "not pregnant", chinese: "未妊娠")
        case .score(let iri, let bounds), .calculation(let iri, let bounds):
            let label = stepLabels[iri] ?? BilingualText(english: iri.string)
            let text = bounds.map { bound($0, years: "") }.joined(separator: ", ")
            return BilingualText(english: "\(label[.english]) \(text)", chinese: "\(label[.chinese]) \(text)")
        case .expression: return BilingualText(english: "computed condition", chinese: "计算条件")
        }
    }

    /// A concept's label, or its IRI where the graph has no words for it.
    func label(_ iri: IRI) -> BilingualText {
        guard let concept = terminology.concept(iri.string) else { return BilingualText(english: iri.string) }
        return label(concept)
    }

    func label(_ concept: ConceptID) -> BilingualText {
        let label = terminology.label(concept)
        if !label.isEmpty { return label }
        return BilingualText(english: terminology.notation(concept) ?? terminology.iri(concept))
    }

    func labels(_ iris: [IRI]) -> BilingualText {
        let shown = iris.prefix(4).map(label)
        return BilingualText(
            english: shown.map { $0[.english] }.joined(separator: " or ") + (iris.count > 4 ? " or others" : ""),
            chinese: shown.map { $0[.chinese] }.joined(separator: "或") + (iris.count > 4 ? "等" : ""))
    }

    private func words(for event: EventCriterion) -> BilingualText {
        let concepts = labels(event.concepts)
        let window = event.window.map(words)
        let (english, chinese): (String, String) =
            switch event.kind {
            case .condition: (event.includesPast ? "has or had" : "has", event.includesPast ? "曾有或现有" : "患有")
            case .medication: (event.includesPast ? "takes or took" : "takes", event.includesPast ? "曾用或在用" : "正在使用")
            case .allergy: ("is allergic to", "对以下过敏：")
            case .procedure: ("has had", "已做")
            case .immunization: ("was vaccinated with", "已接种")
            case .encounter: ("had an encounter", "有就诊")
            default: ("has", "有")
            }
        return BilingualText(
            english: [english, concepts[.english], window.map { "in the last \($0[.english])" }]
                .compactMap { $0 }.joined(separator: " "),
            chinese: (window.map { "近 \($0[.chinese])内" } ?? "") + chinese + concepts[.chinese])
    }

    private func words(for observation: ObservationCriterion) -> BilingualText {
        let concepts = labels(observation.concepts)
        let bounds = observation.comparisons.map { bound($0, years: nil) }
        let values = observation.valueConcepts.isEmpty ? nil : labels(observation.valueConcepts)
        let window = observation.window.map(words)
        var english = concepts[.english]
        var chinese = concepts[.chinese]
        if let occurrences = observation.occurrences {
            english += " at least \(occurrences) times"
            chinese += " 至少 \(occurrences) 次"
        }
        if bounds.isEmpty, values == nil, observation.occurrences == nil {
            english += " recorded"
            chinese += " 有记录"
        }
        for part in bounds {
            english += " \(part)"
            chinese += " \(part)"
        }
        if let values {
            english += " is \(values[.english])"
            chinese += "为\(values[.chinese])"
        }
        if let window {
            english += " (last \(window[.english]))"
            chinese += "（近 \(window[.chinese])）"
        }
        return BilingualText(english: english, chinese: chinese)
    }

    private func words(for trend: TrendCriterion) -> BilingualText {
        let concepts = labels(trend.concepts)
        let window = words(for: trend.window)
        let bounds = trend.comparisons.map { bound($0, years: nil) }
        return BilingualText(
            english: "change of \(concepts[.english]) in \(window[.english]) " + bounds.joined(separator: " and "),
            chinese: "\(concepts[.chinese])在 \(window[.chinese])内的变化 " + bounds.joined(separator: "且"))
    }

    private func bound(_ comparison: Comparison, years: String?) -> String {
        let value = comparison.value
        let unit = value.unit.code == "1" ? years ?? "" : value.unit.code
        return "\(comparison.relation.sign) \(value.value)" + (unit.isEmpty ? "" : " \(unit)")
    }

    /// A duration as people say it: `6 months`, `6 个月`.
    func words(for duration: CalendarDuration) -> BilingualText {
        let parts: [(count: Int, english: String, chinese: String)] = [
            (duration.months / 12, "year", "年"), (duration.months % 12, "month", "个月"), (duration.days, "day", "天"),
            (duration.milliseconds / 3_600_000, "hour", "小时"), (duration.milliseconds / 60_000 % 60, "minute", "分钟"),
        ]
        let present = parts.filter { $0.count > 0 }
        return BilingualText(
            english: present.map { "\($0.count) \($0.english)\($0.count == 1 ? "" : "s")" }.joined(separator: " "),
            chinese: present.map { "\($0.count) \($0.chinese)" }.joined(separator: " "))
    }
}

extension CriterionWording {
    /// What would have to be recorded to decide a leaf; nil for criteria whose parts say it.
    func missing(for criterion: Criterion) -> MissingDatum? {
        switch criterion.form {
        case .event(let event): MissingDatum(.coverage, event.kind.name)
        case .observation(let observation): MissingDatum(.observation, labels(observation.concepts))
        case .trend(let trend): MissingDatum(.observation, labels(trend.concepts))
        case .dailyDose(let dose):
            MissingDatum(
                .observation,
                BilingualText(
                    english: "daily dose of \(labels(dose.medications)[.english])",
                    chinese: "\(labels(dose.medications)[.chinese])的日剂量"))
        case .age: MissingDatum(.patient, BilingualText(english: "date of birth", chinese: "出生日期"))
        case .sex: MissingDatum(.patient, BilingualText(english: "sex", chinese: "性别"))
        case .pregnant: MissingDatum(.patient, FactKind.pregnancy.name)
        case .calculation(let iri, _):
            MissingDatum(.observation, stepLabels[iri] ?? BilingualText(english: iri.string))
        // Without a measurement that it rests on, the author's words for it say what is asked.
        case .expression(let tree):
            missing(in: tree) ?? (criterion.label.isEmpty ? nil : MissingDatum(.observation, criterion.label))
        case .all, .any, .not, .atLeastOf, .score: nil
        }
    }

    /// The measurements that an expression rests on: where each is accounted for and the whole is still unknown, one of
    /// them is needed.
    private func missing(in tree: ExpressionTree) -> MissingDatum? {
        var concepts: [IRI] = []
        for part in tree.leaves.flatMap(\.subtree) {
            guard case .observation(let observation) = part.form else { continue }
            concepts += observation.concepts.filter { !concepts.contains($0) }
        }
        return concepts.isEmpty ? nil : MissingDatum(.observation, labels(concepts))
    }
}
