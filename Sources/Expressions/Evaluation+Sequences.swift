// Two facts in order of time: an infarction followed by a stent, two low values three months apart.
//
// Facts are in order of time, so that the seconds that may follow a first are a stretch that only moves forward. A pair is
// certain when both facts match and their dates say so, possible when anything of that is open.

import Quantities

extension ELM.Evaluation {
    /// A fact that may be a part of the pair.
    private struct Candidate {
        let place: Int
        let isCertain: Bool
    }

    /// Whether a fact is followed by another as asked; unknown while a pair is possible, or where the record does not
    /// cover a kind. Of measurements those on record count, once there is any.
    mutating func sequence(_ sequence: ELM.Program.CompiledSequence, _ id: ELM.NodeID) -> Bool? {
        let (firsts, coversFirst) = candidates(sequence.first)
        let (seconds, coversSecond) = candidates(sequence.second)
        switch pair(firsts, seconds, sequence) {
        case .certain(let first, let second):
            record?.note(id, facts: [Int32(min(first, second)), Int32(max(first, second))])
            return true
        case .possible:
            record?.note(id, reason: .uncertainTime)
            return nil
        case .none: break
        }
        // Without any first, or any second, it does not matter what else is not known.
        if firsts.isEmpty && coversFirst || seconds.isEmpty && coversSecond { return false }
        guard coversFirst, coversSecond else {
            let open = coversFirst ? sequence.second : sequence.first
            let kind = program.plans[Int(open.retrieve)].kind
            record?.note(id, reason: kind == .observation ? .noFact(kind) : .notRecorded(kind))
            return nil
        }
        return false
    }

    private enum Pair {
        case certain(Int, Int)
        case possible
        case none
    }

    private mutating func pair(
        _ firsts: [Candidate], _ seconds: [Candidate], _ sequence: ELM.Program.CompiledSequence
    ) -> Pair {
        var isPossible = false
        var next = 0
        for first in firsts {
            guard let start = facts.outlines[first.place].start else {
                isPossible = isPossible || seconds.contains { $0.place != first.place }
                continue
            }
            let earliest = sequence.apart.map { start.adding($0) } ?? start
            let latest = sequence.within.map { start.adding($0) }
            // A first so late that nothing can follow it.
            guard let earliest else { continue }
            while next < seconds.count, follows(seconds[next], earliest, sequence) == false { next += 1 }
            for second in seconds[next...] where second.place != first.place {
                guard canStep() else { return .none }
                var fits = follows(second, earliest, sequence)
                if let latest, let latest {
                    let ends = facts.outlines[second.place].start?.isAtMost(latest)
                    if ends == false { break }
                    fits = Logic.and(fits, ends)
                }
                if fits == false { continue }
                if fits == true, first.isCertain, second.isCertain { return .certain(first.place, second.place) }
                isPossible = true
            }
        }
        return isPossible ? .possible : .none
    }

    /// Whether a fact begins after the first, or at least so long after it.
    private func follows(
        _ second: Candidate, _ earliest: DateTime, _ sequence: ELM.Program.CompiledSequence
    ) -> Bool? {
        guard let start = facts.outlines[second.place].start else { return nil }
        return sequence.apart == nil ? start.isGreater(than: earliest) : start.isAtLeast(earliest)
    }

    /// The facts that match and satisfy the condition, or may; and whether the record covers them.
    private mutating func candidates(_ part: ELM.Program.CompiledSequence.Part) -> ([Candidate], covered: Bool) {
        let plan = program.plans[Int(part.retrieve)]
        var found = FactPlaces()
        collect(plan, &found)
        let isMeasured = plan.kind == .observation && !found.certain.isEmpty
        var candidates = found.certain.map { Candidate(place: Int($0), isCertain: true) }
        candidates += found.possible.map { Candidate(place: Int($0), isCertain: false) }
        candidates.sort { $0.place < $1.place }
        guard let condition = part.condition else { return (candidates, facts.covers(plan.kind) || isMeasured) }
        var kept: [Candidate] = []
        for candidate in candidates {
            variables[Int(part.variable)] = .fact(candidate.place)
            let holds = truth(condition)
            if holds != false {
                kept.append(Candidate(place: candidate.place, isCertain: candidate.isCertain && holds == true))
            }
        }
        return (kept, facts.covers(plan.kind) || isMeasured)
    }
}
