// Releases from loading to rollback. Each change is one transaction that reads what is active, checks what would be, and
// adds to the history: two changes at once come one after the other, and a crash leaves the one before or after.

import GraphStore
import Guidelines
import RDF
import Reasoning
import Terminology

/// What `loadReleases` stored.
public struct StoredReleases: Sendable {
    public var releases: [(release: Release, isNew: Bool, isActive: Bool)]
    /// Warnings and advice; errors would have stopped it.
    public var diagnostics: [Diagnostic]
}

/// A release as a list shows it.
public struct ListedRelease: Sendable {
    public var release: Release
    public var isActive: Bool
    /// What is wrong with the stored content; nil when it is what was loaded.
    public var damage: String?
}

extension Engine {
    // MARK: Storing

    /// Checks guidelines as `guideline check` does, together with what is active, and stores each as a release that
    /// nobody uses yet.
    /// - Throws: ``EngineError/invalidKnowledge(_:)`` with every mistake found; the store is as it was.
    public func loadReleases(_ paths: [String], by signature: Signature) throws -> StoredReleases {
        var diagnostics: [Diagnostic] = []
        let loaded = try documents(at: paths, into: &diagnostics)
        for named in loaded where !named.holdsGuideline {
            diagnostics.append(
                Diagnostic(
                    .error, source: named.graph.source, message: "there is no m:Guideline in it",
                    advice: "terminologies and medicines rules are loaded with `meridian load`"))
        }
        let contents = try releaseContents(of: loaded, into: &diagnostics)
        let cases = try KnowledgeFiles.read(KnowledgeFiles.find(paths, cases: true), into: &diagnostics).map(\.1)
        let all = try activeGraphs(besides: loaded) + loaded
        let sources = Set((loaded + cases).compactMap(\.graph.source))
        diagnostics += GuidelineChecks.findings(loaded, cases: cases, among: all)
            .filter { $0.source.map(sources.contains) ?? true }
        diagnostics = GuidelineChecks.told(diagnostics)
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw EngineError.invalidKnowledge(errors) }
        let (stored, catalogue) = try graphStore.write { transaction in
            var writer = try ReleaseWriter(&transaction)
            return (try writer.store(contents, signature, in: &transaction), writer.catalogue)
        }
        for (release, isNew) in stored where isNew {
            let namesakes = catalogue.releases.filter {
                $0.document == release.document && $0.version == release.version && $0.digest != release.digest
            }
            guard let other = namesakes.last, let version = release.version else { continue }
            diagnostics.append(
                Diagnostic(
                    .warning, source: loaded.first { $0.name == release.document }?.graph.source,
                    message: "version \(version) is also that of \(other.name), loaded \(other.time)",
                    advice: "raise owl:versionInfo whenever the content changes"))
        }
        return StoredReleases(
            releases: stored.map { ($0.release, $0.isNew, catalogue.isActive($0.release)) }, diagnostics: diagnostics)
    }

    // MARK: Changing what is active

    /// Makes releases the ones that answer, all at once; those that are active already stay.
    /// - Parameter references: see ``ReleaseCatalogue/release(_:)``: `hypertension`, `hypertension@1.0.0` …
    /// - Throws: ``EngineError`` when one is not known, not what was loaded, or does not fit what else is active.
    public func activate(_ references: [String], by signature: Signature) throws -> [ReleaseEvent] {
        try change(signature) { catalogue in
            var plans: [Plan] = []
            for reference in references {
                let release = try catalogue.release(reference)
                if let other = plans.first(where: { $0.document == release.document }) {
                    if other.release == release { continue }
                    throw EngineError.invalidRequest(
                        "two releases of \(release.guideline) cannot both be active: give one")
                }
                if catalogue.isActive(release) { continue }
                plans.append(Plan(kind: .activation, document: release.document, release: release))
            }
            return plans
        }
    }

    /// Takes guidelines out of the answers; those that are out already stay so.
    public func retire(_ names: [String], by signature: Signature) throws -> [ReleaseEvent] {
        try change(signature) { catalogue in
            var plans: [Plan] = []
            for document in try names.map({ try catalogue.document($0) }) {
                guard catalogue.active(document) != nil, !plans.contains(where: { $0.document == document }) else {
                    continue
                }
                plans.append(Plan(kind: .retirement, document: document, release: nil))
            }
            return plans
        }
    }

    /// Takes back the last change of a guideline that was not taken back yet: what was active before is active again.
    public func rollBack(_ name: String, by signature: Signature) throws -> ReleaseEvent {
        let events = try change(signature) { catalogue in
            let document = try catalogue.document(name)
            guard let former = catalogue.former(document) else {
                throw EngineError.invalidRequest(
                    "nothing was active before what is active of \(document.documentName): `meridian guideline retire` takes it out"
                )
            }
            return [Plan(kind: .rollback, document: document, release: former)]
        }
        return events[0]
    }

    private struct Plan {
        var kind: ReleaseEvent.Kind
        var document: IRI
        var release: Release?
    }

    /// Plans, checks and commits in one transaction. The writer's lock is held while the knowledge is compiled: that is
    /// what keeps two changes, each right by itself, from being wrong together.
    private func change(
        _ signature: Signature, _ plan: (ReleaseCatalogue) throws -> [Plan]
    ) throws -> [ReleaseEvent] {
        try graphStore.write { transaction in
            var writer = try ReleaseWriter(&transaction)
            let plans = try plan(writer.catalogue)
            if plans.isEmpty { return [] }
            for release in plans.compactMap(\.release) {
                if let problem = try transaction.read({ try ReleaseContent.damage(of: release, in: $0) }) {
                    throw EngineError.damagedRelease(release.name, problem: problem)
                }
            }
            let events = try plans.map {
                try writer.append($0.kind, $0.document, $0.release, signature, in: &transaction)
            }
            let catalogue = writer.catalogue
            let graphs = try transaction.read { try KnowledgeSnapshot.namedGraphs(in: $0, catalogue) }
            let errors: [Diagnostic]
            do {
                errors = try KnowledgeCompiler.compile(graphs).errors
            } catch {
                errors = [Diagnostic(.error, message: "\(error)")]
            }
            guard errors.isEmpty else { throw EngineError.invalidKnowledge(errors) }
            return events
        }
    }

    // MARK: Looking

    /// All releases, or those of one guideline, in the order of loading.
    public func listReleases(of name: String? = nil) throws -> [ListedRelease] {
        try graphStore.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            let document = try name.map { try catalogue.document($0) }
            return try catalogue.releases.filter { document == nil || $0.document == document }.map { release in
                ListedRelease(
                    release: release, isActive: catalogue.isActive(release),
                    damage: try ReleaseContent.damage(of: release, in: snapshot))
            }
        }
    }

    /// Every change of what is active, first to last, with the releases that it names and what is wrong with the whole.
    public func releaseHistory(
        of name: String? = nil
    ) throws -> (events: [ReleaseEvent], releases: [IRI: Release], problems: [String]) {
        try graphStore.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            let document = try name.map { try catalogue.document($0) }
            return (
                catalogue.history.filter { document == nil || $0.document == document },
                Dictionary(catalogue.releases.map { ($0.iri, $0) }, uniquingKeysWith: { first, _ in first }),
                try ReleaseVerification.historyProblems(catalogue, snapshot)
            )
        }
    }

    /// Records which event of the history is the last, in a store from before that was kept. It is for a person to say
    /// that none is missing: done unasked, it would hide that the end was cut off together with its record.
    /// - Throws: ``EngineError/invalidRequest(_:)`` when there is no history, when its end is recorded already, or when
    ///   something else is wrong with it.
    public func recordEndOfReleaseHistory() throws -> ReleaseEvent {
        try graphStore.write { transaction in
            let writer = try ReleaseWriter(&transaction)
            guard let last = writer.catalogue.history.last else {
                throw EngineError.invalidRequest("no release was activated yet, so the history has no end to record")
            }
            try transaction.read { snapshot in
                if let (number, _) = try ReleaseVerification.recordedEnd(snapshot) {
                    throw EngineError.invalidRequest(
                        "it is recorded already that event \(number) is the last of the history")
                }
                let problems = try ReleaseVerification.eventProblems(writer.catalogue, snapshot)
                if !problems.isEmpty {
                    throw EngineError.invalidRequest(
                        "the end is recorded only of a history that is whole: " + problems.joined(separator: "; "))
                }
            }
            for triple in ReleaseVocabulary.head(last) { try transaction.insert(Quad(triple)) }
            return last
        }
    }
}
