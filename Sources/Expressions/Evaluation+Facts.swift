// Reading the patient's facts: which match a retrieve, certainly or possibly.

import Quantities

extension ELM.Evaluation {
    typealias Plan = ELM.Program.RetrievePlan

    /// Whether a fact matches: `nil` when its date leaves open whether it lies in the window.
    private func match(_ place: Int, _ plan: Plan, from start: DateTime?) -> Bool? {
        let outline = facts.outlines[place]
        guard plan.statuses.contains(FactStatuses(outline.status)), outline.hasValue || !plan.withValue else {
            return false
        }
        guard let start else { return true }
        return outline.start?.isAtLeast(start)
    }

    /// When the retrieve's window begins; `nil` without a window.
    private mutating func windowStart(_ plan: Plan) -> DateTime? {
        let window = Int(plan.window)
        guard window >= 0 else { return nil }
        switch windowStarts[window] {
        case .moment(let moment): return moment
        case .always: return nil
        case .notComputed:
            let moment = facts.asOf.subtracting(program.windows[window])
            windowStarts[window] = moment.map { .moment($0) } ?? .always
            return moment
        }
    }

    /// The runs of the index that a retrieve reads.
    private func runs(_ plan: Plan, _ body: (Range<Int>) -> Bool) {
        if plan.conceptCount == 0 {
            _ = body(facts.index.run(plan.kind, FactIndex.anyConcept))
            return
        }
        for place in plan.concepts where !body(facts.index.run(plan.kind, program.planConcepts[place])) { return }
    }

    /// Whether any fact matches; unknown when only possible ones do, or when the record does not cover the kind.
    mutating func exists(_ index: Int, _ id: ELM.NodeID) -> Bool? {
        let plan = program.plans[index]
        let start = windowStart(plan)
        var mayMatch = false
        var found = -1
        runs(plan) { run in
            for slot in run.reversed() {
                let place = Int(facts.index.places[slot])
                switch match(place, plan, from: start) {
                case true:
                    found = place
                    return false
                case nil: mayMatch = true
                default: break
                }
            }
            return true
        }
        if found >= 0 {
            record?.note(id, fact: found)
            return true
        }
        if mayMatch { record?.note(id, reason: .uncertainTime) }
        if !facts.covers(plan.kind) {
            record?.note(id, reason: .notRecorded(plan.kind))
            return nil
        }
        return mayMatch ? nil : false
    }

    /// The latest fact that certainly matches, in order of time.
    private mutating func latest(_ index: Int) -> Int? {
        if latestMatches[index] != -2 { return latestMatches[index] < 0 ? nil : Int(latestMatches[index]) }
        let plan = program.plans[index]
        let start = windowStart(plan)
        var best = -1
        runs(plan) { run in
            for slot in run.reversed() {
                let place = Int(facts.index.places[slot])
                guard place > best else { break }
                if match(place, plan, from: start) == true {
                    best = place
                    break
                }
            }
            return true
        }
        latestMatches[index] = Int32(best)
        return best < 0 ? nil : best
    }

    // MARK: - Comparisons

    /// How the latest matching fact's value compares to a constant; unknown without a value, or for unlike units.
    mutating func compareLatest(_ leaf: ELM.Program.FactComparison, _ id: ELM.NodeID) -> Bool? {
        guard let place = latest(Int(leaf.source)) else {
            record?.note(id, reason: .noFact(program.plans[Int(leaf.source)].kind))
            return nil
        }
        record?.note(id, fact: place)
        return compare(place, leaf, id, isClosed: true)
    }

    /// The same of the fact that an iteration is at.
    mutating func compareCurrent(_ leaf: ELM.Program.FactComparison, _ id: ELM.NodeID) -> Bool? {
        guard case .fact(let place) = variables[Int(leaf.source)] else {
            let value = variables[Int(leaf.source)].property("value", facts)
            return compare(value, leaf, id, isClosed: false)
        }
        return compare(place, leaf, id, isClosed: false)
    }

    private mutating func compare(
        _ place: Int, _ leaf: ELM.Program.FactComparison, _ id: ELM.NodeID, isClosed: Bool
    ) -> Bool? {
        guard facts.outlines[place].hasValue else {
            note(id, .noValue, isClosed: isClosed)
            return nil
        }
        guard let threshold = leaf.threshold else {
            return compare(facts.facts[place].value ?? .null, leaf, id, isClosed: isClosed)
        }
        let key = ConvertedFacts.key(fact: place, conversion: leaf.conversion)
        let found: ConvertedFacts.Entry
        if let known = conversions[key] {
            found = known
        } else {
            let (value, reason) = (facts.facts[place].value ?? .null)
                .converted(by: program.conversions[Int(leaf.conversion)])
            found = conversions.insert(value, reason, at: key)
        }
        if case .number(let number) = found { return Comparison.holds(leaf.comparison, number.order(threshold)) }
        if record != nil, let reason = conversions.reason(key) { note(id, reason, isClosed: isClosed) }
        return nil
    }

    private mutating func compare(
        _ value: Value, _ leaf: ELM.Program.FactComparison, _ id: ELM.NodeID, isClosed: Bool
    ) -> Bool? {
        var observed = value
        if leaf.conversion >= 0 {
            let (converted, reason) = observed.converted(by: program.conversions[Int(leaf.conversion)])
            if let reason {
                note(id, reason, isClosed: isClosed)
                return nil
            }
            observed = converted
        }
        let constant = program.constants[Int(leaf.constant)]
        if record != nil, let reason = ELM.Trace.reason(observed, constant) { note(id, reason, isClosed: isClosed) }
        return Comparison.compare(leaf.comparison, observed, constant)
    }

    /// Notes why a comparison is unknown; that of one element is told of the count that looks at it.
    private mutating func note(_ id: ELM.NodeID, _ reason: ELM.UnknownReason, isClosed: Bool) {
        if isClosed { record?.note(id, reason: reason) } else { elementReason = reason }
    }

    // MARK: - Lists and counts

    /// Fills in the facts that certainly match and those that may, in order of time; of facts of one event, which a
    /// measurement with several codes has, the first.
    mutating func collect(_ plan: Plan, _ found: inout FactPlaces) {
        let start = windowStart(plan)
        found.removeAll()
        runs(plan) { run in
            for slot in run {
                let place = facts.index.places[slot]
                switch match(Int(place), plan, from: start) {
                case true: found.certain.append(place)
                case nil: found.possible.append(place)
                default: break
                }
            }
            return true
        }
        found.finish(facts.outlines, isSorted: plan.conceptCount <= 1)
    }

    /// The facts that certainly match, in order of time.
    mutating func matches(_ index: Int, _ id: ELM.NodeID) -> Value {
        var found = FactPlaces()
        collect(program.plans[index], &found)
        record?.note(id, facts: found.certain)
        if found.certain.isEmpty { record?.note(id, reason: .noFact(program.plans[index].kind)) }
        return .list(found.certain.map { .fact(Int($0)) })
    }

    /// How many facts match and satisfy the condition, as a range.
    mutating func occurrences(_ node: Node, _ id: ELM.NodeID) -> Value {
        let plan = program.plans[Int(node.payload)]
        var found = FactPlaces()
        swap(&found, &scratch)
        defer { swap(&found, &scratch) }
        collect(plan, &found)
        var (count, most) = (found.certain.count, found.certain.count + found.possible.count)
        if node.operandCount > 0, let variable = value(operand(node, 1)).range?.lowerBound {
            (count, most) = (0, 0)
            let predicate = operand(node, 0)
            elementReason = nil
            // Those that satisfy the condition move to the front.
            for index in found.certain.indices {
                variables[variable] = .fact(Int(found.certain[index]))
                let holds = truth(predicate)
                if holds != false { most += 1 }
                guard holds == true else { continue }
                found.certain[count] = found.certain[index]
                count += 1
            }
            for place in found.possible {
                variables[variable] = .fact(Int(place))
                if truth(predicate) != false { most += 1 }
            }
        }
        // A condition that no fact satisfies was still put to them.
        let shown = count == 0 && node.operandCount > 0 ? found.certain.count : count
        record?.note(id, facts: found.certain.prefix(shown))
        if most > count {
            record?.note(id, reason: (node.operandCount > 0 ? elementReason : nil) ?? .uncertainTime)
        }
        guard facts.covers(plan.kind) else {
            if most == count { record?.note(id, reason: .notRecorded(plan.kind)) }
            return .uncertain(count...Value.integers.upperBound)
        }
        return .counted(count...most)
    }
}
