// The edges of the active graph that a path goes along. Where one graph counts, the edges of many nodes are looked up
// together, in ascending order of the nodes; else node by node, and each triple once.
import GraphStore

extension PathWalker {
    private static let places = QuadPlaces(.variable(0), .variable(1), .variable(2))

    private func seeker(_ order: IndexOrder) throws -> QuadSeeker {
        if let known = seekers[order] { return known }
        let seeker = try context.snapshot.seeker(order)
        seekers[order] = seeker
        return seeker
    }

    /// Hands the wanted rows of each block to `body`.
    private func forEach(
        _ order: IndexOrder, _ first: TermID?, _ second: TermID? = nil,
        _ body: (QuadBatch, [Int]) throws -> Void
    ) throws {
        steps += 1
        if steps & 0x3F == 0 { try context.check() }
        if let first, TermOverlay.isOverlaid(first) { return }
        if let second, TermOverlay.isOverlaid(second) { return }
        let seeker = try seeker(order)
        var filter =
            filters[order] ?? QuadFilter(Self.places, order, scope, named: .stored, onlyGraph: context.onlyGraph)
        filter.restart()
        try seeker.seek(first, second)
        while let rows = try seeker.next() {
            steps += 1
            if steps & 0xF == 0 { try context.check() }
            readCount += rows.count
            try body(seeker.block, filter.select(rows, of: seeker.block) ?? Array(rows))
        }
        filters[order] = filter
    }

    /// The ends of the predicate's edges from each of `nodes`, in no order.
    func neighbours(of nodes: [TermID], _ predicate: TermID, isBackward: Bool) throws -> [TermID] {
        let order = isBackward ? IndexOrder.pos : .pso
        guard let counted = countedGraphs, !TermOverlay.isOverlaid(predicate) else {
            var found: [TermID] = []
            for node in nodes {
                try forEach(order, predicate, node) { block, rows in
                    let column = block.column(2)
                    for row in rows { found.append(column[row]) }
                    try hold(rows.count)
                }
            }
            return found
        }
        steps += 1
        if steps & 0x3F == 0 { try context.check() }
        let seeker = try seeker(order)
        let graph: TermID? = if case .one(let id) = counted { id } else { nil }
        let keys = nodes.count > 1 ? nodes.sorted() : nodes
        let isDense = try nodes.count > 1 && isDense(nodes.count, predicate)
        var found: [TermID] = []
        var rows: [Int] = []
        var row = 0
        while row < keys.count {
            if !rows.isEmpty { try context.check() }
            rows.removeAll(keepingCapacity: true)
            var values: [TermID] = []
            if isDense {
                try seeker.sweep(
                    predicate, keys, from: &row, limit: Limits.batchRows, graph: graph, isFirstOnly: false,
                    rows: &rows, values: &values)
            } else {
                try seeker.match(
                    predicate, keys, from: &row, limit: Limits.batchRows, graph: graph, isFirstOnly: false,
                    rows: &rows, values: &values)
            }
            readCount += values.count
            try hold(values.count)
            if found.isEmpty { found = values } else { found += values }
        }
        return found
    }

    /// The graphs whose edges count, where a look-up can tell; nil where triples may stand in several.
    private var countedGraphs: GraphFilter? {
        switch scope {
        case .one(let graph): context.onlyGraph == graph ? .any : .one(graph)
        case .all where context.onlyGraph != nil: .any
        default: nil
        }
    }

    /// Whether most blocks of a predicate have one of so many nodes.
    private func isDense(_ nodes: Int, _ predicate: TermID) throws -> Bool {
        let whole = try context.knowledge.statistics(of: predicate, context.snapshot).quads
        return Double(nodes) * Limits.quadsOfBlock > Double(whole)
    }

    func otherNeighbours(of node: TermID, _ excluded: [TermID], isBackward: Bool) throws -> [TermID] {
        var found: [TermID] = []
        try forEach(isBackward ? .ops : .spo, node) { block, rows in
            let (predicates, others) = (block.column(1), block.column(2))
            for row in rows where !excluded.contains(predicates[row]) { found.append(others[row]) }
        }
        return found
    }

    func edges(_ predicate: TermID) throws -> [(TermID, TermID)] {
        var found: [(TermID, TermID)] = []
        try forEach(.pso, predicate) { block, rows in
            let (subjects, objects) = (block.column(1), block.column(2))
            for row in rows { found.append((subjects[row], objects[row])) }
            try hold(rows.count)
        }
        return found
    }

    func edges(except excluded: [TermID]) throws -> [(TermID, TermID)] {
        var found: [(TermID, TermID)] = []
        try forEach(.spo, nil) { block, rows in
            let (subjects, predicates, objects) = (block.column(0), block.column(1), block.column(2))
            for row in rows where !excluded.contains(predicates[row]) { found.append((subjects[row], objects[row])) }
            try hold(rows.count)
        }
        return found
    }

    /// Whether a term is a subject or an object in the active graph.
    func isNode(_ id: TermID) throws -> Bool {
        for order in [IndexOrder.spo, .osp] {
            var isThere = false
            try forEach(order, id) { _, rows in isThere = isThere || !rows.isEmpty }
            if isThere { return true }
        }
        return false
    }

    /// All subjects and objects of the active graph.
    func nodes() throws -> [TermID] {
        var seen: Set<TermID> = []
        for order in [IndexOrder.spo, .osp] {
            try forEach(order, nil) { block, rows in
                let column = block.column(0)
                let before = seen.count
                for row in rows { seen.insert(column[row]) }
                try hold(seen.count - before)
            }
        }
        return seen.sorted()
    }
}
