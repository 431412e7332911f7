// Canonical Turtle and TriG: subjects, predicates and objects sorted, `rdf:type` first, blank nodes that are used once
// written where they are used, lists as lists. What fits on a line stays on it; what does not is broken at its
// brackets.
import Primitives
import RDF

struct TurtleWriter {
    private static let lineWidth = 110
    private let names: TurtleNames
    private let graphs: [Term?: GraphShape]

    init(_ prefixes: Prefixes, _ base: IRI?, _ quads: some Sequence<Quad>, _ labels: BlankNodeNaming) {
        names = TurtleNames(prefixes, base)
        let quads = Set(quads)
        let graphs = Self.shapes(quads)
        switch labels {
        case .kept: self.graphs = graphs
        case .numbered:
            let numbers = BlankNodeNumbers(graphs.values.reduce(into: []) { $0.formUnion($1.labelled) })
            self.graphs = numbers.isEmpty ? graphs : Self.shapes(Set(quads.map { numbers.rename($0) }))
        }
    }

    private static func shapes(_ quads: Set<Quad>) -> [Term?: GraphShape] {
        let graphs = Dictionary(grouping: quads, by: \.graph)
        return graphs.mapValues { own in
            // A label that another graph uses as well must stay a label.
            GraphShape(own, shared: graphs.count == 1 ? [] : quads.subtracting(own))
        }
    }

    /// The whole document, declarations first.
    func document() -> String {
        var body = ""
        for graph in graphs.keys.sorted(by: { ($0.map { "\($0)" } ?? "").precedesInBytes($1.map { "\($0)" } ?? "") }) {
            guard let shape = graphs[graph] else { continue }
            let blocks = blocks(of: shape, indent: graph == nil ? 0 : 4)
            if !body.isEmpty { body += "\n" }
            if let graph {
                body += names.write(graph) + " {\n" + blocks.joined(separator: "\n") + "}\n"
            } else {
                body += blocks.joined(separator: "\n")
            }
        }
        let declarations = names.declarations(
            usedIn: graphs.values.lazy.flatMap(\.terms) + graphs.keys.compactMap { $0 })
        return declarations + (declarations.isEmpty || body.isEmpty ? "" : "\n") + body
    }

    /// One block of statements for each subject that is not written inside another.
    private func blocks(of shape: GraphShape, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var named: [String] = []
        var anonymous: [String] = []
        for subject in shape.roots {
            if case .blank(let node) = subject, !shape.isLabelled(node) {
                let properties = properties(of: subject, in: shape, indent: indent)
                anonymous.append(margin + "[] " + properties + " .\n")
            } else {
                let properties = properties(of: subject, in: shape, indent: indent)
                named.append(margin + names.write(subject) + " " + properties + " .\n")
            }
        }
        return named + anonymous.sorted { $0.precedesInBytes($1) }
    }

    /// `predicate object, object ; predicate …`, a predicate a line.
    private func properties(of subject: Term, in shape: GraphShape, indent: Int) -> String {
        lines(of: subject, in: shape, indent: indent + 4)
            .joined(separator: " ;\n" + String(repeating: " ", count: indent + 4))
    }

    private func lines(of subject: Term, in shape: GraphShape, indent: Int) -> [String] {
        shape.properties(of: subject).map { predicate, objects in
            names.writePredicate(predicate) + " " + written(objects, in: shape, indent: indent).joined(separator: " , ")
        }
    }

    /// Objects in order: terms as they sort, then what is written in brackets by its text.
    private func written(_ objects: [Term], in shape: GraphShape, indent: Int) -> [String] {
        var plain: [String] = []
        var nested: [String] = []
        for object in objects.sorted() {
            if case .blank(let node) = object, !shape.isLabelled(node) {
                nested.append(bracketed(object, in: shape, indent: indent))
            } else {
                plain.append(names.write(object))
            }
        }
        return plain + nested.sorted { $0.precedesInBytes($1) }
    }

    /// A blank node or a list in brackets, on one line where it fits.
    private func bracketed(_ node: Term, in shape: GraphShape, indent: Int) -> String {
        let parts: [String]
        let (open, close, separator): (String, String, String)
        if let members = shape.list(at: node) {
            parts = members.map { member in
                if case .blank(let node) = member, !shape.isLabelled(node) {
                    return bracketed(member, in: shape, indent: indent + 4)
                }
                return names.write(member)
            }
            (open, close, separator) = ("(", ")", "")
        } else {
            parts = lines(of: node, in: shape, indent: indent + 4)
            if parts.isEmpty { return "[]" }
            (open, close, separator) = ("[", "]", " ;")
        }
        let length = parts.reduce(indent) { $0 + $1.utf8.count + 3 }
        if length <= Self.lineWidth && !parts.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) {
            return "\(open) \(parts.joined(separator: separator + " ")) \(close)"
        }
        let margin = "\n" + String(repeating: " ", count: indent)
        return open + parts.map { margin + "    " + $0 }.joined(separator: separator) + margin + close
    }
}
