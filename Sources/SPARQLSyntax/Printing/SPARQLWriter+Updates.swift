// Updates, an operation after the other.
import RDF

extension SPARQLWriter {
    mutating func write(_ operations: [UpdateOperation]) {
        var base: IRI?
        for (index, operation) in operations.enumerated() {
            if index > 0 { line(";") }
            if case .modify(let modification) = operation, let own = modification.base, own != base {
                line(baseLine(own))
                base = own
            }
            write(operation)
        }
    }

    private mutating func write(_ operation: UpdateOperation) {
        switch operation {
        case .insertData(let quads): write("INSERT DATA", quads.map(QuadTemplate.init))
        case .deleteData(let quads): write("DELETE DATA", quads.map(QuadTemplate.init))
        case .modify(let modification): write(modification)
        case .load(let source, let target, let isSilent):
            let into = target.map { " INTO GRAPH " + terms.write($0) } ?? ""
            line("LOAD\(silent(isSilent)) \(terms.write(source))\(into)")
        case .create(let graph, let isSilent): line("CREATE\(silent(isSilent)) GRAPH \(terms.write(graph))")
        case .clear(let graph, let isSilent): line("CLEAR\(silent(isSilent)) \(name(graph))")
        case .drop(let graph, let isSilent): line("DROP\(silent(isSilent)) \(name(graph))")
        case .add(let source, let target, let isSilent): writeTransfer("ADD", source, target, isSilent)
        case .move(let source, let target, let isSilent): writeTransfer("MOVE", source, target, isSilent)
        case .copy(let source, let target, let isSilent): writeTransfer("COPY", source, target, isSilent)
        }
    }

    private func silent(_ isSilent: Bool) -> String { isSilent ? " SILENT" : "" }

    private func name(_ graph: GraphReference) -> String {
        switch graph {
        case .default: "DEFAULT"
        case .named: "NAMED"
        case .all: "ALL"
        case .graph(let iri): "GRAPH " + terms.write(iri)
        }
    }

    private mutating func writeTransfer(_ keyword: String, _ source: IRI?, _ target: IRI?, _ isSilent: Bool) {
        let names = [source, target].map { $0.map { "GRAPH " + terms.write($0) } ?? "DEFAULT" }
        line("\(keyword)\(silent(isSilent)) \(names.joined(separator: " TO "))")
    }

    private mutating func write(_ modification: Modification) {
        if let graph = modification.with { line("WITH " + terms.write(graph)) }
        if !modification.delete.isEmpty || modification.insert.isEmpty { write("DELETE", modification.delete) }
        if !modification.insert.isEmpty { write("INSERT", modification.insert) }
        for text in QueryClauses.lines(modification.using, "USING", terms) { line(text) }
        braces("WHERE") { $0.writeGroup(modification.pattern) }
    }

    private mutating func write(_ keyword: String, _ quads: [QuadTemplate]) {
        braces(keyword) { writer in
            for quad in quads {
                let triple = writer.text(quad.triple)
                writer.line(quad.graph.map { "GRAPH \(writer.text($0)) { \(triple) }" } ?? triple)
            }
        }
    }
}

extension QuadTemplate {
    /// A quad as a template without variables.
    init(_ quad: Quad) {
        self.init(
            TriplePattern(.term(quad.subject), .term(.iri(quad.predicate)), .term(quad.object)),
            graph: quad.graph.map { .term($0) })
    }
}
