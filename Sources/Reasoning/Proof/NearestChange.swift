// What would turn a verdict: the fewest leaves that would have to come out otherwise. A leaf that cannot change (the
// patient's sex) is chosen only where nothing else will do.

public struct NearestChange: Sendable {
    /// The criterion that would have to come out otherwise.
    public var leaf: Proof
    /// How it would have to come out.
    public var wanted: Verdict
}

extension Proof {
    /// The changes that together would make the verdict `wanted`; none where it is that already.
    public func nearestChanges(to wanted: Verdict) -> [NearestChange] {
        guard verdict != wanted else { return [] }
        let meets = wanted == .met
        switch combination {
        case .leaf, .sum: return [NearestChange(leaf: self, wanted: wanted)]
        case .not where folded.combination == .leaf: return [NearestChange(leaf: folded, wanted: wanted)]
        case .not: return children.flatMap { $0.nearestChanges(to: wanted.negated) }
        case .all: return meets ? everyPart(to: wanted) : cheapestParts(1, to: wanted)
        case .any: return meets ? cheapestParts(1, to: wanted) : everyPart(to: wanted)
        case .atLeast(let count):
            // So many parts have to change that `count` are met, or that fewer than `count` may be.
            let needed = meets ? count : children.count - count + 1
            return cheapestParts(needed - children.count { $0.verdict == wanted }, to: wanted)
        }
    }

    private func everyPart(to wanted: Verdict) -> [NearestChange] {
        children.flatMap { $0.nearestChanges(to: wanted) }
    }

    /// The changes of the `count` parts that take the fewest.
    private func cheapestParts(_ count: Int, to wanted: Verdict) -> [NearestChange] {
        let changes = children.filter { $0.verdict != wanted }.map { $0.nearestChanges(to: wanted) }
        let byCost = changes.indices.sorted { (Self.cost(changes[$0]), $0) < (Self.cost(changes[$1]), $1) }
        return byCost.prefix(max(count, 0)).flatMap { changes[$0] }
    }

    private static func cost(_ changes: [NearestChange]) -> Int {
        // An unknown leaf may already be as wanted, and only has to be found out.
        changes.reduce(0) { $0 + ($1.leaf.isFixed ? 1_000 : $1.leaf.verdict == .unknown ? 1 : 2) }
    }
}
