// A triple pattern with ids for terms and numbers for variables, and the filter that decides which quads of an index
// belong to it.
import GraphStore

/// What stands in a place of a pattern.
enum Place: Hashable {
    case constant(TermID)
    case variable(Int)

    var constant: TermID? { if case .constant(let id) = self { id } else { nil } }
    var variable: Int? { if case .variable(let number) = self { number } else { nil } }
}

/// A triple pattern, or a quad pattern when the graph is a variable.
struct QuadPlaces: Hashable {
    var subject: Place
    var predicate: Place
    var object: Place
    /// The variable of GRAPH, when the pattern is matched in all named graphs at once.
    var graph: Int?
    /// Ids that a variable object may have: inline values of a filter, and what must be looked at one by one.
    var objectRanges: [ClosedRange<TermID>]?

    init(_ subject: Place, _ predicate: Place, _ object: Place, graph: Int? = nil) {
        self.subject = subject
        self.predicate = predicate
        self.object = object
        self.graph = graph
    }

    subscript(part: QuadPart) -> Place? {
        switch part {
        case .subject: subject
        case .predicate: predicate
        case .object: object
        case .graph: graph.map { .variable($0) }
        }
    }

    /// The ids of subject, predicate and object that are given.
    var constants: [TermID] { [subject, predicate, object].compactMap(\.constant) }

    /// The variables, each once, subject first.
    var variables: [Int] {
        var found: [Int] = []
        found.reserveCapacity(4)
        func add(_ variable: Int?) { if let variable, !found.contains(variable) { found.append(variable) } }
        add(subject.variable)
        add(predicate.variable)
        add(object.variable)
        add(graph)
        return found
    }

    /// Whether a variable stands in two places of the triple.
    var hasRepeatedVariable: Bool {
        let (first, second, third) = (subject.variable, predicate.variable, object.variable)
        return first != nil && (first == second || first == third) || second != nil && second == third
    }

    /// The order of an index in which the parts that `isBound` names come first, and after them those of `next`.
    ///
    /// - Parameter isBulk: many look-ups are to come. Then a constant predicate goes first, so that what is read stands
    ///   together; for a few the subject does, whose blocks are shorter.
    func order(isBound: (Place) -> Bool, next: Int? = nil, isBulk: Bool = false) -> IndexOrder {
        func isNext(_ place: Place) -> Bool { next != nil && place.variable == next }
        let putsPredicateFirst = isBulk && predicate.constant != nil
        switch (isBound(subject), isBound(predicate), isBound(object)) {
        case (false, false, false): return isNext(predicate) ? .pso : isNext(object) ? .osp : .spo
        case (true, false, false): return isNext(object) ? .sop : .spo
        case (false, true, false): return isNext(subject) ? .pso : .pos
        case (false, false, true): return isNext(predicate) ? .ops : .osp
        case (true, true, false): return putsPredicateFirst ? .pso : .spo
        case (false, true, true): return .pos
        case (true, false, true): return .sop
        case (true, true, true): return putsPredicateFirst ? .pos : .spo
        }
    }
}

/// Chooses rows of a block: those in the right graphs, with the right ids, each triple once.
struct QuadFilter {
    private let graphs: GraphScope
    private let namedGraphs: Set<TermID>?
    private let bindsGraph: Bool
    private let constants: [(column: Int, id: TermID)]
    private let equalColumns: [(Int, Int)]
    private let graphColumn: Int
    private let tripleColumns: [Int]
    private let passesAll: Bool
    private var last: (TermID, TermID, TermID)?

    /// - Parameters:
    ///   - constants: ids that the index does not look for by itself.
    ///   - onlyGraph: the graph that all quads of the store are in, if there is one.
    init(
        _ places: QuadPlaces, _ order: IndexOrder, _ scope: GraphScope, named: NamedGraphs,
        constants: [(part: QuadPart, id: TermID)] = [], onlyGraph: TermID? = nil
    ) {
        graphs = scope
        bindsGraph = places.graph != nil
        let isWholeStore = onlyGraph.map { scope == .one($0) || scope == .all } ?? false
        passesAll = isWholeStore && !bindsGraph && constants.isEmpty && !places.hasRepeatedVariable
        if passesAll {
            (namedGraphs, self.constants, equalColumns, graphColumn, tripleColumns) = (nil, [], [], 3, [])
            return
        }
        if bindsGraph, case .listed(let ids) = named { namedGraphs = Set(ids) } else { namedGraphs = nil }
        self.constants = constants.map { (order.column(of: $0.part), $0.id) }
        graphColumn = order.column(of: .graph)
        tripleColumns = [QuadPart.subject, .predicate, .object].map { order.column(of: $0) }
        var equal: [(Int, Int)] = []
        let parts = QuadPart.allCases
        for (index, part) in parts.enumerated() {
            guard let variable = places[part]?.variable else { continue }
            if let other = parts[..<index].last(where: { places[$0]?.variable == variable }) {
                equal.append((order.column(of: other), order.column(of: part)))
            }
        }
        equalColumns = equal
    }

    /// Forgets the last triple: what comes next begins anew.
    mutating func restart() { last = nil }

    /// The wanted rows among `rows`; nil when all are.
    @inline(__always)
    mutating func select(_ rows: Range<Int>, of block: QuadBatch) -> [Int]? {
        passesAll ? nil : selectSome(rows, of: block)
    }

    private mutating func selectSome(_ rows: Range<Int>, of block: QuadBatch) -> [Int]? {
        var selected: [Int]?
        if bindsGraph {
            let column = block.column(graphColumn)
            if let namedGraphs {
                narrow(&selected, rows) { namedGraphs.contains(column[$0]) }
            } else if rows.contains(where: { column[$0] == .defaultGraph }) {
                narrow(&selected, rows) { column[$0] != .defaultGraph }
            }
        } else {
            selectGraphs(&selected, rows, block)
        }
        for (number, id) in constants {
            let column = block.column(number)
            narrow(&selected, rows) { column[$0] == id }
        }
        for (left, right) in equalColumns {
            let (left, right) = (block.column(left), block.column(right))
            narrow(&selected, rows) { left[$0] == right[$0] }
        }
        return selected
    }

    private mutating func selectGraphs(_ selected: inout [Int]?, _ rows: Range<Int>, _ block: QuadBatch) {
        let column = block.column(graphColumn)
        switch graphs {
        case .none: selected = []
        case .one(let id):
            if !rows.allSatisfy({ column[$0] == id }) { narrow(&selected, rows) { column[$0] == id } }
        case .several(let ids):
            narrow(&selected, rows) { ids.contains(column[$0]) }
            removeRepeated(&selected, rows, block)
        case .all:
            removeRepeated(&selected, rows, block)
        }
    }

    /// A triple that stands in several graphs comes several times in a row.
    private mutating func removeRepeated(_ selected: inout [Int]?, _ rows: Range<Int>, _ block: QuadBatch) {
        let (first, second, third) = (
            block.column(tripleColumns[0]), block.column(tripleColumns[1]), block.column(tripleColumns[2])
        )
        var last = last
        narrow(&selected, rows) { row in
            let triple = (first[row], second[row], third[row])
            if let last, last == triple { return false }
            last = triple
            return true
        }
        self.last = last
    }

    private func narrow(_ selected: inout [Int]?, _ rows: Range<Int>, _ isWanted: (Int) -> Bool) {
        selected = selected.map { $0.filter(isWanted) } ?? rows.filter(isWanted)
    }
}
