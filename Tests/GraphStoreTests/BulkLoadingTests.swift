import Foundation
import GraphStore
import RDF
import RDFSyntax
import StoreTrials
import Testing

@Suite("Bulk loading")
struct BulkLoadingTests {
    @Test("a bulk load makes the store that single loads make, from compressed files too")
    func bulkLoad() throws {
        let directory = try TemporaryDirectory()
        var random = QuadGenerator(seed: 12)
        let quads = Set((0..<3_000).map { _ in random.quad() })
        let path = directory.path + "/data.nq"
        let text = try RDFWriter(.nQuads).write(quads)
        try Data(text.utf8).write(to: URL(filePath: path))
        let gzip = try Process.run(URL(filePath: "/usr/bin/env"), arguments: ["gzip", "-k", path])
        gzip.waitUntilExit()
        for file in [path, path + ".gz"] {
            let target = directory.path + "/" + URL(filePath: file).pathExtension
            let report = try GraphStore.bulkLoad([file], into: target)
            #expect(report.statements == quads.count)
            let store = try GraphStore.open(target, .init(isReadOnly: true))
            #expect(try store.verify().isSound)
            try store.read { snapshot in
                let count = try snapshot.count()
                #expect(count == quads.count)
                let name = Term.iri(IRI("urn:graph:1"))
                let found = try snapshot.quads(graph: .named(name))
                #expect(areIsomorphic(found, quads.filter { $0.graph == name }))
            }
        }
    }

    @Test("with hardly any memory it goes through temporary files to the same store", arguments: [1 << 18, 256 << 20])
    func smallBudget(memoryBytes: Int) throws {
        let directory = try TemporaryDirectory()
        var random = QuadGenerator(seed: 21)
        var quads: Set<Quad> = []
        var paths: [String] = []
        for document in 0..<3 {
            // Several documents and many lines say the same.
            let part = (0..<4_000).map { _ in random.quad() }.filter { !$0.hasBlankNodes }
            quads.formUnion(part)
            let path = directory.path + "/\(document).nq"
            try Data(try RDFWriter(.nQuads).write(part + part.prefix(500)).utf8).write(to: URL(filePath: path))
            paths.append(path)
        }
        let hierarchy = (0..<3_000).map { number in
            Quad(
                .iri(IRI("urn:concept:\(number)")), Vocabulary.RDFS.subClassOf,
                .iri(IRI("urn:concept:\(number / 2)")))
        }
        quads.formUnion(hierarchy)
        let turtle = directory.path + "/hierarchy.ttl"
        try Data(try RDFWriter(.turtle).write(hierarchy).utf8).write(to: URL(filePath: turtle))
        paths.append(turtle)
        var options = LoadOptions()
        options.memoryBytes = memoryBytes
        let target = directory.path + "/store"
        try GraphStore.bulkLoad(paths, into: target, options)
        let store = try GraphStore.open(target)
        #expect(try store.verify().problems == [])
        #expect(Set(try store.read { try $0.quads() }) == quads)
        // What is added later must not meet the blank nodes of the load, and finds its terms.
        let more = (0..<500).map { _ in random.quad() }
        try store.write { transaction in for quad in more { try transaction.insert(quad) } }
        #expect(try store.verify().problems == [])
        #expect(try store.read { try $0.count() } == quads.union(more).count)
        let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(left) == ["0.nq", "1.nq", "2.nq", "hierarchy.ttl", "store"])
    }

    @Test("an error far down is reported with its line, and nothing is left behind")
    func errorLine() throws {
        let directory = try TemporaryDirectory()
        let good = "<http://example.org/subject> <http://example.org/predicate> \"object\" .\n"
        let text = String(repeating: good, count: 60_000) + "<http://example.org/subject> broken .\n" + good + "worse\n"
        let path = directory.path + "/broken.nt"
        try Data(text.utf8).write(to: URL(filePath: path))
        let error = #expect(throws: RDFSyntaxError.self) {
            try GraphStore.bulkLoad([path], into: directory.path + "/store")
        }
        #expect(error?.position == SourcePosition(line: 60_001, column: 30))
        #expect(error?.source == path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["broken.nt"])
    }

    @Test(
        "it can be stopped in every step, and nothing is left behind",
        arguments: LoadProgress.Step.allCases.filter { $0 != .earlier })
    func stopping(step: LoadProgress.Step) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/data.nt"
        let text = "<http://example.org/subject> <http://example.org/predicate> \"object\" .\n"
        try Data(text.utf8).write(to: URL(filePath: path))
        var options = LoadOptions()
        options.progress = { progress in
            if progress.step == step { throw CancellationError() }
        }
        #expect(throws: CancellationError.self) {
            try GraphStore.bulkLoad([path], into: directory.path + "/store", options)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["data.nt"])
    }
}

extension Quad {
    fileprivate var hasBlankNodes: Bool {
        !subject.blankNodes.isEmpty || !object.blankNodes.isEmpty || graph.map { !$0.blankNodes.isEmpty } ?? false
    }
}
