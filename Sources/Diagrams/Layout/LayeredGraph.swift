// The graph in layers: cycles opened, every node one layer right of those before it, and a chain of invisible nodes for
// every arrow that skips layers.

struct LayeredGraph {
    /// Of all nodes, invisible ones last; those have no size.
    private(set) var sizes: [Size]
    /// The layer of each node.
    private(set) var layer: [Int]
    /// The nodes of each edge from left to right, invisible ones between; a single node for an edge to itself.
    private(set) var chains: [[Int]] = []
    /// Edges drawn from head to tail because they close a cycle.
    private(set) var isReversed: [Bool]
    /// The nodes of each layer from top to bottom.
    var layers: [[Int]] = []
    /// Nodes on the left of an arrow that is drawn from head to tail.
    private(set) var endsOfReversed: Set<Int> = []
    private(set) var before: [[Int]]
    private(set) var after: [[Int]]

    init(_ sizes: [Size], _ edges: [LayeredLayout.Edge]) {
        self.sizes = sizes
        isReversed = Self.closingEdges(sizes.count, edges)
        let directed = zip(edges, isReversed).map { edge, isReversed in
            isReversed ? (from: edge.to, to: edge.from) : (from: edge.from, to: edge.to)
        }
        layer = Self.layers(sizes.count, directed)
        for edge in directed {
            guard edge.from != edge.to else {
                chains.append([edge.from])
                continue
            }
            var chain = [edge.from]
            for step in (layer[edge.from] + 1)..<max(layer[edge.to], layer[edge.from] + 1) {
                chain.append(self.sizes.count)
                self.sizes.append(Size(0, 0))
                layer.append(step)
            }
            chains.append(chain + [edge.to])
        }
        before = Array(repeating: [], count: self.sizes.count)
        after = before
        for chain in chains {
            for (from, to) in zip(chain, chain.dropFirst()) where !after[from].contains(to) {
                after[from].append(to)
                before[to].append(from)
            }
        }
        for (chain, isReversed) in zip(chains, isReversed) where isReversed { endsOfReversed.formUnion(chain) }
        layers = Array(repeating: [], count: (layer.max() ?? 0) + 1)
        for node in layer.indices { layers[layer[node]].append(node) }
    }

    func width(of layer: Int) -> Double { layers[layer].map { sizes[$0].width }.max() ?? 0 }

    func isInvisible(_ node: Int) -> Bool { sizes[node].width == 0 && sizes[node].height == 0 }

    /// The edges that lead back to a node whose successors are being visited.
    private static func closingEdges(_ count: Int, _ edges: [LayeredLayout.Edge]) -> [Bool] {
        var leaving = [[Int]](repeating: [], count: count)
        for (index, edge) in edges.enumerated() { leaving[edge.from].append(index) }
        var closing = [Bool](repeating: false, count: edges.count)
        var state = [UInt8](repeating: 0, count: count)
        for root in 0..<count where state[root] == 0 {
            var stack = [(node: root, next: 0)]
            state[root] = 1
            while let top = stack.last {
                guard top.next < leaving[top.node].count else {
                    state[top.node] = 2
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let edge = leaving[top.node][top.next]
                let target = edges[edge].to
                if state[target] == 1 {
                    closing[edge] = target != top.node
                } else if state[target] == 0 {
                    state[target] = 1
                    stack.append((target, 0))
                }
            }
        }
        return closing
    }

    /// The longest way from a node without predecessors, but these stand right before what they lead to.
    private static func layers(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
        var after = [[Int]](repeating: [], count: count)
        var waiting = [Int](repeating: 0, count: count)
        for edge in edges where edge.from != edge.to {
            after[edge.from].append(edge.to)
            waiting[edge.to] += 1
        }
        let roots = waiting.map { $0 == 0 }
        var layer = [Int](repeating: 0, count: count)
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let node = ready.popLast() {
            for next in after[node] {
                layer[next] = max(layer[next], layer[node] + 1)
                waiting[next] -= 1
                if waiting[next] == 0 { ready.append(next) }
            }
        }
        for node in 0..<count where roots[node] {
            if let nearest = after[node].map({ layer[$0] }).min() { layer[node] = nearest - 1 }
        }
        return layer
    }
}
