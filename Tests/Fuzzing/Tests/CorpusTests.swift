import Foundation
import FuzzChecks
import Primitives
import Testing

@Suite("The fuzzers' corpus")
struct CorpusTests {
    /// Small inputs that between them reach much of the code that the fuzzer has reached, and whatever once went wrong:
    /// one input a line, in base64.
    private static func corpus(of check: FuzzCheck) throws -> [[UInt8]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Corpus/\(check.rawValue).base64")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            Data(base64Encoded: String(line)).map { Array($0) }
        }
    }

    @Test("every parser stands every kept input", arguments: FuzzCheck.allCases)
    func replay(check: FuzzCheck) throws {
        let inputs = try Self.corpus(of: check)
        #expect(!inputs.isEmpty)
        for input in inputs { check.run(input) }
    }

    @Test("and every piece and blend of them", arguments: FuzzCheck.allCases)
    func mutations(check: FuzzCheck) throws {
        let inputs = try Self.corpus(of: check)
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
