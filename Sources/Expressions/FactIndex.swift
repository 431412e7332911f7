// The index of a patient's facts: (kind, concept) to the facts under it, in order of time.
//
// An open-addressing table from a 40-bit key to a run of `places`. Facts arrive in order of time and are entered in that
// order, so that every run is in order without sorting. Built in two passes over the same keys: count, then place.

import Terminology

struct FactIndex: Sendable {
    /// Slots of the table, a power of two, at most half full: key plus one, or zero when free.
    private var keys: [UInt64]
    /// Per slot, where its run begins and ends in `places`.
    private var bounds: [(start: Int32, end: Int32)]
    /// Indices of facts.
    private(set) var places: [Int32]

    /// Stands for every concept of a kind.
    static let anyConcept = ConceptID(rawValue: .max)

    init(_ facts: [Fact], ancestors: (ConceptID) -> some Sequence<ConceptID>) {
        var entries: [(key: UInt64, fact: Int32)] = []
        entries.reserveCapacity(facts.count * 8)
        for (place, fact) in facts.enumerated() {
            entries.append((Self.key(fact.kind, Self.anyConcept), Int32(place)))
            for concept in ancestors(fact.concept) { entries.append((Self.key(fact.kind, concept), Int32(place))) }
            guard let coded = fact.codedPart else { continue }
            for concept in ancestors(coded) { entries.append((Self.valueKey(concept), Int32(place))) }
        }
        var capacity = 16
        while capacity < entries.count * 2 { capacity *= 2 }
        keys = [UInt64](repeating: 0, count: capacity)
        bounds = [(start: Int32, end: Int32)](repeating: (0, 0), count: capacity)
        places = [Int32](repeating: 0, count: entries.count)

        var slots = [Int](repeating: 0, count: entries.count)
        for (index, entry) in entries.enumerated() {
            let slot = Self.slot(of: entry.key, in: keys)
            keys[slot] = entry.key
            bounds[slot].end += 1
            slots[index] = slot
        }
        var next: Int32 = 0
        for slot in keys.indices where keys[slot] != 0 {
            let count = bounds[slot].end
            bounds[slot] = (next, next)
            next += count
        }
        for (index, entry) in entries.enumerated() {
            let slot = slots[index]
            places[Int(bounds[slot].end)] = entry.fact
            bounds[slot].end += 1
        }
    }

    /// Where the facts of a kind and concept lie in ``places``.
    func run(_ kind: FactKind, _ concept: ConceptID) -> Range<Int> {
        let slot = Self.slot(of: Self.key(kind, concept), in: keys)
        return Int(bounds[slot].start)..<Int(bounds[slot].end)
    }

    /// Where the facts whose coded value, or route, is the concept, or a kind of it, lie in ``places``.
    func runOfValues(_ concept: ConceptID) -> Range<Int> {
        let slot = Self.slot(of: Self.valueKey(concept), in: keys)
        return Int(bounds[slot].start)..<Int(bounds[slot].end)
    }

    /// Coded values are entered beside all kinds of facts.
    private static func valueKey(_ concept: ConceptID) -> UInt64 { (1 << 40 | UInt64(concept.rawValue)) + 1 }

    private static func key(_ kind: FactKind, _ concept: ConceptID) -> UInt64 {
        (UInt64(kind.rawValue) << 32 | UInt64(concept.rawValue)) + 1
    }

    /// The slot that holds the key, or the free one where it would be.
    private static func slot(of key: UInt64, in keys: [UInt64]) -> Int {
        let mask = keys.count - 1
        // Fibonacci hashing: the high bits of a product are well mixed.
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }
}

extension Fact {
    /// What is coded of a fact beside what it is about: its value, or the route of a medicine.
    var codedPart: ConceptID? {
        if case .concept(let coded) = value { coded } else { intake?.route }
    }
}
