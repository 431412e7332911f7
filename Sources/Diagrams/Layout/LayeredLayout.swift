// A layered drawing of a directed graph, after Sugiyama, Tagawa and Toda (1981): arrows run from left to right, boxes
// stand in columns. Cycles are opened, every node gets a layer, long arrows pass through invisible nodes, crossings are
// reduced, heights are assigned, and arrows are led at right angles through the channels between the layers. Since boxes
// stand in columns and arrows turn only between them, no arrow can run through a box.
//
// Branches of a question are read in their order, so nodes keep the order that they were given in unless another one
// has fewer crossings.

public struct LayeredLayout: Sendable {
    public struct Edge: Hashable, Sendable {
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    public struct Spacing: Sendable {
        /// Between the boxes of one layer.
        public var nodes: Double
        /// From a box to the first turn of an arrow, and from the last one to the next box.
        public var channel: Double
        /// Between parallel arrows in a channel.
        public var tracks: Double

        public init(nodes: Double = 14, channel: Double = 18, tracks: Double = 10) {
            self.nodes = nodes
            self.channel = channel
            self.tracks = tracks
        }
    }

    /// The boxes, by node.
    public let boxes: [Rectangle]
    /// The turning points of each arrow, by edge, from its tail to its head; empty for an arrow from a node to itself.
    public let routes: [[Point]]
    public let size: Size

    /// - Precondition: edges name nodes by their index in `sizes`.
    public init(_ sizes: [Size], _ edges: [Edge], spacing: Spacing = Spacing()) {
        guard !sizes.isEmpty else {
            boxes = []
            routes = edges.map { _ in [] }
            size = Size(0, 0)
            return
        }
        var graph = LayeredGraph(sizes, edges)
        graph.reduceCrossings()
        let centres = graph.centres(spacing.nodes)
        let layers = graph.layers
        let channels = layers.indices.dropLast().map { Channel(graph, centres, after: $0, spacing) }

        var lefts: [Double] = []
        var x = 0.0
        for index in layers.indices {
            lefts.append(x)
            x += graph.width(of: index) + (index < channels.count ? channels[index].width : 0)
        }
        boxes = sizes.indices.map { node in
            let size = sizes[node]
            return Rectangle(Point(lefts[graph.layer[node]], centres[node] - size.height / 2), size)
        }
        routes = edges.indices.map { edge in
            graph.route(of: edge, lefts: lefts, centres: centres, channels)
        }
        let bottom = boxes.map(\.maxY).max() ?? 0
        let turns = routes.joined().map(\.y).max() ?? 0
        size = Size(x, max(bottom, turns))
    }
}

extension LayeredGraph {
    /// The arrow's points, through every channel that it passes.
    fileprivate func route(
        of edge: Int, lefts: [Double], centres: [Double], _ channels: [Channel]
    ) -> [Point] {
        let chain = chains[edge]
        guard chain.count > 1 else { return [] }
        var points: [Point] = []
        for (from, to) in zip(chain, chain.dropFirst()) {
            let layer = layer[from]
            let channel = channels[layer]
            let start = lefts[layer] + width(of: layer)
            let ports = channel.ports(from: from, to: to)
            points.append(Point(lefts[layer] + sizes[from].width, ports.left))
            if ports.left != ports.right {
                points.append(Point(start + ports.track, ports.left))
                points.append(Point(start + ports.track, ports.right))
            }
            points.append(Point(lefts[layer + 1], ports.right))
        }
        return (isReversed[edge] ? points.reversed() : points).withoutNeedlessPoints
    }
}

extension [Point] {
    /// Without repeated points and points inside a straight line.
    fileprivate var withoutNeedlessPoints: [Point] {
        var kept: [Point] = []
        for point in self {
            if kept.last == point { continue }
            if kept.count > 1, let last = kept.last {
                let before = kept[kept.count - 2]
                if (before.x == last.x && last.x == point.x) || (before.y == last.y && last.y == point.y) {
                    kept.removeLast()
                }
            }
            kept.append(point)
        }
        return kept
    }
}
