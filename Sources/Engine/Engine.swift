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

    /// Opens a data directory, creating it when it is not there.
    public init(directory: String, readOnly: Bool = false) throws {
        self.directory = directory
        if !readOnly {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        graphStore = try GraphStore.open(directory + "/graph", GraphStore.Options(isReadOnly: readOnly))
        records = try RecordStore.open(directory + "/records", readOnly: readOnly)
        current = Mutex(try KnowledgeSnapshot(compilingFrom: graphStore, codings: try records.codings()))
    }

    /// The knowledge that answers now; an answer keeps to the snapshot that it began with.
    var snapshot: KnowledgeSnapshot { current.withLock { $0 } }

    /// Puts a new snapshot in the place of the current one.
    func activate(_ snapshot: KnowledgeSnapshot) { current.withLock { $0 = snapshot } }

    /// Maps the codings of the records anew, after an import has added some.
    func refreshCodings() throws {
        let table = try records.codings()
        current.withLock { $0.codings = CodingResolutions($0.knowledge, table) }
    }
}

/// Knowledge as it is loaded, with what is derived from it when first asked for.
struct KnowledgeSnapshot: Sendable {
    let knowledge: KnowledgeBase
    /// Checksum of all graphs, by name and content.
    let digest: String
    let search: Lazy<ConceptSearch>
    /// What the codings of the records mean in this knowledge.
    var codings: CodingResolutions

    init(_ knowledge: KnowledgeBase, digest: String, codings: CodingTable) {
        self.knowledge = knowledge
        self.digest = digest
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
