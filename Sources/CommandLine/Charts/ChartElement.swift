// A piece of a flow diagram that is not parted: boxes, arrows and lines of text at their places within it.

import Diagrams

struct ChartElement {
    enum TextRole: String {
        case heading, panel, caption, letter

        var font: Font {
            switch self {
            case .heading: Font(size: 22, isBold: true)
            case .panel: Font(size: 15, isBold: true)
            case .caption: Font(size: 11.5)
            case .letter: Font(size: 13, isBold: true)
            }
        }
    }

    struct Text {
        var text: String
        var role: TextRole
        var place: Point
    }

    static let framePadding = 14.0
    private static let letterSize = 22.0

    private(set) var size: Size
    private(set) var boxes: [(box: ChartBox, frame: Rectangle)] = []
    private(set) var arrows: [(points: [Point], isDashed: Bool)] = []
    private(set) var texts: [Text] = []
    /// Backgrounds of parts.
    private(set) var frames: [Rectangle] = []
    /// Where letters of parts stand.
    private(set) var letters: [Rectangle] = []

    init(width: Double) { size = Size(width, 0) }

    /// A part of the pathway in its frame, with its title above.
    init(_ flow: FlowPanel, title: String, letter: String) {
        let padding = Self.framePadding
        size = Size(max(flow.size.width, 260) + 2 * padding, padding)
        var inner = self
        inner.size = Size(size.width - 2 * padding, 0)
        inner.add(title, .panel, letter: letter)
        place(inner, at: Point(padding, padding))
        size.height += inner.size.height + 10
        let top = size.height
        for (box, frame) in zip(flow.boxes, flow.frames) {
            boxes.append((box, frame.moved(by: Point(padding, top))))
        }
        arrows += flow.arrows.map { ($0.points.map { $0.moved(by: Point(padding, top)) }, $0.isDashed) }
        size.height += flow.size.height + padding
        frames = [Rectangle(Point(0, 0), size)]
    }

    init(sideBySide elements: [ChartElement], gap: Double, width: Double) {
        size = Size(width, elements.map(\.size.height).max() ?? 0)
        var x = 0.0
        for element in elements {
            place(element, at: Point(x, 0))
            x += element.size.width + gap
        }
    }

    private mutating func place(_ element: ChartElement, at origin: Point) {
        boxes += element.boxes.map { ($0.box, $0.frame.moved(by: origin)) }
        arrows += element.arrows.map { ($0.points.map { $0.moved(by: origin) }, $0.isDashed) }
        texts += element.texts.map { Text(text: $0.text, role: $0.role, place: $0.place.moved(by: origin)) }
        frames += element.frames.map { $0.moved(by: origin) }
        letters += element.letters.map { $0.moved(by: origin) }
    }

    // MARK: From top to bottom

    mutating func skip(_ height: Double) { size.height += height }

    /// A paragraph, after a marker or the letter of a part where there is one.
    mutating func add(_ text: String, _ role: TextRole, marker: String = "", letter: String? = nil) {
        let font = role.font
        var indent = marker.isEmpty ? 0 : font.width(of: marker + " ")
        if let letter {
            let square = Rectangle(Point(0, size.height), Size(Self.letterSize, Self.letterSize))
            letters.append(square)
            let width = TextRole.letter.font.width(of: letter)
            texts.append(Text(text: letter, role: .letter, place: Point(square.midX - width / 2, square.minY + 16)))
            indent = Self.letterSize + 8
        }
        for (number, line) in font.lines(text, width: size.width - indent).enumerated() {
            if number == 0, !marker.isEmpty {
                texts.append(Text(text: marker, role: role, place: Point(0, size.height + font.ascent)))
            }
            texts.append(Text(text: line, role: role, place: Point(indent, size.height + font.ascent)))
            size.height += font.lineHeight
        }
    }

    mutating func add(_ box: ChartBox) {
        boxes.append((box, Rectangle(Point(0, size.height), box.size)))
        size.height += box.size.height
    }

    /// Boxes in columns, each box in the column that is shortest so far.
    mutating func add(_ columns: Int, columnsOf boxes: [ChartBox], gap: Double) {
        var bottoms = [Double](repeating: size.height, count: columns)
        for box in boxes {
            guard let column = bottoms.indices.min(by: { bottoms[$0] < bottoms[$1] }) else { return }
            let x = Double(column) * (box.size.width + gap)
            self.boxes.append((box, Rectangle(Point(x, bottoms[column]), box.size)))
            bottoms[column] += box.size.height + gap
        }
        size.height = max(size.height, (bottoms.max() ?? 0) - gap)
    }

    /// What the shapes and colours mean.
    mutating func addLegend(_ words: Words) {
        let entries: [(ChartBox.Shape, String)] = [
            (.strong, words("strong recommendation", "强推荐")), (.conditional, words("conditional", "弱推荐")),
            (.ungraded, words("not graded", "未分级")), (.question, words("decision", "决策点")),
            (.condition, words("condition of a branch", "分支条件")), (.reference, words("from another part", "承接其他部分")),
        ]
        let font = TextRole.caption.font
        var x = 0.0
        for (shape, text) in entries {
            let sample = ChartBox(sampleOf: shape, Size(26, 16))
            boxes.append((sample, Rectangle(Point(x, size.height), sample.size)))
            texts.append(Text(text: text, role: .caption, place: Point(x + 32, size.height + 12)))
            x += 32 + font.width(of: text) + 18
        }
        size.height += 18
    }
}

extension Point {
    fileprivate func moved(by distance: Point) -> Point { Point(x + distance.x, y + distance.y) }
}

extension Rectangle {
    fileprivate func moved(by distance: Point) -> Rectangle { Rectangle(origin.moved(by: distance), size) }
}
