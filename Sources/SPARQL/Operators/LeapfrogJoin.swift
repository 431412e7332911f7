// Patterns that form a cycle, joined variable by variable instead of pattern by pattern (Veldhuizen, "Leapfrog
// triejoin", 2014): no intermediate result is larger than it must be. Each pattern's pairs are read into memory as a
// trie of two levels; at each variable the sorted lists of all patterns that have it are intersected.
import GraphStore

/// A pattern `?first predicate ?second` or its reverse, as the order of variables wants it.
struct LeapfrogRelation {
    let places: QuadPlaces
    /// The variables, earlier in the order first.
    let first: Int
    let second: Int

    var indexOrder: IndexOrder { places.subject.variable == first ? .pso : .pos }
}

final class LeapfrogJoin: Operator {
    private let relations: [LeapfrogRelation]
    private let graph: ActiveGraph
    private let named: NamedGraphs
    private var result: ValuesSource?

    /// - Parameter variables: the order in which values are looked for; every relation's first comes before its second.
    init(
        _ context: QueryContext, _ relations: [LeapfrogRelation], variables: Schema, _ graph: ActiveGraph,
        named: NamedGraphs
    ) {
        self.relations = relations
        self.graph = graph
        self.named = named
        super.init(context, schema: variables)
        order = variables
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if result == nil { result = ValuesSource(context, schema: schema, try join()) }
        return try result?.next(&batch) ?? false
    }

    override func reset() {
        super.reset()
        result = nil
    }

    private func join() throws -> Batch {
        var search = LeapfrogSearch(schema: schema)
        var bytes = 0
        // Patterns with one predicate, read in one order, share their pairs.
        var known: [LeapfrogSource: LeapfrogPairs] = [:]
        for relation in relations {
            let source = LeapfrogSource(predicate: relation.places.predicate, order: relation.indexOrder)
            let pairs = try known[source] ?? read(relation)
            if known[source] == nil { bytes += pairs.bytes }
            known[source] = pairs
            search.add(pairs, first: relation.first, second: relation.second)
        }
        try context.reserve(bytes)
        defer { context.release(bytes) }
        try search.run(context)
        return Batch(columns: search.columns, count: search.columns.first?.count ?? 0)
    }

    private func read(_ relation: LeapfrogRelation) throws -> LeapfrogPairs {
        let order = relation.indexOrder
        let scan = try IndexScan(context, relation.places, order, graph, named: named)
        var pairs = LeapfrogPairs()
        try scan.drain { batch in pairs.append(batch.columns[0], batch.columns[1]) }
        return pairs
    }

    override var title: String { "leapfrog" }
    override var details: String { relations.map { context.describe($0.places) }.joined(separator: ", ") }
}

private struct LeapfrogSource: Hashable {
    let predicate: Place
    let order: IndexOrder
}

/// Sorted pairs: each first value once, with where its second values stand.
struct LeapfrogPairs {
    private(set) var firsts: [TermID] = []
    private(set) var starts: [Int] = []
    private(set) var seconds: [TermID] = []

    var bytes: Int { firsts.count * 16 + seconds.count * 8 }

    mutating func append(_ firsts: [TermID], _ seconds: [TermID]) {
        let start = self.seconds.count
        for (row, id) in firsts.enumerated() where self.firsts.last != id {
            self.firsts.append(id)
            starts.append(start + row)
        }
        self.seconds.append(contentsOf: seconds)
    }

    func range(_ place: Int) -> Range<Int> {
        starts[place]..<(place + 1 < starts.count ? starts[place + 1] : seconds.count)
    }
}

/// The search through the tries of all patterns.
private struct LeapfrogSearch {
    private(set) var columns: [[TermID]]
    private let schema: Schema
    private var relations: [LeapfrogPairs] = []
    /// For each variable, the relations that have it and whether it is their first.
    private var uses: [[(relation: Int, isFirst: Bool)]]
    /// For each relation, the second values under the first value at hand.
    private var ranges: [Range<Int>] = []
    private var values: [TermID]
    private var steps = 0

    init(schema: Schema) {
        self.schema = schema
        columns = Array(repeating: [], count: schema.count)
        uses = Array(repeating: [], count: schema.count)
        values = Array(repeating: .unbound, count: schema.count)
    }

    mutating func add(_ pairs: LeapfrogPairs, first: Int, second: Int) {
        for (depth, variable) in schema.enumerated() {
            if variable == first { uses[depth].append((relations.count, true)) }
            if variable == second { uses[depth].append((relations.count, false)) }
        }
        relations.append(pairs)
        ranges.append(0..<0)
    }

    mutating func run(_ context: QueryContext) throws { try search(0, context) }

    private mutating func search(_ depth: Int, _ context: QueryContext) throws {
        steps += 1
        if steps & 0xFFF == 0 { try context.check() }
        if depth == schema.count {
            for (column, value) in values.enumerated() { columns[column].append(value) }
            if columns[0].count & 0xFFFF == 0 { try context.reserve(schema.count * 8 << 16) }
            return
        }
        let members = uses[depth]
        guard let least = members.indices.min(by: { list(members[$0]).count < list(members[$1]).count }) else { return }
        let smallest = members[least]
        let others = members.indices.filter { $0 != least }.map { (use: members[$0], range: list(members[$0])) }
        var places = others.map(\.range.lowerBound)
        for place in list(smallest) {
            let value = self.value(smallest, place)
            var isInAll = true
            for (number, other) in others.enumerated() {
                places[number] = gallop(other.use, from: places[number], to: other.range.upperBound, value)
                guard places[number] < other.range.upperBound else { return }
                if self.value(other.use, places[number]) != value {
                    isInAll = false
                    break
                }
            }
            guard isInAll else { continue }
            values[depth] = value
            if smallest.isFirst { ranges[smallest.relation] = relations[smallest.relation].range(place) }
            for (number, other) in others.enumerated() where other.use.isFirst {
                ranges[other.use.relation] = relations[other.use.relation].range(places[number])
            }
            try search(depth + 1, context)
        }
    }

    @inline(__always)
    private func list(_ use: (relation: Int, isFirst: Bool)) -> Range<Int> {
        use.isFirst ? 0..<relations[use.relation].firsts.count : ranges[use.relation]
    }

    @inline(__always)
    private func value(_ use: (relation: Int, isFirst: Bool), _ place: Int) -> TermID {
        use.isFirst ? relations[use.relation].firsts[place] : relations[use.relation].seconds[place]
    }

    /// The first place from `start` on with this value or a greater one.
    @inline(__always)
    private func gallop(_ use: (relation: Int, isFirst: Bool), from start: Int, to end: Int, _ value: TermID) -> Int {
        guard start < end, self.value(use, start) < value else { return start }
        var low = start
        var step = 1
        while low + step < end, self.value(use, low + step) < value {
            low += step
            step *= 2
        }
        var high = min(low + step, end)
        low += 1
        while low < high {
            let middle = (low + high) / 2
            if self.value(use, middle) < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
