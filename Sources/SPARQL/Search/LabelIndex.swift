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
    /// Of each label, which of `graphSets` it stands in.
    private let graphs: [Int]
    /// Graphs in ascending order; each set once.
    private let graphSets: [[TermID]]

    private struct Pair {
        let thing: TermID
        let label: TermID
        let kind: NameIndex.Name.Kind
        let graph: TermID

        static func < (left: Pair, right: Pair) -> Bool {
            (left.thing, left.label, left.kind, left.graph) < (right.thing, right.label, right.kind, right.graph)
        }
    }

    /// - Parameter check: is called now and then, and throws when there is no use in going on.
    init(_ snapshot: borrowing Snapshot, check: () throws -> Void) throws {
        var pairs: [Pair] = []
        try Self.forEachLabel(in: snapshot, check) { thing, label, kind, graph in
            pairs.append(Pair(thing: thing, label: label, kind: kind, graph: graph))
        }
        var comparisons = 0
        try pairs.sort { left, right in
            comparisons += 1
            if comparisons % Limits.checkedLabels == 0 { try check() }
            return left < right
        }
        let texts = try Self.texts(of: pairs.map(\.label), snapshot, check)
        var things: [TermID] = []
        var labels: [TermID] = []
        var names: [NameIndex.Name] = []
        var graphs: [Int] = []
        var graphSets = GraphSets()
        var isClass = false
        var next = 0
        while next < pairs.count {
            if next % Limits.checkedLabels == 0 { try check() }
            let first = pairs[next]
            let literal = texts[first.label]
            if literal != nil, things.last != first.thing {
                things.append(first.thing)
                isClass = try snapshot.term(of: first.thing).iri?.string.hasPrefix(Self.classification) ?? false
            }
            // One label may stand in several graphs and be of several kinds, of which the best counts in each graph.
            var known: [TermID] = []
            while next < pairs.count, pairs[next].thing == first.thing, pairs[next].label == first.label {
                let kind = pairs[next].kind
                var own: [TermID] = []
                while next < pairs.count, pairs[next].thing == first.thing, pairs[next].label == first.label,
                    pairs[next].kind == kind
                {
                    let graph = pairs[next].graph
                    if own.last != graph, !known.contains(graph) { own.append(graph) }
                    next += 1
                }
                guard let literal, !own.isEmpty else { continue }
                known += own
                labels.append(first.label)
                graphs.append(graphSets.number(of: own))
                names.append(
                    NameIndex.Name(
                        item: UInt32(things.count - 1), text: literal.lexicalForm, kind: kind, isClass: isClass))
            }
        }
        self.things = things
        self.labels = labels
        self.graphs = graphs
        self.graphSets = graphSets.sets
        self.names = try NameIndex(names, check: check)
    }

    private static func texts(
        of labels: [TermID], _ snapshot: borrowing Snapshot, _ check: () throws -> Void
    ) throws -> [TermID: Literal] {
        let sorted = labels.sorted()
        var literals: [TermID: Literal] = [:]
        var start = 0
        while start < sorted.count {
            try check()
            let end = min(start + Limits.checkedLabels, sorted.count)
            var texts: [Term?] = []
            try snapshot.appendTerms(of: Array(sorted[start..<end]), to: &texts)
            for (id, text) in zip(sorted[start..<end], texts) { literals[id] = text?.literal }
            start = end
        }
        return literals
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
        try forEachLabel(in: snapshot, check) { thing, label, kind, graph in
            sum = (sum ^ thing.raw) &* 0x9E37_79B9_7F4A_7C15
            sum = (sum ^ (sum >> 32) ^ label.raw) &* 0xD6E8_FEB8_6659_FD93
            sum = (sum ^ (sum >> 29) ^ graph.raw) &* 0xA076_1D64_78BD_642F
        }
        return sum
    }

    private static func forEachLabel(
        in snapshot: borrowing Snapshot, _ check: () throws -> Void,
        _ body: (TermID, TermID, NameIndex.Name.Kind, _ graph: TermID) -> Void
    ) throws {
        for (iri, kind) in predicates {
            guard let predicate = try snapshot.id(of: .iri(iri)) else { continue }
            var scan = try snapshot.scan(QuadPattern(predicate: predicate), order: .pso)
            var batch = QuadBatch()
            while try scan.next(into: &batch) {
                try check()
                let (things, labels, graphs) = (batch[.subject], batch[.object], batch[.graph])
                // What has no name of its own is a part of something, not a thing to look for.
                for row in things.indices where things[row].kind == .iri {
                    body(things[row], labels[row], kind, graphs[row])
                }
            }
        }
    }
}

/// Numbers for sets of graphs, of which there are few.
private struct GraphSets {
    private(set) var sets: [[TermID]] = []
    private var numbers: [[TermID]: Int] = [:]

    mutating func number(of graphs: [TermID]) -> Int {
        if let number = numbers[graphs] { return number }
        numbers[graphs] = sets.count
        sets.append(graphs)
        return sets.count - 1
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
    ///
    /// - Parameter check: is called now and then, and throws when there is no use in going on.
    func index(_ snapshot: borrowing Snapshot, check: () throws -> Void) throws -> LabelIndex {
        let version = snapshot.version
        let last = known.withLock { $0 }
        if let last, last.version == version { return last.index }
        let checksum = try LabelIndex.checksum(snapshot, check: check)
        let isSame = last?.checksum == checksum && last?.version.isOfSameFile(as: version) == true
        let index = if isSame, let last { last.index } else { try LabelIndex(snapshot, check: check) }
        known.withLock { $0 = Known(version: version, checksum: checksum, index: index) }
        return index
    }
}
