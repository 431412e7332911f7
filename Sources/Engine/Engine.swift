// The one thing that edges call. It opens a data directory, holds the current knowledge snapshot, and has a file for
// each use case.
//
// Questions run on the caller's thread and touch nothing but an immutable snapshot and the patient's stored record, so
// that a socket handler can answer on its event loop; what takes long (loading, importing) says so in its name.

import Foundation
import GraphStore
import Quantities
import RDF
import Reasoning
import Records
import Synchronization
import Terminology
import Text

public final class Engine: Sendable {
    /// The data directory: `graph/` holds knowledge, `records/` patients.
    public let directory: String
    let graphStore: GraphStore
    let records: RecordStore
    private let current: Mutex<KnowledgeSnapshot>
    /// Held while a snapshot is being made, so that one request does it and the others wait.
    private let renewal = Mutex(())

    /// Opens a data directory, creating it when it is not there.
    public init(directory: String, readOnly: Bool = false) throws {
        self.directory = directory
        if !readOnly {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        graphStore = try GraphStore.open(directory + "/graph", GraphStore.Options(isReadOnly: readOnly))
        records = try RecordStore.open(directory + "/records", readOnly: readOnly)
        let commits = try Commits(graphStore, records)
        current = Mutex(try KnowledgeSnapshot(commits, compilingFrom: graphStore, codings: try records.codings()))
    }

    /// The knowledge as of the last commits, whether this process made them or another. An answer keeps to the snapshot
    /// that it began with.
    func currentSnapshot() throws -> KnowledgeSnapshot {
        let commits = try Commits(graphStore, records)
        let known = current.withLock { $0 }
        if known.commits == commits { return known }
        return try renewal.withLock { _ in
            var snapshot = current.withLock { $0 }
            if snapshot.commits == commits { return snapshot }
            let codings = try records.codings()
            if snapshot.commits.graph == commits.graph {
                snapshot.codings = CodingResolutions(snapshot.knowledge, codings)
                snapshot.commits = commits
            } else {
                snapshot = try KnowledgeSnapshot(commits, compilingFrom: graphStore, codings: codings)
            }
            current.withLock { $0 = snapshot }
            return snapshot
        }
    }
}

/// Numbers of the last commits to the two stores.
struct Commits: Hashable, Sendable {
    var graph: Int
    var records: Int

    init(_ graphStore: GraphStore, _ records: RecordStore) throws {
        graph = try graphStore.lastCommit()
        self.records = try records.lastCommit()
    }
}

/// Knowledge as it is loaded, with what is derived from it when first asked for.
struct KnowledgeSnapshot: Sendable {
    /// What it was made from.
    var commits: Commits
    let knowledge: KnowledgeBase
    /// Checksum of all graphs that answer, by name and content.
    let digest: String
    /// The release that each guideline comes from; none for a guideline that stands in a graph of its own.
    let releases: [IRI: Release]
    let search: Lazy<ConceptSearch>
    /// What the codings of the records mean in this knowledge.
    var codings: CodingResolutions

    init(
        _ commits: Commits, _ knowledge: KnowledgeBase, digest: String, releases: [IRI: Release], codings: CodingTable
    ) {
        self.commits = commits
        self.knowledge = knowledge
        self.digest = digest
        self.releases = releases
        let terminology = knowledge.terminology
        search = Lazy { ConceptSearch(terminology) }
        self.codings = CodingResolutions(knowledge, codings)
    }
}

/// A value that is made when it is first asked for, once.
final class Lazy<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let made = Mutex<Value?>(nil)

    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    var value: Value {
        made.withLock { known in
            if let known { return known }
            let value = make()
            known = value
            return value
        }
    }
}
