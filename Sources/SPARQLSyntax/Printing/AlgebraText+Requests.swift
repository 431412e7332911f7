// Whole queries and updates as nested lists.
import RDF

extension AlgebraText {
    mutating func list(_ query: Query) -> SExpression {
        let body: SExpression
        switch query.form {
        case .select: body = list(query.pattern)
        case .ask: body = .call("ask", [list(query.pattern)])
        case .construct(let template):
            body = .call("construct", [.list(template.map { list($0) }), list(query.pattern)])
        case .describe(let terms):
            body = .call("describe", [.list(terms.map { list($0) }), list(query.pattern)])
        }
        return query.dataset.map { .call("dataset", [graphs($0), body]) } ?? body
    }

    private func graphs(_ dataset: DatasetClause) -> SExpression {
        .list(
            dataset.defaultGraphs.map { .atom(terms.write($0)) }
                + dataset.namedGraphs.map { .call("named", [.atom(terms.write($0))]) })
    }

    mutating func list(_ operation: UpdateOperation) -> SExpression {
        switch operation {
        case .insertData(let quads): return .call("insertdata", quads.map { list($0) })
        case .deleteData(let quads): return .call("deletedata", quads.map { list($0) })
        case .modify(let modification): return list(modification)
        case .load(let source, let target, let isSilent):
            return call("load", isSilent, [terms.write(source)] + (target.map { [terms.write($0)] } ?? []))
        case .create(let graph, let isSilent): return call("create", isSilent, [terms.write(graph)])
        case .clear(let graph, let isSilent): return call("clear", isSilent, [name(graph)])
        case .drop(let graph, let isSilent): return call("drop", isSilent, [name(graph)])
        case .add(let source, let target, let isSilent): return call("add", isSilent, [name(source), name(target)])
        case .move(let source, let target, let isSilent): return call("move", isSilent, [name(source), name(target)])
        case .copy(let source, let target, let isSilent): return call("copy", isSilent, [name(source), name(target)])
        }
    }

    private func call(_ name: String, _ isSilent: Bool, _ parts: [String]) -> SExpression {
        .call(name, ((isSilent ? ["silent"] : []) + parts).map { .atom($0) })
    }

    private func name(_ graph: IRI?) -> String { graph.map(terms.write) ?? "default" }

    private func name(_ graph: GraphReference) -> String {
        switch graph {
        case .default: "default"
        case .named: "named"
        case .all: "all"
        case .graph(let iri): terms.write(iri)
        }
    }

    private mutating func list(_ modification: Modification) -> SExpression {
        var parts: [SExpression] = []
        if let graph = modification.with { parts.append(.call("with", [.atom(terms.write(graph))])) }
        if let using = modification.using { parts.append(.call("using", [graphs(using)])) }
        parts.append(.call("delete", modification.delete.map { list($0) }))
        parts.append(.call("insert", modification.insert.map { list($0) }))
        parts.append(list(modification.pattern))
        return .call("modify", parts)
    }

    private mutating func list(_ quad: QuadTemplate) -> SExpression {
        guard let graph = quad.graph else { return list(quad.triple) }
        let triple = quad.triple
        return .call("quad", [list(graph), list(triple.subject), list(triple.predicate), list(triple.object)])
    }

    private mutating func list(_ quad: Quad) -> SExpression {
        list(
            QuadTemplate(
                TriplePattern(.term(quad.subject), .term(.iri(quad.predicate)), .term(quad.object)),
                graph: quad.graph.map { .term($0) }))
    }
}
