// Adds releases and events to a store, inside one transaction. Nothing here changes or removes what a release or the
// history says.

import GraphStore
import RDF

struct ReleaseWriter {
    private(set) var catalogue: ReleaseCatalogue

    init(_ transaction: inout StoreTransaction) throws {
        catalogue = try transaction.read { try ReleaseCatalogue($0) }
    }

    /// Stores what is not there yet; the same content again is the same release.
    mutating func store(
        _ contents: [ReleaseContent], _ signature: Signature, in transaction: inout StoreTransaction
    ) throws -> [(release: Release, isNew: Bool)] {
        var stored: [(Release, Bool)] = []
        for content in contents {
            if let known = catalogue.release(content.document, digest: content.canonical.digest) {
                stored.append((known, false))
                continue
            }
            let digest = content.canonical.digest
            let release = Release(
                iri: Release.iri(content.document, content.version, digest), document: content.document,
                version: content.version, digest: digest, author: signature.author, time: signature.time,
                note: signature.note, number: (catalogue.releases.last?.number ?? 0) + 1)
            for triple in content.stored { try transaction.insert(Quad(triple, graph: .iri(release.iri))) }
            for triple in release.metadata(layout: content.layout) { try transaction.insert(Quad(triple)) }
            catalogue.add(release)
            stored.append((release, true))
        }
        return stored
    }

    /// Writes an event to the history. A graph with the name of the document, from before there were releases, goes.
    @discardableResult
    mutating func append(
        _ kind: ReleaseEvent.Kind, _ document: IRI, _ release: Release?, _ signature: Signature,
        in transaction: inout StoreTransaction
    ) throws -> ReleaseEvent {
        var event = ReleaseEvent(
            number: (catalogue.history.last?.number ?? 0) + 1, kind: kind, document: document, release: release?.iri,
            replaced: catalogue.active(document)?.iri, author: signature.author, time: signature.time,
            note: signature.note, digest: "")
        event.digest = event.expectedDigest(after: catalogue.history.last?.digest ?? "")
        for triple in event.stored {
            try transaction.insert(Quad(triple, graph: .iri(ReleaseVocabulary.history)))
        }
        let heads = try transaction.read {
            try $0.quads(subject: .iri(ReleaseVocabulary.history), graph: .defaultGraph)
        }
        for quad in heads where [ReleaseVocabulary.number, ReleaseVocabulary.digest].contains(quad.predicate) {
            try transaction.delete(quad)
        }
        for triple in ReleaseVocabulary.head(event) { try transaction.insert(Quad(triple)) }
        if !catalogue.documentsWithHistory.contains(document) {
            try transaction.drop(graph: .iri(document))
            try transaction.deleteDigest(of: .iri(document))
        }
        catalogue.add(event)
        return event
    }
}
