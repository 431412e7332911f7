// An SVG 1.1 document, written element by element. Every text and attribute is escaped, and characters that XML forbids
// are left out.

public struct SVGDocument: Sendable {
    public typealias Attributes = KeyValuePairs<String, String>

    private var lines: [String] = []
    private var open: [String] = []

    /// - Parameters:
    ///   - title: what the picture shows, for people who cannot see it.
    ///   - language: a BCP 47 tag.
    public init(size: Size, title: String, description: String, language: String, styleSheet: String) {
        let (width, height) = (Self.number(size.width), Self.number(size.height))
        lines.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        start(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height,
                "viewBox": "0 0 \(width) \(height)", "role": "img", "aria-labelledby": "title description",
                "xml:lang": language, "lang": language,
            ])
        element("title", ["id": "title"], title)
        element("desc", ["id": "description"], description)
        element("style", [:], styleSheet)
    }

    public mutating func start(_ name: String, _ attributes: Attributes = [:]) {
        lines.append(indent + "<\(name)\(Self.text(attributes))>")
        open.append(name)
    }

    public mutating func end() {
        guard let name = open.popLast() else { return }
        lines.append(indent + "</\(name)>")
    }

    public mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: String? = nil) {
        let start = indent + "<\(name)\(Self.text(attributes))"
        lines.append(content.map { "\(start)>\(Self.escaped($0))</\(name)>" } ?? start + "/>")
    }

    public mutating func rectangle(_ rectangle: Rectangle, radius: Double = 0, class name: String) {
        element(
            "rect",
            [
                "x": Self.number(rectangle.minX), "y": Self.number(rectangle.minY),
                "width": Self.number(rectangle.size.width), "height": Self.number(rectangle.size.height),
                "rx": Self.number(radius), "class": name,
            ])
    }

    public mutating func polygon(_ points: [Point], class name: String) {
        element(
            "polygon",
            [
                "points": points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " "),
                "class": name,
            ])
    }

    /// A line of text with its baseline at `point`.
    public mutating func text(_ text: String, at point: Point, class name: String) {
        element("text", ["x": Self.number(point.x), "y": Self.number(point.y), "class": name], text)
    }

    /// A line through the points, its corners rounded, with an arrowhead at its end.
    public mutating func arrow(_ points: [Point], radius: Double = 5, class name: String, head: String) {
        guard let tip = points.last, points.count > 1 else { return }
        let before = points[points.count - 2]
        let isLeftwards = before.x > tip.x
        // The head covers the end of the line.
        let neck = Point(tip.x + (isLeftwards ? 6 : -6), tip.y)
        element(
            "path", ["d": Self.path(Array(points.dropLast()) + [neck], radius), "class": name])
        polygon(
            [
                tip, Point(tip.x + (isLeftwards ? 8 : -8), tip.y - 4), Point(tip.x + (isLeftwards ? 8 : -8), tip.y + 4),
            ], class: head)
    }

    private static func path(_ points: [Point], _ radius: Double) -> String {
        var path = "M\(number(points[0].x)) \(number(points[0].y))"
        for index in points.indices.dropFirst() {
            let point = points[index]
            guard index < points.count - 1 else {
                path += " L\(number(point.x)) \(number(point.y))"
                break
            }
            let (before, after) = (points[index - 1], points[index + 1])
            let reach = min(radius, length(before, point) / 2, length(point, after) / 2)
            let (start, end) = (towards(before, from: point, reach), towards(after, from: point, reach))
            path += " L\(number(start.x)) \(number(start.y))"
            path += " Q\(number(point.x)) \(number(point.y)) \(number(end.x)) \(number(end.y))"
        }
        return path
    }

    private static func length(_ first: Point, _ second: Point) -> Double {
        abs(first.x - second.x) + abs(first.y - second.y)
    }

    private static func towards(_ target: Point, from point: Point, _ distance: Double) -> Point {
        let length = length(point, target)
        guard length > 0 else { return point }
        return Point(
            point.x + (target.x - point.x) / length * distance, point.y + (target.y - point.y) / length * distance)
    }

    /// The whole document.
    public var serialized: String {
        var document = self
        while !document.open.isEmpty { document.end() }
        return document.lines.joined(separator: "\n") + "\n"
    }

    private var indent: String { String(repeating: " ", count: open.count) }

    /// To one decimal, without a needless one.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }

    private static func text(_ attributes: Attributes) -> String {
        attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            default:
                // XML 1.0, 2.2: no other control characters, no noncharacters.
                let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
                if !isForbidden { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
