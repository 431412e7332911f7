// Where each node stands in its column: as near as its neighbours' mean height as the order and the boxes allow. With a
// fixed order this is an isotonic regression, solved exactly by pooling adjacent violators; columns take turns.

extension LayeredGraph {
    private static let rounds = 12

    /// The vertical centres of all nodes; the topmost box begins at 0.
    func centres(_ gap: Double) -> [Double] {
        var centres = [Double](repeating: 0, count: sizes.count)
        for layer in layers {
            var y = 0.0
            for node in layer {
                centres[node] = y + sizes[node].height / 2
                y += sizes[node].height + gap
            }
        }
        for round in 0..<Self.rounds {
            let isForward = round.isMultiple(of: 2)
            for index in isForward ? Array(layers.indices) : layers.indices.reversed() {
                let isLast = round >= Self.rounds - 2
                place(layers[index], gap, &centres) { node in
                    let near = isLast ? before[node] + after[node] : isForward ? before[node] : after[node]
                    return near.isEmpty ? before[node] + after[node] : near
                }
            }
        }
        let top = layers.joined().map { centres[$0] - sizes[$0].height / 2 }.min() ?? 0
        return centres.map { ($0 - top).rounded(.up) }
    }

    private func place(
        _ layer: [Int], _ gap: Double, _ centres: inout [Double], neighbours: (Int) -> [Int]
    ) {
        // Least distances become equal wishes once each node's own offset is taken off.
        var offsets: [Double] = []
        var offset = 0.0
        for (place, node) in layer.enumerated() {
            if place > 0 {
                // Rounding takes at most a pixel from a distance.
                offset += ((sizes[layer[place - 1]].height + sizes[node].height) / 2 + gap + 1).rounded(.up)
            }
            offsets.append(offset)
        }
        var pools: [(sum: Double, weight: Double, count: Int)] = []
        for (place, node) in layer.enumerated() {
            let near = neighbours(node)
            let wish =
                near.isEmpty ? centres[node] : near.reduce(0.0) { $0 + centres[$1] } / Double(near.count)
            // Long arrows are to be straight; nodes without neighbours give way.
            let weight = near.isEmpty ? 0.01 : isInvisible(node) ? 4.0 : 1.0
            pools.append(((wish - offsets[place]) * weight, weight, 1))
            while pools.count > 1 {
                let (upper, lower) = (pools[pools.count - 2], pools[pools.count - 1])
                guard upper.sum / upper.weight > lower.sum / lower.weight else { break }
                pools.removeLast(2)
                pools.append((upper.sum + lower.sum, upper.weight + lower.weight, upper.count + lower.count))
            }
        }
        var place = 0
        for pool in pools {
            for _ in 0..<pool.count {
                centres[layer[place]] = pool.sum / pool.weight + offsets[place]
                place += 1
            }
        }
    }
}
