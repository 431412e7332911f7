/// Why a set of concepts is no terminology.
public enum TerminologyError: Error, Equatable, CustomStringConvertible {
    /// `skos:broader` leads from each of these concepts to the next and from the last to the first.
    case cyclicHierarchy([String])

    public var description: String {
        switch self {
        case .cyclicHierarchy(let concepts):
            "cyclic hierarchy: \(concepts.joined(separator: " → ")) → \(concepts.first ?? ""). "
                + "Remove one skos:broader (or skos:broadMatch) statement of this circle."
        }
    }
}
