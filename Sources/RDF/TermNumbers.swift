// Terms with dense numbers in the order in which they were first met: the dictionary of a graph in memory. Open
// addressing over one array of words, each of them 32 bits of hash and a number, so that finding a term mostly reads one
// word and compares one term.

import Primitives

/// Terms, each once; a term's place is its number.
public struct TermNumbers: Sendable {
    /// All terms by number.
    public private(set) var terms: [Term] = []
    /// In the upper half the hash of a term, in the lower its number plus one; 0 where nothing is.
    private var slots: [UInt64] = []

    public init() {}

    /// Makes room for so many terms in all.
    public mutating func reserveCapacity(_ count: Int) {
        terms.reserveCapacity(count)
        if 2 * count > slots.count { grow(to: 2 * count) }
    }

    /// The number of a term that has one.
    public func number(of term: Term) -> Int32? {
        if slots.isEmpty { return nil }
        return find(term, term.hash32).number
    }

    /// The number of a term; a new term gets the next one.
    public mutating func intern(_ term: Term) -> Int32 {
        if 2 * (terms.count + 1) > slots.count { grow(to: 2 * slots.count) }
        let hash = term.hash32
        let (slot, known) = find(term, hash)
        if let known { return known }
        let number = Int32(terms.count)
        terms.append(term)
        slots[slot] = UInt64(hash) << 32 | UInt64(terms.count)
        return number
    }

    /// The place of a term among the slots, or the free one where it belongs.
    private func find(_ term: Term, _ hash: UInt32) -> (slot: Int, number: Int32?) {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            if UInt32(truncatingIfNeeded: slots[slot] >> 32) == hash {
                let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if terms[number] == term { return (slot, Int32(number)) }
            }
            slot = (slot + 1) & mask
        }
        return (slot, nil)
    }

    /// Makes the table at least so large, a power of two.
    private mutating func grow(to count: Int) {
        let old = slots
        var size = 64
        while size < count { size *= 2 }
        slots = Array(repeating: 0, count: size)
        let mask = slots.count - 1
        for word in old where word != 0 {
            var slot = Int(word >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = word
        }
    }
}

/// The numbers of statements, found by the numbers of their parts.
struct StatementNumbers: Sendable {
    /// A statement by the numbers of its parts.
    struct Key: Equatable, Sendable {
        var subject: Int32
        var predicate: Int32
        var object: Int32

        fileprivate var hash: Int {
            var state = UInt64(UInt32(bitPattern: subject)) << 32 | UInt64(UInt32(bitPattern: object))
            state = (state ^ UInt64(UInt32(bitPattern: predicate)) &* 0x9E37_79B9_7F4A_7C15) &* 0xE703_7ED1_A0B4_28DB
            return Int(truncatingIfNeeded: (state ^ state >> 32) & 0x7FFF_FFFF_FFFF_FFFF)
        }
    }

    /// All statements by number.
    private(set) var keys: [Key] = []
    /// The number of a statement plus one; 0 where nothing is.
    private var slots: [Int32] = []

    func number(of key: Key) -> Int? {
        if slots.isEmpty { return nil }
        let found = slots[slot(of: key)]
        return found == 0 ? nil : Int(found) - 1
    }

    /// Gives a statement the next number; nil where it had one.
    mutating func add(_ key: Key) -> Int32? {
        if 2 * (keys.count + 1) > slots.count { grow() }
        let slot = slot(of: key)
        guard slots[slot] == 0 else { return nil }
        keys.append(key)
        slots[slot] = Int32(keys.count)
        return Int32(keys.count - 1)
    }

    /// The place of a statement among the slots, or the free one where it belongs.
    private func slot(of key: Key) -> Int {
        let mask = slots.count - 1
        var slot = key.hash & mask
        while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: max(64, 2 * slots.count))
        for (number, key) in keys.enumerated() { slots[slot(of: key)] = Int32(number + 1) }
    }
}

extension Term {
    /// A hash for tables in memory, seeded anew in each process, because documents come from outside.
    fileprivate var hash32: UInt32 {
        let hash = seededHash
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private static let seed = UInt64.random(in: .min ... .max)

    private var seededHash: UInt64 {
        switch self {
        case .iri(let iri): return iri.string.byteHash(seed: Self.seed)
        case .blank(let node): return node.label.byteHash(seed: ~Self.seed)
        case .literal(let literal):
            let seed = (literal.language ?? literal.datatype.string).byteHash(seed: Self.seed)
            return literal.lexicalForm.byteHash(seed: seed)
        case .triple(let triple):
            let subject = triple.subject.seededHash
            return subject &* 3 ^ Term.iri(triple.predicate).seededHash &* 5 ^ triple.object.seededHash &* 7
        }
    }
}
