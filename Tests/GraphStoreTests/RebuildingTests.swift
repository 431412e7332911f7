import Foundation
import RDF
import RDFSyntax
import StoreTrials
import Testing

@testable import GraphStore

@Suite("Bulk loads into a store")
struct RebuildingTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: GraphStore
    private static let graph = Term.iri(IRI("urn:graph:1"))

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/store"
        store = try GraphStore.open(path)
    }

    private func document(_ quads: some Sequence<Quad>) throws -> String {
        let path = directory.path + "/document.nq"
        try Data(try RDFWriter(.nQuads).write(quads).utf8).write(to: URL(filePath: path))
        return path
    }

    private func insert(_ quads: some Sequence<Quad>, into store: GraphStore) throws {
        try store.write { transaction in for quad in quads { try transaction.insert(quad) } }
    }

    @Test(
        "a bulk load makes of a store what a transaction makes of it, with hardly any memory too",
        arguments: [(1 << 18, true), (1 << 18, false), (256 << 20, true), (256 << 20, false)])
    func sameAsTransaction(memoryBytes: Int, replacesGraph: Bool) throws {
        var random = QuadGenerator(seed: 5)
        let before = Set((0..<6_000).map { _ in random.quad() })
        let loaded = (0..<4_000).map { _ in random.quad() }
        let other = try GraphStore.open(directory.path + "/other")
        for target in [store, other] {
            try insert(before, into: target)
            try insert([Quad(.iri(IRI("urn:late")), IRI("urn:p"), .string("in the journal"))], into: target)
        }
        var options = LoadOptions(graph: Self.graph, replacesGraph: replacesGraph)
        options.memoryBytes = memoryBytes
        let path = try document(loaded)
        let report = try store.bulkLoad([path], options)
        try other.write { try $0.load(contentsOf: path, options) }
        #expect(report.statements == loaded.count)
        #expect(try store.verify().problems == [])
        // Blank nodes are named after the number of the load, so both have the same.
        let found = try store.read { Set(try $0.quads()) }
        #expect(try found == other.read { Set(try $0.quads()) })
        let hasGone = before.contains { $0.graph == Self.graph && !found.contains($0) }
        #expect(hasGone == replacesGraph)
        #expect(try store.lastCommit() == other.lastCommit())
        // The next load's blank nodes are others.
        for target in [store, other] { try target.write { try $0.load(contentsOf: path) } }
        #expect(try store.read { Set(try $0.quads()) } == other.read { Set(try $0.quads()) })
        #expect(try store.verify().problems == [])
    }

    @Test("readers keep what they see, see the new file afterwards, and find closures of declared predicates in it")
    func readers() throws {
        let partOf = IRI("urn:partOf")
        func edge(_ number: Int) -> Quad {
            Quad(.iri(IRI("urn:n\(number)")), partOf, .iri(IRI("urn:n\(number + 1)")))
        }
        try store.write { transaction in
            try transaction.declareTransitive(partOf)
            for number in 0..<20 { try transaction.insert(edge(number)) }
        }
        let old = try store.snapshot()
        let reader = try GraphStore.open(path)
        try store.bulkLoad([try document((20..<40).map(edge))])
        let count = try old.count()
        #expect(count == 20)
        for store in [store, reader] {
            try store.read { snapshot in
                let last = try #require(try snapshot.id(of: .iri(IRI("urn:n40"))))
                let first = try #require(try snapshot.id(of: .iri(IRI("urn:n0"))))
                let predicate = try #require(try snapshot.id(of: .iri(partOf)))
                let declared = try snapshot.transitivePredicates()
                #expect(declared.contains(predicate) && declared.count == 3)
                let reaches = try snapshot.isReachable(last, from: first, along: predicate)
                #expect(reaches)
            }
        }
        #expect(try store.verify().problems == [])
    }

    private struct Stop: Error {}

    @Test(
        "one that is stopped or meets an error leaves the store as it was and nothing beside it",
        arguments: LoadProgress.Step.allCases)
    func stopped(step: LoadProgress.Step) throws {
        var random = QuadGenerator(seed: 8)
        try insert((0..<3_000).map { _ in random.quad() }, into: store)
        let before = try store.status()
        let quads = try store.read { Set(try $0.quads()) }
        var options = LoadOptions()
        options.progress = { if $0.step == step { throw Stop() } }
        let path = try document((0..<100).map { _ in random.quad() })
        #expect(throws: Stop.self) { try store.bulkLoad([path], options) }
        try Data("<urn:a> broken .\n".utf8).write(to: URL(filePath: path))
        #expect(throws: RDFSyntaxError.self) { try store.bulkLoad([path]) }
        #expect(try store.status() == before)
        #expect(try store.read { Set(try $0.quads()) } == quads)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(left) == ["document.nq", "store"])
    }

    @Test("whoever compacts meanwhile is not disturbed: a bulk load is refused, a small one needs none")
    func whileCompacting() throws {
        try insert((0..<20_000).map { Quad(.iri(IRI("urn:\($0)")), IRI("urn:p"), .string("\($0)")) }, into: store)
        let path = try document([Quad(.iri(IRI("urn:new")), IRI("urn:p"), .string("new"))])
        var refusals = 0
        try store.compact { _ in
            do { try store.bulkLoad([path]) } catch GraphStoreError.isBeingCompacted { refusals += 1 }
            if refusals == 1 { try store.load(contentsOf: path) }
        }
        #expect(refusals > 0)
        #expect(try store.read { try $0.count() } == 20_001)
        #expect(try store.verify().problems == [])
    }

    @Test("large documents are loaded in bulk unless the store is far larger, compressed ones by what is in them")
    func choice() throws {
        func isWorthIt(_ bytes: Int, compressed: Bool = false) throws -> Bool {
            let path = directory.path + "/sized"
            try Data(compressed ? [0x1f, 0x8b, 8, 0] : []).write(to: URL(filePath: path))
            try #require(truncate(path, bytes) == 0)
            return try store.isWorthRebuilding(for: path)
        }
        #expect(try !isWorthIt(1 << 20))
        #expect(try isWorthIt(64 << 20))
        #expect(try isWorthIt(8 << 20, compressed: true))
        #expect(try !isWorthIt(7 << 20, compressed: true))
    }
}
