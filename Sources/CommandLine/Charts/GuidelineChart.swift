// A guideline as a flow diagram: whom it is for, the parts of the pathway in order, recommendations that stand by
// themselves, and the sources. The diagram is a column of elements, so that it can be one picture or printed pages.

import Diagrams
import Guidelines
import RDF
import Reasoning
import Text

struct GuidelineChart {
    static let width = 1_280.0
    static let margin = 28.0
    static let contentWidth = width - 2 * margin
    /// A landscape page of A4 at this width.
    static let pageHeight = (width * 210 / 297).rounded()
    private static let gap = 16.0
    private static let columns = 3
    private static let rows = 3

    let outline: GuidelineOutline
    let words: Words
    /// From top to bottom.
    private(set) var elements: [ChartElement] = []

    init(_ outline: GuidelineOutline, language: Language) {
        self.outline = outline
        words = Words(language: language)
        let contents = StepBoxes(outline, words)
        let plan = Self.plan(outline, contents)
        elements = [heading(contents)]
        addPanels(plan, contents)
        elements.append(sources())
    }

    static func plan(_ outline: GuidelineOutline, _ contents: StepBoxes) -> PanelPlan {
        let before = outline.directPredecessors
        return PanelPlan(outline) { steps in
            let panel = FlowPanel(steps, contents, before: before, panel: { _ in nil }, continuations: { _ in [] })
            return panel.size.width + 2 * ChartElement.framePadding <= contentWidth
        }
    }

    // MARK: Elements

    private func heading(_ contents: StepBoxes) -> ChartElement {
        let guideline = outline.guideline
        var title = ChartElement(width: Self.contentWidth)
        title.add(guideline.label[words.language], .heading)
        let version = guideline.version.map { words("version \($0)", "版本 \($0)") }
        let counts = words(
            "recommendations: \(guideline.recommendations.count), decision points: \(guideline.decisionPoints.count)",
            "\(guideline.recommendations.count) 条推荐，\(guideline.decisionPoints.count) 个决策点")
        title.add([version, counts].compactMap { $0 }.joined(separator: " · "), .caption)
        title.skip(8)
        var whom = ChartBox(.whom, width: Self.contentWidth)
        whom.add(words("For whom", "适用对象"), .title)
        if !guideline.comment.isEmpty { whom.add(guideline.comment[words.language], .body) }
        let text = CriterionText(words: words)
        let conditions = text.conjuncts(outline.applicability)
        for (number, condition) in conditions.enumerated() {
            whom.add(condition, .body, marker: number == 0 ? "•" : words("and", "且"), indent: 26, space: 2)
        }
        if conditions.isEmpty { whom.add(words("every patient", "所有患者"), .body) }
        title.add(whom)
        if !contents.recurring.isEmpty {
            title.skip(10)
            var box = ChartBox(.condition, width: Self.contentWidth)
            box.add(words("Conditions that recur", "反复出现的条件"), .title)
            for (number, condition) in contents.recurring.enumerated() {
                box.add(text.text(condition), .body, marker: StepBoxes.sign(number), space: 2)
            }
            title.add(box)
        }
        title.skip(10)
        title.addLegend(words)
        return title
    }

    private mutating func addPanels(_ plan: PanelPlan, _ contents: StepBoxes) {
        var row: [ChartElement] = []
        func used(_ row: [ChartElement]) -> Double { row.reduce(0) { $0 + $1.size.width + Self.gap } }
        func finishRow() {
            guard !row.isEmpty else { return }
            elements.append(ChartElement(sideBySide: row, gap: Self.gap, width: Self.contentWidth))
            row = []
        }
        for (index, panel) in plan.panels.enumerated() {
            let letter = PanelPlan.letter(index)
            guard panel.kind == .flow else {
                finishRow()
                elements += columns(panel, letter, plan, contents)
                continue
            }
            func made(_ contents: StepBoxes) -> FlowPanel {
                FlowPanel(
                    panel.steps, contents, before: plan.before, panel: { plan.panelOf[$0].map(PanelPlan.letter) },
                    continuations: plan.continuations)
            }
            // Wide boxes are lower; where there is room for them they are easier to read.
            var flow = made(contents)
            if panel.steps.count > 2, flow.size.width > Self.contentWidth / 2 {
                let wide = made(contents.with(.wide))
                if wide.size.width + 2 * ChartElement.framePadding <= Self.contentWidth { flow = wide }
            }
            let element = ChartElement(flow, title: title(of: panel, contents), letter: letter)
            if used(row) + element.size.width > Self.contentWidth { finishRow() }
            row.append(element)
        }
        finishRow()
    }

    private func title(of panel: PanelPlan.Panel, _ contents: StepBoxes) -> String {
        let decision = panel.steps.first { step in
            outline.guideline.decisionPoints.contains { $0.iri == step }
        }
        return (decision ?? panel.steps.first).map(contents.label) ?? ""
    }

    /// Recommendations in columns, some rows an element, so that a page may end between two.
    private func columns(
        _ panel: PanelPlan.Panel, _ letter: String, _ plan: PanelPlan, _ contents: StepBoxes
    ) -> [ChartElement] {
        let title: String
        let caption: String
        switch panel.kind {
        case .followers(let preceding):
            title = words("After: ", "后续：") + preceding.map(contents.label).joined(separator: words("; ", "；"))
            caption = words("Each applies whenever its conditions hold.", "各条在满足条件时适用。")
        case .independent(let theme):
            title = theme.map { words.theme($0) } ?? words("At any time", "随时适用")
            caption = words(
                "In no fixed order: each applies whenever its conditions hold.", "无固定先后，满足条件即适用。")
        case .flow: return []
        }
        let width = (Self.contentWidth - Self.gap * Double(Self.columns - 1)) / Double(Self.columns)
        var boxes = panel.steps.compactMap { step in
            outline.recommendation(step).map {
                contents.recommendation($0, width: width.rounded(.down), continuation: plan.continuations(of: step))
            }
        }
        var parts: [ChartElement] = []
        while !boxes.isEmpty {
            let part = boxes.prefix(Self.columns * Self.rows)
            boxes.removeFirst(part.count)
            var element = ChartElement(width: Self.contentWidth)
            if parts.isEmpty {
                element.add(title, .panel, letter: letter)
                element.add(caption, .caption)
                element.skip(6)
            }
            element.add(Self.columns, columnsOf: Array(part), gap: Self.gap)
            parts.append(element)
        }
        return parts
    }

    private func sources() -> ChartElement {
        var element = ChartElement(width: Self.contentWidth)
        element.add(words("Sources", "来源"), .panel)
        for (index, citation) in outline.citations.enumerated() {
            element.add(citation.document, .caption, marker: "[\(index + 1)]")
        }
        return element
    }

    // MARK: Pages

    /// The elements with their tops, page by page; one page without an end where no height is given. An element that is
    /// higher than a page has one to itself.
    func pages(height: Double? = nil) -> [(elements: [(element: ChartElement, top: Double)], height: Double)] {
        var pages: [(elements: [(element: ChartElement, top: Double)], height: Double)] = []
        var page: [(element: ChartElement, top: Double)] = []
        var top = Self.margin
        for element in elements {
            if let height, !page.isEmpty, top + element.size.height > height - Self.margin {
                pages.append((page, max(top - Self.gap + Self.margin, height)))
                (page, top) = ([], Self.margin)
            }
            page.append((element, top))
            top += element.size.height + Self.gap
        }
        if !page.isEmpty { pages.append((page, max(top - Self.gap + Self.margin, height ?? 0))) }
        return pages
    }
}

extension Words {
    fileprivate func theme(_ theme: PanelPlan.Theme) -> String {
        switch theme {
        case .tests: self("Tests and monitoring", "检查与监测")
        case .treatment: self("Treatment", "治疗")
        case .stopping: self("What to stop or avoid", "停用与避免")
        case .support: self("Referral, procedures, education, vaccines", "转诊、操作、宣教与接种")
        }
    }
}
