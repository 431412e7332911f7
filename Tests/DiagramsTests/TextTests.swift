import Diagrams
import Foundation
import FoundationXML
import Testing

@Suite("Setting text")
struct LineBreakingTests {
    private let font = Font(size: 12)

    @Test(
        "no line is wider than the box, and no character is lost",
        arguments: [
            "住院且既往铜绿假单胞菌或支气管扩张：抗假单胞菌β-内酰胺类（哌拉西林他唑巴坦、头孢吡肟），近 3 个月内。",
            "Hospital, with earlier Pseudomonas or bronchiectasis: antipseudomonal beta-lactam (piperacillin/tazobactam)",
            "Pneumonoultramicroscopicsilicovolcanoconiosis", "", "≥", "，，，，",
        ], [24.0, 60, 90, 200])
    func widths(text: String, width: Double) {
        let lines = font.lines(text, width: width)
        #expect(lines.allSatisfy { font.width(of: $0) <= width || $0.count == 1 || $0.allSatisfy { "，".contains($0) } })
        func letters(_ text: String) -> String { String(text.filter { $0 != " " }) }
        #expect(letters(lines.joined()) == letters(text))
    }

    @Test("no Chinese line begins with closing or ends with opening punctuation", arguments: 7..<24)
    func punctuation(columns: Int) {
        let text = "血压≥140/90（诊室），或家庭血压≥135/85；用“钙通道阻滞剂”、利尿剂，复测。"
        for line in font.lines(text, width: Double(columns) * 12) where line.count > 1 {
            #expect(!"，；。、）”".contains(line.first ?? "x"), "\(line)")
            #expect(!"（“".contains(line.last ?? "x"), "\(line)")
        }
    }

    @Test("Latin words and numbers stay whole where they fit")
    func words() {
        #expect(font.lines("起始二甲双胍 metformin 每日 1500 mg", width: 80).contains { $0.contains("metformin") })
        #expect(font.lines("oral anticoagulant", width: 90) == ["oral", "anticoagulant"])
    }

    @Test("a Chinese character takes one em, a bold text more than a plain one")
    func ems() {
        #expect(font.width(of: "高血压") == 36)
        #expect(Font(size: 12, isBold: true).width(of: "Stroke") > font.width(of: "Stroke"))
    }
}

@Suite("Formats of diagrams")
struct FormatTests {
    @Test("an SVG is well-formed XML whatever its texts hold, and tells what it shows")
    func escaping() throws {
        let hostile = "<script>&\"']]>\u{0}\u{8}\u{FFFF} 高血压 🩺"
        var document = SVGDocument(
            size: Size(10, 10), title: hostile, description: hostile, language: "zh-Hans", styleSheet: "a>b{}")
        document.start("g", ["id": hostile])
        document.text(hostile, at: Point(0, 0), class: "x")
        document.arrow([Point(0, 0), Point(5, 0), Point(5, 9), Point(9, 9)], class: "a", head: "h")
        let reader = TextCollector()
        let parser = XMLParser(data: Data(document.serialized.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.texts["title"] == "<script>&\"']]> 高血压 🩺")
        #expect(reader.texts["text"] == "<script>&\"']]> 高血压 🩺")
        #expect(reader.attributes["svg"]?["role"] == "img")
        #expect(reader.elements == ["svg", "title", "desc", "style", "g", "text", "path", "polygon"])
    }

    @Test("a Mermaid text cannot end its quotes, its line or its node")
    func mermaid() {
        var chart = MermaidFlowchart(title: "a \"b\" \\ c\nd", direction: "LR")
        chart.startSubgraph("part", "x\"]\nend")
        chart.node("n1", "a \"b\" [c] {d} #35; <e> & `f` **g** |h|\ni", .hexagon, class: "question")
        chart.endSubgraph()
        chart.arrow("n1", "n2", label: "\"| end")
        let lines = chart.serialized.split(separator: "\n")
        #expect(lines.prefix(4) == ["---", "title: \"a \\\"b\\\" \\\\ c d\"", "---", "flowchart LR"])
        #expect(lines.count == 8)
        for line in lines.dropFirst(4) { #expect(line.filter { $0 == "\"" }.count.isMultiple(of: 2)) }
        #expect(lines[5].contains("a #quot;b#quot; #91;c#93; #123;d#125; #35;35#59; #lt;e#gt; #amp; #96;f#96;"))
        #expect(lines[5].contains("<br/>i\"}}:::question"))
    }
}

/// What an XML document holds, by element.
private final class TextCollector: NSObject, XMLParserDelegate {
    var elements: [String] = []
    var texts: [String: String] = [:]
    var attributes: [String: [String: String]] = [:]
    private var open: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(name)
        open.append(name)
        self.attributes[name] = attributes
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let name = open.last { texts[name, default: ""] += text }
    }
}
