// For each solution of the input, the matches of one pattern: a nested loop over an index. The look-ups go forward in
// the index as long as the input is sorted by what they look for, so this is also the merge join. Equal look-ups that
// follow one another are answered from the output.
import GraphStore
import Primitives

final class IndexJoin: Operator {
    private var places: QuadPlaces
    private let graph: ActiveGraph
    private let named: NamedGraphs
    /// Whether one match for each solution is enough.
    let isExistenceOnly: Bool
    /// Of each part, the input's column that binds it.
    private let boundColumns: [QuadPart: Int]
    private let maybeUnbound: [Int]
    let standard: LookUp
    private var special: [Set<QuadPart>: LookUp] = [:]
    /// The same look-up in the other order, of predicate and subject or subject and predicate, where both will do.
    private lazy var turned: LookUp? = {
        guard [.pso, .spo].contains(standard.order), let new = places.object.variable else { return nil }
        return try? LookUp(
            context, places, bound: boundColumns, new: [new], next: nil, isBulk: standard.order == .spo)
    }()

    private let certain: NumberSet
    private let isBulk: Bool
    private let whole: Double
    private var input: Batch
    private var row = 0
    /// How the batch at hand is looked up, where it goes by a constant and one column.
    private var chosen: (lookUp: LookUp, bulk: BulkLookUp)?
    /// Whether the batch at hand is sorted and has several keys for each block of its way.
    private var isDense = false
    /// How many keys there were for each block that the batch before has read.
    private var keysPerBlock: Double?
    private var current: LookUp?
    private var lastKey = LookUpKey()
    private var lastRows: Range<Int>?

    /// - Parameters:
    ///   - certain: variables that every solution of the input binds.
    ///   - whole: the quads of the pattern's predicate.
    init(
        _ context: QueryContext, _ source: Operator, _ places: QuadPlaces, _ graph: ActiveGraph, named: NamedGraphs,
        certain: NumberSet, isExistenceOnly: Bool = false, isBulk: Bool = false, whole: Double = .infinity
    ) throws {
        self.certain = certain
        self.isBulk = isBulk
        self.whole = whole
        self.places = places
        self.graph = graph
        self.named = named
        self.isExistenceOnly = isExistenceOnly
        var columns: [QuadPart: Int] = [:]
        for part in QuadPart.allCases {
            if let variable = places[part]?.variable, let column = source.column(variable) { columns[part] = column }
        }
        boundColumns = columns
        maybeUnbound = NumberSet(columns.values).numbers.filter { !certain.contains(source.schema[$0]) }
        input = Batch(width: source.schema.count)
        let new = places.variables.filter { source.column($0) == nil }
        standard = try LookUp(context, places, bound: columns, new: new, next: nil, isBulk: isBulk)
        super.init(context, schema: source.schema + new, inputs: [source])
        if columns.count == 1 || source.order.isEmpty { order = source.order }
        if maybeUnbound.isEmpty { order = source.order }
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if let bulk = bulkLookUp { return try produce(&batch, bulk) }
        let width = schema.count - inputs[0].schema.count
        while true {
            var rows: [Int] = []
            var new = [[TermID]](repeating: [], count: width)
            lastRows = nil
            lookUpStart = nil
            while row < input.count, rows.count < Limits.batchRows { try advance(&rows, &new) }
            if !rows.isEmpty {
                batch = assemble(rows, new)
                return true
            }
            guard row >= input.count else { continue }
            row = 0
            guard try inputs[0].next(&input) else {
                input.count = 0
                return false
            }
        }
    }

    override func countAll() throws -> Int { try countMatches() ?? super.countAll() }

    /// The look-up of a constant and one column, when that is all there is to it.
    var bulkLookUp: BulkLookUp? {
        guard maybeUnbound.isEmpty, var bulk = standard.bulk else { return nil }
        switch graph.scope {
        case .one(let id): bulk.graph = context.onlyGraph == id ? nil : id
        case .all where context.onlyGraph != nil: break
        default: return nil
        }
        return bulk
    }

    private func produce(_ batch: inout Batch, _ bulk: BulkLookUp) throws -> Bool {
        while true {
            if row >= input.count {
                row = 0
                guard try inputs[0].next(&input) else {
                    input.count = 0
                    return false
                }
                chosen = choice(bulk)
            }
            guard let (lookUp, own) = chosen, let found = try output(of: lookUp, own, graph: bulk.graph) else {
                continue
            }
            batch = found
            return true
        }
    }

    /// Chooses how the batch at hand is looked up: by the blocks of the predicate, or each key by itself when there are few
    /// for a block.
    private func choice(_ bulk: BulkLookUp) -> (lookUp: LookUp, bulk: BulkLookUp) {
        let overall = Double(input.count) * Limits.quadsOfBlock / whole
        var likely = overall
        if !inputs[0].order.isEmpty {
            // A batch of sorted solutions goes over a part of the predicate only, how long a part the last one tells.
            let isWorthATry = !bulk.isColumnFirst || input.count >= Limits.triedKeys
            likely = keysPerBlock ?? (isWorthATry ? max(overall, Limits.denseKeys) : overall)
        }
        var choice = (lookUp: standard, bulk: bulk)
        if bulk.isColumnFirst == (likely >= Limits.denseKeys), let turned, let other = turned.bulk {
            choice = (turned, other)
        }
        if inputs[0].order.isEmpty, !choice.bulk.isColumnFirst { input.sort(by: bulk.column) }
        isDense = !choice.bulk.isColumnFirst && likely > 1 && input.columns[bulk.column].isAscending
        return choice
    }

    /// The solutions for the rows that come next; nil when there are none.
    private func output(of lookUp: LookUp, _ bulk: BulkLookUp, graph: TermID?) throws -> Batch? {
        let (keys, seeker) = (input.columns[bulk.column], lookUp.seeker)
        var rows: [Int] = []
        var values: [TermID] = []
        let likely = min(Limits.batchRows, (input.count - row) * Limits.likelyMatches)
        rows.reserveCapacity(likely)
        values.reserveCapacity(likely)
        let (start, blocksBefore) = (row, seeker.blocksRead)
        if bulk.isColumnFirst {
            try seeker.matchEach(
                keys, bulk.constant, from: &row, limit: Limits.batchRows, graph: graph, isFirstOnly: isExistenceOnly,
                rows: &rows, values: &values)
        } else if isDense {
            try seeker.sweep(
                bulk.constant, keys, from: &row, limit: Limits.batchRows, graph: graph, isFirstOnly: isExistenceOnly,
                rows: &rows, values: &values)
        } else {
            try seeker.match(
                bulk.constant, keys, from: &row, limit: Limits.batchRows, graph: graph, isFirstOnly: isExistenceOnly,
                rows: &rows, values: &values)
        }
        if !bulk.isColumnFirst {
            keysPerBlock = Double(row - start) / Double(max(1, seeker.blocksRead - blocksBefore))
        }
        if rows.isEmpty { return nil }
        return Batch(columns: input.columns.map { $0.gathering(rows) } + [values], count: rows.count)
    }

    /// The output: input columns repeated, with what look-ups found for cells that were unbound.
    private func assemble(_ rows: [Int], _ new: [[TermID]]) -> Batch {
        let columns = input.columns.map { $0.gathering(rows) }
        var output = Batch(columns: columns + new, count: rows.count)
        for (place, value, column) in fills { output.columns[column][place] = value }
        fills.removeAll(keepingCapacity: true)
        return output
    }

    /// Values for unbound cells of the input, by place in the output.
    private var fills: [(place: Int, value: TermID, column: Int)] = []

    /// Goes on with the look-up of the current row, or begins the next one.
    private func advance(_ rows: inout [Int], _ new: inout [[TermID]]) throws {
        if current == nil {
            let lookUp = try lookUp(for: row)
            let key = lookUp.key(input, row)
            if let lastRows, lookUp === standard, key == lastKey {
                for column in new.indices { new[column].append(contentsOf: new[column][lastRows]) }
                rows.append(contentsOf: repeatElement(row, count: lastRows.count))
                self.lastRows = new.isEmpty || lastRows.isEmpty ? lastRows : rows.count - lastRows.count..<rows.count
                row += 1
                return
            }
            lastKey = key
            lastRows = nil
            lookUpStart = rows.count
            if try !lookUp.begin(key, graph.scope, places, named) {
                lastRows = rows.count..<rows.count
                row += 1
                return
            }
            current = lookUp
        }
        guard let lookUp = current else { return }
        let start = rows.count
        let isOver = try lookUp.append(to: &new, firstOnly: isExistenceOnly, rows: &rows, row: row)
        if lookUp !== standard { fill(from: start, rows.count, lookUp) }
        if isOver || (isExistenceOnly && rows.count > start) {
            current = nil
            if let lookUpStart, lookUp === standard { lastRows = lookUpStart..<rows.count }
            row += 1
        }
    }

    /// Where the current look-up's matches begin in the output; nil when they began in the batch before.
    private var lookUpStart: Int?

    private func fill(from start: Int, _ end: Int, _ lookUp: LookUp) {
        for (column, values) in lookUp.takeFills() {
            for (offset, value) in values.enumerated() {
                fills.append((start + offset, value, column))
            }
        }
    }

    /// The look-up for what the row binds.
    private func lookUp(for row: Int) throws -> LookUp {
        if maybeUnbound.allSatisfy({ !input.columns[$0][row].isUnbound }) { return standard }
        let bound = boundColumns.filter { !input.columns[$0.value][row].isUnbound }
        let key = Set(bound.keys)
        if let known = special[key] { return known }
        let unbound = boundColumns.filter { input.columns[$0.value][row].isUnbound }
        let new = places.variables.filter { inputs[0].column($0) == nil }
        let lookUp = try LookUp(context, places, bound: bound, new: new, filling: unbound, next: nil)
        special[key] = lookUp
        return lookUp
    }

    override func reset() {
        super.reset()
        row = 0
        input.count = 0
        current = nil
        lastRows = nil
        fills.removeAll(keepingCapacity: true)
    }

    override func rebind(_ replacements: TermReplacements) {
        super.rebind(replacements)
        if replacements.isEmpty { return }
        places = replacements.places(places)
        // What is `turned` has no term but the predicate.
        standard.rebind(replacements)
        special = [:]
        chosen = nil
    }

    override func outline(in graph: ActiveGraph) throws -> PlanOutline? {
        guard graph === self.graph, let source = try inputs[0].outline(in: graph) else { return nil }
        return .lookUps(
            source, places, certain: certain, isExistenceOnly: isExistenceOnly, isBulk: isBulk, whole: whole)
    }

    override var title: String { "join \(standard.order.rawValue)" }
    override var details: String { context.describe(places) }
}
