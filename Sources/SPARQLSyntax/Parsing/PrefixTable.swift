import RDF

/// The prefixes declared so far. A text has few, so they stand in a list; the last declaration of a name holds.
struct PrefixTable {
    private var entries: [(name: [UInt8], namespace: [UInt8])] = []

    mutating func declare(_ name: ArraySlice<UInt8>, _ namespace: IRI) {
        entries.removeAll { $0.name.elementsEqual(name) }
        entries.append((Array(name), Array(namespace.string.utf8)))
    }

    /// The namespace of a prefix.
    func namespace(of name: ArraySlice<UInt8>) -> [UInt8]? {
        for entry in entries where entry.name.elementsEqual(name) { return entry.namespace }
        return nil
    }

    var names: [String] { entries.map { String(decoding: $0.name, as: UTF8.self) } }

    var prefixes: Prefixes {
        var prefixes = Prefixes()
        for entry in entries {
            prefixes[String(decoding: entry.name, as: UTF8.self)] = String(decoding: entry.namespace, as: UTF8.self)
        }
        return prefixes
    }
}
