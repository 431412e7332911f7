// The order of joins. Up to ten members all orders are compared, by dynamic programming over sets of members (Selinger et
// al. 1979; plans are left-deep, and of each set the cheapest is kept for each variable that its solutions may be sorted
// by); beyond that the cheapest next member is taken, again and again. Costs are microseconds as measured on one core.
import GraphStore
import SPARQLSyntax

/// Microseconds that the parts of a plan cost.
private enum Cost {
    /// A row of a scan; of a hash table to be built; of a look-up there; of an output.
    static let scan = 0.012
    static let build = 0.06
    static let probe = 0.03
    /// A row of a merge join.
    static let merge = 0.06
    static let output = 0.015
    /// A look-up in an index out of order, or one that goes on from the one before.
    static let seek = 1.5
    static let step = 0.03
    /// A row to be sorted.
    static let sort = 0.1
    /// A solution that goes into a pattern of several parts.
    static let flow = 3.0
}

struct JoinPlanner {
    private let members: [JoinMember]
    private let statistics: PatternStatistics
    private let scope: GraphScope
    /// Whether patterns may be read by themselves into tables.
    private let isGraphFixed: Bool
    /// Whether the plan runs again for each batch of solutions from outside.
    private let isRepeated: Bool
    private let forced: JoinMethod?
    /// What the solutions had best be sorted by.
    private let wantedOrder: Int?
    private let masks: [UInt64]
    private let input: State?
    private var bits: [Int: UInt64] = [:]
    /// Of each member, the matches for each set of bound parts.
    private var matches: [[Double?]]

    /// A part of the members joined.
    private struct State {
        var members: UInt64 = 0
        var bound: UInt64 = 0
        var certain: UInt64 = 0
        var rows = 1.0
        var cost = 0.0
        /// The variable that the solutions are sorted by.
        var sortedBy: Int?
        var steps: [JoinStep] = []
    }

    /// - Parameter input: the solutions that the members extend.
    init(
        _ members: [JoinMember], on input: PlannedPattern?, _ statistics: PatternStatistics,
        _ surroundings: Surroundings, forced: JoinMethod?
    ) {
        self.members = members
        self.statistics = statistics
        self.forced = forced
        scope = surroundings.graph.scope
        isGraphFixed = surroundings.isGraphFixed
        isRepeated = input?.isConstant == false
        wantedOrder = surroundings.wantedOrder
        matches = members.map { _ in [Double?](repeating: nil, count: 8) }
        // More than 64 variables share bits, which blurs estimates and harms nothing else.
        var bits: [Int: UInt64] = [:]
        func bit(_ variable: Int) -> UInt64 {
            if let known = bits[variable] { return known }
            let bit: UInt64 = 1 << UInt64(bits.count % 64)
            bits[variable] = bit
            return bit
        }
        masks = members.map { $0.variables.reduce(0) { $0 | bit($1) } }
        if let input {
            self.input = State(
                bound: input.root.schema.reduce(0) { $0 | bit($1) }, certain: input.certain.reduce(0) { $0 | bit($1) },
                rows: input.root.estimate, sortedBy: input.root.order.first)
        } else {
            self.input = nil
        }
        self.bits = bits
    }

    /// All members in the order in which they are to be joined.
    mutating func steps() throws -> [JoinStep] {
        let steps = try members.count > Limits.exhaustiveJoins ? greedySteps() : bestSteps()
        if steps.count == members.count { return steps }
        // Nothing but endpoints: as they are written.
        return members.indices.map { JoinStep(member: $0, method: .index(isBulk: false), rows: 1) }
    }

    private mutating func bestSteps() throws -> [JoinStep] {
        var states: [UInt64: [State]] = [:]
        if let input {
            states[0] = [input]
        } else {
            for first in members.indices {
                for state in try beginning(with: first) {
                    Self.keep(state, in: &states[1 << UInt64(first), default: []])
                }
            }
        }
        let all: UInt64 = (1 << UInt64(members.count)) - 1
        // Sets come after their subsets, which are smaller numbers.
        for set in 0..<all {
            for state in states[set] ?? [] {
                for next in try candidates(after: state) {
                    for longer in try extensions(of: state, by: next) {
                        Self.keep(longer, in: &states[longer.members, default: []])
                    }
                }
            }
            states[set] = nil
        }
        func cost(_ state: State) -> Double {
            state.cost + (wantedOrder != nil && state.sortedBy != wantedOrder ? state.rows * Cost.sort : 0)
        }
        return states[all]?.min { cost($0) < cost($1) }?.steps ?? []
    }

    private mutating func greedySteps() throws -> [JoinStep] {
        var state: State
        if let input {
            state = input
        } else {
            var best: State?
            for first in members.indices {
                for other in try beginning(with: first) where other.rows < best?.rows ?? .infinity { best = other }
            }
            guard let best else { return [] }
            state = best
        }
        while state.steps.count < members.count {
            var best: State?
            for next in try candidates(after: state) {
                for other in try extensions(of: state, by: next)
                where other.cost + other.rows < best.map({ $0.cost + $0.rows }) ?? .infinity {
                    best = other
                }
            }
            guard let best else { break }
            state = best
        }
        return state.steps
    }

    /// Keeps a state unless one with the same order is as cheap.
    private static func keep(_ state: State, in states: inout [State]) {
        if states.contains(where: { $0.cost <= state.cost && ($0.sortedBy == state.sortedBy || state.sortedBy == nil) })
        {
            return
        }
        states.removeAll { state.cost <= $0.cost && (state.sortedBy == $0.sortedBy || $0.sortedBy == nil) }
        states.append(state)
    }

    /// The members that may come next: those that share a variable, else all; endpoints last of all.
    private func candidates(after state: State) throws -> [Int] {
        let left = members.indices.filter { state.members & 1 << UInt64($0) == 0 }
        let local = left.filter { isReady(members[$0], state) }
        if local.isEmpty { return Array(left.prefix(1)) }
        let connected = local.filter { masks[$0] & state.bound != 0 || masks[$0] == 0 }
        return connected.isEmpty ? local : connected
    }

    // MARK: Steps

    private mutating func beginning(with member: Int) throws -> [State] {
        var state = State(members: 1 << UInt64(member), bound: masks[member], certain: masks[member])
        func finished(_ rows: Double, _ cost: Double, _ order: IndexOrder? = nil, sortedBy: Int? = nil) -> State {
            var finished = state
            (finished.rows, finished.cost, finished.sortedBy) = (rows, cost, sortedBy)
            finished.steps = [JoinStep(member: member, method: .first(order), rows: rows)]
            return finished
        }
        switch members[member].kind {
        case .triple(let places, _):
            let rows = try statistics.estimate(places, scope)
            let cost = Cost.seek + rows * Cost.scan
            if places.objectRanges != nil {
                return [finished(rows, cost, places.order(isBound: { $0.constant != nil }))]
            }
            var orders: [IndexOrder] = []
            var states: [State] = []
            for next in places.variables {
                let order = places.order(isBound: { $0.constant != nil }, next: next)
                if orders.contains(order) { continue }
                orders.append(order)
                let first = order.parts.lazy.compactMap { places[$0]?.variable }.first
                states.append(finished(rows, cost, order, sortedBy: first))
            }
            return states.isEmpty ? [finished(rows, cost)] : states
        case .path(_, _, _, let ends):
            let rows = statistics.pathEstimate(1, isBound: (ends.0 == nil, ends.1 == nil))
            return [finished(rows, rows * Cost.seek)]
        case .planned(let plan):
            state.certain = plan.certain.reduce(0) { $0 | (bits[$1] ?? 0) }
            return [finished(plan.root.estimate, plan.root.estimate * Cost.scan, sortedBy: plan.root.order.first)]
        case .other(let pattern):
            if members.count > 1, !isReady(members[member], State()) { return [] }
            state.certain = 0
            let rows = try statistics.roughEstimate(pattern, scope)
            return [finished(rows, rows * Cost.flow)]
        }
    }

    private mutating func extensions(of state: State, by member: Int) throws -> [State] {
        let isConnected = masks[member] & state.bound != 0
        func extended(_ rows: Double, _ cost: Double, _ method: JoinStep.Method, sortedBy: Int?, certain: UInt64)
            -> State
        {
            var next = state
            next.members |= 1 << UInt64(member)
            next.bound |= masks[member]
            next.certain |= certain
            next.rows = max(rows, 0.01)
            next.cost += cost + rows * Cost.output
            next.sortedBy = sortedBy
            next.steps.append(JoinStep(member: member, method: method, rows: next.rows))
            return next
        }
        switch members[member].kind {
        case .triple(let places, _):
            let rows = try state.rows * matches(of: member, places, state)
            return try methods(places, state).map { method, cost, sortedBy in
                extended(rows, cost, method, sortedBy: sortedBy, certain: masks[member])
            }
        case .path(_, _, _, let ends):
            func isBound(_ end: Int?) -> Bool { end.map { isBoundVariable($0, state) } ?? true }
            let rows = statistics.pathEstimate(state.rows, isBound: (isBound(ends.0), isBound(ends.1)))
            let cost = state.rows * Cost.seek * 3 + rows * Cost.scan
            return [extended(rows, cost, .index(isBulk: false), sortedBy: nil, certain: masks[member])]
        case .planned(let plan):
            let other = plan.root.estimate
            let rows = isConnected ? max(min(state.rows, other), state.rows * other / 1_000) : state.rows * other
            let cost = other * (Cost.scan + Cost.build) + state.rows * Cost.probe
            let certain = plan.certain.reduce(0) { $0 | (bits[$1] ?? 0) }
            return [extended(rows, cost, .hash, sortedBy: state.sortedBy, certain: certain)]
        case .other(let pattern):
            let rough = try statistics.roughEstimate(pattern, scope)
            let rows = isConnected ? state.rows * 2 : state.rows * rough
            return [extended(rows, (state.rows + 1) * Cost.flow, .index(isBulk: false), sortedBy: nil, certain: 0)]
        }
    }

    /// Whether a member need not wait for others.
    private func isReady(_ member: JoinMember, _ state: State) -> Bool {
        if let needed = member.needed { return isBoundVariable(needed, state) }
        return !member.isService
    }

    private func isBoundVariable(_ variable: Int, _ state: State) -> Bool { state.bound & (bits[variable] ?? 0) != 0 }

    /// The ways to join a triple pattern, with what each costs and what its solutions are sorted by.
    private func methods(
        _ places: QuadPlaces, _ state: State
    ) throws -> [(JoinStep.Method, cost: Double, sortedBy: Int?)] {
        let shared = places.variables.filter { isBoundVariable($0, state) }
        let certain = shared.filter { state.certain & (bits[$0] ?? 0) != 0 }
        let whole = try statistics.estimate(places.withoutEnds, scope)
        let seeks = state.rows * Cost.seek
        let isSorted = state.sortedBy.map(shared.contains) ?? false
        let sweep =
            state.rows * (Cost.step + (isSorted ? 0 : Cost.sort)) + min(whole * Cost.scan, state.rows * Cost.seek)
        let isBulk = places.predicate.constant != nil && sweep < seeks
        var found: [(JoinStep.Method, cost: Double, sortedBy: Int?)] = [
            (.index(isBulk: isBulk), min(seeks, isBulk ? sweep : seeks), state.sortedBy)
        ]
        guard !shared.isEmpty, isGraphFixed, certain.count == shared.count, !isRepeated || forced != nil else {
            return found
        }
        let own = try statistics.estimate(places, scope)
        found.append((.hash, own * (Cost.scan + Cost.build) + state.rows * Cost.probe, state.sortedBy))
        let ranges = places.objectRanges?.count ?? 0
        if let key = state.sortedBy, certain.contains(key), shared.count == 1, ranges < 2 {
            found.append((.merge(key), own * Cost.scan + state.rows * Cost.merge, key))
        }
        switch forced {
        case .index: return Array(found.prefix(1))
        case .hash: return [found[1]]
        case .merge: return [(.merge(state.sortedBy.flatMap { certain.contains($0) ? $0 : nil } ?? certain[0]), 0, nil)]
        case .leapfrog, nil: return found
        }
    }

    /// The matches of a triple pattern for each solution.
    private mutating func matches(of member: Int, _ places: QuadPlaces, _ state: State) throws -> Double {
        func isBound(_ place: Place) -> Bool { place.variable.map { isBoundVariable($0, state) } ?? false }
        let (subject, predicate, object) = (isBound(places.subject), isBound(places.predicate), isBound(places.object))
        if subject, !object, let star = try starMatches(member, places, state) { return star }
        let key = (subject ? 1 : 0) | (predicate ? 2 : 0) | (object ? 4 : 0)
        if let known = matches[member][key] { return known }
        let found = try statistics.matches(places, subject: subject, predicate: predicate, object: object, scope)
        matches[member][key] = found
        return found
    }

    /// The same where the solutions' subjects are known to have other predicates.
    private func starMatches(_ member: Int, _ places: QuadPlaces, _ state: State) throws -> Double? {
        guard places.objectRanges == nil, places.object.variable != nil,
            case .constant(let predicate) = places.predicate
        else { return nil }
        var others: [TermID] = []
        for step in state.steps {
            if let other = members[step.member].places, other.subject == places.subject,
                case .constant(let id) = other.predicate
            {
                others.append(id)
            }
        }
        return others.isEmpty ? nil : try statistics.starMultiplicity(of: predicate, given: others)
    }
}

extension JoinMember {
    fileprivate var isService: Bool { if case .other(.service) = kind { true } else { false } }
}
