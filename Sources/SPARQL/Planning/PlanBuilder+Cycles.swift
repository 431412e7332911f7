// Finds the triple patterns that form cycles and has them joined by leapfrog, when nothing selective would make that
// needless.
import GraphStore
import Primitives

extension PlanBuilder {
    /// The join of the members that form cycles, which it takes out of `members`; nil when there are none or another
    /// way is better.
    func buildCycles(_ members: inout [JoinMember], _ surroundings: Surroundings) throws -> PlannedPattern? {
        guard surroundings.isGraphFixed, members.count > 1 else { return nil }
        let isForced = context.settings.forcedJoin == .leapfrog
        if let forced = context.settings.forcedJoin, forced != .leapfrog { return nil }
        let core = isForced ? pairs(members) : cycles(members)
        guard core.count >= (isForced ? 2 : 3) else { return nil }
        var total = 0.0
        var least = Double.infinity
        let inside = core.reduce(into: NumberSet()) { $0.formUnion(members[$1].variables) }
        for (index, member) in members.enumerated() {
            switch member.kind {
            case .triple(let places, _):
                let size = try statistics.estimate(places, surroundings.graph.scope)
                least = min(least, size)
                if core.contains(index) { total += size }
            case .planned(let plan) where !member.variables.intersection(inside).isEmpty:
                least = min(least, plan.root.estimate)
            default: break
            }
        }
        // Reading whole predicates pays unless a small pattern or inline data lead to few look-ups.
        guard isForced || least * 50 > total else { return nil }
        let places = core.sorted().compactMap { index -> QuadPlaces? in
            if case .triple(let places, _) = members[index].kind { places } else { nil }
        }
        members = members.indices.filter { !core.contains($0) }.map { members[$0] }
        let order = try variableOrder(places, surroundings)
        let relations = places.compactMap { places -> LeapfrogRelation? in
            guard let subject = places.subject.variable, let object = places.object.variable,
                let subjectPlace = order.firstIndex(of: subject), let objectPlace = order.firstIndex(of: object)
            else { return nil }
            return subjectPlace < objectPlace
                ? LeapfrogRelation(places: places, first: subject, second: object)
                : LeapfrogRelation(places: places, first: object, second: subject)
        }
        let root = LeapfrogJoin(
            context, relations, variables: order, surroundings.graph, named: surroundings.named)
        root.estimate = least
        return PlannedPattern(root: root, certain: NumberSet(order), isConstant: true)
    }

    /// The members with a constant predicate between two variables.
    private func pairs(_ members: [JoinMember]) -> Set<Int> {
        var core: Set<Int> = []
        for (index, member) in members.enumerated() {
            guard case .triple(let places, let steps) = member.kind, steps.isEmpty, places.graph == nil,
                places.objectRanges == nil, places.predicate.constant != nil, let subject = places.subject.variable,
                let object = places.object.variable, subject != object
            else { continue }
            core.insert(index)
        }
        return core
    }

    /// Those that are left when members with an end that nothing else has are taken away again and again.
    private func cycles(_ members: [JoinMember]) -> Set<Int> {
        var core = pairs(members)
        while core.count >= 3 {
            var degrees: [Int: Int] = [:]
            for index in core {
                for variable in members[index].variables.numbers { degrees[variable, default: 0] += 1 }
            }
            let kept = core.filter { index in members[index].variables.numbers.allSatisfy { degrees[$0] ?? 0 > 1 } }
            if kept.count == core.count { return core }
            core = kept
        }
        return []
    }

    /// The variables of the smallest pattern first, then always one that has the fewest values for each of those before.
    private func variableOrder(_ places: [QuadPlaces], _ surroundings: Surroundings) throws -> Schema {
        let sizes = try places.map { try statistics.estimate($0, surroundings.graph.scope) }
        guard let smallest = places.indices.min(by: { sizes[$0] < sizes[$1] }) else { return [] }
        var order = places[smallest].variables
        var left = Set(places.flatMap(\.variables)).subtracting(order)
        while !left.isEmpty {
            var next: (variable: Int, values: Double)?
            for variable in left.sorted() {
                let ties = places.filter {
                    $0.variables.contains(variable) && $0.variables.contains(where: order.contains)
                }
                // What nothing ties to those before comes last.
                let values = try ties.map { try valuesOf(variable, under: $0) }.min() ?? .infinity
                if next.map({ values < $0.values }) ?? true { next = (variable, values) }
            }
            guard let next else { break }
            order.append(next.variable)
            left.remove(next.variable)
        }
        return order
    }

    /// How many values one end of a pattern has for each value of the other, about.
    private func valuesOf(_ variable: Int, under places: QuadPlaces) throws -> Double {
        guard let predicate = places.predicate.constant, !TermOverlay.isOverlaid(predicate) else { return 0 }
        let known = try statistics.predicate(predicate)
        let others = places.object.variable == variable ? known.subjects : known.objects
        return Double(known.quads) / Double(max(1, others))
    }
}
