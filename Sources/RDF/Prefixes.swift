// Prefix declarations of a document. Writers shorten IRIs with them; the longest namespace that fits wins, so a prefix
// for `http://x/a/` beats one for `http://x/`.
import Primitives

/// Prefix names (without the colon) and the namespaces they stand for.
public struct Prefixes: Hashable, Sendable {
    /// Prefix name to namespace IRI.
    public private(set) var namespaces: [String: String] = [:]

    public init(_ namespaces: [String: String] = [:]) {
        self.namespaces = namespaces
    }

    public subscript(_ name: String) -> String? {
        get { namespaces[name] }
        set { namespaces[name] = newValue }
    }

    /// Names and namespaces, sorted by name.
    public var sorted: [(name: String, namespace: String)] {
        namespaces.sorted { $0.key.precedesInBytes($1.key) }.map { (name: $0.key, namespace: $0.value) }
    }

    /// The prefix name with the longest namespace that `iri` starts with, and what follows the namespace.
    public func split(_ iri: IRI) -> (name: String, local: Substring)? {
        let matching = namespaces.filter { !$0.value.isEmpty && iri.string.utf8.starts(with: $0.value.utf8) }
        let best = matching.max { left, right in
            (left.value.utf8.count, right.key) < (right.value.utf8.count, left.key)
        }
        return best.map { name, namespace in
            (name, Substring(iri.string.utf8.dropFirst(namespace.utf8.count)))
        }
    }
}
