// Reading the patient's facts: which match a retrieve, certainly or possibly.

import Quantities

extension ELM.Evaluation {
    /// Whether a fact matches: `nil` when its date leaves open whether it lies in the window.
    private func match(_ place: Int, _ retrieve: ELM.Retrieve, from start: DateTime?) -> Bool? {
        guard retrieve.statuses.contains(FactStatuses(facts.statuses[place])) else { return false }
        if retrieve.withValue, facts.facts[place].value == nil { return false }
        guard let start else { return true }
        return facts.facts[place].start?.isAtLeast(start)
    }

    /// When the retrieve's window begins; `nil` without a window.
    private mutating func windowStart(_ retrieve: Int) -> DateTime? {
        let window = Int(program.windowOfRetrieve[retrieve])
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

    private func runs(_ retrieve: ELM.Retrieve, _ body: (Range<Int>) -> Bool) {
        if retrieve.concepts.isEmpty {
            _ = body(facts.index.run(retrieve.kind, FactIndex.anyConcept))
            return
        }
        for concept in retrieve.concepts where !body(facts.index.run(retrieve.kind, concept)) { return }
    }

    /// Whether any fact matches; unknown when only possible ones do, or when the record does not cover the kind.
    mutating func exists(_ index: Int, _ id: ELM.NodeID) -> Bool? {
        let start = windowStart(index)
        let retrieve = program.retrieves[index]
        var mayMatch = false
        var found = -1
        runs(retrieve) { run in
            for slot in run.reversed() {
                let place = Int(facts.index.places[slot])
                switch match(place, retrieve, from: start) {
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
            trace?.note(id, fact: found)
            return true
        }
        if mayMatch { trace?.note(id, reason: .uncertainTime) }
        if !facts.covers(retrieve.kind) {
            trace?.note(id, reason: .notRecorded(retrieve.kind))
            return nil
        }
        return mayMatch ? nil : false
    }

    /// The latest fact that certainly matches, in order of time.
    private mutating func latest(_ index: Int) -> Int? {
        if latestMatches[index] != -2 { return latestMatches[index] < 0 ? nil : Int(latestMatches[index]) }
        let start = windowStart(index)
        let retrieve = program.retrieves[index]
        var best = -1
        runs(retrieve) { run in
            for slot in run.reversed() {
                let place = Int(facts.index.places[slot])
                guard place > best else { break }
                if match(place, retrieve, from: start) == true {
                    best = place
                    break
                }
            }
            return true
        }
        latestMatches[index] = Int32(best)
        return best < 0 ? nil : best
    }

    /// How the latest matching fact's value compares to a constant; unknown without a value, or for unlike units.
    mutating func compareLatest(_ leaf: ELM.Program.LatestComparison, _ id: ELM.NodeID) -> Bool? {
        guard let place = latest(Int(leaf.retrieve)) else {
            trace?.note(id, reason: .noFact(program.retrieves[Int(leaf.retrieve)].kind))
            return nil
        }
        trace?.note(id, fact: place)
        guard var observed = facts.facts[place].value else {
            trace?.note(id, reason: .noValue)
            return nil
        }
        if let conversion = leaf.conversion {
            let (converted, reason) = observed.converted(by: conversion)
            if let reason {
                trace?.note(id, reason: reason)
                return nil
            }
            observed = converted
        }
        if trace != nil, let reason = ELM.Trace.reason(observed, leaf.constant) { trace?.note(id, reason: reason) }
        return Comparison.compare(leaf.comparison, observed, leaf.constant)
    }

    /// The facts that certainly match, in order of time, and those that may.
    mutating func matches(_ index: Int, _ id: ELM.NodeID) -> (certain: [Int], possible: [Int]) {
        let start = windowStart(index)
        let retrieve = program.retrieves[index]
        var certain: [Int] = []
        var possible: [Int] = []
        runs(retrieve) { run in
            for slot in run {
                let place = Int(facts.index.places[slot])
                switch match(place, retrieve, from: start) {
                case true: certain.append(place)
                case nil: possible.append(place)
                default: break
                }
            }
            return true
        }
        if retrieve.concepts.count > 1 {
            certain = Array(Set(certain)).sorted()
            possible = Array(Set(possible)).sorted()
        }
        trace?.note(id, facts: certain)
        return (certain, possible)
    }

    /// How many facts match and satisfy the condition, as a range.
    mutating func occurrences(_ node: Node, _ id: ELM.NodeID) -> Value {
        let (certain, possible) = matches(Int(node.payload), id)
        var count = 0
        var most = 0
        var satisfying: [Int] = []
        let predicate = node.operandCount == 0 ? nil : operand(node, 0)
        let variable = node.operandCount == 0 ? nil : value(operand(node, 1)).range?.lowerBound
        for (places, isCertain) in [(certain, true), (possible, false)] {
            for place in places {
                var holds: Bool? = true
                if let predicate, let variable {
                    variables[variable] = .fact(place)
                    holds = truth(predicate)
                }
                if holds != false { most += 1 }
                if holds == true, isCertain {
                    count += 1
                    satisfying.append(place)
                }
            }
        }
        trace?.note(id, facts: satisfying)
        let kind = program.retrieves[Int(node.payload)].kind
        guard facts.covers(kind) else {
            trace?.note(id, reason: .notRecorded(kind))
            return .uncertain(count...Value.integers.upperBound)
        }
        if most > count { trace?.note(id, reason: .uncertainTime) }
        return .counted(count...most)
    }
}
