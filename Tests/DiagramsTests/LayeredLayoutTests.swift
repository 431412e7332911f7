import Diagrams
import Primitives
import Testing

@Suite("The layered layout")
struct LayeredLayoutTests {
    /// A random graph: mostly forward edges, some that close a cycle, some repeated.
    private static func graph(_ seed: UInt64) -> (sizes: [Size], edges: [LayeredLayout.Edge]) {
        var random = SplitMix64(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        let count = 1 + below(24)
        let sizes = (0..<count).map { _ in Size(Double(40 + below(300)), Double(20 + below(140))) }
        let edges = (0..<below(2 * count)).map { _ in
            let (first, second) = (below(count), below(count))
            return below(8) == 0
                ? LayeredLayout.Edge(from: max(first, second), to: min(first, second))
                : LayeredLayout.Edge(from: min(first, second), to: max(first, second))
        }
        return (sizes, edges)
    }

    @Test("no two boxes overlap, and all stand inside the drawing", arguments: 0..<200)
    func boxes(seed: Int) {
        let (sizes, edges) = Self.graph(UInt64(seed))
        let layout = LayeredLayout(sizes, edges)
        #expect(layout.boxes.map(\.size) == sizes)
        let whole = Rectangle(Point(0, 0), layout.size)
        for (index, box) in layout.boxes.enumerated() {
            #expect(whole.contains(box))
            for other in layout.boxes[(index + 1)...] { #expect(!box.overlaps(other)) }
        }
    }

    @Test("an arrow leads from its tail to its head at right angles and through no box", arguments: 0..<200)
    func arrows(seed: Int) throws {
        let (sizes, edges) = Self.graph(UInt64(seed))
        let layout = LayeredLayout(sizes, edges)
        for (edge, route) in zip(edges, layout.routes) {
            guard edge.from != edge.to else {
                #expect(route.isEmpty)
                continue
            }
            let (start, end) = (try #require(route.first), try #require(route.last))
            for (point, node) in [(start, edge.from), (end, edge.to)] {
                let box = layout.boxes[node]
                #expect(point.x == box.minX || point.x == box.maxX)
                #expect(box.minY <= point.y && point.y <= box.maxY)
            }
            for (point, next) in zip(route, route.dropFirst()) {
                #expect(point.x == next.x || point.y == next.y)
                for box in layout.boxes { #expect(!box.isCrossed(from: point, to: next)) }
            }
        }
    }

    @Test("arrows that have no end in common never lie on each other", arguments: 0..<200)
    func overlaps(seed: Int) {
        let (sizes, edges) = Self.graph(UInt64(seed))
        let layout = LayeredLayout(sizes, edges)
        for first in edges.indices {
            for second in edges.indices where second > first {
                let ends = Set([edges[first].from, edges[first].to, edges[second].from, edges[second].to])
                guard ends.count == 4 else { continue }
                for segment in Self.segments(layout.routes[first]) {
                    for other in Self.segments(layout.routes[second]) {
                        // Bundles join arrows whose tails lead to the same heads.
                        let heads = { (tail: Int) in Set(edges.filter { $0.from == tail }.map(\.to)) }
                        if heads(edges[first].from) == heads(edges[second].from) { continue }
                        #expect(!Self.lieOnEachOther(segment, other), "edges \(first) and \(second)")
                    }
                }
            }
        }
    }

    @Test("branches keep the order that they were given in")
    func order() {
        let sizes = [Size](repeating: Size(100, 40), count: 9)
        let edges = (1...4).flatMap { branch in
            [LayeredLayout.Edge(from: 0, to: branch), LayeredLayout.Edge(from: branch, to: branch + 4)]
        }
        let layout = LayeredLayout(sizes, edges)
        for first in [1, 2, 3, 5, 6, 7] { #expect(layout.boxes[first].maxY < layout.boxes[first + 1].minY) }
        for branch in 1...4 { #expect(layout.routes[2 * branch - 1].count == 2, "a straight arrow") }
    }

    @Test("crossings that another order avoids are avoided")
    func crossings() {
        let sizes = [Size](repeating: Size(60, 30), count: 6)
        let edges = [(0, 5), (1, 4), (2, 3)].map { LayeredLayout.Edge(from: $0.0, to: $0.1) }
        let layout = LayeredLayout(sizes, edges)
        #expect(layout.routes.allSatisfy { $0.count == 2 })
    }

    @Test("a cycle is drawn, with one arrow leading back")
    func cycle() {
        let layout = LayeredLayout(
            [Size](repeating: Size(60, 30), count: 3),
            [(0, 1), (1, 2), (2, 0)].map { LayeredLayout.Edge(from: $0.0, to: $0.1) })
        #expect(layout.boxes[0].maxX < layout.boxes[1].minX)
        #expect(layout.boxes[1].maxX < layout.boxes[2].minX)
        #expect(layout.routes[2].first?.x == layout.boxes[2].minX)
        #expect(layout.routes[2].last?.x == layout.boxes[0].maxX)
    }

    @Test("nothing to draw is no mistake")
    func nothing() {
        #expect(LayeredLayout([], []).size == Size(0, 0))
        #expect(LayeredLayout([Size(10, 10)], [LayeredLayout.Edge(from: 0, to: 0)]).routes == [[]])
    }

    private static func segments(_ route: [Point]) -> [(Point, Point)] { Array(zip(route, route.dropFirst())) }

    private static func lieOnEachOther(_ first: (Point, Point), _ second: (Point, Point)) -> Bool {
        func shared(_ a: (Double, Double), _ b: (Double, Double)) -> Bool {
            max(min(a.0, a.1), min(b.0, b.1)) < min(max(a.0, a.1), max(b.0, b.1))
        }
        let horizontal = first.0.y == first.1.y && second.0.y == second.1.y && first.0.y == second.0.y
        let vertical = first.0.x == first.1.x && second.0.x == second.1.x && first.0.x == second.0.x
        return horizontal && shared((first.0.x, first.1.x), (second.0.x, second.1.x))
            || vertical && shared((first.0.y, first.1.y), (second.0.y, second.1.y))
    }
}
