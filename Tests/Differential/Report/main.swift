// `differential-report check QUERIES [SEED]` compares the engine, in each of its ways, with the naive evaluator on so
// many random queries, from a seed on; `differential-report export QUERIES FILE` writes queries and answers for another
// engine to be compared with; `differential-report explain FILE` reads that engine's answers and tells of each with which
// deviations from the specification the naive evaluator gives it.
import DifferentialSuite
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 2, arguments[0] == "explain" {
    for line in try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n") {
        let answer = try JSONDecoder().decode(OtherAnswer.self, from: Data(line.utf8))
        print(String(decoding: try JSONEncoder().encode(try answer.explanation()), as: UTF8.self))
    }
    exit(0)
}
guard arguments.count >= 2, let queries = Int(arguments[1]) else {
    print("usage: differential-report check QUERIES [SEED] | export QUERIES FILE | explain FILE")
    exit(2)
}
if arguments[0] == "export", arguments.count == 3 {
    try Campaign(queries: queries, firstSeed: 1).export(to: arguments[2])
} else {
    let seed = arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1
    let outcome = try await Campaign(queries: queries, firstSeed: seed).compare()
    for failure in outcome.failures.prefix(20) { print(failure + "\n") }
    print(
        "\(outcome.compared) queries compared in \(EngineWay.all.count) ways, \(outcome.answered) with solutions, "
            + "\(outcome.passedOver) passed over, \(outcome.failures.count) differences")
    exit(outcome.failures.isEmpty ? 0 : 1)
}
