// Patterns and variables in words, for `explain`.
import GraphStore
import RDF
import SPARQLSyntax

extension QueryContext {
    func describe(_ variables: [Int]) -> String {
        variables.map { name($0) }.joined(separator: " ")
    }

    private func name(_ variable: Int) -> String {
        let variable = variables[variable]
        return variable.isHidden ? "_" + variable.name.dropFirst() : "?" + variable.name
    }

    func describe(_ places: QuadPlaces) -> String {
        var parts = [places.subject, places.predicate, places.object].map { describe($0) }
        if let graph = places.graph { parts.append(name(graph)) }
        if places.objectRanges != nil { parts.append("(range)") }
        return parts.joined(separator: " ")
    }

    private func describe(_ place: Place) -> String {
        switch place {
        case .variable(let variable): return name(variable)
        case .constant(let id):
            guard let term = try? term(of: id) else { return "?" }
            guard case .iri(let iri) = term else { return "\(term)" }
            // The last part of a name is enough to know it by.
            return iri.string.split { $0 == "/" || $0 == "#" }.last.map { ":" + $0 } ?? "\(iri)"
        }
    }
}
