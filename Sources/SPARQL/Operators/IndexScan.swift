// All matches of one pattern, in the order of an index. Columns of a block are handed on as they are.
import GraphStore

final class IndexScan: Operator {
    private var places: QuadPlaces
    private let indexOrder: IndexOrder
    private let graph: ActiveGraph
    private let named: NamedGraphs
    private let seeker: QuadSeeker
    private var prefix: [TermID]
    /// Parts that are given and not among those that the index is entered by.
    private let otherParts: [QuadPart]
    private let ranges: [ClosedRange<TermID>?]
    /// Of each output column, the column of the index.
    private let sources: [Int]
    private var filter: QuadFilter?
    private var range = 0
    private var isSeeking = true

    /// - Parameter indexOrder: has the pattern's constants in front; or the graph, which then must be one named graph.
    init(
        _ context: QueryContext, _ places: QuadPlaces, _ indexOrder: IndexOrder, _ graph: ActiveGraph,
        named: NamedGraphs
    ) throws {
        self.places = places
        self.indexOrder = indexOrder
        self.graph = graph
        self.named = named
        seeker = try context.snapshot.seeker(indexOrder)
        let parts = indexOrder.parts
        let given = parts.filter { $0 != .graph }
        var prefix: [TermID] = []
        for part in given {
            guard let id = places[part]?.constant else { break }
            prefix.append(id)
        }
        self.prefix = prefix
        otherParts = given.dropFirst(prefix.count).filter { places[$0]?.constant != nil }
        let next = prefix.count < given.count ? given[prefix.count] : nil
        let hasRanges = next == .object && indexOrder != .gspo
        ranges = hasRanges ? places.objectRanges.map { $0.map { $0 } } ?? [nil] : [nil]
        var schema: Schema = []
        var sources: [Int] = []
        for (column, part) in parts.enumerated() {
            guard let variable = places[part]?.variable, !schema.contains(variable) else { continue }
            schema.append(variable)
            sources.append(column)
        }
        self.sources = sources
        super.init(context, schema: schema)
        order = ranges.count > 1 ? [] : schema
    }

    override func produce(_ batch: inout Batch) throws -> Bool {
        if filter == nil {
            let constants = otherParts.compactMap { part in places[part]?.constant.map { (part: part, id: $0) } }
            filter = QuadFilter(
                places, indexOrder, graph.scope, named: named, constants: constants, onlyGraph: context.onlyGraph)
        }
        while range < ranges.count {
            if isSeeking {
                isSeeking = false
                var entry = prefix
                if indexOrder == .gspo {
                    guard case .one(let graph) = graph.scope else { return false }
                    entry.insert(graph, at: 0)
                }
                try seeker.seek(
                    entry.count > 0 ? entry[0] : nil, entry.count > 1 ? entry[1] : nil,
                    entry.count > 2 ? entry[2] : nil, entry.count > 3 ? entry[3] : nil, range: ranges[range])
            }
            guard let rows = try seeker.next() else {
                isSeeking = true
                range += 1
                continue
            }
            let block = seeker.block
            if let selected = filter?.select(rows, of: block) {
                if selected.isEmpty { continue }
                batch = Batch(columns: sources.map { block.column($0).gathering(selected) }, count: selected.count)
            } else if rows.count == block.count {
                batch = Batch(columns: sources.map { block.column($0) }, count: rows.count)
            } else {
                batch = Batch(columns: sources.map { Array(block.column($0)[rows]) }, count: rows.count)
            }
            return true
        }
        return false
    }

    override func reset() {
        super.reset()
        filter = nil
        range = 0
        isSeeking = true
    }

    override func rebind(_ replacements: TermReplacements) {
        if replacements.isEmpty { return }
        places = replacements.places(places)
        prefix = prefix.map(replacements.id)
    }

    override func outline(in graph: ActiveGraph) -> PlanOutline? {
        graph === self.graph ? .scan(places, indexOrder) : nil
    }

    override var title: String { "scan \(indexOrder.rawValue)" }
    override var details: String { context.describe(places) }
}
