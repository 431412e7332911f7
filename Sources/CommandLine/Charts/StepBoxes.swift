// What stands in the boxes of a guideline's flow diagram.

import Diagrams
import Guidelines
import RDF
import Reasoning
import Text

struct StepBoxes {
    /// How wide boxes are, in pixels.
    struct Widths {
        var question: Double
        var condition: Double
        var recommendation: Double
        var reference: Double

        static let normal = Widths(question: 210, condition: 250, recommendation: 310, reference: 150)
        static let wide = Widths(question: 240, condition: 360, recommendation: 440, reference: 150)
    }

    /// A condition is told once, above the diagram, when it is at least so long and in at least so many recommendations;
    /// boxes then hold its beginning and its sign.
    private static let recurringColumns = 60
    private static let recurringCount = 4
    private static let beginningColumns = 34

    let outline: GuidelineOutline
    let words: Words
    private(set) var widths = Widths.normal
    /// In the order of their signs.
    private(set) var recurring: [CriterionOutline] = []
    private let text: CriterionText

    /// - Parameter abbreviating: whether long conditions that recur are told once.
    init(_ outline: GuidelineOutline, _ words: Words, abbreviating: Bool = true) {
        self.outline = outline
        self.words = words
        text = CriterionText(words: words)
        guard abbreviating else { return }
        var counts: [CriterionOutline: Int] = [:]
        // The beginning of a comparison would not tell what it is compared with.
        func isLong(_ condition: CriterionOutline) -> Bool {
            let whole = text.text(condition)
            return condition.combination == .leaf && whole.displayWidth >= Self.recurringColumns
                && !whole.contains { "≥≤<>=".contains($0) }
        }
        for step in outline.steps {
            let conditions: [CriterionOutline] =
                switch step {
                case .decision(let decision): decision.common
                case .recommendation(let step): step.conditions
                }
            for condition in conditions where isLong(condition) {
                counts[condition, default: 0] += 1
                if counts[condition] == Self.recurringCount { recurring.append(condition) }
            }
        }
    }

    func with(_ widths: Widths) -> StepBoxes {
        var copy = self
        copy.widths = widths
        return copy
    }

    /// The sign of a recurring condition, from 0: a circled number.
    static func sign(_ index: Int) -> String {
        UnicodeScalar(0x2460 + UInt32(min(index, 19))).map(String.init) ?? ""
    }

    private var language: Language { words.language }
    /// Room for `and` before a condition.
    private var indent: Double { words("and", "且").count > 1 ? 28 : 20 }

    /// Alternatives that together are longer than this stand one below the other.
    private static let longestAlternatives = 90

    /// Conditions that must all hold, each after `and` but the first, which stands after `marker`.
    private func add(_ conditions: [CriterionOutline], after marker: String, to box: inout ChartBox) {
        for (number, condition) in conditions.enumerated() {
            let marker = number == 0 ? marker : words("and", "且")
            let space = number == 0 ? 3.0 : 1
            let isLong = text.text(condition).displayWidth > Self.longestAlternatives
            guard condition.combination == .any, !condition.isLabelled, isLong else {
                box.add(told(condition), .body, marker: marker, indent: indent, space: space)
                continue
            }
            box.add(words("any of:", "以下任一："), .body, marker: marker, indent: indent, space: space)
            for part in condition.parts { box.add(text.text(part), .body, marker: "–", offset: indent, space: 1) }
        }
    }

    /// A condition, or its beginning with its sign where it is told above.
    private func told(_ condition: CriterionOutline) -> String {
        let whole = text.text(condition)
        guard let index = recurring.firstIndex(of: condition), index < 20 else { return whole }
        var beginning = whole.truncated(to: Self.beginningColumns).dropLast()
        // Latin words stay whole.
        if let space = beginning.lastIndex(of: " "), beginning[space...].displayWidth < 12 {
            beginning = beginning[..<space]
        }
        while let last = beginning.last, ",，、（( ".contains(last) { beginning.removeLast() }
        return "\(beginning)… \(Self.sign(index))"
    }

    func question(_ decision: DecisionOutline) -> ChartBox {
        var box = ChartBox(.question, width: widths.question)
        box.add(decision.point.label[language], .title)
        for (number, condition) in decision.common.enumerated() {
            if number == 0 { box.add(words("For all:", "共同条件："), .small, space: 4) }
            box.add(told(condition), .small, marker: "•")
        }
        box.add(words("The first answer from the top that holds is taken.", "自上而下，取最先成立者。"), .small, space: 4)
        return box
    }

    /// What leads from a question to one of its branches.
    func condition(_ branch: RecommendationOutline, place: Int) -> ChartBox {
        var box = ChartBox(.condition, width: widths.condition)
        add(branch.conditions, after: "\(place)", to: &box)
        if branch.conditions.isEmpty {
            box.add(words("in all other cases", "其余情况"), .body, marker: "\(place)", indent: indent)
        }
        return box
    }

    /// Stands on the arrow from a recommendation to the one that takes its place.
    func otherwise() -> ChartBox {
        var box = ChartBox(.otherwise, width: 110)
        box.add(words("if that does not apply", "若前者不适用"), .small)
        return box
    }

    /// - Parameter panel: the letter of the part of the diagram that the step is in.
    func reference(to step: IRI, panel: String?) -> ChartBox {
        var box = ChartBox(.reference, width: widths.reference)
        let place = panel.map { words(" (part \($0))", "（见 \($0)）") } ?? ""
        box.add(words("after: ", "前一步：") + label(step) + place, .small)
        return box
    }

    func label(_ step: IRI) -> String {
        for candidate in outline.steps where candidate.iri == step {
            switch candidate {
            case .decision(let decision): return decision.point.label[language]
            case .recommendation(let step): return step.recommendation.label[language]
            }
        }
        return step.string
    }

    /// - Parameter continuation: the letters of the parts that go on from here.
    func recommendation(
        _ step: RecommendationOutline, width: Double? = nil, continuation: [String] = []
    ) -> ChartBox {
        let recommendation = step.recommendation
        var box = ChartBox(shape(recommendation.strength), width: width ?? widths.recommendation)
        box.add(recommendation.label[language], .title)
        if step.branch == nil { add(step.conditions, after: words("if", "若"), to: &box) }
        for action in step.actions {
            let isNegative = action.kind == .stop || action.kind == .avoid
            if action.what[language] == recommendation.label[language], action.details.isEmpty, !isNegative { continue }
            box.add(text.action(action), isNegative ? .avoid : .body, marker: "▸", indent: indent, space: 3)
        }
        for (number, condition) in text.conjuncts(step.blockedWhen).enumerated() {
            box.add(
                (number == 0 ? words("not if: ", "不用于：") : words("and ", "且")) + condition, .small, marker: "×",
                indent: indent, space: 2)
        }
        let siblings = outline.siblings(of: step)
        for earlier in recommendation.after where siblings.contains(earlier) {
            box.add(words("after: ", "前一步：") + label(earlier), .small, indent: indent, space: 2)
        }
        if let within = recommendation.within {
            box.add(words("within \(within.words[.english])", "时限：\(within.words[.chinese])内"), .time, space: 3)
        }
        var footer = grades(recommendation)
        let numbers = citationNumbers(recommendation).map { "[\($0)]" }.joined()
        if !numbers.isEmpty { footer.append(numbers) }
        if !continuation.isEmpty {
            footer.append(
                words("continues in ", "后续见 ") + continuation.joined(separator: words(", ", "、")))
        }
        if !footer.isEmpty { box.add(footer.joined(separator: " · "), .small, space: 3) }
        box.tooltip = tooltip(step)
        return box
    }

    private func shape(_ strength: Strength?) -> ChartBox.Shape {
        switch strength {
        case .strong: .strong
        case .conditional: .conditional
        case nil: .ungraded
        }
    }

    func grades(_ recommendation: Recommendation) -> [String] {
        [recommendation.strength.map { words.strength($0) }, recommendation.certainty.map { words.certainty($0) }]
            .compactMap { $0 }
    }

    func citationNumbers(_ recommendation: Recommendation) -> [Int] {
        var seen: Set<Int> = []
        return recommendation.citations.map { outline.number(of: $0) }.filter { seen.insert($0).inserted }
    }

    private func tooltip(_ step: RecommendationOutline) -> String {
        let recommendation = step.recommendation
        let sources = recommendation.citations.map { citation in
            "[\(outline.number(of: citation))] \(citation.locator ?? "")"
        }
        return ([recommendation.label[language], recommendation.comment[language]] + sources)
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
