// Quads from a template and solutions (SPARQL 1.1 Query, section 16.2). Blank nodes of the template are new with each
// solution; what an unbound variable or a term in the wrong place would make no triple of is left out.
import GraphStore
import RDF
import SPARQLSyntax

struct TemplateInstantiation {
    private let context: QueryContext
    private let templates: [QuadTemplate]
    private let columns: [Variable: Int]
    /// The graph of templates that name none.
    private let graph: Term?

    init(_ context: QueryContext, _ templates: [QuadTemplate], schema: Schema, graph: Term? = nil) {
        self.context = context
        self.templates = templates
        self.graph = graph
        var columns: [Variable: Int] = [:]
        for (column, number) in schema.enumerated() { columns[context.variables[number]] = column }
        self.columns = columns
    }

    func forEachQuad(_ batch: Batch, _ body: (Quad) throws -> Void) throws {
        for row in 0..<batch.count {
            var nodes: [BlankNode: BlankNode] = [:]
            for template in templates {
                guard let triple = try triple(template.triple, batch, row, &nodes) else { continue }
                var name = graph
                if let pattern = template.graph {
                    guard let term = try term(pattern, batch, row, &nodes), term.literal == nil, term.triple == nil
                    else { continue }
                    name = term
                }
                try body(Quad(triple, graph: name))
            }
        }
    }

    private func triple(
        _ pattern: TriplePattern, _ batch: Batch, _ row: Int, _ nodes: inout [BlankNode: BlankNode]
    ) throws -> Triple? {
        guard let subject = try term(pattern.subject, batch, row, &nodes), subject.literal == nil,
            subject.triple == nil, case .iri(let predicate)? = try term(pattern.predicate, batch, row, &nodes),
            let object = try term(pattern.object, batch, row, &nodes)
        else { return nil }
        return Triple(subject, predicate, object)
    }

    private func term(
        _ pattern: TermPattern, _ batch: Batch, _ row: Int, _ nodes: inout [BlankNode: BlankNode]
    ) throws -> Term? {
        switch pattern {
        case .variable(let variable):
            guard let column = columns[variable] else { return nil }
            let id = batch.columns[column][row]
            return id.isUnbound ? nil : try context.term(of: id)
        case .term(let term): return term.renamingBlankNodes { rename($0, &nodes) }
        case .triple(let inner): return try triple(inner, batch, row, &nodes).map { .triple($0) }
        }
    }

    private func rename(_ node: BlankNode, _ nodes: inout [BlankNode: BlankNode]) -> BlankNode {
        if let known = nodes[node] { return known }
        let new = context.newBlankNode()
        nodes[node] = new
        return new
    }
}
