// `differential-report check QUERIES [SEED]` compares the engine, in each of its ways, with the naive evaluator on so
// many random queries, from a seed on; `differential-report export QUERIES FILE` writes queries and answers for another
// engine to be compared with.
import DifferentialSuite
import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2, let queries = Int(arguments[1]) else {
    print("usage: differential-report check QUERIES [SEED] | export QUERIES FILE")
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
