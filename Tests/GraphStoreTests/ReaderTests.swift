import Foundation
import GraphStore
import KeyValue
import RDF
import StoreTrials
import Testing

@Suite("Readers who stay long")
struct ReaderTests {
    private static func options(_ age: Duration?) -> GraphStore.Options {
        var options = GraphStore.Options(durability: .temporary)
        options.readerAge = age
        return options
    }

    private static func triples(_ commit: Int) -> [Triple] {
        (0..<500).map {
            Triple(.iri(IRI("urn:s\($0)")), IRI("urn:p"), .string("commit \(commit) of \($0 &* (commit + 3) % 977)"))
        }
    }

    @Test("a snapshot past its age gives an error that says so, at the next read")
    func expiry() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, Self.options(.seconds(2)))
        try store.write { try $0.replace(graph: nil, with: Self.triples(0)) }
        let snapshot = try store.snapshot()
        let forever = try store.snapshot(within: nil)
        var scan = try snapshot.scan(QuadPattern())
        var batch = QuadBatch()
        #expect(try scan.next(into: &batch))
        sleep(3)
        func kind(_ body: () throws -> Void) -> StorageError.Kind? {
            do { try body() } catch { return (error as? StorageError)?.kind }
            return nil
        }
        #expect(kind { _ = try scan.next(into: &batch) } == .readerExpired)
        #expect(kind { _ = try snapshot.id(of: .iri(IRI("urn:s1"))) } == .readerExpired)
        #expect(kind { _ = try snapshot.count() } == .readerExpired)
        #expect(try forever.count() == 500)
        #expect(try store.read { try $0.count() } == 500)
    }

    @Test("once a reader's time is over the file grows no more")
    func boundedFile() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, Self.options(.seconds(2)))
        try store.write { try $0.replace(graph: nil, with: Self.triples(0)) }
        var commit = 0
        func change() throws {
            commit += 1
            try store.write { try $0.replace(graph: nil, with: Self.triples(commit)) }
        }
        do {
            let snapshot = try store.snapshot()
            while (try? snapshot.count()) != nil { try change() }
        }
        #expect(commit > 0)
        let length = try store.status().fileBytes
        for _ in 0..<commit * 2 + 20 { try change() }
        // New terms make the dictionary longer with every commit, so a little growth is no leak.
        let terms = try store.status().terms
        #expect(try store.status().fileBytes < length + terms * 100)
    }

    @Test("the status tells who is behind, by how many commits and for how long")
    func lag() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, Self.options(nil))
        #expect(try store.status().oldestReader == nil)
        let snapshot = try store.snapshot()
        for commit in 0..<3 { try store.write { try $0.replace(graph: nil, with: Self.triples(commit)) } }
        usleep(20_000)
        let status = try store.status()
        #expect(status.oldestReader == OldestReader(process: Int(getpid()), lag: 3))
        #expect(try #require(status.oldestReaderAge) >= .milliseconds(10))
        #expect(try snapshot.count() == 0)
    }

    @Test("a reader whose process is dead does not count")
    func deadReader() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let store = try GraphStore.open(path, Self.options(nil))
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let snapshot = try GraphStore.open(path, .init(durability: .temporary)).snapshot()
            _ = try snapshot.count()
            kill(getpid(), SIGKILL)
        }
        try store.write { try $0.replace(graph: nil, with: Self.triples(1)) }
        #expect(try store.status().oldestReader == nil)
    }
}
