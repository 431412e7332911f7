// Everything in the store that has a label, findable by what people type.
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

    let names: NameIndex
    /// The things, by their numbers in the index.
    let things: [TermID]
    /// The labels, by their places in the index.
    let labels: [TermID]
    /// Of each label, which of `graphSets` it stands in.
    private let graphs: [Int]
    /// Graphs in ascending order; each set once.
    private let graphSets: [[TermID]]

    init(_ things: [TermID], labels: [TermID], graphs: [Int], graphSets: [[TermID]], names: NameIndex) {
        (self.things, self.labels, self.graphs, self.graphSets, self.names) = (things, labels, graphs, graphSets, names)
    }

    /// The things whose labels fit a text in some graphs, best first.
    func search(_ text: String, in scope: GraphScope, limit: Int?) -> [NameIndex.Hit] {
        let isSeen: [Bool]
        switch scope {
        case .all: return names.search(text, limit: limit)
        case .none: return []
        case .one(let graph): isSeen = graphSets.map { $0.contains(graph) }
        case .several(let some): isSeen = graphSets.map { $0.contains(where: some.contains) }
        }
        return names.search(text, limit: limit) { isSeen[graphs[$0]] }
    }

    /// What the labels of a state are told by.
    static func checksum(_ snapshot: borrowing Snapshot, check: () throws -> Void) throws -> UInt64 {
        var sum: UInt64 = 0
        for (iri, _) in predicates {
            try forEachLabel(of: iri, in: snapshot, check) { thing, label, graph in
                sum = (sum ^ thing.raw) &* 0x9E37_79B9_7F4A_7C15
                sum = (sum ^ (sum >> 32) ^ label.raw) &* 0xD6E8_FEB8_6659_FD93
                sum = (sum ^ (sum >> 29) ^ graph.raw) &* 0xA076_1D64_78BD_642F
            }
            // Labels do not stay the same when another predicate has them.
            sum = sum &* 0x9E37_79B9_7F4A_7C15 &+ 1
        }
        return sum
    }

    /// Hands the labels of a predicate to `body`, by thing, label and graph.
    static func forEachLabel(
        of iri: IRI, in snapshot: borrowing Snapshot, _ check: () throws -> Void,
        _ body: (TermID, TermID, _ graph: TermID) -> Void
    ) throws {
        guard let predicate = try snapshot.id(of: .iri(iri)) else { return }
        var scan = try snapshot.scan(QuadPattern(predicate: predicate), order: .pso)
        var batch = QuadBatch()
        while try scan.next(into: &batch) {
            try check()
            let (things, labels, graphs) = (batch[.subject], batch[.object], batch[.graph])
            // What has no name of its own is a part of something, not a thing to look for.
            for row in things.indices where things[row].kind == .iri { body(things[row], labels[row], graphs[row]) }
        }
    }
}
