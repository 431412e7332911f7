import Primitives
import RDF
import RDFSyntax
import Testing

@testable import GraphStore

@Suite("Lines of a document")
struct LineChunksTests {
    /// Gives its bytes in pieces of any length, empty ones excepted.
    private struct PiecewiseSource: ByteSource {
        let bytes: [UInt8]
        var position = 0
        var random: SplitMix64

        mutating func read(_ count: Int, into buffer: inout [UInt8]) -> Bool {
            let end = min(bytes.count, position + Int(random.next() % 90) + 1)
            buffer.append(contentsOf: bytes[position..<end])
            defer { position = end }
            return position < end
        }
    }

    @Test("chunks are whole lines and together the document, in whatever pieces that comes", arguments: 0..<30)
    func wholeLines(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var document: [UInt8] = []
        for _ in 0..<seed * 10 {
            document += [UInt8](repeating: UInt8(ascii: "x"), count: Int(random.next() % 200))
            document.append(UInt8(ascii: "\n"))
        }
        let endsInside = seed % 2 == 1
        if endsInside { document += Array("the last line".utf8) }
        var source = PiecewiseSource(bytes: document, random: random)
        var lines = LineChunks()
        var (chunk, all) = (Array("left over".utf8), [UInt8]())
        while try lines.next(from: &source, into: &chunk) {
            #expect(chunk.last == UInt8(ascii: "\n"))
            all += chunk
        }
        #expect(all == document + (endsInside ? [UInt8(ascii: "\n")] : []))
    }

    @Test("a line means the same whatever lines are beside it", arguments: 0..<20 as Range<UInt64>)
    func batches(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let nodes = [
            "<urn:a>", "<urn:ab>", "<http://x.org/1#a>", "<http://x.org/1#b>", "<http://x.org/2>", "_:b", "<urn:é>",
        ]
        let literals = [
            "\"short\"", "\"longer than inline\"", "\"text\"@en",
            "\"1.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
            "\"x\"^^<urn:type>", "\"\\u0041BCDEFGHI\"", "\"2020-02-30\"^^<http://www.w3.org/2001/XMLSchema#date>",
        ]
        func pick(_ texts: [String]) -> String { texts[Int(random.next() % UInt64(texts.count))] }
        var previous = [nodes[0], nodes[1], nodes[2], ""]
        let lines = (0..<300).map { _ in
            // Half of all terms are those of the line before.
            func term(_ place: Int, _ texts: [String]) -> String {
                if random.next() % 2 == 0 { previous[place] = pick(texts) }
                return previous[place]
            }
            let iris = nodes.filter { $0 != "_:b" }
            return "\(term(0, nodes)) \(term(1, iris)) \(term(2, nodes + literals)) \(term(3, iris + [""])) .\n"
        }
        var expected: Set<Quad> = []
        let (reader, prefix) = DocumentLoader.reader(.nQuads, number: 7, source: nil, LoadOptions())
        try reader.read(Array(lines.joined().utf8)) { quad, _ in expected.insert(quad) }
        var changes = ChangeSet()
        var loader = LineLoader(reader, prefix: prefix, graph: nil)
        var chunk = Array(lines.joined().utf8)
        try loader.load(&chunk, into: &changes)
        #expect(loader.report.statements == lines.count)
        #expect(loader.lineCount == lines.count)
        var model = ChangeSet()
        for quad in expected { model.append(quad, isInsert: true) }
        func texts(_ changes: ChangeSet) -> Set<[String]> {
            Set(
                changes.changes.map { change in
                    (0..<4).map { column in
                        let id = change.tuple.word(column)
                        guard id & ChangeSet.tagMask == ChangeSet.internedTag else { return "\(id)" }
                        return "\(Array(changes.interner.bytes(Int(id & ~ChangeSet.tagMask))))"
                    }
                })
        }
        #expect(texts(changes) == texts(model))
        #expect(changes.interner.count == model.interner.count)
    }
}
