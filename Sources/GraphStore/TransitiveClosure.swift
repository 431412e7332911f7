// The closure of the declared transitive predicates, kept by the commit that changes their edges: who is above a node
// (`up`) and who is below it (`down`), a step at least, over all graphs together.
//
// When edges change, only their sources and what was below these can get other ancestors: the first changed edge of
// any path that comes or goes leads away from such a node. Each of them is walked upwards anew; at the first node that
// is not among them its stored ancestors stand for the rest of the way.
import KeyValue
import Primitives

struct TransitiveClosure: Sendable {
    let up: TupleIndex
    let down: TupleIndex

    init(in environment: Environment) throws {
        up = try TupleIndex("up", blockBytes: Limits.lookUpBlockBytes, in: environment)
        down = try TupleIndex("down", blockBytes: Limits.blockBytes, in: environment)
    }

    /// Changes the closure after the quads have changed.
    ///
    /// - Parameter changes: of quads, in the order `pso`, those that had an effect; all predicates, declared or not.
    func update(
        _ changes: [TupleChange], _ declared: [UInt64], edges: TupleIndex, in transaction: inout Transaction<Writing>
    ) throws {
        for predicate in declared {
            let start = changes.partitioningIndex { $0.tuple.first >= predicate }
            var sources: [UInt64] = []
            for change in changes[start...] {
                if change.tuple.first != predicate { break }
                if sources.last != change.tuple.second { sources.append(change.tuple.second) }
            }
            if sources.isEmpty { continue }
            let upward = try difference(predicate, sources, edges, in: transaction.reading())
            try up.apply(upward, in: &transaction)
            var downward = upward.map { change in
                let (tuple, third) = (change.tuple, change.tuple.third)
                return TupleChange(
                    tuple: IDTuple(first: tuple.first, second: third, third: tuple.second, fourth: 0),
                    isInsert: change.isInsert)
            }
            downward.radixSort()
            try down.apply(downward, in: &transaction)
        }
    }

    /// What changes in `up` when the edges from `sources` have changed.
    private func difference(
        _ predicate: UInt64, _ sources: [UInt64], _ edges: TupleIndex, in transaction: borrowing Transaction<Reading>
    ) throws -> [TupleChange] {
        var affected = Set(sources)
        var below = try TupleWalker(down, transaction)
        for source in sources {
            try below.forEach(first: predicate, second: source) { tuple in
                affected.insert(tuple.third)
                return true
            }
        }
        var changes: [TupleChange] = []
        var walk = try AncestorWalk(predicate, affected, edges, up, transaction)
        for node in affected.sorted() {
            let (before, after) = (try walk.stored(node), try walk.ancestors(of: node))
            func add(_ ancestor: UInt64, isInsert: Bool) {
                let tuple = IDTuple(first: predicate, second: node, third: ancestor, fourth: 0)
                changes.append(TupleChange(tuple: tuple, isInsert: isInsert))
            }
            var (old, new) = (0, 0)
            while old < before.count || new < after.count {
                if new == after.count || (old < before.count && before[old] < after[new]) {
                    add(before[old], isInsert: false)
                    old += 1
                } else if old == before.count || after[new] < before[old] {
                    add(after[new], isInsert: true)
                    new += 1
                } else {
                    old += 1
                    new += 1
                }
            }
        }
        return changes
    }

    /// Builds the closure of one predicate, of which there is none yet, from its edges.
    func build(_ predicate: UInt64, edges: TupleIndex, in transaction: inout Transaction<Writing>) throws {
        var changes: [TupleChange] = []
        try forEachPair(predicate, edges: edges, in: transaction.reading()) { node, ancestor in
            let tuple = IDTuple(first: predicate, second: node, third: ancestor, fourth: 0)
            changes.append(TupleChange(tuple: tuple, isInsert: true))
        }
        try up.apply(changes, in: &transaction)
        for index in changes.indices {
            let tuple = changes[index].tuple
            changes[index].tuple = IDTuple(first: tuple.first, second: tuple.third, third: tuple.second, fourth: 0)
        }
        changes.radixSort()
        try down.apply(changes, in: &transaction)
    }

    /// Hands every pair of node and ancestor, as the edges alone give them, to `body`, in ascending order.
    func forEachPair(
        _ predicate: UInt64, edges: TupleIndex, in transaction: borrowing Transaction<Reading>,
        _ body: (UInt64, UInt64) throws -> Void
    ) throws {
        var pairs: [(source: UInt64, target: UInt64)] = []
        var walker = try TupleWalker(edges, transaction)
        try walker.forEach(first: predicate) { tuple in
            pairs.append((tuple.second, tuple.third))
            return true
        }
        try EdgeGraph(pairs).forEachPair(body)
    }
}

/// Walks upwards from nodes, along edges as long as it meets `affected` nodes.
private struct AncestorWalk: ~Copyable {
    private let predicate: UInt64
    private let affected: Set<UInt64>
    private var edges: TupleWalker
    private var closure: TupleWalker
    private var parents: [UInt64: [UInt64]] = [:]

    init(
        _ predicate: UInt64, _ affected: Set<UInt64>, _ edges: TupleIndex, _ up: TupleIndex,
        _ transaction: borrowing Transaction<Reading>
    ) throws {
        let edges = try TupleWalker(edges, transaction)
        let closure = try TupleWalker(up, transaction)
        self.predicate = predicate
        self.affected = affected
        self.edges = edges
        self.closure = closure
    }

    /// The ancestors that the closure has so far, in ascending order.
    mutating func stored(_ node: UInt64) throws -> [UInt64] {
        var ancestors: [UInt64] = []
        try closure.forEach(first: predicate, second: node) { tuple in
            ancestors.append(tuple.third)
            return true
        }
        return ancestors
    }

    /// The ancestors that the edges give, in ascending order.
    mutating func ancestors(of node: UInt64) throws -> [UInt64] {
        var found = AncestorSet()
        var waiting = try parents(of: node)
        while let next = waiting.popLast() {
            guard found.insert(next) else { continue }
            if affected.contains(next) {
                waiting += try parents(of: next)
            } else {
                for ancestor in try stored(next) { _ = found.insert(ancestor) }
            }
        }
        return found.nodes.sorted()
    }

    private mutating func parents(of node: UInt64) throws -> [UInt64] {
        if let known = parents[node] { return known }
        var found: [UInt64] = []
        try edges.forEach(first: predicate, second: node) { tuple in
            if found.last != tuple.third { found.append(tuple.third) }
            return true
        }
        parents[node] = found
        return found
    }
}

/// Different nodes. Most have few ancestors, which are found sooner one by one than by their hashes.
private struct AncestorSet {
    private(set) var nodes: [UInt64] = []
    private var hashed: Set<UInt64> = []
    private static let fewCount = 24

    /// Whether the node is new.
    mutating func insert(_ node: UInt64) -> Bool {
        if nodes.count < Self.fewCount {
            if nodes.contains(node) { return false }
        } else {
            if hashed.isEmpty { hashed = Set(nodes) }
            if !hashed.insert(node).inserted { return false }
        }
        nodes.append(node)
        return true
    }
}
