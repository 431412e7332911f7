import Diagrams
import Engine
import Foundation
import FoundationXML
import Guidelines
import Reasoning
import Testing
import Text

@testable import CommandLine

@Suite("Flow diagrams of the shipped guidelines")
struct GuidelineChartTests {
    @Test("no two boxes overlap, and all stand inside the page", arguments: Loaded.guidelines, Language.allCases)
    func boxes(name: String, language: Language) throws {
        for element in GuidelineChart(try Loaded.outline(name), language: language).elements {
            #expect(element.size.width <= GuidelineChart.contentWidth)
            let whole = Rectangle(Point(0, 0), element.size)
            for (index, (_, frame)) in element.boxes.enumerated() {
                #expect(whole.contains(frame))
                for (_, other) in element.boxes[(index + 1)...] { #expect(!frame.overlaps(other)) }
            }
        }
    }

    @Test("no line of text is cut off or runs out of its box", arguments: Loaded.guidelines, Language.allCases)
    func texts(name: String, language: Language) throws {
        for element in GuidelineChart(try Loaded.outline(name), language: language).elements {
            for (box, _) in element.boxes {
                for line in box.lines {
                    let font = line.role.font
                    #expect(line.place.x + font.width(of: line.text) <= box.size.width, "\(line.text)")
                    #expect(line.place.y - font.size >= 0 && line.place.y + font.size * 0.3 <= box.size.height)
                }
                for (line, next) in zip(box.lines, box.lines.dropFirst()) where line.place.y != next.place.y {
                    #expect(next.place.y - line.place.y >= next.role.font.size * 1.2)
                }
            }
            for text in element.texts {
                #expect(text.place.x + text.role.font.width(of: text.text) <= element.size.width, "\(text.text)")
                #expect(text.place.y <= element.size.height)
            }
        }
    }

    @Test("no arrow runs through a box or a line of text", arguments: Loaded.guidelines, Language.allCases)
    func arrows(name: String, language: Language) throws {
        for element in GuidelineChart(try Loaded.outline(name), language: language).elements {
            let titles = element.texts.map { text in
                let size = text.role.font.size
                return Rectangle(
                    Point(text.place.x, text.place.y - size), Size(text.role.font.width(of: text.text), size))
            }
            for arrow in element.arrows {
                for (point, next) in zip(arrow.points, arrow.points.dropFirst()) {
                    for obstacle in element.boxes.map(\.frame) + titles {
                        #expect(!obstacle.isCrossed(from: point, to: next))
                    }
                }
            }
        }
    }

    @Test("every recommendation and every question is shown once", arguments: Loaded.guidelines, Language.allCases)
    func completeness(name: String, language: Language) throws {
        let outline = try Loaded.outline(name)
        let boxes = GuidelineChart(outline, language: language).elements.flatMap(\.boxes).map(\.box)
        let titles = boxes.filter { $0.shape != .reference && $0.shape != .condition }.compactMap(\.paragraphs.first)
        for recommendation in outline.guideline.recommendations {
            let label = recommendation.label[language]
            let count = outline.guideline.recommendations.count { $0.label[language] == label }
            #expect(titles.count { $0 == label } == count, "\(label)")
        }
        for point in outline.guideline.decisionPoints {
            #expect(titles.contains(point.label[language]))
            let numbered = boxes.filter { $0.shape == .condition }.count
            #expect(numbered >= point.branches.count)
        }
    }

    @Test("a strong recommendation differs from a conditional one, and a time window is told")
    func grades() throws {
        let outline = try Loaded.outline("community-acquired-pneumonia")
        let boxes = GuidelineChart(outline, language: .english).elements.flatMap(\.boxes).map(\.box)
        let strong = try #require(
            boxes.first { $0.paragraphs.first == "Measure oxygen saturation" && $0.shape == .strong })
        #expect(strong.paragraphs.contains("within 1 day"))
        #expect(strong.paragraphs.contains { $0.hasPrefix("strong · low certainty · [") })
        #expect(
            boxes.contains {
                $0.shape == .conditional
                    && $0.paragraphs.first == "Home, healthy before, beta-lactam allergy: doxycycline"
            })
    }

    @Test("the SVG is well-formed XML, and each printed page is one document", arguments: Loaded.guidelines)
    func documents(name: String) throws {
        let outline = try Loaded.outline(name)
        for language in Language.allCases {
            let chart = GuidelineChart(outline, language: language)
            let pages = chart.svg(inPages: true)
            #expect(chart.svg().count == 1 && pages.count > 1)
            for document in chart.svg() + pages { #expect(XMLParser(data: Data(document.utf8)).parse()) }
            let labels = outline.guideline.recommendations.map { SVGText($0.label[language]) }
            let text = pages.joined()
            for label in labels { #expect(text.contains(label.escaped)) }
        }
    }

    @Test("the Mermaid text keeps to the grammar of flowcharts", arguments: Loaded.guidelines, Language.allCases)
    func mermaid(name: String, language: Language) throws {
        let outline = try Loaded.outline(name)
        let lines = GuidelineChart(outline, language: language).mermaid.split(separator: "\n").dropFirst(3).map {
            $0.drop { $0 == " " }
        }
        #expect(lines.first == "flowchart LR")
        // https://mermaid.js.org/syntax/flowchart.html: nodes, arrows, subgraphs, class definitions; texts in quotes.
        let text = #/"[^"\n]+"/#
        let node = #/[a-zA-Z]\w*(\[X\]|\(X\)|\{\{X\}\}|\(\(X\)\)):::[a-z]+/#
        let arrow = #/([a-zA-Z]\w*) -->(\|X\|)? ([a-zA-Z]\w*)/#
        var nodes: Set<Substring> = []
        var depth = 0
        for line in lines.dropFirst() {
            let shape = line.replacing(text, with: "X")
            if shape.hasPrefix("subgraph ") {
                depth += 1
            } else if shape == "end" {
                depth -= 1
            } else if shape.wholeMatch(of: node) != nil {
                #expect(nodes.insert(line.prefix { $0.isLetter || $0.isNumber }).inserted)
            } else if let match = shape.wholeMatch(of: arrow) {
                #expect(nodes.contains(match.1) && nodes.contains(match.3), "\(line)")
            } else {
                #expect(shape.wholeMatch(of: #/classDef [a-z]+ [^;"]+/#) != nil, "\(line)")
            }
            #expect(depth == 0 || depth == 1)
        }
        #expect(depth == 0)
        #expect(nodes.count >= outline.steps.count)
    }
}

/// A text as it stands in XML.
private struct SVGText {
    let escaped: String

    init(_ text: String) {
        escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
    }
}
