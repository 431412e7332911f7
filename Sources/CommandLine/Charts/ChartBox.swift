// A box of a flow diagram with its text set: lines are broken to the box's width, and the box is as high as they need.

import Diagrams

struct ChartBox {
    enum Shape: String {
        case strong, conditional, ungraded
        case whom, question, condition, otherwise, reference
    }

    enum Role: String {
        case title, body, avoid, time, small

        var font: Font {
            switch self {
            case .title: Font(size: 13, isBold: true)
            case .body: Font(size: 12)
            case .avoid: Font(size: 12, isBold: true)
            case .time: Font(size: 11.5, isBold: true)
            case .small: Font(size: 11)
            }
        }
    }

    /// A line of text; its place is from the box's upper left corner to the start of the baseline.
    struct Line {
        var text: String
        var role: Role
        var place: Point
    }

    let shape: Shape
    private(set) var lines: [Line] = []
    /// The paragraphs as they were added, unbroken.
    private(set) var paragraphs: [String] = []
    private(set) var size: Size
    /// What a reader sees who rests the pointer on it.
    var tooltip: String?
    private let padding: (left: Double, right: Double, vertical: Double)

    init(_ shape: Shape, width: Double) {
        self.shape = shape
        padding =
            switch shape {
            case .question: (20, 20, 9)
            case .condition, .reference, .otherwise: (10, 10, 6)
            case .strong, .conditional, .ungraded: (16, 10, 9)
            case .whom: (14, 14, 9)
            }
        size = Size(width, padding.vertical * 2)
    }

    /// An empty box, for a legend.
    init(sampleOf shape: Shape, _ size: Size) {
        self.shape = shape
        self.size = size
        padding = (0, 0, 0)
    }

    /// Adds a paragraph; lines after the first are indented like the text behind the marker, by `indent` where given.
    /// The whole begins `offset` to the right.
    mutating func add(
        _ text: String, _ role: Role, marker: String = "", indent given: Double? = nil, offset: Double = 0,
        space: Double = 0
    ) {
        paragraphs.append(marker.isEmpty ? text : "\(marker) \(text)")
        let font = role.font
        let indent = max(marker.isEmpty ? 0 : font.width(of: marker + " "), given ?? 0)
        let left = padding.left + offset
        let room = size.width - left - padding.right - indent
        var top = size.height - padding.vertical + (lines.isEmpty ? 0 : space)
        for (number, text) in font.lines(text, width: room).enumerated() {
            if number == 0, !marker.isEmpty {
                lines.append(Line(text: marker, role: role, place: Point(left, top + font.ascent)))
            }
            lines.append(Line(text: text, role: role, place: Point(left + indent, top + font.ascent)))
            top += font.lineHeight
        }
        size.height = top + padding.vertical
    }
}
