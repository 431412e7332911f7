// What is demanded of a patient at one place of a search, by the numbers of `Propositions`.

import Expressions
import Guidelines

struct PatientDemands {
    private let propositions: Propositions
    private var ranges: [ValueRange]
    private var present: [(event: Int, excluded: [UInt64])] = []
    private var absent: [Int] = []
    /// By event: 1 where it must be there, -1 where it must not, 0 where nothing is known.
    private var isThere: [Int8]
    private var opaque: [Int8]
    private var sexes: Set<Sex> = [.female, .male, .other]
    private var isPregnant: Bool?

    init(_ propositions: Propositions) {
        self.propositions = propositions
        ranges = propositions.measures.map {
            $0 == .age ? ValueRange(lower: 0, upper: Limits.greatestAgeMonths) : .everything
        }
        isThere = Array(repeating: 0, count: propositions.events.count)
        opaque = Array(repeating: 0, count: propositions.opaqueCount)
    }

    /// Adds what is no choice; false where it contradicts what is demanded already.
    mutating func add(_ formula: Formula) -> Bool {
        switch formula {
        case .constant(let value): return value
        case .value(let measure, let range):
            ranges[measure] = ranges[measure].intersection(range)
            return !ranges[measure].isEmpty
        case .event(let event, true): return addPresent(event)
        case .event(let event, false): return addAbsent(event)
        case .sex(let sex, let isIt):
            if isIt { sexes.formIntersection([sex]) } else { sexes.remove(sex) }
            return !sexes.isEmpty
        case .pregnant(let value):
            if let known = isPregnant, known != value { return false }
            isPregnant = value
            if value { sexes.remove(.male) }
            return !sexes.isEmpty
        case .opaque(let number, let value):
            let mark: Int8 = value ? 1 : -1
            if opaque[number] == -mark { return false }
            opaque[number] = mark
            return true
        case .all, .any, .points: return true
        }
    }

    private mutating func addPresent(_ event: Int) -> Bool {
        if isThere[event] != 0 { return isThere[event] > 0 }
        var excluded = Array(repeating: UInt64(0), count: propositions.wordCount(of: event))
        var isLeft = false
        for word in excluded.indices {
            for other in absent { excluded[word] |= propositions.concepts(of: event, excludedBy: other, word: word) }
            if excluded[word] != propositions.allConcepts(of: event, word: word) { isLeft = true }
        }
        guard isLeft else { return false }
        isThere[event] = 1
        present.append((event, excluded))
        return true
    }

    private mutating func addAbsent(_ event: Int) -> Bool {
        if isThere[event] != 0 { return isThere[event] < 0 }
        isThere[event] = -1
        absent.append(event)
        for index in present.indices {
            let other = present[index].event
            guard propositions.isTouched(other, by: event) else { continue }
            var isLeft = false
            for word in present[index].excluded.indices {
                present[index].excluded[word] |= propositions.concepts(of: other, excludedBy: event, word: word)
                if present[index].excluded[word] != propositions.allConcepts(of: other, word: word) { isLeft = true }
            }
            if !isLeft { return false }
        }
        return true
    }

    /// Whether an event could be there besides what must not be.
    private func canBePresent(_ event: Int) -> Bool {
        if isThere[event] != 0 { return isThere[event] > 0 }
        for word in 0..<propositions.wordCount(of: event) {
            var excluded: UInt64 = 0
            for other in absent { excluded |= propositions.concepts(of: event, excludedBy: other, word: word) }
            if excluded != propositions.allConcepts(of: event, word: word) { return true }
        }
        return false
    }

    /// Whether an event could be missing besides what must be there.
    private func canBeAbsent(_ event: Int) -> Bool {
        if isThere[event] != 0 { return isThere[event] < 0 }
        for (other, excluded) in present where propositions.isTouched(other, by: event) {
            let isLeft = excluded.indices.contains { word in
                excluded[word] | propositions.concepts(of: other, excludedBy: event, word: word)
                    != propositions.allConcepts(of: other, word: word)
            }
            if !isLeft { return false }
        }
        return true
    }

    /// Whether a formula does not by itself contradict what is demanded. Its parts are looked at one by one.
    func allows(_ formula: Formula) -> Bool {
        switch formula {
        case .constant(let value): return value
        case .all(let parts): return parts.allSatisfy { allows($0) }
        case .any(let parts): return parts.contains { allows($0) }
        case .value(let measure, let range): return !ranges[measure].intersection(range).isEmpty
        case .event(let event, true): return canBePresent(event)
        case .event(let event, false): return canBeAbsent(event)
        case .sex(let sex, let isIt): return isIt ? sexes.contains(sex) : sexes != [sex]
        case .pregnant(let value):
            return isPregnant.map { $0 == value } ?? (!value || sexes != [.male])
        case .opaque(let number, let value): return opaque[number] != (value ? -1 : 1)
        case .points(let items, let place, let range):
            var (least, most) = (0, 0)
            for item in items.all[place...] {
                // An item that can only be met, or never, is no choice any more.
                let (canBeMet, canBeUnmet) = (allows(item.met), allows(item.unmet))
                guard canBeMet || canBeUnmet else { return false }
                least += canBeUnmet ? min(0, canBeMet ? item.points : 0) : item.points
                most += canBeUnmet ? max(0, canBeMet ? item.points : 0) : item.points
            }
            return least <= range.upperBound && most >= range.lowerBound
        }
    }

    /// Whether a formula is true of every patient of whom the demands are.
    func settles(_ formula: Formula) -> Bool {
        switch formula {
        case .constant(let value): value
        case .all(let parts): parts.allSatisfy { settles($0) }
        case .any(let parts): parts.contains { settles($0) }
        case .value(let measure, let range): ranges[measure].intersection(range) == ranges[measure]
        case .event(let event, let isThere): self.isThere[event] == (isThere ? 1 : -1)
        case .sex(let sex, let isIt): isIt ? sexes == [sex] : !sexes.contains(sex)
        case .pregnant(let value): isPregnant == value
        case .opaque(let number, let value): opaque[number] == (value ? 1 : -1)
        case .points(let items, let place, let range): place == items.all.count && range.contains(0)
        }
    }

    /// The demands in words of the model.
    var sketch: PatientSketch {
        var sketch = PatientSketch()
        for (measure, range) in zip(propositions.measures, ranges) where measure == .age || range != .everything {
            sketch.ranges[measure] = range
        }
        if sketch.ranges[.age] == nil { sketch.ranges[.age] = ValueRange(lower: 0, upper: Limits.greatestAgeMonths) }
        sketch.present = present.map { propositions.events[$0.event] }
        sketch.absent = absent.map { propositions.events[$0] }
        sketch.sexes = sexes
        sketch.isPregnant = isPregnant
        return sketch
    }
}
