import ConformanceSuites
import Foundation
import Primitives
import SPARQLSyntax
import Testing

@Suite("Damaged SPARQL", .enabled(if: isRequired || FileManager.default.fileExists(atPath: suiteRoot)))
struct SPARQLMutationTests {
    @Test("no damaged query crashes the parser, and what still parses reads back equal", arguments: 0..<4)
    func mutations(seed: UInt64) throws {
        let suites = SPARQLSyntaxSuite.all + SPARQLSyntaxSuite.evaluated
        let tests = try suites.flatMap { try SPARQLManifest(folder: $0.folder, root: suiteRoot + "/sparql").tests }
        let texts = try tests.map { (text: try bytes(ofFile: $0.request.path), isUpdate: $0.isUpdate) }
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for _ in 0..<5_000 {
            let (original, isUpdate) = texts[random.below(texts.count)]
            var bytes = original
            for _ in 0...random.below(4) { damage(&bytes, texts[random.below(texts.count)].text, &random) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                #expect(throws: SPARQLSyntaxError.self) { try SPARQLParser.parseQuery(bytes) }
                continue
            }
            let base = tests[0].request.iri
            guard let request = try? SPARQLRequest(text, isUpdate: isUpdate, base: base) else { continue }
            accepted += 1
            let again = try? SPARQLRequest(request.text, isUpdate: isUpdate, base: nil)
            #expect(again?.isSame(as: request) == true, "\(request)\nwritten as\n\(request.text)")
        }
        #expect(accepted > 100)
    }

    /// Deletes, repeats, replaces or takes over a few bytes.
    private func damage(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty, !other.isEmpty else { return }
        let start = random.below(bytes.count)
        let end = min(bytes.count, start + random.below(12))
        switch random.below(4) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: bytes[start..<end], at: random.below(bytes.count))
        case 2: bytes[start] = UInt8(random.below(256))
        default:
            let from = random.below(other.count)
            bytes.replaceSubrange(start..<end, with: other[from..<min(other.count, from + random.below(40))])
        }
    }
}

extension SplitMix64 {
    /// A number from 0 up to, not including, `bound`.
    fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
