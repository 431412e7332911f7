// The order of joins. The members of a group (triple patterns, paths, inline data, everything else) are taken one after
// the other: next is always the one that leaves the fewest solutions. Filters are applied as soon as everything that
// they look at is bound.
import GraphStore
import RDF
import SPARQLSyntax

/// A member of a group that is to be joined.
struct JoinMember {
    enum Kind {
        case triple(QuadPlaces, [TripleTermStep])
        case path(TermPattern, PropertyPath, TermPattern)
        case other(GraphPattern)
    }

    let kind: Kind
    /// The variables that it may bind.
    let variables: Set<Int>
}

extension PlanBuilder {
    func buildJoin(
        of patterns: [GraphPattern], filters: [Expression], on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var members: [JoinMember] = []
        for pattern in patterns { members += try self.members(pattern) }
        var pending = filters
        var plan = input
        var before = surroundings
        before.isExistenceOnly = false
        let inside = members.reduce(into: Set(input?.root.schema ?? [])) { $0.formUnion($1.variables) }
        members = try members.map { try narrowed($0, by: filters) }
        plan = try takingReady(&pending, plan, inside, before)
        if plan == nil, let cycles = try buildCycles(&members, before) {
            plan = try takingReady(&pending, cycles, inside, before)
        }
        while !members.isEmpty {
            let next = try cheapest(members, plan, before)
            let member = members.remove(at: next)
            let isLast = members.isEmpty && pending.isEmpty
            if plan == nil, case .triple(let places, let steps) = member.kind {
                // The scan comes sorted by what is joined next.
                let next = try partner(of: places, members, before)
                let order = places.order(isBound: { $0.constant != nil }, next: places.objectRanges == nil ? next : nil)
                plan = takeApart(try extend(nil, places, before, order: order), steps)
            } else {
                plan = try join(member, to: plan, isLast ? surroundings : before, isLast: isLast)
            }
            plan = try takingReady(&pending, plan, inside, before)
        }
        let whole = plan ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        return try filter(whole, pending, surroundings)
    }

    private func members(_ pattern: GraphPattern) throws -> [JoinMember] {
        switch pattern {
        case .basic(let triples): return try triples.map { try member($0, graph: nil) }
        case .graph(.variable(let name), .basic(let triples)) where !triples.isEmpty:
            return try triples.map { try member($0, graph: number(name)) }
        case .path(let subject, let path, let object):
            return [JoinMember(kind: .path(subject, path, object), variables: numbers(pattern.variables))]
        default: return [JoinMember(kind: .other(pattern), variables: numbers(pattern.variables))]
        }
    }

    private func member(_ triple: TriplePattern, graph: Int?) throws -> JoinMember {
        var steps: [TripleTermStep] = []
        let places = try places(triple, graph: graph, &steps)
        let variables = steps.reduce(into: Set(places.variables)) { $0.formUnion($1.parts.compactMap(\.variable)) }
        return JoinMember(kind: .triple(places, steps), variables: variables)
    }

    /// Applies the filters whose variables are all bound, or that nothing in the group will bind.
    private func takingReady(
        _ pending: inout [Expression], _ plan: PlannedPattern?, _ inside: Set<Int>, _ surroundings: Surroundings
    ) throws -> PlannedPattern? {
        guard let plan else { return nil }
        let ready = pending.filter { numbers($0.variables).intersection(inside).isSubset(of: plan.certain) }
        if ready.isEmpty { return plan }
        pending.removeAll { ready.contains($0) }
        return try filter(plan, ready, surroundings)
    }

    // MARK: Choice

    /// The variable by which the first pattern will be joined with the next one.
    private func partner(
        of places: QuadPlaces, _ members: [JoinMember], _ surroundings: Surroundings
    ) throws -> Int? {
        let bound = Set(places.variables)
        var best: Int?
        var bestCost = Double.infinity
        for member in members {
            guard case .triple(let other, _) = member.kind,
                let shared = other.variables.first(where: bound.contains)
            else { continue }
            let cost = try statistics.matches(other, bound: bound, surroundings.graph.scope)
            if cost < bestCost { (best, bestCost) = (shared, cost) }
        }
        return best
    }

    private func cheapest(
        _ members: [JoinMember], _ plan: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> Int {
        if members.count == 1 { return 0 }
        var best = 0
        var bestCost = Double.infinity
        for (index, member) in members.enumerated() {
            let cost = try cost(of: member, plan, surroundings)
            if cost < bestCost { (best, bestCost) = (index, cost) }
        }
        return best
    }

    /// About the number of solutions after the member has been joined.
    private func cost(
        of member: JoinMember, _ plan: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> Double {
        let bound = Set(plan?.root.schema ?? [])
        let rows = plan?.root.estimate ?? 1
        let isConnected = bound.isEmpty || !bound.isDisjoint(with: member.variables) || member.variables.isEmpty
        let penalty = isConnected ? 1 : 1_000.0
        switch member.kind {
        case .triple(let places, _):
            return try rows * statistics.matches(places, bound: bound, surroundings.graph.scope) * penalty
        case .path(let subject, _, let object):
            let root = plan?.root ?? UnitSource(context)
            var steps: [TripleTermStep] = []
            return statistics.pathEstimate(root, try place(subject, &steps), try place(object, &steps)) * penalty
        case .other(.values(let table)): return isConnected ? rows * 0.5 : Double(table.rows.count) * rows
        case .other(.service): return .greatestFiniteMagnitude
        case .other(let pattern):
            // What takes values from outside is better off late, what does not can as well come early.
            return 1e9 * (pattern.mayDepend ? 10 : 1) * penalty
        }
    }

    private func join(
        _ member: JoinMember, to plan: PlannedPattern?, _ surroundings: Surroundings, isLast: Bool
    ) throws -> PlannedPattern {
        switch member.kind {
        case .triple(let places, let steps):
            if let plan {
                switch try method(plan, places, surroundings) {
                case .hash: return takeApart(join(plan, try extend(nil, places, surroundings)), steps)
                case .merge:
                    if let merged = try merge(plan, places, surroundings) { return takeApart(merged, steps) }
                case .index, .leapfrog: break
                }
            }
            return takeApart(try extend(plan, places, surroundings, isLast: isLast && steps.isEmpty), steps)
        case .path(let subject, let path, let object):
            return try build(.path(subject: subject, path, object: object), on: plan, surroundings)
        case .other(let pattern): return try build(pattern, on: plan, surroundings)
        }
    }

    private func method(
        _ plan: PlannedPattern, _ places: QuadPlaces, _ surroundings: Surroundings
    ) throws -> JoinMethod {
        if let forced = context.settings.forcedJoin { return surroundings.isGraphFixed ? forced : .index }
        return try isHashJoinCheaper(plan, places, surroundings) ? .hash : .index
    }

    /// The merge join with a pattern; nil when no variable that every solution binds is shared.
    private func merge(
        _ plan: PlannedPattern, _ places: QuadPlaces, _ surroundings: Surroundings
    ) throws -> PlannedPattern? {
        let shared = places.variables.filter { plan.certain.contains($0) && plan.root.column($0) != nil }
        guard let key = plan.root.order.first.flatMap({ shared.contains($0) ? $0 : nil }) ?? shared.first else {
            return nil
        }
        func sorted(_ root: Operator) -> Operator {
            if root.order.first == key { return root }
            let sort = IDSort(context, root, by: key)
            sort.estimate = root.estimate
            return sort
        }
        let order = places.order(isBound: { $0.constant != nil }, next: key)
        let other = try extend(nil, places, surroundings, order: order)
        let root = MergeJoin(context, sorted(plan.root), sorted(other.root), by: key)
        root.estimate =
            try plan.root.estimate
            * statistics.matches(
                places, bound: Set(plan.root.schema), surroundings.graph.scope)
        return PlannedPattern(
            root: root, certain: plan.certain.union(other.certain),
            isConstant: plan.isConstant && surroundings.isGraphFixed)
    }

    /// Whether to read the whole pattern once beats looking it up for each solution.
    private func isHashJoinCheaper(
        _ plan: PlannedPattern, _ places: QuadPlaces, _ surroundings: Surroundings
    ) throws -> Bool {
        let shared = places.variables.filter { plan.root.column($0) != nil }
        guard !shared.isEmpty, surroundings.isGraphFixed, shared.allSatisfy(plan.certain.contains) else { return false }
        let rows = plan.root.estimate
        let whole = try statistics.estimate(places, surroundings.graph.scope)
        if let first = plan.root.order.first, shared == [first] { return false }
        // A look-up out of order costs as much as some fifty rows of a scan that go into a table.
        return rows > 1_000 && rows * 50 > whole + rows
    }
}

extension GraphPattern {
    /// Whether the pattern can make use of values from outside.
    fileprivate var mayDepend: Bool {
        switch self {
        case .group, .project, .distinct, .reduced, .slice, .orderBy, .values: false
        default: true
        }
    }
}
