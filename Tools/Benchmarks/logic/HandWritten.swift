// The floor: the benchmark's criteria written by hand, as a program for just these rules would have them. Numbers in one
// unit, days counted from one day, hash tables of sorted arrays; no interpreter, no exact decimals, no partial dates, no
// limits and no reasons.

import Expressions
import Quantities
import Terminology

/// A criterion of the benchmark by hand.
enum HandCriterion {
    case exists(FactKind, [ConceptID], activeOnly: Bool, since: Int32)
    case counted(ConceptID, since: Int32, atLeast: Double)
    case age(Int)
    case latest(ConceptID, since: Int32, Double, isAtLeast: Bool)
}

/// Ten criteria, all of: one, an `any` of three, a negation, one, at least two of three, one.
struct HandRule {
    var criteria: [HandCriterion]

    func verdict(_ patient: HandPatient) -> Bool? {
        var isOpen = false
        func holds(_ index: Int) -> Bool? { patient.holds(criteria[index]) }
        func require(_ verdict: Bool?) -> Bool {
            if verdict == nil { isOpen = true }
            return verdict != false
        }
        guard require(holds(0)) else { return false }
        var (any, isAnyOpen) = (false, false)
        for index in 1...3 where !any {
            let verdict = holds(index)
            any = verdict == true
            isAnyOpen = isAnyOpen || verdict == nil
        }
        guard require(any ? true : isAnyOpen ? nil : false), require(holds(4).map { !$0 }), require(holds(5)) else {
            return false
        }
        var (certain, possible) = (0, 3)
        for index in 6...8 {
            switch holds(index) {
            case true: certain += 1
            case false: possible -= 1
            default: break
            }
        }
        guard require(certain >= 2 ? true : possible < 2 ? false : nil), require(holds(9)) else { return false }
        return isOpen ? nil : true
    }
}

struct HandPatient {
    private struct Event {
        let day: Int32
        let isActive: Bool
        let value: Double
    }

    private var events: [UInt64: [Event]] = [:]
    private let age = 70

    init(_ facts: [Fact], ancestors: (ConceptID) -> [ConceptID]) {
        for fact in facts.sorted(by: { Self.day($0.start) < Self.day($1.start) }) {
            let event = Event(
                day: Self.day(fact.start), isActive: fact.status == .active, value: Self.micromoles(fact.value))
            for concept in ancestors(fact.concept) { events[Self.key(fact.kind, concept), default: []].append(event) }
        }
    }

    func holds(_ criterion: HandCriterion) -> Bool? {
        switch criterion {
        case .exists(let kind, let concepts, let activeOnly, let since):
            for concept in concepts {
                guard let run = events[Self.key(kind, concept)] else { continue }
                for event in run.reversed() where event.day >= since && (event.isActive || !activeOnly) { return true }
            }
            return false
        case .counted(let concept, let since, let threshold):
            guard let run = events[Self.key(.observation, concept)] else { return nil }
            return run.count { $0.day >= since && $0.value >= threshold } >= 2 ? true : nil
        case .age(let years): return age >= years
        case .latest(let concept, let since, let threshold, let isAtLeast):
            guard let last = events[Self.key(.observation, concept)]?.last, last.day >= since else { return nil }
            return isAtLeast ? last.value >= threshold : last.value < threshold
        }
    }

    private static func key(_ kind: FactKind, _ concept: ConceptID) -> UInt64 {
        UInt64(kind.rawValue) << 32 | UInt64(concept.rawValue)
    }

    static func day(_ moment: DateTime?) -> Int32 {
        moment.map { Int32($0.earliestPosition / 86_400_000) } ?? .min
    }

    static func micromoles(_ value: Value?) -> Double {
        guard case .quantity(let quantity) = value else { return .nan }
        let scale = ["umol/L": 1.0, "mmol/L": 1_000, "mg/dL": 10_000 / 113.12][quantity.unit.code] ?? .nan
        return quantity.value.doubleValue * scale
    }
}
