import Foundation
import GraphStore
import RDF
import RDFSyntax
import StoreTrials
import Testing

@Suite("Loading documents")
struct LoadingTests {
    private static let lines = """
        <http://a/s> <http://a/p> "plain" .
        <http://a/s> <http://a/p> "12"^^<http://www.w3.org/2001/XMLSchema#integer> . # comment
        <http://a/s> <http://a/p> "esc\\u0061ped \\"é\\"" .
          <http://a/s>\t<http://a/p>  "起始"@zh-Hans .
        _:x <http://a/p> _:y.1 <http://a/g> .
        _:x <http://a/p> <http://a/%C3%A9#f> .

        <http://a/s> <http://a/p> <<( _:x <http://a/q> "t"@en--ltr )>> .
        <http://a/s> <http://a/p> "cr\\r" .\r
        <http://a/s> <http://a/p> "last without line feed" .
        """

    @Test("the fast path reads what the parser reads, line feeds and all")
    func fastPath() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let report = try store.load(Array(Self.lines.utf8), format: .nQuads)
        var expected: [Quad] = []
        try RDFReader(.nQuads).read(Self.lines) { quad, _ in expected.append(quad) }
        #expect(report.statements == expected.count)
        #expect(areIsomorphic(try store.read { try $0.quads() }, expected))
    }

    @Test(
        "a broken line is reported with its place and changes nothing",
        arguments: [
            "<http://a/s> <http://a/p> \"x\" ", "<http://a/s> <http://a/p> <no scheme> .",
            "<http://a/s> <http://a/p> \"\u{0}\\q\" .", "<http://a/s> \"p\" <http://a/o> .",
            "<http://a/s> <http://a/p> \"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
        ])
    func brokenLine(line: String) throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let text = Self.lines.replacing("# comment", with: "\n" + line)
        let error = #expect(throws: RDFSyntaxError.self) { try store.load(Array(text.utf8), format: .nQuads) }
        #expect(error?.position.line == 3)
        #expect(try store.read { try $0.count() } == 0)
    }

    @Test("loading a document again replaces its graph, and its blank nodes meet no others")
    func replacement() throws {
        let directory = try TemporaryDirectory()
        let store = try GraphStore.open(directory.path, .init(durability: .temporary))
        let name = Term.iri(IRI("urn:guideline"))
        let options = LoadOptions(base: IRI("urn:guideline"), graph: name, replacesGraph: true)
        let other = LoadOptions(graph: .iri(IRI("urn:other")))
        let text = Array("<#a> <urn:p> [ <urn:q> _:b ] .".utf8)
        try store.load(text, format: .turtle, other.withBase("urn:other"))
        try store.load(text, format: .turtle, options)
        let first = try store.read { try $0.graph(name) }
        try store.load(text, format: .turtle, options)
        try store.read { snapshot in
            let second = try snapshot.graph(name)
            #expect(second.isIsomorphic(to: first))
            #expect(second != first)
            let nodes = try snapshot.quads().flatMap { $0.subject.blankNodes + $0.object.blankNodes }
            #expect(Set(nodes).count == 4)
            #expect(try snapshot.count() == 4)
        }
        #expect(throws: RDFSyntaxError.self) { try store.load(Array("<#a> oops".utf8), format: .turtle, options) }
        #expect(try store.read { try $0.graph(name) }.count == 2)
    }

    @Test("a backup and a compacted store hold what the store held")
    func copies() throws {
        let directory = try TemporaryDirectory()
        var random = QuadGenerator(seed: 8)
        let path = directory.path + "/store"
        var expected: Set<Quad> = []
        do {
            let store = try GraphStore.open(path)
            for _ in 0..<30 {
                try store.write { transaction in
                    for _ in 0..<300 { try transaction.insert(random.quad()) }
                    for _ in 0..<100 { try transaction.delete(random.quad()) }
                }
            }
            expected = Set(try store.read { try $0.quads() })
            try FileManager.default.createDirectory(
                atPath: directory.path + "/backup", withIntermediateDirectories: true)
            try store.backUp(to: directory.path + "/backup/data.mdb")
        }
        try GraphStore.open(path).compact()
        for copy in [path, directory.path + "/backup"] {
            let store = try GraphStore.open(copy)
            #expect(try store.verify().isSound)
            #expect(Set(try store.read { try $0.quads() }) == expected)
            try store.write { try $0.insert(random.quad()) }
        }
    }
}

extension LoadOptions {
    fileprivate func withBase(_ base: String) -> LoadOptions {
        var options = self
        options.base = IRI(base)
        return options
    }
}
