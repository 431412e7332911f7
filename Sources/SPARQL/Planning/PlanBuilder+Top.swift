// ORDER BY an object with LIMIT, of one pattern: where all objects of the predicate are inline values of one kind, ids sort
// as values do, so that the first or last ones stand together in the index and nothing else need be read.
import GraphStore
import SPARQLSyntax

extension PlanBuilder {
    /// The objects that hold the first `limit` solutions in the order of a variable; nil when the index cannot tell.
    func topRange(
        _ pattern: GraphPattern, _ conditions: [OrderCondition], limit: Int?, _ surroundings: Surroundings
    ) throws -> ClosedRange<TermID>? {
        guard isOptimised, let limit, limit > 0, limit <= Limits.batchRows, conditions.count == 1,
            case .variable(let variable) = conditions[0].expression, case .basic(let triples) = pattern,
            triples.count == 1, triples[0].object == .variable(variable), surroundings.isGraphFixed,
            surroundings.graph.scope == .all || context.onlyGraph.map({ surroundings.graph.scope == .one($0) }) == true
        else { return nil }
        var steps: [TripleTermStep] = []
        let places = try places(triples[0], graph: nil, &steps)
        guard steps.isEmpty, case .constant(let predicate) = places.predicate, !TermOverlay.isOverlaid(predicate),
            let subject = places.subject.variable, subject != places.object.variable,
            try statistics.predicate(predicate).quads > Limits.batchRows
        else { return nil }
        let key = PlanMemory.Top(places: places, limit: limit, isDescending: conditions[0].isDescending)
        if let known = context.memory.objects(of: key) { return known }
        let values = try ValueSearch(context, predicate)
        guard let all = try context.knowledge.values(of: predicate, { try values.range }) else { return nil }
        let range =
            conditions[0].isDescending
            ? try (values.start(ofLast: limit, through: all.upperBound) ?? all.lowerBound)...all.upperBound
            : all.lowerBound...(try values.end(ofFirst: limit) ?? all.upperBound)
        context.memory.record(range, of: key)
        return range
    }
}

/// Looks for places among the objects of a predicate.
private struct ValueSearch {
    private let seeker: QuadSeeker
    private let predicate: TermID

    init(_ context: QueryContext, _ predicate: TermID) throws {
        seeker = try context.snapshot.seeker(.pos)
        self.predicate = predicate
    }

    /// From the first object to the last that may be of its kind; nil when objects are of several kinds, or of one that
    /// does not sort by its ids.
    var range: ClosedRange<TermID>? {
        get throws {
            guard let first = try first, let kind = first.kind, [.integer, .decimal, .dateTime].contains(kind),
                try hasNone(above: kind.range.upperBound)
            else { return nil }
            return first...kind.range.upperBound
        }
    }

    private var first: TermID? {
        get throws {
            try seeker.seek(predicate, range: TermID(raw: 1)...TermID(raw: .max))
            return try seeker.next().map { seeker.block.column(1)[$0.lowerBound] }
        }
    }

    private func hasNone(above id: TermID) throws -> Bool {
        try seeker.seek(predicate, range: TermID(raw: id.raw + 1)...TermID(raw: .max))
        return try seeker.next() == nil
    }

    /// The object of the last of the first quads.
    func end(ofFirst count: Int) throws -> TermID? {
        try seeker.seek(predicate, range: TermID(raw: 1)...TermID(raw: .max))
        var left = count
        while let rows = try seeker.next() {
            if rows.count >= left { return seeker.block.column(1)[rows.lowerBound + left - 1] }
            left -= rows.count
        }
        return nil
    }

    /// The object of the first of the last quads.
    func start(ofLast count: Int, through upper: TermID) throws -> TermID? {
        try seeker.start(ofLast: count, predicate, through: upper)
    }
}
