// Queries under an entailment regime (SPARQL 1.1 Entailment Regimes, sections 2 and 3). What each graph entails is added
// to it in a transaction that is never committed, and the query is run on that: exact, and dear, for every query works out
// all that follows. Other writers wait meanwhile.
import GraphStore
import RDF
import SPARQLSyntax

/// What counts as being in a graph.
public enum Entailment: Hashable, Sendable {
    /// What was written.
    case simple
    /// What follows by RDF, or by RDF and RDFS.
    case rdf, rdfs
}

extension SPARQLEngine {
    func runEntailed<Result>(_ query: Query, _ body: (QueryAnswer) throws -> Result) throws -> Result {
        var outcome: Result?
        do {
            try store.write { transaction in
                let quads = try transaction.read { try $0.quads() }
                for (graph, members) in Dictionary(grouping: quads, by: \.graph) {
                    let closure = RDFSClosure(members.map(\.triple), settings.entailment)
                    for triple in closure.triples { try transaction.insert(Quad(triple, graph: graph)) }
                }
                // The default graph has axioms even when nothing was written there.
                if !quads.contains(where: { $0.graph == nil }) {
                    for triple in RDFSClosure([], settings.entailment).triples { try transaction.insert(Quad(triple)) }
                }
                let running = try RunningQuery(query, try transaction.snapshot(), settings)
                outcome = try body(try running.answer())
                throw Undone()
            }
        } catch is Undone {}
        guard let outcome else { throw QueryError.unsupported("entailment on this store") }
        return outcome
    }

    /// Leaves a transaction without a commit.
    private struct Undone: Error {}
}
