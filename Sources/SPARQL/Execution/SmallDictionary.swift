// A query has a handful of variables, terms and patterns. To walk over a few keys costs less than to hash one, and needs
// no table; many keys are looked up in a dictionary.

struct SmallDictionary<Key: Hashable, Value> {
    private static var few: Int { 12 }

    private(set) var entries: [(key: Key, value: Value)] = []
    /// Where each key stands in `entries`, once they are more than a few.
    private var places: [Key: Int] = [:]

    private func place(of key: Key) -> Int? {
        if entries.count > Self.few { return places[key] }
        for place in entries.indices where entries[place].key == key { return place }
        return nil
    }

    subscript(key: Key) -> Value? { place(of: key).map { entries[$0].value } }

    /// Adds a key that is not there yet, or changes its value.
    mutating func put(_ value: Value, for key: Key) {
        if let place = place(of: key) {
            entries[place].value = value
            return
        }
        entries.append((key, value))
        if entries.count == Self.few + 1 {
            for (place, entry) in entries.enumerated() { places[entry.key] = place }
        } else if entries.count > Self.few {
            places[key] = entries.count - 1
        }
    }
}

extension SmallDictionary: Sendable where Key: Sendable, Value: Sendable {}
