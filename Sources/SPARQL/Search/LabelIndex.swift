// Everything in the store that has a label, findable by what people type. The index is made when it is first asked for and
// kept from commit to commit: a commit that changed no label is known by a checksum of the labels' ids, which costs
// milliseconds for a hundred thousand labels where the index costs a second.
import GraphStore
import Primitives
import RDF
import Synchronization
import Text

/// The labels of a state of the store.
final class LabelIndex: Sendable {
    /// Predicates of labels. SKOS's come first: what has only an rdfs:label is no concept.
    static let predicates: [(iri: IRI, kind: NameIndex.Name.Kind)] = [
        (Vocabulary.SKOS.prefLabel, .preferred), (Vocabulary.RDFS.label, .alternative),
        (Vocabulary.SKOS.altLabel, .alternative), (Vocabulary.skos["hiddenLabel"], .alternative),
        (Vocabulary.SKOS.notation, .code),
    ]

    /// ATC's classes share the names of their medicines, which are what charts name.
    private static let classification = "http://www.whocc.no/atc/"

    let names: NameIndex
    /// The things, by their numbers in the index.
    let things: [TermID]
    /// The labels, by their places in the index.
    let labels: [TermID]

    init(_ snapshot: borrowing Snapshot) throws {
        var pairs: [(thing: TermID, label: TermID, kind: NameIndex.Name.Kind)] = []
        try Self.forEachLabel(in: snapshot) { thing, label, kind in pairs.append((thing, label, kind)) }
        pairs.sort { ($0.thing, $0.label, $0.kind) < ($1.thing, $1.label, $1.kind) }
        var texts: [Term?] = []
        let sorted = pairs.map(\.label).sorted()
        try snapshot.appendTerms(of: sorted, to: &texts)
        var literals: [TermID: Literal] = [:]
        for (id, text) in zip(sorted, texts) { literals[id] = text?.literal }
        var things: [TermID] = []
        var labels: [TermID] = []
        var names: [NameIndex.Name] = []
        var isClass = false
        for (thing, label, kind) in pairs {
            // The same label of a thing may stand in several graphs.
            if things.last == thing && labels.last == label { continue }
            guard let literal = literals[label] else { continue }
            if things.last != thing {
                things.append(thing)
                isClass = try snapshot.term(of: thing).iri?.string.hasPrefix(Self.classification) ?? false
            }
            labels.append(label)
            names.append(
                NameIndex.Name(
                    item: UInt32(things.count - 1), text: literal.lexicalForm, kind: kind, isClass: isClass))
        }
        self.things = things
        self.labels = labels
        self.names = NameIndex(names)
    }

    /// What the labels of a state are told by.
    static func checksum(_ snapshot: borrowing Snapshot) throws -> UInt64 {
        var sum: UInt64 = 0
        try forEachLabel(in: snapshot) { thing, label, kind in
            sum = (sum ^ thing.raw) &* 0x9E37_79B9_7F4A_7C15
            sum = (sum ^ (sum >> 32) ^ label.raw) &* 0xD6E8_FEB8_6659_FD93
        }
        return sum
    }

    private static func forEachLabel(
        in snapshot: borrowing Snapshot, _ body: (TermID, TermID, NameIndex.Name.Kind) -> Void
    ) throws {
        for (iri, kind) in predicates {
            guard let predicate = try snapshot.id(of: .iri(iri)) else { continue }
            var scan = try snapshot.scan(QuadPattern(predicate: predicate), order: .pso)
            var batch = QuadBatch()
            while try scan.next(into: &batch) {
                let things = batch[.subject]
                let labels = batch[.object]
                // What has no name of its own is a part of something, not a thing to look for.
                for row in things.indices where things[row].kind == .iri { body(things[row], labels[row], kind) }
            }
        }
    }
}

/// The index of the last state that was asked about.
final class LabelIndexCache: Sendable {
    private struct Known {
        var version: SnapshotVersion
        let checksum: UInt64
        let index: LabelIndex
    }

    private let known = Mutex<Known?>(nil)

    /// The index of a commit.
    func index(_ snapshot: borrowing Snapshot) throws -> LabelIndex {
        let version = snapshot.version
        let last = known.withLock { $0 }
        if let last, last.version == version { return last.index }
        let checksum = try LabelIndex.checksum(snapshot)
        let isSame = last?.checksum == checksum && last?.version.isOfSameFile(as: version) == true
        let index = if isSame, let last { last.index } else { try LabelIndex(snapshot) }
        known.withLock { $0 = Known(version: version, checksum: checksum, index: index) }
        return index
    }
}
