// How many solutions patterns have: exact where the store knows it (quads of a predicate, of a pair of ids, of a range
// of values), else from the numbers of different subjects and objects, as if they were spread evenly.
import GraphStore
import SPARQLSyntax

final class PatternStatistics {
    private let context: QueryContext
    /// The values that inline data give variables.
    var inlineValues: [Int: [TermID]] = [:]
    private var total: Double { Double(max(context.knowledge.quads, 1)) }

    init(_ context: QueryContext) { self.context = context }

    func predicate(_ id: TermID) throws -> PredicateStatistics {
        try context.knowledge.statistics(of: id, context.snapshot)
    }

    private static func isStored(_ places: QuadPlaces) -> Bool {
        func isStored(_ place: Place) -> Bool { place.constant.map { !TermOverlay.isOverlaid($0) } ?? true }
        return isStored(places.subject) && isStored(places.predicate) && isStored(places.object)
    }

    private static func pattern(_ places: QuadPlaces, _ graph: GraphFilter) -> QuadPattern {
        QuadPattern(
            subject: places.subject.constant, predicate: places.predicate.constant, object: places.object.constant,
            graph: graph)
    }

    /// The exact number of matches in one graph.
    func exactCount(_ places: QuadPlaces, _ graph: TermID) throws -> Int {
        guard Self.isStored(places) else { return 0 }
        return try context.snapshot.count(Self.pattern(places, context.onlyGraph == graph ? .any : .one(graph)))
    }

    /// The number of matches of a pattern by itself: not more than the graph has quads.
    func estimate(_ places: QuadPlaces, _ scope: GraphScope) throws -> Double {
        min(try estimateOfAllGraphs(places), try quads(of: scope) ?? .infinity)
    }

    /// The quads of the named graphs that a scope is, where they are few; nil when it is another one, or all there is.
    func quads(of scope: GraphScope) throws -> Double? {
        let graphs: [TermID]
        switch scope {
        case .one(let graph): graphs = [graph]
        case .several(let several) where several.count <= Limits.mergedGraphs: graphs = several
        default: return nil
        }
        if graphs.contains(where: { $0 == .defaultGraph || TermOverlay.isOverlaid($0) }) { return nil }
        return Double(try graphs.reduce(0) { try $0 + context.knowledge.quads(of: $1, context.snapshot) })
    }

    /// The order to read a pattern of named graphs in: its quads alone, where they are fewer than those that an index of
    /// all graphs has for the pattern.
    ///
    /// - Parameter next: a variable that the matches are to be sorted by.
    func order(_ places: QuadPlaces, _ scope: GraphScope, next: Int? = nil) throws -> IndexOrder {
        let usual = places.order(isBound: { $0.constant != nil }, next: next)
        guard context.settings.isOptimised, places.graph == nil, places.subject.constant == nil,
            places.objectRanges == nil,
            next == nil || next == places.subject.variable, let quads = try quads(of: scope),
            try quads < estimateOfAllGraphs(places)
        else { return usual }
        return .gspo
    }

    /// The number of matches of a pattern by itself, in all graphs together.
    func estimateOfAllGraphs(_ places: QuadPlaces) throws -> Double {
        guard Self.isStored(places) else { return 0 }
        if places.subject.constant != nil {
            // Subjects are alike, so their average is as good as a look.
            var count = 10.0
            if case .constant(let id) = places.predicate {
                let statistics = try predicate(id)
                count = Double(statistics.quads) / Double(max(statistics.subjects, 1))
            }
            return places.object.constant != nil ? min(count, 0.5) : count
        }
        if places.objectRanges == nil, places.object.constant == nil { return try wholeEstimate(places) }
        if let known = context.memory.count(of: places) { return known }
        let pattern = Self.pattern(places, .any)
        var count = 0.0
        if let ranges = places.objectRanges, places.object.variable != nil, places.subject.constant == nil,
            places.predicate.constant != nil
        {
            for range in ranges { count += Double(try context.snapshot.count(pattern, order: .pos, range: range)) }
        } else {
            count = Double(try context.snapshot.count(pattern))
        }
        context.memory.record(count, of: places)
        return count
    }

    /// The number of quads that have the pattern's predicate.
    func wholeEstimate(_ places: QuadPlaces) throws -> Double {
        guard case .constant(let id) = places.predicate else { return total }
        return TermOverlay.isOverlaid(id) ? 0 : Double(try predicate(id).quads)
    }

    /// The matches of a pattern for each solution of a plan.
    func matches(_ places: QuadPlaces, under plan: Operator, _ scope: GraphScope) throws -> Double {
        func isBound(_ place: Place) -> Bool { place.variable.map { plan.column($0) != nil } ?? false }
        return try matches(
            places, subject: isBound(places.subject), predicate: isBound(places.predicate),
            object: isBound(places.object), scope)
    }

    func matches(
        _ places: QuadPlaces, subject: Bool, predicate: Bool, object: Bool, _ scope: GraphScope
    ) throws -> Double {
        if !subject && !predicate && !object { return try estimate(places, scope) }
        // What is looked for mostly is of the graph at hand, as are its own quads.
        let count = try estimateOfAllGraphs(places)
        guard case .constant(let id) = places.predicate else {
            if let variable = places.predicate.variable, let values = inlineValues[variable], predicate {
                return try meanMatches(
                    of: values, subject: subject || places.subject.constant != nil,
                    object: object || places.object.constant != nil)
            }
            // About ten triples for each subject, and the square root of all for a predicate.
            var share = count
            if subject { share = min(share, 10) }
            if object { share = min(share, subject ? 0.5 : 10) }
            if predicate { share = subject || object ? share * 0.3 : count / 20 }
            return share
        }
        let statistics = try self.predicate(id)
        var share = count
        if subject { share /= Double(max(statistics.subjects, 1)) }
        if object { share /= Double(max(statistics.objects, 1)) }
        return share
    }

    /// The matches for each solution that binds the predicate to one of some values.
    private func meanMatches(of predicates: [TermID], subject: Bool, object: Bool) throws -> Double {
        var sum = 0.0
        for id in predicates where !TermOverlay.isOverlaid(id) {
            let statistics = try predicate(id)
            var share = Double(statistics.quads)
            if subject { share /= Double(max(statistics.subjects, 1)) }
            if object { share /= Double(max(statistics.objects, 1)) }
            sum += share
        }
        return sum / Double(max(predicates.count, 1))
    }

    func joinEstimate(_ left: Operator, _ right: Operator) -> Double {
        let isConnected = left.schema.contains { right.schema.contains($0) }
        return isConnected ? max(left.estimate, right.estimate) : left.estimate * right.estimate
    }

    func pathEstimate(_ rows: Double, isBound: (subject: Bool, object: Bool)) -> Double {
        switch isBound {
        case (true, true): return rows * 0.1
        case (false, false): return rows * total
        // Ways up a hierarchy are short, ways down are not.
        case (true, false): return rows * 20
        case (false, true): return rows * 200
        }
    }

    /// The quads with one predicate of a subject that has others; nil when that is not known.
    func starMultiplicity(of predicate: TermID, given others: [TermID]) throws -> Double? {
        let stars = try context.knowledge.stars(context.snapshot)
        return stars.isSmall ? stars.multiplicity(of: predicate, given: others) : nil
    }

    /// About how many solutions a pattern has by itself, without a plan.
    func roughEstimate(_ pattern: GraphPattern, _ scope: GraphScope) throws -> Double {
        switch pattern {
        case .basic(let triples):
            var least = triples.isEmpty ? 1 : Double.infinity
            for triple in triples {
                func place(_ term: TermPattern, _ number: Int) throws -> Place {
                    if case .term(let term) = term { return .constant(try context.id(matching: term)) }
                    return .variable(number)
                }
                let places = QuadPlaces(
                    try place(triple.subject, -1), try place(triple.predicate, -2), try place(triple.object, -3))
                least = min(least, try estimate(places, scope))
            }
            return least
        case .path(let subject, _, let object):
            return pathEstimate(1, isBound: (subject.term != nil, object.term != nil))
        case .join(let left, let right): return min(try roughEstimate(left, scope), try roughEstimate(right, scope))
        case .union(let left, let right): return try roughEstimate(left, scope) + roughEstimate(right, scope)
        case .leftJoin(let inner, _, _), .minus(let inner, _), .filter(_, let inner), .graph(_, let inner),
            .extend(let inner, _, _), .orderBy(let inner, _), .project(let inner, _), .distinct(let inner),
            .reduced(let inner):
            return try roughEstimate(inner, scope)
        case .slice(let inner, _, let limit): return min(try roughEstimate(inner, scope), Double(limit ?? .max))
        case .group(let inner, let by, _): return by.isEmpty ? 1 : try roughEstimate(inner, scope) / 10
        case .values(let table): return Double(table.rows.count)
        case .service: return 1_000
        case .search(let search): return search.expectedHits
        }
    }

    func groupEstimate(_ input: Operator, _ keys: [Int]) -> Double {
        max(1, input.estimate / 10)
    }
}
