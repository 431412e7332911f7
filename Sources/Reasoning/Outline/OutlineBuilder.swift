// From a compiled guideline to its outline. What is said once is not said again: conditions that the guideline's
// applicability already makes, and those that all branches of a decision point share.

import Guidelines
import Quantities
import RDF
import Text

struct OutlineBuilder {
    private let knowledge: KnowledgeBase
    private let compiled: CompiledGuideline

    init(_ knowledge: KnowledgeBase, _ compiled: CompiledGuideline) {
        self.knowledge = knowledge
        self.compiled = compiled
    }

    func outline() -> GuidelineOutline {
        let guideline = compiled.guideline
        let applicability = compiled.applicableWhen.map { outline($0) }
        let ofEveryPatient = Set(applicability.map(Self.conjuncts) ?? [])
        var conditions: [IRI: [CriterionOutline]] = [:]
        for step in compiled.steps {
            let all = step.when.map { Self.conjuncts(outline($0)) } ?? []
            conditions[step.recommendation.iri] = all.filter { !ofEveryPatient.contains($0) }
        }
        var decisions: [DecisionOutline] = []
        var branches: [IRI: (decision: IRI, place: Int)] = [:]
        for point in guideline.decisionPoints {
            let known = point.branches.filter { conditions[$0] != nil }
            var common: [CriterionOutline] = []
            if known.count > 1, let first = known.first.flatMap({ conditions[$0] }) {
                common = first.filter { criterion in known.allSatisfy { conditions[$0]?.contains(criterion) ?? false } }
            }
            for (place, branch) in point.branches.enumerated() where branches[branch] == nil {
                branches[branch] = (point.iri, place + 1)
                conditions[branch]?.removeAll { common.contains($0) }
            }
            decisions.append(DecisionOutline(point: point, common: common))
        }
        var insteadOf: [IRI: [IRI]] = [:]
        for recommendation in guideline.recommendations {
            for other in recommendation.orElse { insteadOf[other, default: []].append(recommendation.iri) }
        }
        var recommendations: [IRI: RecommendationOutline] = [:]
        for step in compiled.steps {
            let iri = step.recommendation.iri
            recommendations[iri] = RecommendationOutline(
                recommendation: step.recommendation, conditions: conditions[iri] ?? [],
                doneWhen: step.doneWhen.map { outline($0) },
                blockedWhen: step.blockedWhen.map { outline($0) },
                actions: step.recommendation.actions.map { outline($0) }, branch: branches[iri],
                insteadOf: insteadOf[iri] ?? [])
        }
        return GuidelineOutline(
            guideline: guideline, applicability: applicability,
            steps: ordered(decisions, recommendations), citations: citations())
    }

    /// Pathway order, each decision point right before the first of its branches.
    private func ordered(
        _ decisions: [DecisionOutline], _ recommendations: [IRI: RecommendationOutline]
    ) -> [StepOutline] {
        var steps: [StepOutline] = []
        var placed: Set<IRI> = []
        for iri in StepOrder(compiled.guideline).steps {
            for decision in decisions where decision.point.branches.contains(iri) {
                guard placed.insert(decision.point.iri).inserted else { continue }
                steps.append(.decision(decision))
                for branch in decision.point.branches {
                    guard placed.insert(branch).inserted, let step = recommendations[branch] else { continue }
                    steps.append(.recommendation(step))
                }
            }
            guard placed.insert(iri).inserted, let step = recommendations[iri] else { continue }
            steps.append(.recommendation(step))
        }
        return steps
    }

    private func citations() -> [Citation] {
        var seen: Set<String> = []
        let guideline = compiled.guideline
        let all =
            guideline.citations + guideline.recommendations.flatMap(\.citations)
            + guideline.scores.flatMap(\.citations) + guideline.calculations.flatMap(\.citations)
        return all.filter { seen.insert($0.document).inserted }
    }

    private func outline(_ action: Action) -> ActionOutline {
        var what = action.label
        if what.isEmpty {
            what = knowledge.wording.labels(
                action.medications + action.observations + action.procedures + action.immunizations)
        }
        var details: [BilingualText] = []
        if let dose = action.dose { details.append(dose.words) }
        if let frequency = action.frequency { details.append(Self.words(frequency: frequency)) }
        if let route = action.route { details.append(knowledge.wording.label(route)) }
        if let duration = action.duration {
            details.append(
                BilingualText(
                    english: "for \(duration.words[.english])", chinese: "疗程 \(duration.words[.chinese])"))
        }
        if let every = action.every {
            details.append(
                BilingualText(english: "every \(every.words[.english])", chinese: "每 \(every.words[.chinese])一次"))
        }
        return ActionOutline(kind: action.kind, what: what, details: details)
    }

    /// A frequency by its code in HL7's GTSAbbreviation, else as it stands.
    private static func words(frequency: String) -> BilingualText {
        switch frequency {
        case "QD": BilingualText(english: "once a day", chinese: "每日一次")
        case "BID": BilingualText(english: "twice a day", chinese: "每日两次")
        case "TID": BilingualText(english: "three times a day", chinese: "每日三次")
        case "QID": BilingualText(english: "four times a day", chinese: "每日四次")
        case "QOD": BilingualText(english: "every other day", chinese: "隔日一次")
        case "PRN": BilingualText(english: "as needed", chinese: "必要时")
        default: BilingualText(english: frequency, chinese: frequency)
        }
    }

    // MARK: Criteria

    /// The criteria that must all hold.
    private static func conjuncts(_ criterion: CriterionOutline) -> [CriterionOutline] {
        criterion.combination == .all && !criterion.isLabelled ? criterion.parts.flatMap(conjuncts) : [criterion]
    }

    private func outline(_ compiled: CompiledCriterion) -> CriterionOutline {
        let isLabelled = !compiled.criterion.label.isEmpty
        // "Does not have …" says it all.
        if case .not = compiled.criterion.form, compiled.parts.allSatisfy({ !$0.isComposite }) {
            return CriterionOutline(
                combination: .leaf, statement: compiled.statement, isLabelled: isLabelled, parts: [])
        }
        // What a score adds up is told with the score.
        let parts = compiled.isComposite ? compiled.parts.map { outline($0) } : []
        var statement = compiled.statement
        if case .score(let score, let bounds) = compiled.criterion.form, !isLabelled {
            statement = withBands(statement, score, bounds)
        }
        return CriterionOutline(
            combination: compiled.isComposite ? compiled.combination : .leaf, statement: statement,
            isLabelled: isLabelled, parts: parts)
    }

    /// A bound on a score with the names of the bands that it leaves, where they are few.
    private func withBands(_ statement: BilingualText, _ iri: IRI, _ bounds: [Comparison]) -> BilingualText {
        guard let score = compiled.guideline.scores.first(where: { $0.iri == iri }) else { return statement }
        let bands = score.bands.filter { band in
            guard let last = band.atMost else { return false }
            return (band.atLeast...max(band.atLeast, last)).allSatisfy { points in
                bounds.allSatisfy { $0.isMet(by: points) }
            }
        }
        guard (1...3).contains(bands.count) else { return statement }
        return BilingualText(
            english: statement[.english] + " (\(bands.map { $0.label[.english] }.joined(separator: " / ")))",
            chinese: statement[.chinese] + "（\(bands.map { $0.label[.chinese] }.joined(separator: "／"))）")
    }
}

extension Comparison {
    /// Whether a plain number meets the bound.
    fileprivate func isMet(by points: Int) -> Bool {
        let number = ExactDecimal(points)
        switch relation {
        case .atLeast: return number >= value.value
        case .greaterThan: return number > value.value
        case .atMost: return number <= value.value
        case .lessThan: return number < value.value
        case .equalTo: return number == value.value
        }
    }
}
