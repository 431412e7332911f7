// A patient as expressions see one: the facts known at a moment, indexed for lookup by kind and concept.
//
// A retrieve must be a lookup, not a search: a request evaluates thousands of them. So facts are put in order of time
// once, and entered under their own concept and everything that it is a kind of; a retrieve reads one run of the index.

import Quantities
import Terminology

/// The facts of one patient as of a moment.
public struct PatientFacts: Sendable {
    /// The moment of evaluation. Facts that certainly began later are not seen.
    public let asOf: DateTime
    public let birthDate: DateTime?
    public let sex: Sex?
    /// The facts in order of time, those without a date first; of equal times in the order given.
    public let facts: [Fact]
    /// The kinds of facts that the record covers: for these absence means no.
    public let complete: Set<FactKind>
    let directory: ConceptDirectory

    /// ``complete`` as one bit per kind.
    private let completeKinds: UInt16
    /// What retrieves ask of each fact.
    let outlines: [FactOutline]
    let index: FactIndex

    /// - Parameters:
    ///   - directory: what is known of code systems and value sets.
    ///   - ancestors: the concept and everything that it is a kind of, each once.
    public init(
        asOf: DateTime, birthDate: DateTime? = nil, sex: Sex? = nil, facts: [Fact], complete: Set<FactKind> = [],
        directory: ConceptDirectory = .none, ancestors: (ConceptID) -> some Sequence<ConceptID>
    ) {
        self.asOf = asOf
        self.birthDate = birthDate
        self.sex = sex
        self.complete = complete
        self.directory = directory
        self.completeKinds = complete.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
        self.facts = Self.ordered(facts, asOf: asOf)
        let shared = Self.sharedEvents(self.facts)
        self.outlines = self.facts.map { FactOutline($0, asOf: asOf, sharesEvent: shared.contains($0.event)) }
        self.index = FactIndex(self.facts, ancestors: ancestors)
    }

    /// The source events that have several facts: a measurement with two codes is one measurement.
    private static func sharedEvents(_ facts: [Fact]) -> Set<Int32> {
        let events = facts.map(\.event).sorted()
        var shared: Set<Int32> = []
        for (event, next) in zip(events, events.dropFirst()) where event == next && event >= 0 { shared.insert(event) }
        return shared
    }

    /// Whether absence of a fact of the kind means no.
    func covers(_ kind: FactKind) -> Bool { completeKinds & 1 << UInt16(kind.rawValue) != 0 }

    private static func ordered(_ facts: [Fact], asOf: DateTime) -> [Fact] {
        let seen = facts.filter { $0.start?.isGreater(than: asOf) != true }
        // Sorting places, not facts: they are large.
        let keys = seen.map { $0.start.map { $0.position(inZoneOf: asOf) } ?? .min }
        let order = keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
        return order.map { seen[$0] }
    }

    /// Whether one concept is a kind of another: told by the index where it is the concept, the coded value or the route
    /// of a fact, else by the directory.
    func isKind(_ narrow: Value, of broad: Value) -> Bool? {
        guard case .concept(let narrow) = narrow, case .concept(let broad) = broad else { return nil }
        if narrow == broad { return true }
        if let coded = index.runOfValues(narrow).first(where: { fact(at: $0).codedPart == narrow }) {
            return index.runOfValues(broad).contains { index.places[$0] == index.places[coded] }
        }
        for kind in FactKind.allCases {
            guard let known = index.run(kind, narrow).first(where: { fact(at: $0).concept == narrow }) else { continue }
            return index.run(kind, broad).contains { index.places[$0] == index.places[known] }
        }
        return directory.isKind(narrow, of: broad)
    }

    /// Whether any concept of a list is a kind of another.
    func isAnyKind(_ list: Value, of broad: Value) -> Bool? {
        guard case .list(let concepts) = list else { return list.isNull ? false : isKind(list, of: broad) }
        return concepts.filter { !$0.isNull }.reduce(Bool?.some(false)) { Logic.or($0, isKind($1, of: broad)) }
    }

    private func fact(at place: Int) -> Fact { facts[Int(index.places[place])] }

    /// The patient's age in completed units on the day of evaluation.
    func age(in unit: CalendarUnit) -> ClosedRange<Int>? {
        guard let birthDate else { return nil }
        let (born, today) = (birthDate.date, asOf.date)
        guard born.isGreater(than: today) != true else { return nil }
        let age = born.completed(unit, until: today)
        // Nobody is younger than nothing, however coarse the birth date.
        return max(0, age.lowerBound)...max(0, age.upperBound)
    }
}

/// What a retrieve asks of a fact, without anything that is counted by reference.
struct FactOutline: Sendable {
    /// The status at the moment of evaluation: what has ended is inactive.
    let status: FactStatus
    let hasValue: Bool
    let start: DateTime?
    /// The source event, and whether other facts are of it too.
    let event: Int32
    let sharesEvent: Bool

    init(_ fact: Fact, asOf: DateTime, sharesEvent: Bool) {
        status =
            if fact.status == .active, fact.end?.isAtMost(asOf) == true { .inactive } else { fact.status }
        hasValue = fact.value != nil
        start = fact.start
        event = fact.event
        self.sharesEvent = sharesEvent
    }
}

extension DateTime {
    /// A place on one line of time for sorting: the first millisecond that is meant, on the clock of the other point.
    fileprivate func position(inZoneOf other: DateTime) -> Int64 {
        guard let offset = other.offsetMinutes, offsetMinutes != nil else { return earliestPosition }
        return (inZone(offsetMinutes: offset) ?? self).earliestPosition
    }
}
