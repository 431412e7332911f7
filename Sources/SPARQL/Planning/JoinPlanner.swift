// The order of joins. Up to ten members all orders are compared, by dynamic programming over sets of members (Selinger et
// al. 1979; plans are left-deep, and of each set the cheapest is kept for each variable that its solutions may be sorted
// by); beyond that the cheapest next member is taken, again and again. Costs are microseconds as measured on one core.
import GraphStore
import Primitives
import SPARQLSyntax

struct JoinPlanner {
    let members: [Member]
    let statistics: PatternStatistics
    let scope: GraphScope
    /// Whether patterns may be read by themselves into tables.
    let isGraphFixed: Bool
    /// Whether the plan runs again for each batch of solutions from outside.
    let isRepeated: Bool
    let forced: JoinMethod?
    /// What the solutions had best be sorted by.
    private let wantedOrder: Int?
    private let input: State?
    /// The endpoints among the members, and those that have to wait for a variable.
    private let late: UInt64
    /// All states that were kept; each names the one that it goes on from.
    private(set) var states: [State] = []
    /// The states that the step at hand leads to.
    var found: [State] = []
    /// Of each member, the matches for each set of bound parts; not a number where that was not asked yet.
    var matches: [Double]

    /// A member with what costs are made of.
    struct Member {
        let kind: JoinMember.Kind
        let mask: UInt64
        /// The variable that must be bound before, or none.
        let needed: UInt64
        /// The variables of a triple pattern itself.
        var variables: [Int] = []
        var ownMask: UInt64 = 0
        /// The pattern's quads, those that an index of all graphs has for it, and those of its predicate.
        var own = 0.0
        var read = 0.0
        var whole = 0.0

        var places: QuadPlaces? { if case .triple(let places, _) = kind { places } else { nil } }
        var isLate: Bool { if case .other(.service) = kind { true } else { needed != 0 } }

        /// Whether it need not wait for others.
        func isReady(bound: UInt64) -> Bool { needed != 0 ? needed & bound != 0 : !isLate }
    }

    /// A part of the members joined. Sets of members and of variables are bits.
    struct State {
        var members: UInt64 = 0
        var bound: UInt64 = 0
        var certain: UInt64 = 0
        var rows = 1.0
        var cost = 0.0
        /// The variable that the solutions are sorted by.
        var sortedBy: Int?
        /// The last step, and the state before it: its place, or -1.
        var member = -1
        var method = JoinStep.Method.first(nil)
        var previous = -1
        /// The next state of the same members, or -1.
        var next = -1

        /// The state with the rows, costs and order of its last step.
        func with(
            rows: Double, cost: Double, _ method: JoinStep.Method, sortedBy: Int? = nil, certain: UInt64 = 0
        ) -> State {
            var state = self
            state.certain |= certain
            state.rows = rows
            state.cost += cost
            state.sortedBy = sortedBy
            state.method = method
            return state
        }
    }

    /// - Parameter input: the solutions that the members extend.
    init(
        _ members: [JoinMember], on input: PlannedPattern?, _ statistics: PatternStatistics,
        _ surroundings: Surroundings, forced: JoinMethod?
    ) throws {
        self.statistics = statistics
        self.forced = forced
        scope = surroundings.graph.scope
        isGraphFixed = surroundings.isGraphFixed
        isRepeated = input?.isConstant == false
        wantedOrder = surroundings.wantedOrder
        matches = [Double](repeating: .nan, count: members.count * 8)
        var late: UInt64 = 0
        var facts: [Member] = []
        facts.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            let needed = member.needed.map { Self.bit($0) } ?? 0
            var fact = Member(kind: member.kind, mask: member.variables.folded, needed: needed)
            if case .triple(let places, _) = member.kind {
                fact.variables = places.variables
                fact.ownMask = Self.bits(fact.variables)
                fact.read = try statistics.estimateOfAllGraphs(places)
                fact.own = try statistics.estimate(places, scope)
                fact.whole = try statistics.wholeEstimate(places)
            }
            if fact.isLate { late |= 1 << UInt64(index % 64) }
            facts.append(fact)
        }
        self.members = facts
        self.late = late
        self.input = input.map { input in
            State(
                bound: Self.bits(input.root.schema), certain: input.certain.folded,
                rows: input.root.estimate, sortedBy: input.root.order.first)
        }
    }

    /// More than 64 variables share bits, which blurs estimates and harms nothing else.
    @inline(__always)
    static func bit(_ variable: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: variable & 63) }

    static func bits(_ variables: [Int]) -> UInt64 { variables.reduce(0) { $0 | bit($1) } }

    /// All members in the order in which they are to be joined.
    mutating func steps() throws -> [JoinStep] {
        let steps = try members.count > Limits.exhaustiveJoins ? greedySteps() : bestSteps()
        if steps.count == members.count { return steps }
        // Nothing but endpoints: as they are written.
        return members.indices.map { JoinStep(member: $0, method: .index(isBulk: false), rows: 1) }
    }

    private mutating func bestSteps() throws -> [JoinStep] {
        let all = 1 << members.count - 1
        // For each set of members the first of its states, or -1.
        var heads = [Int](repeating: -1, count: all + 1)
        if let input {
            states.append(input)
            heads[0] = 0
        } else {
            for first in members.indices {
                try begin(with: first)
                keep(&heads)
            }
        }
        // Sets come after their subsets, which are smaller numbers.
        for set in 0..<all {
            var place = heads[set]
            while place >= 0 {
                let state = states[place]
                var candidates = candidates(after: state)
                while candidates != 0 {
                    try extend(state, at: place, by: candidates.trailingZeroBitCount)
                    keep(&heads)
                    candidates &= candidates - 1
                }
                place = state.next
            }
        }
        var best = -1
        var place = heads[all]
        while place >= 0 {
            if best < 0 || cost(states[place]) < cost(states[best]) { best = place }
            place = states[place].next
        }
        return best < 0 ? [] : steps(to: states[best])
    }

    /// The cost with that of sorting afterwards.
    private func cost(_ state: State) -> Double {
        state.cost + (wantedOrder != nil && state.sortedBy != wantedOrder ? state.rows * Cost.sort : 0)
    }

    private mutating func greedySteps() throws -> [JoinStep] {
        if let input {
            states.append(input)
        } else {
            for first in members.indices { try begin(with: first, keepsOthers: true) }
            guard let best = found.min(by: { $0.rows < $1.rows }) else { return [] }
            states.append(best)
        }
        for step in 0..<members.count {
            guard let state = states.last else { break }
            if step == 0, input == nil { continue }
            found.removeAll(keepingCapacity: true)
            for next in greedyCandidates(after: state) {
                try extend(state, at: states.count - 1, by: next, keepsOthers: true)
            }
            guard let best = found.min(by: { $0.cost + $0.rows < $1.cost + $1.rows }) else { break }
            states.append(best)
        }
        return states.last.map { steps(to: $0) } ?? []
    }

    private func steps(to last: State) -> [JoinStep] {
        var steps: [JoinStep] = []
        var state = last
        while state.member >= 0 {
            steps.append(JoinStep(member: state.member, method: state.method, rows: state.rows))
            if state.previous < 0 { break }
            state = states[state.previous]
        }
        return steps.reversed()
    }

    /// Keeps the states that were found last, unless one of the same members with the same order is as cheap.
    private mutating func keep(_ heads: inout [Int]) {
        for state in found {
            let set = Int(state.members)
            var (before, place, isWorse) = (-1, heads[set], false)
            while place >= 0 {
                let other = states[place]
                if other.cost <= state.cost, other.sortedBy == state.sortedBy || state.sortedBy == nil {
                    isWorse = true
                    break
                }
                if state.cost <= other.cost, state.sortedBy == other.sortedBy || other.sortedBy == nil {
                    if before < 0 { heads[set] = other.next } else { states[before].next = other.next }
                } else {
                    before = place
                }
                place = other.next
            }
            if isWorse { continue }
            states.append(state)
            if before < 0 { heads[set] = states.count - 1 } else { states[before].next = states.count - 1 }
        }
    }

    /// The members that may come next: those that share a variable, else all; endpoints last of all, and nothing before
    /// the variable that it needs.
    private func candidates(after state: State) -> UInt64 {
        let left = ~state.members & (1 << UInt64(members.count) - 1)
        var local = left & ~late
        if left & late != 0 {
            for member in members.indices where members[member].isLate && members[member].isReady(bound: state.bound) {
                local |= left & (1 << UInt64(member))
            }
        }
        if local == 0 { return left & (~left + 1) }
        var connected: UInt64 = 0
        for member in members.indices where isConnected(members[member], state) { connected |= 1 << UInt64(member) }
        return connected & local != 0 ? connected & local : local
    }

    private func isConnected(_ member: Member, _ state: State) -> Bool {
        member.mask & state.bound != 0 || member.mask == 0
    }

    /// The same for more members than there are bits.
    private func greedyCandidates(after state: State) -> [Int] {
        var isJoined = [Bool](repeating: false, count: members.count)
        var step = state
        while step.member >= 0 {
            isJoined[step.member] = true
            if step.previous < 0 { break }
            step = states[step.previous]
        }
        let left = members.indices.filter { !isJoined[$0] }
        let local = left.filter { members[$0].isReady(bound: state.bound) }
        if local.isEmpty { return Array(left.prefix(1)) }
        let connected = local.filter { isConnected(members[$0], state) }
        return connected.isEmpty ? local : connected
    }
}
