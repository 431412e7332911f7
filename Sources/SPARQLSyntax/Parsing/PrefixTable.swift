import RDF

/// The prefixes declared so far; the last declaration of a name holds. A text has few, and a walk over few is faster
/// than a dictionary; many are looked up in one.
struct PrefixTable {
    private static let few = 16

    private var entries: [(name: String, namespace: String)] = []
    private var numbers: [String: Int] = [:]

    mutating func declare(_ name: String, _ namespace: IRI) {
        if let number = numbers[name] {
            entries[number].namespace = namespace.string
        } else {
            numbers[name] = entries.count
            entries.append((name, namespace.string))
        }
    }

    /// The namespace of a prefix.
    func namespace(of name: String) -> String? {
        if entries.count > Self.few { return numbers[name].map { entries[$0].namespace } }
        for entry in entries where entry.name == name { return entry.namespace }
        return nil
    }

    var names: [String] { entries.map(\.name) }

    var prefixes: Prefixes {
        Prefixes(Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.namespace) }))
    }
}
