import KeyValue
import Primitives
import RDF
import StoreTrials
import Testing

@testable import GraphStore

/// A small commit says only what it changes; what that comes to is worked out by whoever reads next. Everybody must come
/// to the same.
@Suite("Small commits")
struct JournaledCommitTests {
    /// Some quads, some of which are known from before, to add or to remove.
    private static func commits(_ count: Int, seed: UInt64) -> [[(quad: Quad, isInsert: Bool)]] {
        var random = QuadGenerator(seed: seed)
        var known: [Quad] = []
        return (0..<count).map { _ in
            (0...random.pick(6)).map { _ in
                let isKnown = !known.isEmpty && random.pick(3) == 0
                let quad = isKnown ? known[random.pick(known.count)] : random.quad()
                known.append(quad)
                return (quad, isInsert: random.pick(4) > 0)
            }
        }
    }

    private static func ids(_ store: GraphStore) throws -> [Term: TermID] {
        try store.read { snapshot in
            var ids: [Term: TermID] = [:]
            for quad in try snapshot.quads() {
                for term in [quad.subject, .iri(quad.predicate), quad.object] { ids[term] = try snapshot.id(of: term) }
            }
            return ids
        }
    }

    @Test("terms get the same ids whether a commit is read at once, later with others, or by another process")
    func sameIDs() throws {
        for seed in 0..<6 as Range<UInt64> {
            let (one, many) = (try TemporaryDirectory(), try TemporaryDirectory())
            let (readAtOnce, readLater) = (try GraphStore.open(one.path), try GraphStore.open(many.path))
            for (number, commit) in Self.commits(200, seed: seed).enumerated() {
                for store in [readAtOnce, readLater] {
                    try store.write { transaction in
                        for (index, change) in commit.enumerated() {
                            if change.isInsert {
                                try transaction.insert(change.quad)
                            } else {
                                try transaction.delete(change.quad)
                            }
                            // A look in the middle does not change what the rest comes to.
                            if number % 9 == 0 && index == 1 { _ = try transaction.read { try $0.count() } }
                        }
                    }
                }
                _ = try readAtOnce.read { try $0.count() }
            }
            #expect(try Self.ids(readAtOnce) == Self.ids(readLater))
            #expect(try readAtOnce.read { Set(try $0.quads()) } == readLater.read { Set(try $0.quads()) })
            #expect(try readAtOnce.verify().isSound)
            #expect(try readLater.verify().isSound)
            let copies = try TemporaryDirectory()
            try readLater.backUp(to: copies.path + "/data.mdb")
            #expect(try Self.ids(GraphStore.open(copies.path, .init(isReadOnly: true))) == Self.ids(readAtOnce))
        }
    }

    @Test("a snapshot from between two commits sees the first, also when the second has been read before")
    func between() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path)
        func quad(_ number: Int) -> Quad {
            Quad(.iri(IRI("urn:s\(number)")), IRI("urn:p"), .string("value \(number)"))
        }
        try store.write { try $0.insert(quad(0)) }
        for number in 1..<700 {
            let environment = store.file.environment
            let before = try environment.snapshot()
            try store.write { try $0.insert(quad(number)) }
            if number % 3 == 0 { _ = try store.read { try $0.count() } }
            #expect(try Snapshot(store.file, before).count() == number)
        }
        #expect(try store.verify().isSound)
    }

    @Test("a transaction may read what it has changed as often as it likes")
    func readingInTurns() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .relaxed))
        try store.write { transaction in
            for number in 0..<4_000 {
                let quad = Quad(.iri(IRI("urn:s\(number)")), IRI("urn:p"), .string("value \(number)"))
                try transaction.insert(quad)
                let count = try transaction.read { try $0.count() }
                #expect(count == number + 1)
            }
        }
        #expect(try store.read { try $0.count() } == 4_000)
        #expect(try store.verify().isSound)
    }

    @Test("a damaged record is an error, never a crash")
    func damagedRecords() throws {
        var random = QuadGenerator(seed: 4)
        var changes = ChangeSet()
        for _ in 0..<12 { changes.append(random.quad(), isInsert: random.pick(3) > 0) }
        let record = changes.recorded()
        var whole = ChangeSet()
        try whole.append(recorded: record + record)
        #expect(whole.recorded().count == record.count + 12 * 33, "the same terms, and each change twice")
        for length in 1..<record.count {
            var cut = ChangeSet()
            #expect(throws: GraphStoreError.self) { try cut.append(recorded: Array(record[..<length])) }
        }
        for _ in 0..<4_000 {
            var damaged = record
            for _ in 0...random.pick(3) { damaged[random.pick(damaged.count)] = UInt8(random.pick(256)) }
            var read = ChangeSet()
            try? read.append(recorded: damaged)
        }
    }
}
