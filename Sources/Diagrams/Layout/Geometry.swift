// Points, sizes and rectangles in pixels, y downwards.

public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

public struct Size: Hashable, Sendable {
    public var width: Double
    public var height: Double

    public init(_ width: Double, _ height: Double) {
        self.width = width
        self.height = height
    }
}

public struct Rectangle: Hashable, Sendable {
    public var origin: Point
    public var size: Size

    public init(_ origin: Point, _ size: Size) {
        self.origin = origin
        self.size = size
    }

    public var minX: Double { origin.x }
    public var minY: Double { origin.y }
    public var maxX: Double { origin.x + size.width }
    public var maxY: Double { origin.y + size.height }
    public var midX: Double { origin.x + size.width / 2 }
    public var midY: Double { origin.y + size.height / 2 }

    /// Whether the insides of the two have a point in common; touching edges do not count.
    public func overlaps(_ other: Rectangle) -> Bool {
        minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
    }

    /// Whether a horizontal or vertical line from `start` to `end` runs through the inside.
    public func isCrossed(from start: Point, to end: Point) -> Bool {
        min(start.x, end.x) < maxX && max(start.x, end.x) > minX && min(start.y, end.y) < maxY
            && max(start.y, end.y) > minY
    }

    public func contains(_ other: Rectangle) -> Bool {
        minX <= other.minX && minY <= other.minY && maxX >= other.maxX && maxY >= other.maxY
    }
}
