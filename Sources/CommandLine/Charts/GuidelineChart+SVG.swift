// The flow diagram as SVG. Colours differ in lightness and outlines in style, so that the strength can be told in print
// without colour too.

import Diagrams
import Guidelines
import Reasoning
import Text

extension GuidelineChart {
    /// One picture, or one for each printed page.
    func svg(inPages: Bool = false) -> [String] {
        let pages = pages(height: inPages ? Self.pageHeight : nil)
        let label = outline.guideline.label[words.language]
        return pages.enumerated().map { number, page in
            let place =
                pages.count > 1
                ? words(", page \(number + 1) of \(pages.count)", "，第 \(number + 1)/\(pages.count) 页") : ""
            var document = SVGDocument(
                size: Size(Self.width, page.height), title: label + place, description: summary,
                language: words.language == .chinese ? "zh-Hans" : "en", styleSheet: Self.styleSheet)
            document.rectangle(Rectangle(Point(0, 0), Size(Self.width, page.height)), class: "page")
            for (element, top) in page.elements {
                Self.draw(element, at: Point(Self.margin, top), &document)
            }
            if pages.count > 1 {
                let text = "\(label)\(place)"
                let font = ChartElement.TextRole.caption.font
                document.text(
                    text, at: Point(Self.width - Self.margin - font.width(of: text), page.height - 10), class: "caption"
                )
            }
            return document.serialized
        }
    }

    /// What the picture shows, for people who cannot see it.
    private var summary: String {
        let guideline = outline.guideline
        let questions = guideline.decisionPoints.map { $0.label[words.language] }.joined(separator: words("; ", "；"))
        let count = guideline.recommendations.count
        return words(
            "Flow diagram of a clinical guideline with \(count) recommendations. Decision points: \(questions).",
            "临床指南流程图，共 \(count) 条推荐。决策点：\(questions)。")
    }

    private static func draw(_ element: ChartElement, at origin: Point, _ document: inout SVGDocument) {
        func moved(_ point: Point) -> Point { Point(point.x + origin.x, point.y + origin.y) }
        for frame in element.frames {
            document.rectangle(Rectangle(moved(frame.origin), frame.size), radius: 8, class: "frame")
        }
        for letter in element.letters {
            document.rectangle(Rectangle(moved(letter.origin), letter.size), radius: 4, class: "badge")
        }
        for arrow in element.arrows {
            document.arrow(arrow.points.map(moved), class: arrow.isDashed ? "arrow dashed" : "arrow", head: "head")
        }
        for (box, frame) in element.boxes {
            draw(box, Rectangle(moved(frame.origin), frame.size), &document)
        }
        for text in element.texts { document.text(text.text, at: moved(text.place), class: text.role.rawValue) }
    }

    private static func draw(_ box: ChartBox, _ frame: Rectangle, _ document: inout SVGDocument) {
        document.start("g")
        if let tooltip = box.tooltip { document.element("title", [:], tooltip) }
        switch box.shape {
        case .question:
            let inset = min(12, frame.size.height / 2, frame.size.width / 4)
            document.polygon(
                [
                    Point(frame.minX + inset, frame.minY), Point(frame.maxX - inset, frame.minY),
                    Point(frame.maxX, frame.midY), Point(frame.maxX - inset, frame.maxY),
                    Point(frame.minX + inset, frame.maxY), Point(frame.minX, frame.midY),
                ], class: "question")
        case .reference:
            document.rectangle(frame, radius: min(14, frame.size.height / 2), class: "reference")
        case .whom, .condition, .otherwise:
            document.rectangle(frame, radius: 4, class: box.shape.rawValue)
        case .strong, .conditional, .ungraded:
            document.rectangle(frame, radius: 5, class: box.shape.rawValue)
            let bar = Rectangle(Point(frame.minX + 1, frame.minY + 3), Size(5, frame.size.height - 6))
            document.rectangle(bar, radius: 2, class: "bar-\(box.shape.rawValue)")
        }
        for line in box.lines {
            document.text(
                line.text, at: Point(frame.minX + line.place.x, frame.minY + line.place.y), class: line.role.rawValue)
        }
        document.end()
    }

    private static let styleSheet: String = {
        func font(_ name: String, _ font: Font, _ colour: String) -> String {
            ".\(name){font-size:\(font.size)px;font-weight:\(font.isBold ? 700 : 400);fill:\(colour)}"
        }
        let rules = [
            "text{font-family:\(Font.families);white-space:pre}",
            font("heading", ChartElement.TextRole.heading.font, "#16202c"),
            font("panel", ChartElement.TextRole.panel.font, "#16202c"),
            font("caption", ChartElement.TextRole.caption.font, "#4d5966"),
            font("letter", ChartElement.TextRole.letter.font, "#ffffff"),
            font("title", ChartBox.Role.title.font, "#16202c"), font("body", ChartBox.Role.body.font, "#16202c"),
            font("avoid", ChartBox.Role.avoid.font, "#9b1c1c"), font("time", ChartBox.Role.time.font, "#1d4f91"),
            font("small", ChartBox.Role.small.font, "#4d5966"), ".page{fill:#ffffff}",
            ".frame{fill:#f7f9fb;stroke:#d5dce4}", ".badge{fill:#34495e}",
            ".arrow{fill:none;stroke:#5b6b7c;stroke-width:1.4}", ".dashed{stroke-dasharray:5 3}", ".head{fill:#5b6b7c}",
            ".question{fill:#e3edf9;stroke:#2b5c9e;stroke-width:1.4}", ".whom{fill:#eef4fb;stroke:#2b5c9e}",
            ".condition{fill:#ffffff;stroke:#c3ccd6}",
            ".otherwise{fill:#ffffff;stroke:#c3ccd6;stroke-dasharray:3 3}",
            ".reference{fill:#eceff3;stroke:#8a97a5}",
            ".strong{fill:#e6f3ea;stroke:#2e7d4f;stroke-width:1.6}", ".bar-strong{fill:#2e7d4f}",
            ".conditional{fill:#fff7e0;stroke:#b27712;stroke-width:1.3;stroke-dasharray:6 3}",
            ".bar-conditional{fill:#e0a83a}", ".ungraded{fill:#f2f3f5;stroke:#8a97a5}", ".bar-ungraded{fill:#a8b2bd}",
        ]
        return rules.joined(separator: "\n")
    }()
}
