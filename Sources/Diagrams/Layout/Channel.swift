// The channel between two layers, where arrows turn. Arrows that share their tails and heads run as one bundle with one
// vertical track. Tracks are ordered so that no two bundles lie on each other and few cross.

struct Channel {
    private struct Bundle {
        var tails: [Int]
        var heads: [Int]
        /// Heights at which it leaves the left layer and enters the right one, by node.
        var left: [Int: Double] = [:]
        var right: [Int: Double] = [:]

        var heights: [Double] { Array(left.values) + Array(right.values) }
        var isStraight: Bool { Set(heights).count == 1 }

        func spans(_ height: Double) -> Bool {
            guard let low = heights.min(), let high = heights.max() else { return false }
            return low < height && height < high
        }
    }

    /// Distance between arrows of different bundles that enter one node.
    private static let portDistance = 8.0
    /// A smaller turn than this looks like a mistake; the arrow enters beside the middle instead.
    private static let leastTurn = 4.0
    /// Ordering takes time with the fourth power of the bundles; beyond this many, which no page holds, they keep the
    /// order of their nodes.
    private static let mostOrdered = 40

    private var bundles: [Bundle] = []
    /// The place of each bundle's track from the left layer's edge.
    private var tracks: [Double] = []
    private var bundleOfTail: [Int: Int] = [:]
    private(set) var width = 0.0

    init(_ graph: LayeredGraph, _ centres: [Double], after layer: Int, _ spacing: LayeredLayout.Spacing) {
        var byHeads: [[Int]: Int] = [:]
        for tail in graph.layers[layer] {
            let heads = graph.after[tail]
            guard !heads.isEmpty else { continue }
            // Arrows that lead back share no line with others.
            if graph.endsOfReversed.contains(tail) {
                bundleOfTail[tail] = bundles.count
                bundles.append(Bundle(tails: [tail], heads: heads))
            } else if let known = byHeads[heads.sorted()] {
                bundles[known].tails.append(tail)
                bundleOfTail[tail] = known
            } else {
                byHeads[heads.sorted()] = bundles.count
                bundleOfTail[tail] = bundles.count
                bundles.append(Bundle(tails: [tail], heads: heads))
            }
        }
        for index in bundles.indices {
            for tail in bundles[index].tails { bundles[index].left[tail] = centres[tail] }
        }
        for head in graph.layers[layer + 1] { assignPorts(head, centres, isInvisible: graph.isInvisible(head)) }
        var order = turningOrder()
        if separateRemainingOverlaps(order) { order = turningOrder() }
        tracks = [Double](repeating: spacing.channel, count: bundles.count)
        for (place, bundle) in order.enumerated() {
            tracks[bundle] = spacing.channel + Double(place) * spacing.tracks
        }
        width = spacing.channel * 2 + Double(max(order.count, 1) - 1) * spacing.tracks
    }

    func ports(from tail: Int, to head: Int) -> (left: Double, right: Double, track: Double) {
        guard let index = bundleOfTail[tail], let left = bundles[index].left[tail],
            let right = bundles[index].right[head]
        else { return (0, 0, 0) }
        return (left, right, tracks[index])
    }

    /// Bundles that enter the same node do so one below the other; a straight one keeps the middle.
    private mutating func assignPorts(_ head: Int, _ centres: [Double], isInvisible: Bool) {
        let entering = bundles.indices.filter { bundles[$0].heads.contains(head) }
        if entering.count == 1, !isInvisible, bundles[entering[0]].heads.count == 1,
            let (_, left) = bundles[entering[0]].left.first, bundles[entering[0]].left.count == 1,
            abs(left - centres[head]) <= Self.leastTurn
        {
            bundles[entering[0]].right[head] = left
            return
        }
        func height(_ bundle: Int) -> Double {
            let left = bundles[bundle].left.values
            return left.reduce(0, +) / Double(left.count)
        }
        let sorted = entering.sorted { (height($0), $0) < (height($1), $1) }
        let straight = sorted.firstIndex { bundles[$0].tails.count == 1 && height($0) == centres[head] }
        let middle = straight.map(Double.init) ?? Double(sorted.count - 1) / 2
        for (place, bundle) in sorted.enumerated() {
            bundles[bundle].right[head] = centres[head] + (Double(place) - middle) * Self.portDistance
        }
    }

    // MARK: Tracks

    /// The bundles that turn, in the order of their tracks.
    private func turningOrder() -> [Int] {
        Self.ordered(bundles.indices.filter { !bundles[$0].isStraight }, bundles)
    }

    /// How bad it is for the first bundle's track to lie left of the second's.
    private static func cost(_ first: Bundle, _ second: Bundle) -> Int {
        var cost = 0
        for right in first.right.values {
            if second.spans(right) { cost += 1 }
            for left in second.left.values where abs(left - right) < 3 { cost += 1_000 }
        }
        for left in second.left.values where first.spans(left) { cost += 1 }
        return cost
    }

    /// Neighbours change places, and single bundles move, as long as the sum of costs falls.
    private static func ordered(_ indices: [Int], _ bundles: [Bundle]) -> [Int] {
        var order = indices
        func total(_ order: [Int]) -> Int {
            var sum = 0
            for (place, first) in order.enumerated() {
                for second in order[(place + 1)...] { sum += cost(bundles[first], bundles[second]) }
            }
            return sum
        }
        var best = total(order)
        var isImproved = best > 0 && order.count <= mostOrdered
        while isImproved {
            isImproved = false
            for from in order.indices {
                for to in order.indices where to != from {
                    var candidate = order
                    candidate.insert(candidate.remove(at: from), at: to)
                    let sum = total(candidate)
                    if sum < best {
                        (order, best, isImproved) = (candidate, sum, true)
                    }
                }
            }
        }
        return order
    }

    /// Where two bundles would still lie on each other, the one that comes from the left leaves a little lower.
    private mutating func separateRemainingOverlaps(_ order: [Int]) -> Bool {
        var hasMoved = false
        for (place, first) in order.enumerated() {
            for second in order[(place + 1)...] {
                for (tail, left) in bundles[second].left
                where bundles[first].right.values.contains(where: { abs($0 - left) < 3 }) {
                    bundles[second].left[tail] = left + 4
                    hasMoved = true
                }
            }
        }
        return hasMoved
    }
}
