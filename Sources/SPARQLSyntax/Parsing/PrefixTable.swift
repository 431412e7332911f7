import RDF

/// The prefixes declared so far. A text has few, so they stand in a list; the last declaration of a name holds.
struct PrefixTable {
    private var entries: [(name: String, namespace: String)] = []

    mutating func declare(_ name: String, _ namespace: IRI) {
        entries.removeAll { $0.name == name }
        entries.append((name, namespace.string))
    }

    /// The namespace of a prefix.
    func namespace(of name: String) -> String? {
        for entry in entries where entry.name == name { return entry.namespace }
        return nil
    }

    var names: [String] { entries.map(\.name) }

    var prefixes: Prefixes {
        Prefixes(Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.namespace) }))
    }
}
