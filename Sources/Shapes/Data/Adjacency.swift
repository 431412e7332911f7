// For each node the edges that leave it, sorted by predicate and other end, all in one array. A node whose list has
// outgrown its place moves to the end of the array with room to spare, so that lists can grow without a rebuild.

import Primitives

struct Edge: Equatable {
    var predicate: NodeID
    var node: NodeID

    var key: UInt64 { UInt64(predicate.rawValue) << 32 | UInt64(node.rawValue) }
}

struct Adjacency {
    private struct Place {
        var start = 0
        var count: UInt32 = 0
        var capacity: UInt32 = 0
    }

    private(set) var edges: [Edge] = []
    private var places: [Place] = []

    init() {}

    /// Builds from edges grouped by node and sorted within each, without duplicates.
    init(nodeCount: Int, sorted triples: [TripleNumbers]) {
        places = [Place](repeating: Place(), count: nodeCount)
        edges = triples.map { Edge(predicate: NodeID(rawValue: $0.second), node: NodeID(rawValue: $0.third)) }
        for (index, triple) in triples.enumerated() {
            if places[Int(triple.first)].count == 0 { places[Int(triple.first)].start = index }
            places[Int(triple.first)].count += 1
            places[Int(triple.first)].capacity += 1
        }
    }

    /// All edges of a node, as places in `edges`.
    func range(of node: NodeID) -> Range<Int> {
        guard node.index < places.count else { return 0..<0 }
        let place = places[node.index]
        return place.start..<(place.start + Int(place.count))
    }

    /// The edges of a node with one predicate.
    func range(of node: NodeID, _ predicate: NodeID) -> Range<Int> {
        let all = range(of: node)
        if all.count <= 8 {
            var start = all.lowerBound
            while start < all.upperBound, edges[start].predicate < predicate { start += 1 }
            var end = start
            while end < all.upperBound, edges[end].predicate == predicate { end += 1 }
            return start..<end
        }
        let start = firstPlace(in: all, notBelow: UInt64(predicate.rawValue) << 32)
        let end = firstPlace(in: start..<all.upperBound, notBelow: (UInt64(predicate.rawValue) + 1) << 32)
        return start..<end
    }

    func contains(_ node: NodeID, _ edge: Edge) -> Bool {
        let all = range(of: node)
        let place = firstPlace(in: all, notBelow: edge.key)
        return place < all.upperBound && edges[place] == edge
    }

    private func firstPlace(in range: Range<Int>, notBelow key: UInt64) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if edges[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds an edge; returns false when it was there.
    mutating func insert(_ edge: Edge, at node: NodeID) -> Bool {
        if node.index >= places.count {
            places.append(contentsOf: repeatElement(Place(), count: node.index + 1 - places.count))
        }
        let all = range(of: node)
        var target = firstPlace(in: all, notBelow: edge.key)
        if target < all.upperBound, edges[target] == edge { return false }
        var place = places[node.index]
        if place.count == place.capacity {
            let (offset, capacity) = (target - place.start, max(4, place.capacity * 2))
            let start = edges.count
            edges.append(contentsOf: edges[all])
            edges.append(contentsOf: repeatElement(edge, count: Int(capacity) - all.count))
            place.start = start
            place.capacity = capacity
            target = start + offset
        }
        var hole = place.start + Int(place.count)
        while hole > target {
            edges[hole] = edges[hole - 1]
            hole -= 1
        }
        edges[target] = edge
        place.count += 1
        places[node.index] = place
        return true
    }

    /// Removes an edge; returns false when it was not there.
    mutating func remove(_ edge: Edge, at node: NodeID) -> Bool {
        let all = range(of: node)
        let target = firstPlace(in: all, notBelow: edge.key)
        guard target < all.upperBound, edges[target] == edge else { return false }
        for place in target..<(all.upperBound - 1) { edges[place] = edges[place + 1] }
        places[node.index].count -= 1
        return true
    }
}

/// A triple as three numbers, in whichever order it is to be sorted.
struct TripleNumbers: WordRecord, Equatable {
    var first: UInt32
    var second: UInt32
    var third: UInt32

    static let wordCount = 2

    func word(_ index: Int) -> UInt64 {
        index == 0 ? UInt64(first) << 32 | UInt64(second) : UInt64(third)
    }
}
