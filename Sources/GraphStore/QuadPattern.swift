/// Which graphs a scan looks at.
public enum GraphFilter: Hashable, Sendable {
    /// The default graph and all named graphs; a triple that stands in several comes several times.
    case any
    /// One graph: `TermID.defaultGraph`, or the id of a graph's name.
    case one(TermID)
    /// All named graphs, without the default graph.
    case named
}

/// The ids that a scan looks for; nil stands for any.
public struct QuadPattern: Hashable, Sendable {
    public var subject: TermID?
    public var predicate: TermID?
    public var object: TermID?
    public var graph: GraphFilter

    public init(
        subject: TermID? = nil, predicate: TermID? = nil, object: TermID? = nil, graph: GraphFilter = .any
    ) {
        self.subject = subject
        self.predicate = predicate
        self.object = object
        self.graph = graph
    }

    /// The id that the pattern asks for in a part.
    func id(of part: QuadPart) -> TermID? {
        switch part {
        case .subject: subject
        case .predicate: predicate
        case .object: object
        case .graph: if case .one(let id) = graph { id } else { nil }
        }
    }

    /// How many leading columns of an order the pattern fixes.
    func prefixLength(in order: IndexOrder) -> Int {
        var isFixed: InlineArray<4, Bool> = [false, false, false, false]
        for part in QuadPart.allCases { isFixed[order.column(of: part)] = id(of: part) != nil }
        var length = 0
        while length < 4, isFixed[length] { length += 1 }
        return length
    }

    /// The order in which the pattern's quads stand together, or as many of its parts as possible.
    public var bestOrder: IndexOrder {
        if subject == nil && predicate == nil && object == nil {
            switch graph {
            case .one(let id): return id == .defaultGraph ? .spo : .gspo
            case .named: return .gspo
            case .any: return .spo
            }
        }
        switch (subject != nil, predicate != nil, object != nil) {
        case (true, false, true): return .sop
        case (true, _, _): return .spo
        case (false, true, true): return .pos
        case (false, true, false): return .pso
        default: return .osp
        }
    }
}

/// Where a scan begins and ends in an index, and what remains to be checked tuple by tuple.
struct ScanBounds {
    let lower: IDTuple
    let upper: IDTuple
    /// Columns behind the fixed ones that the pattern fixes as well.
    let checks: [(column: Int, id: UInt64)]
    let leavesOutDefaultGraph: Bool

    /// - Parameter range: of the first column that the pattern leaves open.
    init(_ pattern: QuadPattern, _ order: IndexOrder, range: ClosedRange<TermID>?) {
        var lower = IDTuple.smallest
        var upper = IDTuple.greatest
        var checks: [(column: Int, id: UInt64)] = []
        let prefix = pattern.prefixLength(in: order)
        for part in QuadPart.allCases {
            guard let id = pattern.id(of: part) else { continue }
            let column = order.column(of: part)
            if column < prefix {
                lower.setWord(column, to: id.raw)
                upper.setWord(column, to: id.raw)
            } else {
                checks.append((column, id.raw))
            }
        }
        if let range, prefix < 4 {
            lower.setWord(prefix, to: range.lowerBound.raw)
            upper.setWord(prefix, to: range.upperBound.raw)
        }
        self.lower = lower
        self.upper = upper
        self.checks = checks
        leavesOutDefaultGraph = pattern.graph == .named && order != .gspo
    }
}
