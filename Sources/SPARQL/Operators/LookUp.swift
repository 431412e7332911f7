// The look-ups of an index join: which index, which prefix, and what becomes of the matches.
import GraphStore

/// The ids that a look-up goes by.
struct LookUpKey: Equatable {
    var first = TermID.unbound
    var second = TermID.unbound
    var third = TermID.unbound
    var graph = TermID.unbound

    var isOverlaid: Bool {
        TermOverlay.isOverlaid(first) || TermOverlay.isOverlaid(second) || TermOverlay.isOverlaid(third)
            || TermOverlay.isOverlaid(graph)
    }
}

/// A look-up whose prefix is a constant and a column of the input, and which binds one variable.
struct BulkLookUp {
    let constant: TermID
    /// Whether the column comes before the constant, as where there are few look-ups.
    let isColumnFirst: Bool
    let column: Int
    /// The graph that counts; nil for any.
    var graph: TermID?
}

/// Look-ups in one index with one set of bound parts.
final class LookUp {
    let order: IndexOrder
    let seeker: QuadSeeker
    /// What the prefix consists of.
    private var prefix: [Source]
    private let newColumns: [Int]
    private let fillColumns: [(input: Int, index: Int)]
    private let graphSource: Source?
    /// Whether the pattern has a variable for the graph.
    private let bindsGraph: Bool
    private let objectRanges: [ClosedRange<TermID>]?
    private let onlyGraph: TermID?
    private var filter: QuadFilter?
    private var filterScope: GraphScope?
    private var filled: [(column: Int, values: [TermID])] = []

    private enum Source {
        case constant(TermID)
        case column(Int)
    }

    init(
        _ context: QueryContext, _ places: QuadPlaces, bound: [QuadPart: Int], new: [Int],
        filling: [QuadPart: Int] = [:], next: Int?, isBulk: Bool = false
    ) throws {
        func source(_ part: QuadPart) -> Source? {
            if let id = places[part]?.constant { return .constant(id) }
            return bound[part].map { .column($0) }
        }
        let boundVariables = bound.keys.compactMap { places[$0]?.variable }
        order = places.order(
            isBound: { $0.constant != nil || $0.variable.map(boundVariables.contains) ?? false }, next: next,
            isBulk: isBulk)
        onlyGraph = context.onlyGraph
        seeker = try context.snapshot.seeker(order)
        var prefix: [Source] = []
        for part in order.parts {
            guard part != .graph, let source = source(part) else { break }
            prefix.append(source)
        }
        self.prefix = prefix
        graphSource = source(.graph)
        bindsGraph = places.graph != nil
        let order = order
        newColumns = new.compactMap { variable in
            order.parts.firstIndex { places[$0]?.variable == variable }
        }
        var fills: [(input: Int, index: Int)] = []
        for (part, column) in filling where !fills.contains(where: { $0.input == column }) {
            fills.append((column, order.column(of: part)))
        }
        fillColumns = fills
        // The few objects of one subject and predicate are read as they are: the filter that gave the ranges decides.
        let isObjectNext = prefix.count < 2 && order.parts[prefix.count] == .object
        objectRanges = isObjectNext ? places.objectRanges : nil
    }

    /// Looks for other terms from now on.
    func rebind(_ replacements: TermReplacements) {
        prefix = prefix.map { source in
            if case .constant(let id) = source { .constant(replacements.id(id)) } else { source }
        }
    }

    /// The look-up as one of many, when it is of that kind.
    var bulk: BulkLookUp? {
        guard prefix.count == 2, newColumns == [2], !bindsGraph, graphSource == nil, objectRanges == nil,
            fillColumns.isEmpty
        else { return nil }
        switch (prefix[0], prefix[1]) {
        case (.constant(let constant), .column(let column)) where !TermOverlay.isOverlaid(constant):
            return BulkLookUp(constant: constant, isColumnFirst: false, column: column)
        case (.column(let column), .constant(let constant)) where !TermOverlay.isOverlaid(constant):
            return BulkLookUp(constant: constant, isColumnFirst: true, column: column)
        default: return nil
        }
    }

    @inline(__always)
    func key(_ input: Batch, _ row: Int) -> LookUpKey {
        var key = LookUpKey()
        if prefix.count > 0 { key.first = value(prefix[0], input, row) }
        if prefix.count > 1 { key.second = value(prefix[1], input, row) }
        if prefix.count > 2 { key.third = value(prefix[2], input, row) }
        if let graphSource { key.graph = value(graphSource, input, row) }
        return key
    }

    @inline(__always)
    private func value(_ source: Source, _ input: Batch, _ row: Int) -> TermID {
        switch source {
        case .constant(let id): id
        case .column(let column): input.columns[column][row]
        }
    }

    private var ranges: [ClosedRange<TermID>?] = []
    private var nextRange = 0
    private var currentKey = LookUpKey()

    /// Sets out to find a key; false when there can be no match.
    func begin(_ key: LookUpKey, _ scope: GraphScope, _ places: QuadPlaces, _ named: NamedGraphs) throws -> Bool {
        if key.isOverlaid { return false }
        if graphSource != nil {
            filter = QuadFilter(places, order, scope, named: named, constants: [(.graph, key.graph)])
        } else if filterScope != scope || filter == nil {
            filter = QuadFilter(places, order, scope, named: named, onlyGraph: onlyGraph)
            filterScope = scope
        } else {
            filter?.restart()
        }
        if case .none = scope, places.graph == nil { return false }
        currentKey = key
        if let objectRanges {
            ranges = objectRanges.map { $0 }
            nextRange = 1
            try seek(ranges.first ?? nil)
            return !ranges.isEmpty
        }
        ranges = []
        nextRange = 0
        try seek(nil)
        return true
    }

    private func seek(_ range: ClosedRange<TermID>?) throws {
        let count = prefix.count
        try seeker.seek(
            count > 0 ? currentKey.first : nil, count > 1 ? currentKey.second : nil,
            count > 2 ? currentKey.third : nil,
            range: range)
    }

    /// Adds the matches of a block; true when there are no more.
    func append(
        to new: inout [[TermID]], firstOnly: Bool, rows: inout [Int], row: Int
    ) throws -> Bool {
        filled.removeAll(keepingCapacity: true)
        guard let range = try seeker.next() else {
            if nextRange < ranges.count {
                try seek(ranges[nextRange])
                nextRange += 1
                return false
            }
            return true
        }
        let block = seeker.block
        let count: Int
        if var selected = filter?.select(range, of: block) {
            if firstOnly { selected = Array(selected.prefix(1)) }
            for (column, source) in newColumns.enumerated() {
                let values = block.column(source)
                for place in selected { new[column].append(values[place]) }
            }
            for (input, source) in fillColumns { filled.append((input, block.column(source).gathering(selected))) }
            count = selected.count
        } else {
            let taken = firstOnly ? range.lowerBound..<range.lowerBound + 1 : range
            for (column, source) in newColumns.enumerated() {
                new[column].append(contentsOf: block.column(source)[taken])
            }
            for (input, source) in fillColumns { filled.append((input, Array(block.column(source)[taken]))) }
            count = taken.count
        }
        if count == 1 { rows.append(row) } else { rows.append(contentsOf: repeatElement(row, count: count)) }
        return false
    }

    func takeFills() -> [(column: Int, values: [TermID])] { filled }
}
