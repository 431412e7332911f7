// From the store to a snapshot: every named graph is read and compiled together.

import GraphStore
import Guidelines
import RDF
import Reasoning
import Records

extension KnowledgeSnapshot {
    /// Digest of a graph's content, in the default graph.
    static let digestProperty = Vocabulary.meridian["digest"]

    init(_ commits: Commits, compilingFrom store: GraphStore, codings: CodingTable) throws {
        let (graphs, digest) = try store.read { snapshot in
            (try Self.namedGraphs(in: snapshot), try Self.digest(of: snapshot.graph(nil)))
        }
        let compilation = try KnowledgeCompiler.compile(graphs)
        self.init(commits, compilation.knowledge, digest: digest, codings: codings)
    }

    static func namedGraphs(in snapshot: borrowing Snapshot) throws -> [NamedGraph] {
        var graphs: [NamedGraph] = []
        for name in try snapshot.graphNames() {
            guard let iri = name.iri else { continue }
            var graph = try snapshot.graph(name)
            graph.source = iri.string
            graphs.append(NamedGraph(name: iri, graph: graph))
        }
        return graphs
    }

    /// One checksum over the digests of all graphs.
    private static func digest(of metadata: Graph) -> String {
        var checksum = Checksum()
        for triple in metadata.triples(predicate: digestProperty).sorted() { checksum.add(triple.description) }
        return checksum.description
    }
}
