import Foundation
import FuzzChecks
import Primitives
import Testing

@Suite("The fuzzers' corpus")
struct CorpusTests {
    /// Small inputs that between them reach all code that the fuzzer has reached, and whatever once went wrong.
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Corpus")

    @Test("every parser stands every kept input", arguments: FuzzCheck.allCases)
    func replay(check: FuzzCheck) throws {
        let folder = Self.corpus.appending(path: check.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files { check.run(Array(try Data(contentsOf: file))) }
    }

    @Test("and every piece and blend of them", arguments: FuzzCheck.allCases)
    func mutations(check: FuzzCheck) throws {
        let folder = Self.corpus.appending(path: check.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let inputs = try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
        var random = SplitMix64(seed: 17)
        for _ in 0..<2_000 {
            guard var input = inputs.randomElement(using: &random), let other = inputs.randomElement(using: &random)
            else { return }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: input.removeLast(Int.random(in: 0...input.count, using: &random))
            case 1: input += other
            case 2:
                let cut = Int.random(in: 0...input.count, using: &random)
                input.insert(contentsOf: other.prefix(40), at: cut)
            default:
                for _ in 0..<3 where !input.isEmpty {
                    input[Int.random(in: 0..<input.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            check.run(input)
        }
    }
}
