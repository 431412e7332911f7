import RDF

/// The prefixes declared so far; the last declaration of a name holds. A text has few, and a walk over few is faster
/// than a dictionary; many are looked up in one.
struct PrefixTable {
    private static let few = 16

    private var entries: [(name: String, namespace: String)] = []
    /// Where each name stands in `entries`, once they are more than a few.
    private var numbers: [String: Int] = [:]

    mutating func declare(_ name: String, _ namespace: IRI) {
        if let number = number(of: name) {
            entries[number].namespace = namespace.string
            return
        }
        entries.append((name, namespace.string))
        let isFirstOfMany = entries.count == Self.few + 1
        for number in (isFirstOfMany ? 0 : entries.count - 1)..<entries.count where entries.count > Self.few {
            numbers[entries[number].name] = number
        }
    }

    private func number(of name: String) -> Int? {
        if entries.count > Self.few { return numbers[name] }
        for number in entries.indices where entries[number].name == name { return number }
        return nil
    }

    /// The namespace of a prefix.
    func namespace(of name: String) -> String? { number(of: name).map { entries[$0].namespace } }

    var names: [String] { entries.map(\.name) }

    var prefixes: Prefixes {
        Prefixes(Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.namespace) }))
    }
}
