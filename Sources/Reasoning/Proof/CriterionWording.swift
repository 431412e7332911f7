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
        case .not(let part): return negatedWords(for: part) ?? BilingualText(english: "not", chinese: "不满足")
        case .atLeastOf(let count, _):
            return BilingualText(english: "at least \(count) of", chinese: "至少满足 \(count) 项")
        case .event(let event): return words(for: event)
        case .observation(let observation): return words(for: observation)
        case .trend(let trend): return words(for: trend)
        case .dose(let dose): return words(for: dose)
        case .sequence(let sequence): return words(for: sequence)
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
            let texts = bounds.map { bound($0, years: "") }
            return BilingualText(
                english: "\(label[.english]) " + texts.joined(separator: " and "),
                chinese: "\(label[.chinese]) " + texts.joined(separator: " 且 "))
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

    private func words(for dose: DoseCriterion) -> BilingualText {
        let medicines = labels(dose.medications, by: dose.routes)
        let bounds = dose.comparisons.map { bound($0, years: nil) }
        let (english, chinese) = dose.amount == .daily ? ("in a day", "日剂量") : ("at a time", "单次剂量")
        return BilingualText(
            english: "takes \(medicines[.english]), \(english) " + bounds.joined(separator: " and "),
            chinese: "正在使用\(medicines[.chinese])，\(chinese) " + bounds.joined(separator: "且"))
    }

    /// Medicines with the routes that they are given by, where those matter.
    private func labels(_ medicines: [IRI], by routes: [IRI]) -> BilingualText {
        let medicines = labels(medicines)
        if routes.isEmpty { return medicines }
        let routes = labels(routes)
        return BilingualText(
            english: "\(medicines[.english]) by the \(routes[.english].lowercased())",
            chinese: "\(medicines[.chinese])（\(routes[.chinese])）")
    }

    private func words(for event: EventCriterion, isNegated: Bool = false) -> BilingualText {
        let concepts = labels(event.concepts, by: event.routes)
        let window = event.window.map(\.words)
        let past = event.includesPast
        let (english, chinese): (String, String) =
            switch (event.kind, isNegated) {
            case (.condition, false): (past ? "has or had" : "has", past ? "曾有或现有" : "患有")
            case (.condition, true): (past ? "never had" : "does not have", past ? "从未患" : "未患")
            case (.medication, false): (past ? "takes or took" : "takes", past ? "曾用或在用" : "正在使用")
            case (.medication, true): (past ? "never took" : "does not take", past ? "从未使用" : "未使用")
            case (.allergy, false): ("is allergic to", "对以下过敏：")
            case (.allergy, true): ("is not allergic to", "无以下过敏：")
            case (.procedure, false): ("has had", "已做")
            case (.procedure, true): ("has not had", "未做")
            case (.immunization, false): ("was vaccinated with", "已接种")
            case (.immunization, true): ("was not vaccinated with", "未接种")
            case (.encounter, false): ("had an encounter", "有就诊")
            case (.encounter, true): ("had no encounter", "无就诊：")
            case (_, false): ("has", "有")
            case (_, true): ("does not have", "无")
            }
        let times = event.occurrences.map { BilingualText(english: "at least \($0) times", chinese: "至少 \($0) 次") }
        return BilingualText(
            english: [
                english, concepts[.english], times?[.english], window.map { "in the last \($0[.english])" },
            ].compactMap { $0 }.joined(separator: " "),
            chinese: (window.map { "近 \($0[.chinese])内" } ?? "") + chinese + concepts[.chinese]
                + (times?[.chinese] ?? ""))
    }

    private func words(for sequence: SequenceCriterion) -> BilingualText {
        let (first, second) = (words(for: sequence.first), words(for: sequence.second))
        let (apart, window) = (sequence.apart?.words, sequence.window?.words)
        let english = [apart.map { "at least \($0[.english])" }, window.map { "at most \($0[.english])" }]
            .compactMap { $0 }.joined(separator: " and ")
        let chinese = [apart.map { "至少 \($0[.chinese])" }, window.map { "至多 \($0[.chinese])" }]
            .compactMap { $0 }.joined(separator: "、")
        return BilingualText(
            english: "\(first[.english]), then \(second[.english])" + (english.isEmpty ? "" : ", \(english) later"),
            chinese: "\(first[.chinese])，其后\(chinese)\(second[.chinese])")
    }

    /// What it means that a criterion does not hold; nil for what only combines others.
    private func negatedWords(for criterion: Criterion) -> BilingualText? {
        if criterion.label.isEmpty {
            switch criterion.form {
            case .all, .any, .not, .atLeastOf: return nil
            case .event(var event):
                // "Never had … in the last year" would say two things.
                if event.window != nil { event.includesPast = false }
                return words(for: event, isNegated: true)
            case .pregnant(let isPregnant): return words(for: Criterion(.pregnant(!isPregnant)))
            default: break
            }
        }
        let words = words(for: criterion)
        return BilingualText(english: "not: \(words[.english])", chinese: "并非：\(words[.chinese])")
    }

    private func words(for observation: ObservationCriterion) -> BilingualText {
        let concepts = labels(observation.concepts)
        let bounds = observation.comparisons.map { bound($0, years: nil) }
        let values = observation.valueConcepts.isEmpty ? nil : labels(observation.valueConcepts)
        let window = observation.window.map(\.words)
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
        if !bounds.isEmpty {
            english += " " + bounds.joined(separator: " and ")
            chinese += " " + bounds.joined(separator: " 且 ")
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
        let window = trend.window.words
        let bounds = trend.comparisons.map { bound($0, years: nil) }
        return BilingualText(
            english: "change of \(concepts[.english]) in \(window[.english]) " + bounds.joined(separator: " and "),
            chinese: "\(concepts[.chinese])在 \(window[.chinese])内的变化 " + bounds.joined(separator: "且"))
    }

    private func bound(_ comparison: Comparison, years: String?) -> String {
        let value = comparison.value
        let unit = value.unit.code == "1" ? years ?? "" : value.unit.words
        return "\(comparison.relation.sign) \(value.value)" + (unit.isEmpty ? "" : " \(unit)")
    }
}

extension CriterionWording {
    /// What would have to be recorded to decide a leaf; nil for criteria whose parts say it.
    func missing(for criterion: Criterion) -> MissingDatum? {
        switch criterion.form {
        case .event(let event): MissingDatum(.coverage, event.kind.name)
        case .observation(let observation): MissingDatum(.observation, labels(observation.concepts))
        case .trend(let trend): MissingDatum(.observation, labels(trend.concepts))
        case .dose(let dose):
            MissingDatum(
                .observation,
                BilingualText(
                    english: (dose.amount == .daily ? "daily dose of " : "single dose of ")
                        + labels(dose.medications)[.english],
                    chinese: labels(dose.medications)[.chinese] + (dose.amount == .daily ? "的日剂量" : "的单次剂量")))
        case .age: MissingDatum(.patient, BilingualText(english: "date of birth", chinese: "出生日期"))
        case .sex: MissingDatum(.patient, BilingualText(english: "sex", chinese: "性别"))
        case .pregnant: MissingDatum(.patient, FactKind.pregnancy.name)
        case .calculation(let iri, _):
            MissingDatum(.observation, stepLabels[iri] ?? BilingualText(english: iri.string))
        // Without a measurement that it rests on, the author's words for it say what is asked.
        case .expression(let tree):
            missing(in: tree) ?? (criterion.label.isEmpty ? nil : MissingDatum(.observation, criterion.label))
        case .all, .any, .not, .atLeastOf, .sequence, .score: nil
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
