// Many readers beside one writer and a compactor. Every commit replaces one of ten graphs by as many quads that name the
// commit, so a reader can tell from the quads alone whether what it sees is one commit, whole, and not an earlier one
// than before.
import Foundation
import GraphStore
import KeyValue
import RDF
import Synchronization

/// What a soak has done and found.
public struct SoakReport: Sendable {
    public var commits = 0
    public var reads = 0
    public var compactions = 0
    public var problems: [String] = []
}

public final class SoakTrial: Sendable {
    private static let graphs = (0..<10).map { Term.iri(IRI("urn:soak:graph\($0)")) }
    private static let quadsOfGraph = 100
    private static let marker = IRI("urn:soak:commit")
    private static let text = IRI("urn:soak:text")
    private static let root = Term.iri(IRI("urn:soak:root"))

    private let store: GraphStore
    private let report = Mutex(SoakReport())
    private let isOver = Atomic<Bool>(false)

    public init(in directory: String) throws {
        store = try GraphStore.open(directory, .init(durability: .relaxed))
        try store.write { transaction in
            for number in Self.graphs.indices { try Self.replace(number, commit: 0, &transaction) }
            try transaction.insert(Self.quad(commit: 0))
        }
    }

    /// Reads, writes and compacts for as long as `seconds`.
    public func run(seconds: Double, readers: Int = 8) -> SoakReport {
        let group = DispatchGroup()
        func start(_ name: String, _ body: @escaping @Sendable () throws -> Void) {
            group.enter()
            Thread.detachNewThread {
                do { try body() } catch { self.problem("\(name): \(error)") }
                group.leave()
            }
        }
        for number in 0..<readers { start("reader \(number)") { try self.read(seed: UInt64(number)) } }
        start("writer") { try self.write() }
        start("compactor") { try self.compact() }
        Thread.sleep(forTimeInterval: seconds)
        isOver.store(true, ordering: .relaxed)
        group.wait()
        do {
            let verification = try store.verify()
            if !verification.isSound { problem("\(verification)") }
        } catch {
            problem("verify: \(error)")
        }
        return report.withLock { $0 }
    }

    private func problem(_ text: String) {
        report.withLock { if $0.problems.count < 20 { $0.problems.append(text) } }
    }

    private var goesOn: Bool { !isOver.load(ordering: .relaxed) }

    // MARK: Writing

    private static func quad(commit: Int) -> Quad {
        Quad(.iri(IRI("urn:soak:store")), marker, .literal(Literal(commit)))
    }

    private static func node(_ graph: Int, _ commit: Int) -> Term { .iri(IRI("urn:soak:node\(graph)-\(commit % 7)")) }

    private static func replace(_ graph: Int, commit: Int, _ transaction: inout StoreTransaction) throws {
        let rows = (2..<quadsOfGraph).map { row in
            Triple(
                .iri(IRI("urn:soak:s\(graph)-\(row &* (commit % 13 + 1))")), text, .string("commit \(commit) \(row)"))
        }
        let edge = Triple(node(graph, commit), Vocabulary.SKOS.broader, root)
        let mark = Triple(.iri(IRI("urn:soak:graph")), marker, .literal(Literal(commit)))
        try transaction.replace(graph: graphs[graph], with: rows + [edge, mark])
    }

    private func write() throws {
        var random = QuadGenerator(seed: 1)
        var commit = 0
        while goesOn {
            commit += 1
            let (graph, number) = (random.pick(Self.graphs.count), commit)
            try store.write { transaction in
                try Self.replace(graph, commit: number, &transaction)
                try transaction.delete(Self.quad(commit: number - 1))
                try transaction.insert(Self.quad(commit: number))
            }
            report.withLock { $0.commits += 1 }
        }
    }

    private func compact() throws {
        while goesOn {
            Thread.sleep(forTimeInterval: 0.5)
            try store.compact()
            report.withLock { $0.compactions += 1 }
        }
    }

    // MARK: Reading

    private func read(seed: UInt64) throws {
        var random = QuadGenerator(seed: seed)
        var last = 0
        while goesOn {
            let commit = try store.read { try check($0, &random) }
            if commit < last { problem("commit \(commit) after commit \(last)") }
            last = commit
            report.withLock { $0.reads += 1 }
        }
    }

    /// The commit that a snapshot shows; what is wrong with it is noted.
    private func check(_ snapshot: borrowing Snapshot, _ random: inout QuadGenerator) throws -> Int {
        let commit = try Self.commit(snapshot, .defaultGraph)
        var newest = 0
        for (number, graph) in Self.graphs.enumerated() {
            let quads = try snapshot.quads(graph: .named(graph))
            let ofGraph = try Self.commit(snapshot, .named(graph))
            newest = max(newest, ofGraph)
            let isWhole =
                quads.count == Self.quadsOfGraph
                && quads.filter { $0.predicate == Self.text }.allSatisfy {
                    $0.object.literal?.lexicalForm.hasPrefix("commit \(ofGraph) ") == true
                }
            if !isWhole { problem("graph \(number) is not one commit: \(quads.count) quads") }
            try checkOrders(snapshot, quads[random.pick(quads.count)])
            try checkClosure(snapshot, Self.node(number, ofGraph))
        }
        if newest != commit { problem("commit \(commit), but a graph of commit \(newest)") }
        let count = try snapshot.count()
        if count != Self.graphs.count * Self.quadsOfGraph + 1 { problem("\(count) quads") }
        if try Self.commit(snapshot, .defaultGraph) != commit { problem("the snapshot has changed") }
        return commit
    }

    private static func commit(_ snapshot: borrowing Snapshot, _ graph: GraphSelection) throws -> Int {
        let found = try snapshot.quads(predicate: marker, graph: graph)
        return found.first?.object.literal.flatMap { Int($0.lexicalForm) } ?? -1
    }

    /// All orders must agree on the quads around one.
    private func checkOrders(_ snapshot: borrowing Snapshot, _ quad: Quad) throws {
        guard let subject = try snapshot.id(of: quad.subject), let object = try snapshot.id(of: quad.object),
            let predicate = try snapshot.id(of: .iri(quad.predicate))
        else { return problem("a term has no id") }
        let patterns = [
            QuadPattern(subject: subject, predicate: predicate, object: object), QuadPattern(subject: subject),
            QuadPattern(object: object), QuadPattern(predicate: predicate),
        ]
        for pattern in patterns {
            let counts = try IndexOrder.allCases.filter { $0 != .gspo }.map {
                try snapshot.count(pattern, order: $0)
            }
            if Set(counts).count != 1 || counts[0] == 0 { problem("orders disagree: \(counts)") }
        }
    }

    private func checkClosure(_ snapshot: borrowing Snapshot, _ node: Term) throws {
        guard let below = try snapshot.id(of: node), let above = try snapshot.id(of: Self.root),
            let broader = try snapshot.id(of: .iri(Vocabulary.SKOS.broader)),
            try snapshot.isReachable(above, from: below, along: broader)
        else { return problem("the closure lacks an edge") }
    }
}
