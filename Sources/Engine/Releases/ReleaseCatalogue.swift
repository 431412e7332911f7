// All releases of a store and what is active, as one commit has it.

import GraphStore
import Guidelines
import RDF
import Reasoning
import Text

struct ReleaseCatalogue: Sendable {
    /// In the order of loading.
    private(set) var releases: [Release] = []
    private(set) var history: [ReleaseEvent] = []
    /// Of each document with a history the releases that were activated and not rolled back, the active one last; nil
    /// stands for its retirement.
    private var stacks: [IRI: [IRI?]] = [:]
    private var byIRI: [IRI: Release] = [:]

    init(_ snapshot: borrowing Snapshot) throws {
        var metadata = Graph()
        for quad in try snapshot.quads(
            predicate: Vocabulary.RDF.type, object: .iri(ReleaseVocabulary.release), graph: .defaultGraph)
        {
            try snapshot.forEachQuad(subject: quad.subject, graph: .defaultGraph) { statement in
                if statement.predicate != ReleaseVocabulary.layout { metadata.insert(statement.triple) }
            }
        }
        releases = metadata.subjects.compactMap { $0.iri.flatMap { Release($0, metadata) } }
            .sorted { $0.number < $1.number }
        byIRI = Dictionary(releases.map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first })
        let events = try snapshot.graph(.iri(ReleaseVocabulary.history))
        history = events.triples(predicate: ReleaseVocabulary.number)
            .compactMap { $0.object.literal.flatMap { Int($0.lexicalForm) } }.sorted()
            .compactMap { ReleaseEvent($0, events) }
        for event in history { follow(event) }
    }

    private mutating func follow(_ event: ReleaseEvent) {
        switch event.kind {
        case .activation: stacks[event.document, default: []].append(event.release)
        case .retirement: stacks[event.document, default: []].append(nil)
        case .rollback: _ = stacks[event.document]?.popLast()
        }
    }

    mutating func add(_ release: Release) {
        releases.append(release)
        byIRI[release.iri] = release
    }

    mutating func add(_ event: ReleaseEvent) {
        history.append(event)
        follow(event)
    }

    // MARK: What is active

    /// Documents whose active release the history tells, even when that is none.
    var documentsWithHistory: Set<IRI> { Set(stacks.keys) }

    func active(_ document: IRI) -> Release? {
        guard let top = stacks[document]?.last, let iri = top else { return nil }
        return byIRI[iri]
    }

    func isActive(_ release: Release) -> Bool { active(release.document)?.iri == release.iri }

    /// Active releases in the order of their documents.
    var active: [Release] { stacks.keys.sorted().compactMap { active($0) } }

    /// What was active before what is now. The outer optional is nil when nothing was before.
    func former(_ document: IRI) -> Release?? {
        guard let stack = stacks[document], stack.count > 1 else { return .none }
        return .some(stack[stack.count - 2].flatMap { byIRI[$0] })
    }

    /// The graphs that are not knowledge by themselves: releases, whether active or not, and the history.
    var ownGraphs: Set<IRI> { Set(byIRI.keys).union([ReleaseVocabulary.history]) }

    // MARK: Finding

    subscript(iri: IRI) -> Release? { byIRI[iri] }

    func release(_ document: IRI, digest: String) -> Release? {
        releases.first { $0.document == document && $0.digest == digest }
    }

    /// The documents that have releases, by name.
    var documents: [IRI] { Set(releases.map(\.document)).sorted() }

    /// The document of a guideline, by its name or IRI.
    func document(_ name: String) throws(EngineError) -> IRI {
        if let document = documents.first(where: { $0.documentName == name || $0.string == name }) { return document }
        throw .unknownRelease(name, nearest: suggestions(for: name))
    }

    /// The release that `reference` means: `hypertension` (the last one loaded), `hypertension@1.0.0`,
    /// `hypertension@3f2a91` or `3f2a91` (the beginning of a digest), or the IRI of a release.
    func release(_ reference: String) throws(EngineError) -> Release {
        if let release = byIRI[IRI(reference)] { return release }
        let parts = reference.split(separator: "@", maxSplits: 1).map(String.init)
        if parts.count == 2 {
            let document = try document(parts[0])
            let own = releases.filter { $0.document == document }
            let fitting = own.filter { $0.version == parts[1] }
            return try one(of: fitting.isEmpty ? own.filter { fits($0, parts[1]) } : fitting, reference)
        }
        if let last = releases.last(where: { $0.guideline == reference || $0.document.string == reference }) {
            return last
        }
        return try one(of: releases.filter { fits($0, reference) }, reference)
    }

    private func fits(_ release: Release, _ digits: String) -> Bool {
        digits.utf8.count >= Self.fewestDigits && release.digest.hasPrefix(digits.lowercased())
    }

    /// Fewer digits of a digest could be a word.
    private static let fewestDigits = 4

    private func one(of fitting: [Release], _ reference: String) throws(EngineError) -> Release {
        guard let first = fitting.first else {
            throw .unknownRelease(reference, nearest: suggestions(for: reference))
        }
        if fitting.count > 1 { throw .ambiguousRelease(reference, candidates: fitting.map(\.name)) }
        return first
    }

    /// What may have been meant: guidelines with a similar name, releases of the guideline that was named.
    private func suggestions(for reference: String) -> [String] {
        let parts = reference.split(separator: "@", maxSplits: 1).map(String.init)
        let own = releases.filter { $0.guideline == parts.first }
        if parts.count == 2, !own.isEmpty {
            let versions = own.compactMap { $0.version.map { "\(parts[0])@\($0)" } }
            return nearestName(to: reference, among: versions).map { [$0] } ?? own.suffix(3).map(\.name)
        }
        let names = documents.map(\.documentName)
        let name = parts.first ?? reference
        if let near = nearestName(to: name, among: names) { return [near] }
        return names.filter { $0.contains(name) || name.contains($0) }
    }
}
