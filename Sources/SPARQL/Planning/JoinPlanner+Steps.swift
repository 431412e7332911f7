// What the steps of a plan cost. Costs are microseconds as measured on one core.
import GraphStore
import Primitives

/// Microseconds that the parts of a plan cost.
enum Cost {
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

extension JoinPlanner {
    /// Finds the ways to begin with a member.
    mutating func begin(with index: Int, keepsOthers: Bool = false) throws {
        if !keepsOthers { found.removeAll(keepingCapacity: true) }
        let member = members[index]
        let state = State(members: 1 << UInt64(index % 64), bound: member.mask, cost: 0, member: index)
        switch member.kind {
        case .triple(let places, _):
            let cost = Cost.seek + member.read * Cost.scan
            func order(_ next: Int?) -> IndexOrder { places.order(isBound: { $0.constant != nil }, next: next) }
            if member.own < member.read, isGraphFixed, try statistics.order(places, scope) == .gspo {
                found.append(
                    state.with(
                        rows: member.own, cost: Cost.seek + member.own * Cost.scan, .first(.gspo),
                        sortedBy: places.subject.variable, certain: member.mask))
            }
            if places.objectRanges != nil {
                found.append(state.with(rows: member.own, cost: cost, .first(order(nil)), certain: member.mask))
                return
            }
            if member.variables.isEmpty {
                found.append(state.with(rows: member.own, cost: cost, .first(nil), certain: member.mask))
            }
            for (place, next) in member.variables.enumerated() {
                let indexOrder = order(next)
                if member.variables[..<place].contains(where: { order($0) == indexOrder }) { continue }
                let first = indexOrder.parts.lazy.compactMap { places[$0]?.variable }.first
                found.append(
                    state.with(rows: member.own, cost: cost, .first(indexOrder), sortedBy: first, certain: member.mask))
            }
        case .path(_, _, _, let ends):
            let rows = statistics.pathEstimate(1, isBound: (ends.0 == nil, ends.1 == nil))
            found.append(state.with(rows: rows, cost: rows * Cost.seek, .first(nil), certain: member.mask))
        case .planned(let plan):
            let rows = plan.root.estimate
            found.append(
                state.with(
                    rows: rows, cost: rows * Cost.scan, .first(nil), sortedBy: plan.root.order.first,
                    certain: plan.certain.folded))
        case .other(let pattern):
            if members.count > 1, !member.isReady(bound: 0) { return }
            let rows = try statistics.roughEstimate(pattern, scope)
            found.append(state.with(rows: rows, cost: rows * Cost.flow, .first(nil)))
        }
    }

    /// Finds the ways to go on from a state, which stands at `place`, with a member.
    mutating func extend(
        _ state: State, at place: Int, by index: Int, keepsOthers: Bool = false
    ) throws {
        if !keepsOthers { found.removeAll(keepingCapacity: true) }
        let member = members[index]
        let isConnected = member.mask & state.bound != 0
        var next = state
        next.members |= 1 << UInt64(index % 64)
        next.bound |= member.mask
        next.member = index
        next.previous = place
        next.next = -1
        switch member.kind {
        case .triple(let places, _):
            let rows = try max(state.rows * matches(of: index, places, state), Self.fewest)
            var ways = found
            found = []
            addMethods(member, places, state, rows, next, to: &ways)
            found = ways
        case .path(_, _, _, let ends):
            func isBound(_ end: Int?) -> Bool { end.map { state.bound & Self.bit($0) != 0 } ?? true }
            let rows = statistics.pathEstimate(state.rows, isBound: (isBound(ends.0), isBound(ends.1)))
            let cost = state.rows * Cost.seek * 3 + rows * Cost.scan + rows * Cost.output
            found.append(
                next.with(
                    rows: max(rows, Self.fewest), cost: cost, .index(isBulk: false), certain: member.mask))
        case .planned(let plan):
            let other = plan.root.estimate
            let rows = isConnected ? max(min(state.rows, other), state.rows * other / 1_000) : state.rows * other
            let cost = other * (Cost.scan + Cost.build) + state.rows * Cost.probe + rows * Cost.output
            found.append(
                next.with(
                    rows: max(rows, Self.fewest), cost: cost, .hash, sortedBy: state.sortedBy,
                    certain: plan.certain.folded))
        case .other(let pattern):
            let rows = try isConnected ? state.rows * 2 : state.rows * statistics.roughEstimate(pattern, scope)
            let cost = (state.rows + 1) * Cost.flow + rows * Cost.output
            found.append(next.with(rows: max(rows, Self.fewest), cost: cost, .index(isBulk: false)))
        }
    }

    /// Rows that a step is expected to give at least, so that what follows is not for nothing.
    private static let fewest = 0.01

    /// Adds the ways to join a triple pattern.
    ///
    /// - Parameter next: the state behind the step, but for its rows, its cost and what its rows are sorted by.
    private func addMethods(
        _ member: Member, _ places: QuadPlaces, _ state: State, _ rows: Double, _ next: State,
        to found: inout [State]
    ) {
        func add(_ method: JoinStep.Method, _ cost: Double, sortedBy: Int?) {
            let cost = cost + rows * Cost.output
            found.append(next.with(rows: rows, cost: cost, method, sortedBy: sortedBy, certain: member.mask))
        }
        let shared = member.ownMask & state.bound
        let isSorted = state.sortedBy.map { member.variables.contains($0) } ?? false
        let seeks = state.rows * Cost.seek
        let sweep =
            state.rows * (Cost.step + (isSorted ? 0 : Cost.sort))
            + min(member.whole * Cost.scan, state.rows * Cost.seek)
        let isBulk = places.predicate.constant != nil && sweep < seeks
        let usesTables =
            shared != 0 && isGraphFixed && shared & ~state.certain == 0 && (!isRepeated || forced != nil)
        if !usesTables || forced == nil || forced == .index || forced == .leapfrog {
            add(.index(isBulk: isBulk), min(seeks, isBulk ? sweep : seeks), sortedBy: state.sortedBy)
        }
        if !usesTables || forced == .index { return }
        if forced != .merge {
            let cost = member.own * (Cost.scan + Cost.build) + state.rows * Cost.probe
            add(.hash, cost, sortedBy: state.sortedBy)
            if forced == .hash { return }
        }
        let key = state.sortedBy.flatMap { state.certain & shared & Self.bit($0) != 0 ? $0 : nil }
        if forced == .merge {
            let first = member.variables.first { shared & Self.bit($0) != 0 }
            if let key = key ?? first { add(.merge(key), 0, sortedBy: nil) }
            return
        }
        if let key, isSorted, shared.nonzeroBitCount == 1, places.objectRanges?.count ?? 0 < 2 {
            add(.merge(key), member.own * Cost.scan + state.rows * Cost.merge, sortedBy: key)
        }
    }

    /// The matches of a triple pattern for each solution.
    private mutating func matches(of index: Int, _ places: QuadPlaces, _ state: State) throws -> Double {
        func isBound(_ place: Place) -> Bool { place.variable.map { state.bound & Self.bit($0) != 0 } ?? false }
        let (subject, predicate, object) = (isBound(places.subject), isBound(places.predicate), isBound(places.object))
        if subject, !object, let star = try starMatches(places, state) { return star }
        let key = index * 8 + (subject ? 1 : 0) + (predicate ? 2 : 0) + (object ? 4 : 0)
        if !matches[key].isNaN { return matches[key] }
        matches[key] = try statistics.matches(places, subject: subject, predicate: predicate, object: object, scope)
        return matches[key]
    }

    /// The same where the solutions' subjects are known to have other predicates.
    private func starMatches(_ places: QuadPlaces, _ state: State) throws -> Double? {
        guard places.objectRanges == nil, places.object.variable != nil,
            case .constant(let predicate) = places.predicate
        else { return nil }
        var others: [TermID] = []
        var step = state
        while step.member >= 0 {
            if let other = members[step.member].places, other.subject == places.subject,
                case .constant(let id) = other.predicate
            {
                others.append(id)
            }
            if step.previous < 0 { break }
            step = states[step.previous]
        }
        return others.isEmpty ? nil : try statistics.starMultiplicity(of: predicate, given: others)
    }
}
