// The is-a closure of a concept hierarchy. Equivalent concepts are joined into groups (union-find); groups are visited
// depth first without recursion, each one's ancestors being the union of its parents' ancestors. A group met again
// while it is still open closes a circle, which is reported by name: a cyclic hierarchy would make everything in it
// the same thing, and that is never what its author meant.

struct HierarchyClosure {
    private let parents: [[ConceptID]]
    private var groupOf: [Int]
    private var members: [Int: [Int]] = [:]

    init(parents: [[ConceptID]], equivalences: [(ConceptID, ConceptID)]) {
        self.parents = parents
        groupOf = Array(parents.indices)
        for (left, right) in equivalences {
            let (a, b) = (root(of: Int(left.rawValue)), root(of: Int(right.rawValue)))
            groupOf[max(a, b)] = min(a, b)
        }
        for index in parents.indices {
            groupOf[index] = root(of: index)
            members[groupOf[index], default: []].append(index)
        }
    }

    private func root(of index: Int) -> Int {
        var index = index
        while groupOf[index] != index { index = groupOf[index] }
        return index
    }

    /// For each concept, itself and then all its other ancestors in ascending order.
    func ancestors(naming iris: [String]) throws(TerminologyError) -> Runs<ConceptID> {
        var closed: [[Int]?] = Array(repeating: nil, count: parents.count)
        for group in members.keys.sorted() where closed[group] == nil {
            try close(group, into: &closed, naming: iris)
        }
        var runs = Runs<ConceptID>()
        for index in parents.indices {
            var run: [ConceptID] = []
            for group in closed[groupOf[index]] ?? [] {
                for member in members[group] ?? [] where member != index {
                    run.append(ConceptID(rawValue: UInt32(member)))
                }
            }
            runs.append([ConceptID(rawValue: UInt32(index))] + run.sorted())
        }
        return runs
    }

    private func close(
        _ start: Int, into closed: inout [[Int]?], naming iris: [String]
    ) throws(TerminologyError) {
        var path: [(group: Int, parents: [Int], next: Int)] = [(start, parentGroups(of: start), 0)]
        var open: Set<Int> = [start]
        while let top = path.last {
            if top.next < top.parents.count {
                path[path.count - 1].next += 1
                let parent = top.parents[top.next]
                if closed[parent] != nil { continue }
                if open.contains(parent) {
                    let circle = path.drop { $0.group != parent }.map { iris[$0.group] }
                    throw .cyclicHierarchy(circle)
                }
                open.insert(parent)
                path.append((parent, parentGroups(of: parent), 0))
            } else {
                var union: Set<Int> = [top.group]
                for parent in top.parents { union.formUnion(closed[parent] ?? []) }
                closed[top.group] = union.sorted()
                open.remove(top.group)
                path.removeLast()
            }
        }
    }

    private func parentGroups(of group: Int) -> [Int] {
        var groups: Set<Int> = []
        for member in members[group] ?? [] {
            for parent in parents[member] {
                let parentGroup = groupOf[Int(parent.rawValue)]
                // Within a group "broader" says no more than the equivalence does.
                if parentGroup != group || parent.rawValue == UInt32(member) { groups.insert(parentGroup) }
            }
        }
        return groups.sorted()
    }
}
