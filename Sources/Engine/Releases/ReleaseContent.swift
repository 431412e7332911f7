// The statements of a release on their way into the store and back.
//
// Blank nodes are stored under their canonical labels, so that the digest of what is stored is one sort and one hash
// away. The layout keeps where each statement was written, as text: for each statement in canonical order its line and
// column, a line told as the step from the one before. Order and line numbers come back from it; it is no part of the
// digest.

import GraphStore
import RDF
import Reasoning

struct ReleaseContent {
    let document: IRI
    let canonical: CanonicalGraph

    init(_ named: NamedGraph) throws(CanonicalizationError) {
        document = named.name
        canonical = try CanonicalGraph(named.graph)
    }

    var version: String? { Self.version(of: document, canonical.triples) }

    private static func version(of document: IRI, _ triples: [Triple]) -> String? {
        triples.first { $0.subject == .iri(document) && $0.predicate == ReleaseVocabulary.version }?
            .object.literal?.lexicalForm
    }

    /// The statements as they are stored.
    var stored: [Triple] {
        let prefix = Self.prefix(canonical.digest)
        return canonical.triples.map { triple in
            triple.renamingBlankNodes { BlankNode(prefix + $0.label) }
        }
    }

    /// Blank nodes of different releases must not meet in the store.
    private static func prefix(_ digest: String) -> String { "r\(digest.prefix(16))-" }

    // MARK: Layout

    var layout: String {
        var text = ""
        var line = 0
        for position in canonical.positions {
            if let position {
                text += "\(position.line - line):\(position.column) "
                line = position.line
            } else {
                text += "- "
            }
        }
        return text
    }

    private static func positions(_ layout: String) -> [SourcePosition?] {
        var line = 0
        return layout.split(separator: " ").map { entry in
            let parts = entry.split(separator: ":")
            guard parts.count == 2, let step = Int(parts[0]), let column = Int(parts[1]) else { return nil }
            line += step
            return SourcePosition(line: line, column: column)
        }
    }

    // MARK: Reading

    /// The graph of a release in the order in which it was written.
    static func graph(_ release: Release, in snapshot: borrowing Snapshot) throws -> Graph {
        let labelled = try labelled(release, in: snapshot)
        let layout = try snapshot.quads(
            subject: .iri(release.iri), predicate: ReleaseVocabulary.layout, graph: .defaultGraph
        ).first?.object.literal?.lexicalForm
        let positions = positions(layout ?? "")
        var placed = labelled.enumerated().map { index, triple in
            (position: index < positions.count ? positions[index] : nil, triple: triple)
        }
        // Statements without a place, and those of one place, stay in canonical order.
        let last = SourcePosition(line: .max, column: .max)
        placed = placed.enumerated().sorted {
            ($0.element.position ?? last, $0.offset) < ($1.element.position ?? last, $1.offset)
        }.map(\.element)
        let prefix = prefix(release.digest)
        var graph = Graph()
        for (position, triple) in placed {
            graph.insert(triple.renamingBlankNodes { BlankNode(prefix + $0.label) }, at: position)
        }
        graph.source = release.document.string
        return graph
    }

    /// What is wrong with the stored statements; nil when they are those that were loaded.
    static func damage(of release: Release, in snapshot: borrowing Snapshot) throws -> String? {
        let labelled = try labelled(release, in: snapshot)
        if labelled.isEmpty { return "its graph is gone" }
        if CanonicalGraph.digest(ofLabelled: labelled) == release.digest { return nil }
        // A store that was written out and read in again has other labels for the same content.
        let found = try CanonicalGraph(snapshot.graph(.iri(release.iri))).digest
        if found == release.digest { return nil }
        return "its content has the digest \(found.prefix(12)), not \(release.shortDigest)"
    }

    /// The statements with the labels that they had in canonical form, in canonical order.
    private static func labelled(_ release: Release, in snapshot: borrowing Snapshot) throws -> [Triple] {
        let prefix = prefix(release.digest)
        let triples = try snapshot.quads(graph: .named(.iri(release.iri))).map { quad in
            quad.triple.renamingBlankNodes { node in
                node.label.hasPrefix(prefix) ? BlankNode(String(node.label.dropFirst(prefix.count))) : node
            }
        }
        return CanonicalGraph.sorted(triples)
    }
}
