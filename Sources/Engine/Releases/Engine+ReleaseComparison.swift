// What differs between two versions of a guideline, in words; on request, for whom it makes a difference.

import Foundation
import GraphStore
import Guidelines
import Primitives
import Quantities
import RDF
import Reasoning
import Text

public struct ReleaseComparison: Sendable {
    /// One of the two that are compared.
    public struct Side: Sendable {
        /// The release; nil for a file.
        public var release: Release?
        public var path: String?
        public var version: String?
        public var digest: String

        public var name: String { release?.name ?? path ?? "" }
    }

    /// A difference with what stood and stands there in words.
    public struct Change: Sendable {
        public var change: GuidelineChange
        /// The criterion, score item or action that it is in.
        public var place: BilingualText?
        public var before: BilingualText?
        public var after: BilingualText?
    }

    public var document: IRI
    public var label: BilingualText
    public var before: Side
    public var after: Side
    public var changes: [Change]
    public var impact: ReleaseImpact?

    /// Whether both have the same statements.
    public var isSameContent: Bool { before.digest == after.digest }
}

/// For whom to count what a change of release changes.
public struct ImpactRequest: Sendable {
    /// The moment of evaluation; nil takes each patient at the last event of the record while alive.
    public var asOf: DateTime?
    /// Called with the number of patients done and of all, from several threads.
    public var progress: @Sendable (Int, Int) throws -> Void

    public init(asOf: DateTime?, progress: @escaping @Sendable (Int, Int) throws -> Void = { _, _ in }) {
        self.asOf = asOf
        self.progress = progress
    }
}

extension Engine {
    /// Compares two versions: releases by reference, Turtle files by path, or `active`, the release in force of the
    /// guideline that the other one is of.
    public func compareReleases(
        _ before: String, _ after: String, impact request: ImpactRequest? = nil
    ) throws -> ReleaseComparison {
        let (old, new) = try graphStore.read { snapshot in
            let catalogue = try ReleaseCatalogue(snapshot)
            if before == Self.active, after == Self.active {
                throw EngineError.invalidRequest("active and active are the same: name a release or a file")
            }
            let (first, second) = before == Self.active ? (after, before) : (before, after)
            let named = try ComparedVersion(first, catalogue, snapshot)
            guard second == Self.active else {
                let other = try ComparedVersion(second, catalogue, snapshot)
                return (named, other)
            }
            guard let release = catalogue.active(named.document.name) else {
                throw EngineError.invalidRequest("no release of \(named.document.name.documentName) is active")
            }
            let active = try ComparedVersion(release, snapshot)
            return before == Self.active ? (active, named) : (named, active)
        }
        let others = try activeGraphs(besides: [new.document])
        var comparison = try ReleaseComparison(old, new, among: others)
        if let request {
            comparison.impact = try impact(
                from: Self.checked(old, others), to: Self.checked(new, others), of: new.document, request)
        }
        return comparison
    }

    private static let active = "active"

    /// The knowledge with one version in it.
    private static func checked(_ version: ComparedVersion, _ others: [NamedGraph]) throws -> KnowledgeBase {
        let compilation = try KnowledgeCompiler.compile(others + [version.document])
        guard compilation.errors.isEmpty else { throw EngineError.invalidKnowledge(compilation.errors) }
        return compilation.knowledge
    }
}

extension ReleaseComparison {
    /// Compares two files; the documents at `knowledge` give names to the concepts.
    public static func compare(
        _ before: String, _ after: String, knowledge: [String]
    ) throws -> ReleaseComparison {
        var diagnostics: [Diagnostic] = []
        let others = try KnowledgeFiles.read(KnowledgeFiles.find(knowledge, cases: false), into: &diagnostics).map(\.1)
        return try ReleaseComparison(ComparedVersion(path: before), ComparedVersion(path: after), among: others)
    }

    fileprivate init(_ old: ComparedVersion, _ new: ComparedVersion, among others: [NamedGraph]) throws {
        guard old.document.name == new.document.name else {
            throw EngineError.invalidRequest(
                "\(old.side.name) and \(new.side.name) are of different guidelines: \(old.document.name) and \(new.document.name)"
            )
        }
        // Each version is told with its own words for its scores and concepts.
        let knowledge = try [old, new].parallelMap { version in
            try KnowledgeCompiler.compile(others + [version.document]).knowledge
        }
        let (wordsBefore, wordsAfter) = (ChangeWording(knowledge[0]), ChangeWording(knowledge[1]))
        let guideline = knowledge[1].guidelines.first { $0.guideline.source == new.document.graph.source }?.guideline
        self.init(
            document: new.document.name, label: guideline?.label ?? BilingualText(), before: old.side, after: new.side,
            changes: DocumentComparison.changes(old.document.graph, new.document.graph).map { change in
                let isGone = change.after == nil && change.before != nil
                return Change(
                    change: change, place: change.place.map { (isGone ? wordsBefore : wordsAfter)($0) },
                    before: change.before.map { wordsBefore($0) }, after: change.after.map { wordsAfter($0) })
            })
    }
}

/// A version that is being compared: what it says, and what it is called.
private struct ComparedVersion: Sendable {
    var document: NamedGraph
    var side: ReleaseComparison.Side

    init(_ reference: String, _ catalogue: ReleaseCatalogue, _ snapshot: borrowing Snapshot) throws {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: reference, isDirectory: &isFolder)
        if isThere && !isFolder.boolValue || reference.hasSuffix(".ttl") {
            self = try ComparedVersion(path: reference)
        } else {
            self = try ComparedVersion(try catalogue.release(reference), snapshot)
        }
    }

    init(_ release: Release, _ snapshot: borrowing Snapshot) throws {
        document = NamedGraph(name: release.document, graph: try ReleaseContent.graph(release, in: snapshot))
        side = ReleaseComparison.Side(
            release: release, path: nil, version: release.version, digest: release.digest)
    }

    init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw EngineError.noFile(path: path) }
        var diagnostics: [Diagnostic] = []
        guard let named = try KnowledgeFiles.read(path, into: &diagnostics), named.holdsGuideline else {
            if diagnostics.isEmpty {
                diagnostics.append(Diagnostic(.error, source: path, message: "there is no m:Guideline in it"))
            }
            throw EngineError.invalidKnowledge(diagnostics)
        }
        let content: ReleaseContent
        do {
            content = try ReleaseContent(named)
        } catch {
            throw EngineError.invalidKnowledge([Diagnostic(.error, source: path, message: "\(error)")])
        }
        document = named
        side = ReleaseComparison.Side(
            release: nil, path: path, version: content.version, digest: content.canonical.digest)
    }
}
