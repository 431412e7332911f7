import Primitives
import RDF
import RDFSyntax
import Testing

@Suite("Scanning of plain lines")
struct QuadLineScannerTests {
    private static let starts = [
        "http://example.org/med/", "http://example.org/med/patient#", "urn:", "h", "ht+p-1.0:/",
    ]
    private static let ends = [
        "", "a", "ab", "abcdefgh", "abcdefghi", "12345", "x#", "#", "y#z", "#a#b", "%41", "%4", "é", "[", "]", "a b",
        "<",
        "\"", "{", "\\u0041", "?q=1&r=(2)", ":", "\u{7F}", "^",
    ]
    private static let literals = [
        "\"\"", "\"text\"", "\"longer than eight\"", "\"1234567é\"", "\"tab\there\"", "\"line\\nfeed\"",
        "\"8 bytes.\"@en",
        "\"8 bytes.\"@en-GB", "\"x\"@e1", "\"x\"@abcdefghi", "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        "\"7.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>", "\"open", "\"x\"^<urn:a>", "\"a\rb\"", "\"quo\\\"te\"",
        "\"<b>x</b>\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>", "\"nul\u{0}\"",
    ]

    private func line(_ random: inout SplitMix64) -> String {
        func pick(_ texts: [String]) -> String { texts[Int(random.next() % UInt64(texts.count))] }
        // Bad ends are rare, so that a good part of all lines is plain.
        func end() -> String { random.next() % 8 == 0 ? pick(Self.ends) : pick(Array(Self.ends[..<7])) }
        func iri() -> String { "<\(pick(Array(Self.starts[..<(random.next() % 8 == 0 ? 5 : 3)])))\(end())>" }
        func node() -> String { random.next() % 5 == 0 ? "_:\(pick(["a", "b1", "-c", "d.e"]))" : iri() }
        let blank = random.next() % 6 == 0 ? pick([" \t", "", "  "]) : " "
        let object = random.next() % 2 == 0 ? node() : pick(Self.literals)
        let graph = random.next() % 3 == 0 ? "" : node() + " "
        return "\(node())\(blank)\(iri()) \(object) \(graph).\n"
    }

    private struct Found: Equatable {
        var texts: [String] = []

        init(_ scanner: QuadLineScanner, _ bytes: [UInt8]) {
            for term in [scanner.subject, scanner.predicate, scanner.object, scanner.graph].compactMap({ $0 }) {
                let parts = [term.range, term.qualifier].map { String(decoding: bytes[$0], as: UTF8.self) }
                texts.append("\(term.kind) \(parts)")
            }
        }
    }

    @Test("a line is read as if it stood alone, and as by the whole grammar", arguments: 0..<40 as Range<UInt64>)
    func sharedBeginnings(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let lines = (0..<200).map { _ in line(&random) }
        let document = Array(lines.joined().utf8)
        var plainCount = 0
        try document.withUnsafeBufferPointer { buffer in
            var scanner = try #require(QuadLineScanner(buffer, hasGraphs: true))
            var start = 0
            for line in lines {
                let bytes = Array(line.utf8)
                let alone = bytes.withUnsafeBufferPointer { buffer -> Found? in
                    var scanner = QuadLineScanner(buffer, hasGraphs: true)
                    return scanner?.scanLine(from: 0) == nil ? nil : scanner.map { Found($0, bytes) }
                }
                let before = Found(scanner, document)
                let next = scanner.scanLine(from: start)
                let found = next.map { _ in Found(scanner, document) }
                #expect(found == alone, "\(line)")
                if let next, let found {
                    #expect(next == start + bytes.count)
                    let terms = [scanner.subject, scanner.predicate, scanner.object, scanner.graph].compactMap { $0 }
                    for (place, term) in terms.enumerated() {
                        let isThere = place < before.texts.count && before.texts[place] == found.texts[place]
                        #expect(term.isRepeated == (isThere && term.kind == .iri))
                    }
                    var quads: [Quad] = []
                    try RDFReader(.nQuads).read(bytes) { quad, _ in quads.append(quad) }
                    #expect(quads.count == 1, "\(line)")
                    plainCount += 1
                }
                start += bytes.count
            }
        }
        #expect(plainCount > 50)
    }

    @Test("bytes that are not UTF-8 are left to the parser wherever they stand", arguments: 0..<20)
    func brokenUTF8(offset: Int) throws {
        var text = Array("<urn:a> <urn:b> \"abcdefghijklmnopqrst\" .\n".utf8)
        let start = 17
        for byte in [0xFF, 0xC3, 0x80] as [UInt8] {
            text[start + offset] = byte
            let end = text.withUnsafeBufferPointer { buffer in
                var scanner = QuadLineScanner(buffer, hasGraphs: false)
                return scanner?.scanLine(from: 0)
            }
            #expect(end == nil)
        }
    }
}
