/// The ancestors of every node of a hierarchy, numbered 0 ..< count: one array of all lists, end to end.
struct AncestorTable: Sendable {
    private(set) var offsets: [UInt32] = [0]
    private(set) var ancestors: [UInt32] = []

    var count: Int { offsets.count - 1 }

    subscript(node: UInt32) -> ArraySlice<UInt32> {
        ancestors[Int(offsets[Int(node)])..<Int(offsets[Int(node) + 1])]
    }

    /// Adds the next node.
    mutating func append(_ list: some Sequence<UInt32>) {
        ancestors += list
        offsets.append(UInt32(ancestors.count))
    }
}

/// Turns direct nodes into all features of a patient: the direct ones first, then each ancestor that is not itself
/// direct, once. Keeps a mark per node instead of a set per patient.
struct Expander {
    private var marks: [UInt32]
    private var current: UInt32 = 0

    init(nodeCount: Int) {
        marks = Array(repeating: 0, count: nodeCount)
    }

    /// Appends to distinct `nodes` the ancestors that are not among them, in the order met.
    mutating func appendAncestors(to nodes: inout [UInt32], from table: AncestorTable) {
        current += 1
        let offsets = table.offsets.span
        let ancestors = table.ancestors.span
        for node in nodes { marks[Int(node)] = current }
        for index in nodes.indices {
            let node = Int(nodes[index])
            for position in Int(offsets[node])..<Int(offsets[node + 1]) {
                let ancestor = ancestors[position]
                if marks[Int(ancestor)] != current {
                    marks[Int(ancestor)] = current
                    nodes.append(ancestor)
                }
            }
        }
    }
}
