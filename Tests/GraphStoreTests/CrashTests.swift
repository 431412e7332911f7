import Foundation
import GraphStore
import RDF
import StoreTrials
import Testing

@Suite("Crashes")
struct CrashTests {
    @Test("a process killed while it writes leaves exactly its last commit", arguments: 1...8)
    func killed(round: Int) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            let delay = UInt32(30_000 + round * 17_000)
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            let store = try GraphStore.open(path + "/store")
            let log = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            for number in 1...1_000_000 {
                try store.write { transaction in
                    try transaction.replace(graph: CrashTests.graph, with: CrashTests.content(of: number))
                }
                var byte: UInt8 = 1
                _ = write(log, &byte, 1)
            }
        }
        // Each commit replaces the graph, so the graph tells which commit it is from.
        let acknowledged = (try? Data(contentsOf: URL(filePath: path + "/acknowledged")).count) ?? 0
        let store = try GraphStore.open(path + "/store")
        let report = try store.verify()
        #expect(report.isSound, "\(report)")
        let triples = Set(try store.read { try $0.graph(Self.graph) }.triples)
        #expect(
            triples == Set(Self.content(of: acknowledged)) || triples == Set(Self.content(of: acknowledged + 1)),
            "after commit \(acknowledged)")
    }

    private static let graph = Term.iri(IRI("urn:graph"))

    /// What the graph holds after a commit: nothing before the first.
    private static func content(of commit: Int) -> [Triple] {
        commit == 0
            ? []
            : (0..<200).map { row in
                Triple(
                    .iri(IRI("urn:s\(row &* commit % 977)")), IRI("urn:p"),
                    .literal(Literal("commit \(commit) row \(row)")))
            }
    }

    @Test("a file that is no store, or of another version, is refused with advice")
    func refusal() throws {
        let directory = try TemporaryDirectory()
        try Data(repeating: 7, count: 100_000).write(to: URL(filePath: directory.path + "/data.mdb"))
        #expect(throws: (any Error).self) { try GraphStore.open(directory.path) }
    }

    @Test("a store opened for reading refuses changes and sees those of others")
    func readOnly() throws {
        let directory = try TemporaryDirectory()
        let quad = Quad(.iri(IRI("urn:s")), IRI("urn:p"), .string("o"))
        do {
            let store = try GraphStore.open(directory.path)
            try store.write { try $0.insert(quad) }
        }
        let reader = try GraphStore.open(directory.path, .init(isReadOnly: true))
        #expect(try reader.read { try $0.quads() } == [quad])
        #expect(throws: (any Error).self) { try reader.write { try $0.dropAll() } }
    }

    @Test(
        "a page with a flipped byte gives an error or the right answer, and verify finds what is wrong",
        arguments: 0..<60 as Range<UInt64>)
    func flippedBytes(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        var random = QuadGenerator(seed: seed)
        let quads = Set((0..<400).map { _ in random.quad() })
        do {
            let store = try GraphStore.open(directory.path, .init(durability: .temporary))
            try store.write { for quad in quads { try $0.insert(quad) } }
        }
        let file = URL(filePath: directory.path + "/data.mdb")
        var bytes = try Data(contentsOf: file)
        // Values in leaf pages: LMDB checks none of its own structure, so pages of its tree are left alone here.
        let text = Data("http://example.org".utf8)
        var places: [Int] = []
        var start = bytes.startIndex
        while let range = bytes.range(of: text, in: start..<bytes.endIndex) {
            places.append(range.lowerBound)
            start = range.upperBound
        }
        let place = places[random.pick(places.count)] + random.pick(40)
        bytes[place] ^= UInt8(1 << random.pick(8))
        try bytes.write(to: file)
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let found = try? store.read { Set(try $0.quads()) }
        #expect(try found == quads || !store.verify().isSound)
    }
}
