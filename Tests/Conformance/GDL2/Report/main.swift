// What `Tools/conformance gdl2 [FOLDER]` runs: every guideline and fixture of the folder. Lists what is refused, what is
// skipped and each failing case with its cause; the last line counts cases.

import GDL2Suite
import Guidelines
import Quantities

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

guard CommandLine.arguments.count == 2 else {
    print("usage: gdl2-report FOLDER")
    exit(2)
}
// Fixtures without a date of their own were written for guidelines that do not ask, or cannot pass for ever.
guard let clock = DateTime("2020-01-01T00:00:00Z") else { exit(2) }
let corpus = try GDL2Corpus(folder: CommandLine.arguments[1])
for refusal in corpus.refusals { print("  refused: \(refusal.file): \(refusal.reason)") }
let report = try GDL2Report(corpus, clock: clock)
for skip in report.skipped { print("  skipped: \(skip.file), \(skip.count) cases: \(skip.reason)") }
for failure in report.failures {
    print("  failed: \(failure.file): \(failure.name): \(failure.cause)")
    for difference in failure.differences { print("      \(difference)") }
}
for guideline in report.changedByRoundTrip { print("  changed by the round trip: \(guideline)") }
print("guidelines: \(corpus.guidelines.count) loaded, \(corpus.refusals.count) files refused")
print("round trip through the graph and Turtle: \(report.changedByRoundTrip.count) guidelines changed")
print("cases without reading and compiling: \(report.duration)")
print("\(report.passed.count) passed, \(report.failures.count) failed, \(report.skippedCases) skipped")
exit(report.failures.isEmpty && report.changedByRoundTrip.isEmpty ? 0 : 1)
