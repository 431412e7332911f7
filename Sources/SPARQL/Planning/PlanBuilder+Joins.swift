// Groups: their members (triple patterns, paths, inline data, everything else) are joined in the order that the planner
// chooses. Filters are applied as soon as everything that they look at is bound.
import GraphStore
import Primitives
import RDF
import SPARQLSyntax

extension PlanBuilder {
    func buildJoin(
        of patterns: [GraphPattern], filters: [Expression], on input: PlannedPattern?, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        var members: [JoinMember] = []
        for pattern in patterns { members += try self.members(pattern, surroundings) }
        var pending = filters
        var plan = input
        var before = surroundings
        before.isExistenceOnly = false
        var inside = NumberSet()
        if !filters.isEmpty {
            inside = members.reduce(into: NumberSet(input?.root.schema ?? [])) { $0.formUnion($1.variables) }
        }
        if !filters.isEmpty || topObjects != nil { members = try members.map { try narrowed($0, by: filters) } }
        plan = try takingReady(&pending, plan, inside, before)
        if plan == nil, let cycles = try buildCycles(&members, before) {
            plan = try takingReady(&pending, cycles, inside, before)
        }
        let read = filters.first { $0.variables.count == 1 }?.variables.first.map { number($0) }
        for (place, step) in try steps(members, on: plan, before, reading: read).enumerated() {
            let isLast = place == members.count - 1 && pending.isEmpty
            plan = try join(members[step.member], by: step, to: plan, isLast ? surroundings : before, isLast: isLast)
            plan?.root.estimate = step.rows
            plan = try takingReady(&pending, plan, inside, before)
        }
        let whole = plan ?? PlannedPattern(root: UnitSource(context), certain: [], isConstant: true)
        return try filter(whole, pending, surroundings)
    }

    private func members(_ pattern: GraphPattern, _ surroundings: Surroundings) throws -> [JoinMember] {
        switch pattern {
        case .basic(let triples): return try triples.map { try member($0, graph: nil) }
        case .graph(.variable(let name), .basic(let triples)) where !triples.isEmpty:
            return try triples.map { try member($0, graph: number(name)) }
        case .path(let subject, let path, let object):
            let ends = (subject.variable.map { number($0) }, object.variable.map { number($0) })
            return [JoinMember(kind: .path(subject, path, object, ends: ends), variables: numbers(pattern.variables))]
        default:
            let variables = numbers(pattern.variables)
            if pattern.mayDepend {
                let needed = pattern.neededVariable.map { number($0) }
                return [JoinMember(kind: .other(pattern), variables: variables, needed: needed)]
            }
            var apart = surroundings
            apart.substituted = nil
            apart.isExistenceOnly = false
            return [JoinMember(kind: .planned(try build(pattern, apart)), variables: variables)]
        }
    }

    private func member(_ triple: TriplePattern, graph: Int?) throws -> JoinMember {
        var steps: [TripleTermStep] = []
        let places = try places(triple, graph: graph, &steps)
        var variables = NumberSet(places.variables)
        for step in steps { for part in step.parts { if let variable = part.variable { variables.insert(variable) } } }
        return JoinMember(kind: .triple(places, steps), variables: variables)
    }

    /// Applies the filters whose variables are all bound, or that nothing in the group will bind.
    private func takingReady(
        _ pending: inout [Expression], _ plan: PlannedPattern?, _ inside: NumberSet, _ surroundings: Surroundings
    ) throws -> PlannedPattern? {
        guard let plan, !pending.isEmpty else { return plan }
        let ready = pending.filter { numbers($0.variables).intersection(inside).isSubset(of: plan.certain) }
        if ready.isEmpty { return plan }
        pending.removeAll { ready.contains($0) }
        return try filter(plan, ready, surroundings)
    }

    // MARK: Joins

    /// What the planner decides, or decided when the query was planned before.
    ///
    /// - Parameter read: a variable whose terms will be read: they are read fast where they are sorted.
    private func steps(
        _ members: [JoinMember], on plan: PlannedPattern?, _ surroundings: Surroundings, reading read: Int?
    ) throws -> [JoinStep] {
        if members.isEmpty { return [] }
        if plan == nil, members.count == 1, let only = try onlyStep(members[0], surroundings, reading: read) {
            return [only]
        }
        if let known = context.memory.nextSteps(members: members.count) { return known }
        var planner = try JoinPlanner(
            members, on: plan, statistics, surroundings, forced: context.settings.forcedJoin)
        let steps = try planner.steps()
        context.memory.record(steps)
        return steps
    }

    /// The step of a triple pattern that is by itself, where there is nothing to decide.
    private func onlyStep(
        _ member: JoinMember, _ surroundings: Surroundings, reading read: Int?
    ) throws -> JoinStep? {
        guard surroundings.wantedOrder == nil, case .triple(let places, _) = member.kind else { return nil }
        if places.objectRanges != nil {
            // Of the first or the last solutions about as many as are wanted are read.
            let rows = try topObjects == nil ? statistics.estimate(places, surroundings.graph.scope) : 1
            return JoinStep(member: 0, method: .first(places.order(isBound: { $0.constant != nil })), rows: rows)
        }
        let isRead = read != nil && [places.subject.variable, places.object.variable].contains(read)
        let first = isRead ? read : places.subject.variable ?? places.predicate.variable ?? places.object.variable
        return JoinStep(
            member: 0,
            method: .first(
                try statistics.order(places, surroundings.graph.scope, next: first)),
            rows: try statistics.estimate(places, surroundings.graph.scope))
    }

    private func join(
        _ member: JoinMember, by step: JoinStep, to plan: PlannedPattern?, _ surroundings: Surroundings, isLast: Bool
    ) throws -> PlannedPattern {
        switch member.kind {
        case .triple(let places, let steps):
            guard let plan else {
                guard case .first(let order) = step.method else { return try extend(nil, places, surroundings) }
                return takeApart(try extend(nil, places, surroundings, order: order, rows: step.rows), steps)
            }
            switch step.method {
            case .hash: return takeApart(join(plan, try extend(nil, places, surroundings)), steps)
            case .merge(let key) where plan.certain.contains(key) && plan.root.column(key) != nil:
                return takeApart(try merge(plan, places, by: key, surroundings), steps)
            case .index(let isBulk):
                return takeApart(
                    try extend(
                        plan, places, surroundings, isLast: isLast && steps.isEmpty, isBulk: isBulk, rows: step.rows),
                    steps)
            case .first, .merge: return takeApart(try extend(plan, places, surroundings), steps)
            }
        case .path(let subject, let path, let object, _):
            return try build(.path(subject: subject, path, object: object), on: plan, surroundings)
        case .planned(let other): return plan.map { join($0, other) } ?? other
        case .other(let pattern): return try build(pattern, on: plan, surroundings)
        }
    }

    private func merge(
        _ plan: PlannedPattern, _ places: QuadPlaces, by key: Int, _ surroundings: Surroundings
    ) throws -> PlannedPattern {
        func sorted(_ root: Operator) -> Operator {
            if root.order.first == key { return root }
            let sort = IDSort(context, root, by: key)
            sort.estimate = root.estimate
            return sort
        }
        let order = try statistics.order(places, surroundings.graph.scope, next: key)
        let other = try extend(nil, places, surroundings, order: order)
        return PlannedPattern(
            root: MergeJoin(context, sorted(plan.root), sorted(other.root), by: key),
            certain: plan.certain.union(other.certain), isConstant: plan.isConstant && surroundings.isGraphFixed)
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
