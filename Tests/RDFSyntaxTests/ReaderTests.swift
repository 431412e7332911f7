import Primitives
import RDF
import Testing

@testable import RDFSyntax

@Suite("Reading RDF")
struct ReaderTests {
    private let document = """
        @prefix : <http://x.org/> . # a comment
        :s a :T ; :p "eins"@de, 'zwei', ""\"drei
        vier""\" ; :q ( 1 2.50 3e0 [ :r true ] ) .
        <http://x.org/ü> :p "\\u00e9\\t" ~ :why {| :by _:x |} .
        GRAPH :g { :a :b :c . :d :e <<( :f :g :h )>> }
        """

    private static let xml = """
        <?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY x "http://x.org/">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="&x;" rdf:version="1.2">
        <x:T rdf:about="&x;s" x:p="v"><x:q rdf:parseType="Collection"><x:T rdf:ID="a"/><!-- c --></x:q>
        <x:l rdf:parseType="Literal"><b>&#x5f;<![CDATA[<]]></b></x:l><rdf:li xml:lang="en">ü</rdf:li></x:T></rdf:RDF>
        """

    @Test("a document read in pieces of any size gives the same statements at the same places")
    func pieces() throws {
        let bytes = Array(document.utf8)
        var expected: [String] = []
        try RDFReader(.triG).read(bytes) { expected.append("\($1) \($0)") }
        #expect(expected.count == 19)
        for size in 1...bytes.count {
            var source = PiecewiseSource(bytes: bytes, size: size)
            var statements: [String] = []
            try RDFReader(.triG).read(from: &source) { statements.append("\($1) \($0)") }
            #expect(statements == expected)
        }
    }

    @Test("RDF/XML read in pieces of any size gives the same statements at the same places")
    func piecesOfXML() throws {
        let document = """
            <?xml version="1.0"?>
            <!DOCTYPE rdf:RDF [ <!ENTITY ex "http://example.org/"> ]>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/ns#">
              <!-- a comment -- of some length -->
              <rdf:Description rdf:about="&ex;s" ex:title="糖尿病 &amp; more">
                <ex:label xml:lang="zh">起始<![CDATA[<二甲双胍>]]></ex:label>
                <ex:parts rdf:parseType="Collection"><ex:Part rdf:ID="one"/><ex:Part/></ex:parts>
                <ex:text rdf:parseType="Literal">some <b>bold</b> text</ex:text>
              </rdf:Description>
            </rdf:RDF>

            """
        let bytes = Array(document.utf8)
        let reader = RDFReader(.rdfXML, base: IRI("http://example.org/"))
        var expected: [String] = []
        try reader.read(bytes) { expected.append("\($0) \($1)") }
        #expect(expected.count == 10)
        for size in 1...40 {
            var source = PiecewiseSource(bytes: bytes, size: size)
            var found: [String] = []
            try reader.read(from: &source) { found.append("\($0) \($1)") }
            #expect(found == expected, "pieces of \(size)")
        }
        var broken = PiecewiseSource(bytes: Array(document.dropLast(40).utf8), size: 3)
        #expect(throws: RDFSyntaxError.self) { try reader.read(from: &broken) { _, _ in } }
    }

    @Test(
        "errors say where and what",
        arguments: [
            ("<urn:s> <urn:p> 5", "1:18: the document ends where ';', ',' or '.' after an object is expected"),
            ("\n  a:s <urn:p> 5 .", "2:3: the prefix 'a:' is not declared; add '@prefix a: <…> .'"),
            ("<urn:s> <urn:p> \"é\n\" .", "1:17: the string that begins here is not closed on its line"),
            ("<urn:s> <urn:ü> é .", "1:17: found the word 'é' where an object is expected; strings need quotes"),
            (
                "<urn:s> <p> 1 .",
                "1:9: <p> is not a valid IRI: it does not start with a scheme such as 'http:'; "
                    + "give a base IRI or write it in full"
            ),
            ("<urn:s> <urn:p> oops .", "1:17: found the word 'oops' where an object is expected; strings need quotes"),
        ])
    func errors(text: String, message: String) {
        let error = #expect(throws: RDFSyntaxError.self) { try RDFReader(.turtle).read(text) { _, _ in } }
        #expect(error?.description == message)
    }

    @Test(
        "an xml:lang that is no language tag is refused where it stands", arguments: ["en/", "e n", "-en", "abcdefghi"])
    func languages(tag: String) {
        let text = """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">
            <rdf:Description rdf:about="urn:s"><x:p xml:lang="\(tag)">text</x:p></rdf:Description></rdf:RDF>
            """
        let error = #expect(throws: RDFSyntaxError.self) { try RDFReader(.rdfXML).read(text) { _, _ in } }
        #expect(error?.position.line == 2)
    }

    @Test("deep nesting is an error, not a crash")
    func nesting() {
        let text = "<urn:s> <urn:p> " + String(repeating: "[ <urn:p> ", count: 100_000)
        #expect(throws: RDFSyntaxError.self) { try RDFReader(.turtle).read(text) { _, _ in } }
    }

    @Test("labels are kept, or renamed so that documents do not meet")
    func labels() throws {
        let text = "_:anon-0 <urn:p> [] . _:b <urn:p> _:anon-0 ."
        let kept = try RDFReader(.turtle).readGraph(text)
        #expect(Set(kept.triples.flatMap { $0.subject.blankNodes + $0.object.blankNodes }).count == 3)
        let renamed = try RDFReader(.turtle, blankNodeLabels: .renamed(prefix: "d7.")).readGraph(text)
        #expect(renamed.isIsomorphic(to: kept))
        let labels = renamed.triples.flatMap { $0.subject.blankNodes + $0.object.blankNodes }.map(\.label)
        #expect(labels.allSatisfy { $0.hasPrefix("d7.") })
    }

    @Test("garbage and truncation give errors or statements, never a crash", arguments: 0..<200 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for format in RDFFormat.allCases {
            var bytes = Array((format == .rdfXML ? Self.xml : document).utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &generator))
            _ = try? RDFReader(format).read(bytes) { _, _ in }
        }
    }
}

/// Hands out a document in pieces of one size, whatever is asked for.
private struct PiecewiseSource: ByteSource {
    let bytes: [UInt8]
    let size: Int
    var position = 0

    init(bytes: [UInt8], size: Int) {
        self.bytes = bytes
        self.size = size
    }

    mutating func read(_ count: Int, into buffer: inout [UInt8]) -> Bool {
        let end = min(position + size, bytes.count)
        buffer += bytes[position..<end]
        defer { position = end }
        return position < end
    }
}
