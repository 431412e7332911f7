// Values of facts in the units that leaves compare them in.
//
// A few values and a few units meet in very many leaves. The table is open-addressed and grows with what is asked for, so
// that a patient with a hundred thousand facts costs no more than what the rules look at.

import Quantities

struct ConvertedFacts: Sendable {
    /// What came of a conversion.
    enum Entry: Sendable {
        case number(ExactDecimal)
        /// It does not convert, or is no quantity.
        case none
    }

    /// Key plus one per slot, zero when free; a power of two, at most half full.
    private var keys: [UInt64] = []
    private var entries: [Entry] = []
    private var count = 0
    /// Why values do not convert: rare.
    private var reasons: [UInt64: ELM.UnknownReason] = [:]

    static func key(fact: Int, conversion: Int32) -> UInt64 { UInt64(conversion) << 32 | UInt64(fact) }

    subscript(key: UInt64) -> Entry? {
        guard !keys.isEmpty else { return nil }
        let slot = slot(of: key)
        return keys[slot] == 0 ? nil : entries[slot]
    }

    func reason(_ key: UInt64) -> ELM.UnknownReason? { reasons[key] }

    mutating func insert(_ value: Value, _ reason: ELM.UnknownReason?, at key: UInt64) -> Entry {
        if count * 2 >= keys.count { grow() }
        if let reason { reasons[key] = reason }
        let entry = if case .quantity(let quantity) = value { Entry.number(quantity.value) } else { Entry.none }
        let slot = slot(of: key)
        keys[slot] = key + 1
        entries[slot] = entry
        count += 1
        return entry
    }

    private mutating func grow() {
        let old = zip(keys, entries).filter { $0.0 != 0 }
        let capacity = max(64, keys.count * 2)
        keys = [UInt64](repeating: 0, count: capacity)
        entries = [Entry](repeating: .none, count: capacity)
        for (key, entry) in old {
            let slot = slot(of: key - 1)
            keys[slot] = key
            entries[slot] = entry
        }
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        // Fibonacci hashing: the high bits of a product are well mixed.
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while keys[slot] != 0, keys[slot] != key + 1 { slot = (slot + 1) & mask }
        return slot
    }
}
