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
        let (graphs, catalogue, digest) = try store.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            return (
                try Self.namedGraphs(in: snapshot, catalogue), catalogue, try Self.digest(in: snapshot, catalogue)
            )
        }
        let compilation = try KnowledgeCompiler.compile(graphs)
        var releases: [IRI: Release] = [:]
        for compiled in compilation.knowledge.guidelines {
            guard let document = compiled.guideline.source, let release = catalogue.active(IRI(document)) else {
                continue
            }
            releases[compiled.guideline.iri] = release
        }
        self.init(commits, compilation.knowledge, digest: digest, releases: releases, codings: codings)
    }

    /// What answers rest on: the active release of each guideline under the name of its document, and every graph that
    /// is no release.
    static func namedGraphs(in snapshot: borrowing Snapshot, _ catalogue: ReleaseCatalogue) throws -> [NamedGraph] {
        var graphs: [NamedGraph] = []
        let others = catalogue.ownGraphs.union(catalogue.documentsWithHistory)
        for name in try snapshot.graphNames() {
            guard let iri = name.iri, !others.contains(iri) else { continue }
            var graph = try snapshot.graph(name)
            graph.source = iri.string
            graphs.append(NamedGraph(name: iri, graph: graph))
        }
        for release in catalogue.active {
            graphs.append(
                NamedGraph(name: release.document, graph: try ReleaseContent.graph(release, in: snapshot)))
        }
        return graphs
    }

    /// One checksum over the digests of all these graphs.
    private static func digest(in snapshot: borrowing Snapshot, _ catalogue: ReleaseCatalogue) throws -> String {
        let others = catalogue.ownGraphs.union(catalogue.documentsWithHistory)
        var lines = catalogue.active.map { "\($0.document) \($0.digest)" }
        try snapshot.forEachQuad(predicate: digestProperty, graph: .defaultGraph) { quad in
            if quad.subject.iri.map(others.contains) != true { lines.append(quad.triple.description) }
        }
        var checksum = Checksum()
        for line in lines.sorted() { checksum.add(line) }
        return checksum.description
    }
}
