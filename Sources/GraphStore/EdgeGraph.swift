// The edges of one predicate in memory, for a closure that is built as a whole: nodes are numbered in the order of their
// ids, and what a walk has met is marked in an array.

struct EdgeGraph {
    /// The nodes in ascending order.
    private let nodes: [UInt64]
    /// The nodes that edges lead to, of one node after the other.
    private let parents: [Int32]
    /// Where the parents of each node start, and where the last one's end.
    private let starts: [Int]

    /// - Parameter edges: in ascending order by source.
    init(_ edges: [(source: UInt64, target: UInt64)]) {
        let nodes = Set(edges.map(\.source)).union(edges.map(\.target)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(nodes, Int32(0)...))
        var starts: [Int] = []
        var place = 0
        for node in nodes {
            starts.append(place)
            while place < edges.count, edges[place].source == node { place += 1 }
        }
        self.nodes = nodes
        self.starts = starts + [place]
        parents = edges.compactMap { numbers[$0.target] }
    }

    /// Hands every node that is a source with each of its ancestors to `body`, in ascending order.
    func forEachPair(_ body: (UInt64, UInt64) throws -> Void) rethrows {
        var marks = [Int32](repeating: -1, count: nodes.count)
        var found: [Int32] = []
        for node in nodes.indices where starts[node] < starts[node + 1] {
            found.removeAll(keepingCapacity: true)
            let mark = Int32(node)
            func meet(parentsOf node: Int) {
                for parent in parents[starts[node]..<starts[node + 1]] where marks[Int(parent)] != mark {
                    marks[Int(parent)] = mark
                    found.append(parent)
                }
            }
            meet(parentsOf: node)
            var next = 0
            while next < found.count {
                meet(parentsOf: Int(found[next]))
                next += 1
            }
            found.sort()
            for ancestor in found { try body(nodes[node], nodes[Int(ancestor)]) }
        }
    }
}
