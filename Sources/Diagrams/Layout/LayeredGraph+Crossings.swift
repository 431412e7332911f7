// Fewer crossings: layers are sorted by the mean place of their neighbours, left to right and back, and neighbours are
// exchanged where that helps. The best order seen is kept, the given one unless another is better.

extension LayeredGraph {
    private static let sweeps = 8

    mutating func reduceCrossings() {
        guard layers.count > 1 else { return }
        // Invisible nodes first stand where their arrows come from.
        for index in layers.indices.dropFirst() { sort(index, by: before) }
        var best = layers
        var fewest = crossings()
        for sweep in 0..<Self.sweeps where fewest > 0 {
            let isForward = sweep.isMultiple(of: 2)
            let order = isForward ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
            for index in order { sort(index, by: isForward ? before : after) }
            exchangeNeighbours()
            let count = crossings()
            if count < fewest {
                fewest = count
                best = layers
            }
        }
        layers = best
    }

    /// Sorts a layer by the mean place of each node's neighbours; nodes without any keep their place.
    private mutating func sort(_ index: Int, by neighbours: [[Int]]) {
        let places = places()
        let layer = layers[index]
        let keys = layer.indices.map { place -> Double in
            let near = neighbours[layer[place]]
            guard !near.isEmpty else { return Double(place) }
            return near.reduce(0.0) { $0 + Double(places[$1]) } / Double(near.count)
        }
        layers[index] = layer.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { layer[$0] }
    }

    /// The place of every node in its layer.
    private func places() -> [Int] {
        var places = [Int](repeating: 0, count: sizes.count)
        for layer in layers {
            for (place, node) in layer.enumerated() { places[node] = place }
        }
        return places
    }

    private mutating func exchangeNeighbours() {
        var places = places()
        for index in layers.indices where layers[index].count > 1 {
            var isImproved = true
            var rounds = 0
            while isImproved, rounds < 8 {
                isImproved = false
                rounds += 1
                for place in 0..<(layers[index].count - 1) {
                    let (upper, lower) = (layers[index][place], layers[index][place + 1])
                    guard crossings(upper, lower, places) > crossings(lower, upper, places) else { continue }
                    layers[index].swapAt(place, place + 1)
                    (places[upper], places[lower]) = (place + 1, place)
                    isImproved = true
                }
            }
        }
    }

    /// Crossings between the arrows of two nodes of a layer when the first stands above the second.
    private func crossings(_ upper: Int, _ lower: Int, _ places: [Int]) -> Int {
        var count = 0
        for neighbours in [before, after] {
            for first in neighbours[upper] {
                for second in neighbours[lower] where places[first] > places[second] { count += 1 }
            }
        }
        return count
    }

    func crossings() -> Int {
        let places = places()
        var count = 0
        for layer in layers {
            let arrows = layer.flatMap { node in after[node].map { (places[node], places[$0]) } }
            for (index, first) in arrows.enumerated() {
                for second in arrows[(index + 1)...]
                where (first.0 < second.0 && first.1 > second.1) || (first.0 > second.0 && first.1 < second.1) {
                    count += 1
                }
            }
        }
        return count
    }
}
