// What a guideline says, as a tree: whom it is for, its scores, then decision points with their branches and
// recommendations in pathway order, each with its conditions, actions, time and grade.

import Guidelines
import Quantities
import RDF
import Reasoning
import Text

extension AnswerRenderer {
    func lines(_ outline: GuidelineOutline) -> [String] {
        let guideline = outline.guideline
        var lines = [
            style.bold(guideline.label[language])
                + style.dim(guideline.version.map { words("  version \($0)", "  版本 \($0)") } ?? "")
        ]
        if !guideline.comment.isEmpty { lines += guideline.comment[language].wrapped(to: width) }
        lines += ["", style.bold(words("For whom", "适用对象"))]
        lines +=
            outline.applicability.map { tree($0, depth: 0).drawn() } ?? [words("every patient", "所有患者")]
        if !guideline.scores.isEmpty {
            lines += ["", style.bold(words("Scores", "评分"))]
            for score in guideline.scores { lines += labelledBands(score) }
        }
        lines += ["", style.bold(words("Pathway", "路径"))]
        let branches = Set(guideline.decisionPoints.flatMap(\.branches))
        let top = outline.steps.filter { !branches.contains($0.iri) }
        lines += Tree([], top.map { tree($0, outline) }).drawn()
        lines += ["", style.bold(words("Sources", "来源"))]
        lines += sourceList(outline, Array(outline.citations.indices))
        return lines
    }

    /// Documents under the numbers by which steps cite them.
    func sourceList(_ outline: GuidelineOutline, _ indices: [Int]) -> [String] {
        indices.flatMap { index -> [String] in
            let number = "[\(index + 1)] ".padded(to: 5)
            return outline.citations[index].document.wrapped(to: width - 5).enumerated().map { place, line in
                style.dim((place == 0 ? number : "     ") + line)
            }
        }
    }

    /// `[1] Question 9; [3] Table 2`.
    func shortCitations(_ citations: [Citation], _ outline: GuidelineOutline) -> String {
        citations.map { citation in
            ["[\(outline.number(of: citation))]", citation.locator].compactMap { $0 }.joined(separator: " ")
        }.joined(separator: words("; ", "；"))
    }

    /// The wanted grade, and the time in which it is to be done.
    func grades(_ recommendation: Recommendation) -> String {
        [
            recommendation.strength.map { words.strength($0) }, recommendation.certainty.map { words.certainty($0) },
            recommendation.within.map { words("within \($0.words[.english])", "\($0.words[.chinese])内") },
        ].compactMap { $0 }.joined(separator: words(", ", "，"))
    }

    private func labelledBands(_ score: Score) -> [String] {
        let bands = score.bands.map { band in
            let range =
                band.atMost.map { $0 == band.atLeast ? "\($0)" : "\(band.atLeast)–\($0)" } ?? "≥ \(band.atLeast)"
            return "\(range) \(band.label[language])"
        }
        let text = score.label[language] + words(": ", "：") + bands.joined(separator: words("; ", "；"))
        return text.wrapped(to: width - 2).enumerated().map { ($0 == 0 ? "· " : "  ") + $1 }
    }

    // MARK: Trees

    private func tree(_ criterion: CriterionOutline, depth: Int) -> Tree {
        let isWhole = criterion.isLabelled || criterion.combination == .leaf
        return Tree(
            criterion.statement[language].wrapped(to: max(40, width - 3 * depth)),
            isWhole ? [] : criterion.parts.map { tree($0, depth: depth + 1) })
    }

    private func tree(_ step: StepOutline, _ outline: GuidelineOutline, place: Int? = nil) -> Tree {
        switch step {
        case .decision(let decision):
            let inner = narrowed(by: 3)
            var lines = decision.point.label[language].wrapped(to: inner.width - 2).enumerated().map {
                style.colour(($0 == 0 ? "◇ " : "  ") + $1, .cyan, bold: true)
            }
            if !decision.common.isEmpty {
                let text = CriterionText(words: words)
                lines += inner.labelled(
                    words("for all", "共同"), decision.common.map { text.text($0) }.joined(separator: words("; ", "；")),
                    indent: "  ")
            }
            lines += inner.after(decision.point.after, outline)
            let branches = decision.point.branches.enumerated().compactMap { number, iri in
                outline.recommendation(iri).map {
                    narrowed(by: 3).tree(.recommendation($0), outline, place: number + 1)
                }
            }
            return Tree(lines, branches)
        case .recommendation(let step):
            return Tree(narrowed(by: 3).lines(step, outline, place: place))
        }
    }

    private func lines(_ step: RecommendationOutline, _ outline: GuidelineOutline, place: Int?) -> [String] {
        let recommendation = step.recommendation
        let colour: Style.Colour =
            switch recommendation.strength {
            case .strong: .green
            case .conditional: .yellow
            case nil: .grey
            }
        let sign = place.map { "\($0)" } ?? (recommendation.strength == .strong ? "●" : "○")
        let indent = String(repeating: " ", count: sign.displayWidth + 1)
        var lines = recommendation.label[language].wrapped(to: width - indent.count).enumerated().map {
            $0 == 0 ? "\(style.colour(sign, colour, bold: true)) \(style.bold($1))" : indent + style.bold($1)
        }
        let text = CriterionText(words: words)
        let separator = words("; ", "；")
        func add(_ label: String, _ parts: [String]) {
            guard !parts.isEmpty else { return }
            lines += labelled(label, parts.joined(separator: separator), indent: indent)
        }
        add(words("if", "条件"), step.conditions.map { text.text($0) })
        for action in step.actions { add(words("do", "措施"), [text.action(action)]) }
        add(words("not if", "除外"), text.conjuncts(step.blockedWhen))
        add(words("done when", "完成"), text.conjuncts(step.doneWhen))
        lines += after(recommendation.after, outline, indent: indent)
        if !step.insteadOf.isEmpty {
            add(words("instead of", "替代"), step.insteadOf.map { outline.label(of: $0)[language] })
        }
        add(words("grade", "分级"), [grades(recommendation)].filter { !$0.isEmpty })
        lines += labelled(
            words("source", "来源"), shortCitations(recommendation.citations, outline), indent: indent, dim: true)
        return lines
    }

    private func after(_ steps: [IRI], _ outline: GuidelineOutline, indent: String = "  ") -> [String] {
        guard !steps.isEmpty else { return [] }
        let labels = steps.map { outline.label(of: $0)[language] }
        return labelled(words("after", "前序"), labels.joined(separator: words("; ", "；")), indent: indent)
    }

    private func narrowed(by columns: Int) -> AnswerRenderer {
        AnswerRenderer(language: language, style: style, width: width - columns)
    }
}

extension GuidelineOutline {
    func recommendation(_ iri: IRI) -> RecommendationOutline? {
        for case .recommendation(let step) in steps where step.recommendation.iri == iri { return step }
        return nil
    }

    func label(of iri: IRI) -> BilingualText {
        switch steps.first(where: { $0.iri == iri }) {
        case .decision(let decision): decision.point.label
        case .recommendation(let step): step.recommendation.label
        case nil: BilingualText(english: iri.string)
        }
    }
}
