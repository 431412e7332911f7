import Foundation
import KeyValue
import RDF
import RDFSyntax
import StoreTrials
import Testing

@testable import GraphStore

/// The stored file was written by the first release of format 4. If one of these fails, the format has changed: give it
/// a new version, and keep the file. `UPDATE_GOLDEN=1` writes a new one.
@Suite("The file format")
struct FormatTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden").path

    /// Every form of term, every kind of id, several graphs, enough for several blocks.
    private static func content() -> [Quad] {
        var random = QuadGenerator(seed: 2_026)
        let dates = ["2024-02-29T12:30:00.50+08:00", "2024-02-29T12:30:00Z"].map {
            Quad(
                .iri(IRI("urn:when")), IRI("urn:is"), .literal(Literal($0, datatype: Vocabulary.XSD.dateTime)))
        }
        return dates + (0..<700).map { _ in random.quad() }
    }

    private static func write(to directory: String) throws {
        let store = try GraphStore.open(directory, .init(durability: .temporary))
        let quads = content()
        try store.write { for quad in quads.prefix(500) { try $0.insert(quad) } }
        try store.write { transaction in
            for quad in quads.prefix(100) { try transaction.delete(quad) }
            for quad in quads.dropFirst(500) { try transaction.insert(quad) }
        }
    }

    @Test("a store that the first release wrote opens, is sound and holds what it held")
    func openGolden() throws {
        let directory = try TemporaryDirectory()
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Self.write(to: directory.path)
            try GraphStore.open(directory.path).backUp(to: Self.golden + "/data.mdb")
        }
        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: Self.golden + "/data.mdb", toPath: copy.path + "/data.mdb")
        let store = try GraphStore.open(copy.path)
        #expect(try store.verify().isSound)
        let quads = Self.content()
        let expected = Set(quads.dropFirst(100)).union(Set(quads.dropFirst(500)))
            .subtracting(Set(quads.prefix(100)).subtracting(quads.dropFirst(500)))
        #expect(Set(try store.read { try $0.quads() }) == expected)
    }

    @Test("the same changes write the same keys and values as in the first release")
    func writeGolden() throws {
        let directory = try TemporaryDirectory()
        try Self.write(to: directory.path)
        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: Self.golden + "/data.mdb", toPath: copy.path + "/data.mdb")
        let names = ["meta", "counts", "terms", "hashes", "up", "down"] + IndexOrder.allCases.map(\.rawValue)
        let (written, golden) = (try GraphStore.open(directory.path), try GraphStore.open(copy.path))
        for name in names {
            #expect(try entries(of: name, in: written) == entries(of: name, in: golden), "database \(name)")
        }
    }

    private func entries(of name: String, in store: GraphStore) throws -> [[UInt8]] {
        let database = try store.file.environment.database(name)
        let transaction = try store.file.environment.snapshot()
        var cursor = try transaction.cursor(in: database)
        var entries: [[UInt8]] = []
        while try cursor.next() { entries += [cursor.key.copy(), cursor.value.copy()] }
        return entries
    }

    @Test("an older store is read as it is, and gets a journal when it is opened for writing", arguments: [2, 3])
    func olderVersion(version: Int) throws {
        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: Self.golden + "/version-\(version).mdb", toPath: copy.path + "/data.mdb")
        let quads = try GraphStore.open(copy.path, .init(isReadOnly: true)).read { Set(try $0.quads()) }
        #expect(quads.count > 500)
        do {
            let store = try GraphStore.open(copy.path)
            try store.write { try $0.delete(try #require(quads.first)) }
            #expect(try store.verify().isSound)
        }
        let store = try GraphStore.open(copy.path, .init(isReadOnly: true))
        #expect(try store.read { Set(try $0.quads()) } == quads.subtracting([try #require(quads.first)]))
    }

    @Test("a store of another format version is refused with advice")
    func otherVersion() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try GraphStore.open(directory.path)
            try store.file.environment.write {
                try $0.put(FileFormat.MetaKey.version, StoredNumber.bytes(5), in: store.file.meta)
            }
        }
        #expect(throws: GraphStoreError.version(found: 5, supported: 4)) { try GraphStore.open(directory.path) }
    }

    @Test("a store of version 3 with changes in its journal, which is written otherwise now, is refused")
    func otherJournal() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try GraphStore.open(directory.path)
            let journal = try store.file.environment.database(FileFormat.journal)
            try store.file.environment.write {
                try $0.put(FileFormat.MetaKey.version, StoredNumber.bytes(3), in: store.file.meta)
                try $0.put([0, 0, 0, 0, 0, 0, 0, 9], [1, 2, 3], in: journal)
            }
        }
        #expect(throws: GraphStoreError.version(found: 3, supported: 4)) { try GraphStore.open(directory.path) }
    }
}
