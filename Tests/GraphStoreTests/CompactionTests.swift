import Foundation
import RDF
import StoreTrials
import Testing

@testable import GraphStore

@Suite("Compaction of a store in use")
struct CompactionTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let store: GraphStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/store"
        store = try GraphStore.open(path, .init(durability: .temporary))
    }

    private static func quad(_ number: Int, _ text: String = "text") -> Quad {
        Quad(.iri(IRI("urn:s\(number)")), IRI("urn:p\(number % 5)"), .string("\(text) \(number % 900)"))
    }

    private func fill(_ count: Int = 20_000) throws {
        try store.write { for number in 0..<count { try $0.insert(Self.quad(number)) } }
    }

    private var isClean: Bool { !FileManager.default.fileExists(atPath: path + ".compacting") }

    @Test("it keeps every quad, every id and the number of the last commit, and gives back what was free")
    func content() throws {
        try fill()
        try store.write { for number in 500..<20_000 { try $0.delete(Self.quad(number)) } }
        let before = try store.status()
        let (id, quads) = try store.read { snapshot in
            (try snapshot.id(of: .string("text 7")), Set(try snapshot.quads()))
        }
        try store.compact()
        let after = try store.status()
        #expect(after.fileBytes * 2 < before.fileBytes)
        #expect((after.lastCommit, after.quads, after.terms) == (before.lastCommit, before.quads, before.terms))
        #expect(try store.read { try $0.id(of: .string("text 7")) } == id)
        #expect(try store.read { Set(try $0.quads()) } == quads)
        #expect(try store.verify().isSound)
        #expect(isClean)
        try store.write { try $0.insert(Self.quad(1, "new")) }
        #expect(try store.lastCommit() == before.lastCommit + 1)
    }

    @Test("a snapshot from before keeps its view, and who comes later sees the new file")
    func views() throws {
        try fill(100)
        let old = try store.snapshot()
        let reader = try GraphStore.open(path, .init(durability: .temporary))
        try store.compact()
        try store.write { try $0.dropAll() }
        #expect(try old.count() == 100)
        #expect(try old.quads().count == 100)
        #expect(try reader.read { try $0.count() } == 0)
        #expect(try reader.lastCommit() == store.lastCommit())
    }

    @Test("what is committed meanwhile is in the new file")
    func concurrentCommits() throws {
        try fill()
        var commits = 0
        try store.compact { _ in
            commits += 1
            try store.write { transaction in
                for number in 0..<40 {
                    try transaction.insert(Self.quad(number * 97 + commits, "new"))
                    try transaction.delete(Self.quad(number * 31 + commits * 7))
                }
                try transaction.replace(
                    graph: .iri(IRI("urn:graph")),
                    with: [Triple(.iri(IRI("urn:a\(commits)")), Vocabulary.SKOS.broader, .iri(IRI("urn:b")))])
            }
        }
        #expect(commits > 3)
        var expected = Set((0..<20_000).map { Self.quad($0) })
        for commit in 1...commits {
            for number in 0..<40 {
                expected.insert(Self.quad(number * 97 + commit, "new"))
                expected.remove(Self.quad(number * 31 + commit * 7))
            }
        }
        expected.insert(
            Quad(
                .iri(IRI("urn:a\(commits)")), Vocabulary.SKOS.broader, .iri(IRI("urn:b")), graph: .iri(IRI("urn:graph"))
            ))
        #expect(try store.read { Set(try $0.quads()) } == expected)
        let report = try store.verify()
        #expect(report.isSound, "\(report)")
    }

    private struct Stop: Error {}

    @Test("one that is stopped leaves the store as it was and nothing beside it")
    func stopped() throws {
        try fill()
        let before = try store.status()
        #expect(throws: Stop.self) { try store.compact { _ in throw Stop() } }
        #expect(try store.status() == before)
        #expect(isClean)
        #expect(throws: Stop.self) { try store.verify { _ in throw Stop() } }
        #expect(throws: Stop.self) { try store.backUp(to: path + ".copy") { _ in throw Stop() } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["store"])
    }

    @Test("two at once: the second is refused")
    func twice() throws {
        try fill()
        var refusals = 0
        try store.compact { _ in
            do {
                try store.compact()
            } catch GraphStoreError.isBeingCompacted {
                refusals += 1
            }
        }
        #expect(refusals > 0)
        #expect(try store.read { try $0.count() } == 20_000)
    }

    @Test("a store is compacted by itself when most of its file is free, and not otherwise")
    func upkeep() throws {
        try fill()
        #expect(try !store.keepUp(shortestFile: 0))
        try store.write { try $0.dropAll() }
        #expect(try !store.keepUp())
        #expect(try store.keepUp(shortestFile: 0))
        #expect(try store.status().freeBytes * 2 < store.status().fileBytes)
    }

    @Test("what a killed compaction has left is removed by the next opening")
    func leftovers() throws {
        let other = directory.path + "/other"
        try FileManager.default.createDirectory(atPath: other + ".compacting", withIntermediateDirectories: true)
        try Data(count: 10_000).write(to: URL(filePath: other + ".compacting/data.mdb"))
        let store = try GraphStore.open(other)
        #expect(!FileManager.default.fileExists(atPath: other + ".compacting"))
        #expect(try store.read { try $0.count() } == 0)
    }

    @Test("callers of a group writer do not notice")
    func groups() async throws {
        let writer = GraphStoreWriter(store)
        let store = store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<8 {
                group.addTask {
                    for number in 0..<30 {
                        try await writer.write { try $0.insert(Self.quad(number * 8 + caller)) }
                    }
                }
            }
            for _ in 0..<3 { try store.compact() }
            try await group.waitForAll()
        }
        #expect(try store.read { try $0.count() } == 240)
        #expect(try store.verify().isSound)
    }
}
