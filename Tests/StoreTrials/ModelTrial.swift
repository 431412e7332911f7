// A store against a plain set of quads. The same random changes go into both, many to a commit; after every commit they
// must hold the same. In between the store is opened again, compacted while changes go on, built anew, and verified;
// whoever runs the trial may kill the process and run it again in the same directory.
//
// The changes depend on nothing but the seed, so that a trial that goes on after a kill makes its set anew.
import Foundation
import GraphStore
import KeyValue
import RDF
import Synchronization

/// One change, to the store and to the set.
private enum Change {
    case insert(Quad)
    case delete(Quad)
    case replace(graph: Term?, with: [Triple])
    case drop(graph: Term?)
    case dropAll
}

/// The changes of all commits, and what they leave.
private struct Model {
    private(set) var quads: Set<Quad> = []
    private(set) var operations = 0
    private(set) var batch = 0
    private let world: [Quad]
    private var random: QuadGenerator

    init(seed: UInt64) {
        random = QuadGenerator(seed: seed)
        var world: [Quad] = []
        for _ in 0..<12_000 { world.append(random.quad()) }
        self.world = world
    }

    /// Changes the set; the changes, and whether the store is to abandon them.
    mutating func next() -> (changes: [Change], isAbandoned: Bool) {
        let before = quads
        // Few changes go through the journal of the file, many do not.
        let most = random.pick(4) == 0 ? 30 : 1_200
        let changes = (0..<1 + random.pick(most)).map { _ in
            let change = change()
            apply(change)
            return change
        }
        let isAbandoned = random.pick(16) == 0
        if isAbandoned { quads = before }
        operations += changes.count
        batch += 1
        return (changes, isAbandoned)
    }

    private mutating func change() -> Change {
        switch random.pick(20_000) {
        case 0: .dropAll
        case 1..<10: .drop(graph: random.graph())
        case 10..<30: .replace(graph: random.graph(), with: (0..<random.pick(40)).map { _ in picked().triple })
        case 30..<11_000: .insert(picked())
        default: .delete(picked())
        }
    }

    private mutating func picked() -> Quad { world[random.pick(world.count)] }

    private mutating func apply(_ change: Change) {
        switch change {
        case .insert(let quad): quads.insert(quad)
        case .delete(let quad): quads.remove(quad)
        case .replace(let graph, let triples):
            quads = quads.filter { $0.graph != graph }.union(triples.map { Quad($0, graph: graph) })
        case .drop(let graph): quads = quads.filter { $0.graph != graph }
        case .dropAll: quads = []
        }
    }
}

/// Runs random changes on a store and compares it with a set.
public final class ModelTrial {
    /// How far a trial has come.
    public struct Progress: Sendable {
        public var operations = 0
        /// The last batch that the store has committed.
        public var batch = 0
        public var comparisons = 0
        public var compactions = 0
        public var problems: [String] = []
    }

    private struct Abandoned: Error {}

    private static let graph = Term.iri(IRI("urn:trial"))
    private static let marker = IRI("urn:trial:batch")

    private let directory: String
    private var model: Model
    private var store: GraphStore
    private var compaction: Compaction?
    public private(set) var progress = Progress()

    /// Begins in an empty directory, or goes on where a trial with the same seed has been killed.
    public init(in directory: String, seed: UInt64) throws {
        self.directory = directory
        model = Model(seed: seed)
        store = try Self.open(directory)
        let found = try store.read { try $0.quads(predicate: Self.marker, graph: .named(Self.graph)) }
        let last = found.first?.object.literal.flatMap { Int($0.lexicalForm) } ?? 0
        while model.batch < last { _ = model.next() }
        (progress.operations, progress.batch) = (model.operations, last)
        try compare()
    }

    /// Makes changes until there have been `operations`, and tells after each commit how far it is.
    public func run(operations: Int, _ report: (Progress) -> Void = { _ in }) throws {
        while model.operations < operations {
            try commit()
            if model.batch % 23 == 0 { store = try Self.open(directory) }
            if model.batch % 41 == 0 { startCompaction() }
            if model.batch % 67 == 0 { try rebuild() }
            if model.batch % 150 == 0 { try verify() }
            try compare()
            progress.operations = model.operations
            report(progress)
        }
        finishCompaction()
        try verify()
        try compare()
    }

    private static func open(_ directory: String) throws -> GraphStore {
        // Small commits go through the journal, which a temporary store does without.
        try GraphStore.open(directory, .init(durability: .relaxed))
    }

    private func commit() throws {
        let (changes, isAbandoned) = model.next()
        let batch = model.batch
        do {
            try store.write { transaction in
                for change in changes { try Self.apply(change, to: &transaction) }
                if isAbandoned { throw Abandoned() }
                let marker = Triple(.iri(IRI("urn:trial:store")), Self.marker, .literal(Literal(batch)))
                try transaction.replace(graph: Self.graph, with: [marker])
            }
            progress.batch = batch
        } catch is Abandoned {}
    }

    private static func apply(_ change: Change, to transaction: inout StoreTransaction) throws {
        switch change {
        case .insert(let quad): try transaction.insert(quad)
        case .delete(let quad): try transaction.delete(quad)
        case .replace(let graph, let triples): try transaction.replace(graph: graph, with: triples)
        case .drop(let graph): try transaction.drop(graph: graph)
        case .dropAll: try transaction.dropAll()
        }
    }

    // MARK: Comparing

    private func compare() throws {
        progress.comparisons += 1
        try store.read { snapshot in
            let quads = try snapshot.quads().filter { $0.graph != Self.graph }
            let isEqual = quads.count == model.quads.count && model.quads.isSuperset(of: quads)
            if !isEqual {
                problem("\(quads.count) quads in the store, \(model.quads.count) in the set, or others")
            }
            let graphs = Set(try snapshot.graphNames()).subtracting([Self.graph])
            if graphs != Set(model.quads.compactMap(\.graph)) { problem("other graphs") }
            guard let sample = model.quads.first else { return }
            let bySubject = try snapshot.quads(subject: sample.subject)
            if Set(bySubject) != model.quads.filter({ $0.subject == sample.subject }) { problem("other by subject") }
            let byObject = try snapshot.quads(predicate: sample.predicate, object: sample.object)
            let expected = model.quads.filter { $0.predicate == sample.predicate && $0.object == sample.object }
            if Set(byObject) != expected { problem("other by object") }
        }
    }

    private func verify() throws {
        let report = try store.verify()
        if !report.isSound { problem("\(report)") }
    }

    private func problem(_ text: String) { progress.problems.append("batch \(model.batch): \(text)") }

    // MARK: Other files

    /// A bulk load of nothing: all is written anew, with other ids.
    private func rebuild() throws {
        finishCompaction()
        let last = try store.lastCommit()
        try store.bulkLoad([])
        if try store.lastCommit() != last + 1 { problem("commit \(try store.lastCommit()) after \(last)") }
    }

    /// A compaction on a thread of its own.
    private final class Compaction: Sendable {
        let outcome = Mutex<Result<Void, any Error>?>(nil)
    }

    private func startCompaction() {
        finishCompaction()
        let compaction = Compaction()
        self.compaction = compaction
        let store = store
        Thread.detachNewThread {
            let outcome = Result { try store.compact() }
            compaction.outcome.withLock { $0 = outcome }
        }
    }

    private func finishCompaction() {
        guard let compaction else { return }
        self.compaction = nil
        while true {
            switch compaction.outcome.withLock({ $0 }) {
            case nil: usleep(1_000)
            case .success: return progress.compactions += 1
            case .failure(let error): return problem("compaction: \(error)")
            }
        }
    }
}
