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
    private var search: LeapfrogSearch?
    private var found: ValuesSource?
    private var reserved = 0

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

    deinit { context.release(reserved + (search?.held ?? 0)) }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if search == nil { search = try tries() }
        while true {
            if let found, try found.next(&batch) { return true }
            guard let columns = try search?.next(context), !columns[0].isEmpty else { return false }
            found = ValuesSource(context, schema: schema, Batch(columns: columns, count: columns[0].count))
        }
    }

    override func reset() {
        super.reset()
        context.release(reserved + (search?.held ?? 0))
        (search, found, reserved) = (nil, nil, 0)
    }

    /// All patterns, read into memory.
    private func tries() throws -> LeapfrogSearch {
        var search = LeapfrogSearch(schema: schema)
        // Patterns with one predicate, read in one order, share their pairs.
        var known: [LeapfrogSource: LeapfrogPairs] = [:]
        for relation in relations {
            let source = LeapfrogSource(predicate: relation.places.predicate, order: relation.indexOrder)
            let pairs = try known[source] ?? read(relation)
            if known[source] == nil {
                try context.reserve(pairs.bytes)
                reserved += pairs.bytes
            }
            known[source] = pairs
            search.add(pairs, first: relation.first, second: relation.second)
        }
        return search
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
    /// The solutions that are found and not yet handed on.
    private var columns: [[TermID]]
    private let schema: Schema
    private var relations: [LeapfrogPairs] = []
    /// For each variable, the relations that have it and whether it is their first.
    private var uses: [[Use]]
    /// For each relation, the second values under the first value at hand.
    private var ranges: [Range<Int>] = []
    private var values: [TermID]
    private var steps = 0
    /// How many solutions are looked for at a time: first one, which may be enough, then more and more.
    private var wanted = 1
    /// Bytes that the solutions take where one value of the first variable has very many.
    private(set) var held = 0
    /// How far the values of the first variable have been looked through; nil before the search.
    private var first: Level?

    typealias Use = (relation: Int, isFirst: Bool)

    /// The lists of one variable, and how far each has been looked through.
    private struct Level {
        let smallest: Use
        /// What is left of the smallest list.
        var rest: Range<Int>
        var others: [(use: Use, rest: Range<Int>)]
    }

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

    /// The next solutions, more than a batch's worth where one value of the first variable has many; none at the end.
    mutating func next(_ context: QueryContext) throws -> [[TermID]] {
        context.release(held)
        held = 0
        for column in columns.indices { columns[column].removeAll(keepingCapacity: true) }
        defer { wanted = min(wanted * 4, Limits.batchRows) }
        guard var level = first ?? level(0) else { return columns }
        try search(&level, 0, upTo: wanted, context)
        first = level
        return columns
    }

    private func level(_ depth: Int) -> Level? {
        let members = uses[depth]
        guard let least = members.indices.min(by: { list(members[$0]).count < list(members[$1]).count }) else {
            return nil
        }
        return Level(
            smallest: members[least], rest: list(members[least]),
            others: members.indices.filter { $0 != least }.map { (members[$0], list(members[$0])) })
    }

    /// Goes on until so many solutions are there.
    private mutating func search(_ level: inout Level, _ depth: Int, upTo wanted: Int, _ context: QueryContext) throws {
        next: while !level.rest.isEmpty, columns[0].count < wanted {
            let place = level.rest.lowerBound
            level.rest = place + 1..<level.rest.upperBound
            let value = value(level.smallest, place)
            for number in level.others.indices {
                let (use, rest) = level.others[number]
                let found = gallop(use, from: rest.lowerBound, to: rest.upperBound, value)
                level.others[number].rest = found..<rest.upperBound
                guard found < rest.upperBound else {
                    level.rest = level.rest.upperBound..<level.rest.upperBound
                    return
                }
                if self.value(use, found) != value { continue next }
            }
            values[depth] = value
            let smallest = level.smallest
            if smallest.isFirst { ranges[smallest.relation] = relations[smallest.relation].range(place) }
            for (use, rest) in level.others where use.isFirst {
                ranges[use.relation] = relations[use.relation].range(rest.lowerBound)
            }
            try goDeeper(depth + 1, context)
        }
    }

    private mutating func goDeeper(_ depth: Int, _ context: QueryContext) throws {
        steps += 1
        if steps & 0xFFF == 0 { try context.check() }
        if depth < schema.count {
            if var level = level(depth) { try search(&level, depth, upTo: .max, context) }
            return
        }
        for (column, value) in values.enumerated() { columns[column].append(value) }
        guard columns[0].count & 0xFFFF == 0 else { return }
        let bytes = schema.count * 8 << 16
        try context.reserve(bytes)
        held += bytes
    }

    @inline(__always)
    private func list(_ use: Use) -> Range<Int> {
        use.isFirst ? 0..<relations[use.relation].firsts.count : ranges[use.relation]
    }

    @inline(__always)
    private func value(_ use: Use, _ place: Int) -> TermID {
        use.isFirst ? relations[use.relation].firsts[place] : relations[use.relation].seconds[place]
    }

    /// The first place from `start` on with this value or a greater one.
    @inline(__always)
    private func gallop(_ use: Use, from start: Int, to end: Int, _ value: TermID) -> Int {
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
