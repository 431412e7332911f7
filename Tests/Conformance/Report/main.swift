// `conformance w3c ROOT`: runs the W3C suites under ROOT and prints a line for each, the failures, and the totals.
import ConformanceSuites
import Glibc

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2, arguments.first == "w3c", let root = arguments.last else {
    print("usage: conformance w3c FOLDER-OF-RDF-TESTS")
    exit(2)
}

var passed = 0
var failed = 0
var skipped = 0

/// Runs a suite and prints its line and its failures.
@MainActor func report(_ suite: some CustomStringConvertible, _ run: () throws -> [SuiteResult]) {
    do {
        let results = try run()
        let failures = results.filter { $0.failure != nil }
        let skips = results.filter { $0.skip != nil }
        let passes = results.count - failures.count - skips.count
        passed += passes
        failed += failures.count
        skipped += skips.count
        print("\(suite): \(passes) passed, \(failures.count) failed, \(skips.count) skipped")
        for result in failures { print("  \(result.name): \(result.failure ?? "")") }
        for reason in Set(skips.compactMap(\.skip)).sorted() { print("  skipped: \(reason)") }
    } catch {
        failed += 1
        print("\(suite): \(error)")
    }
}

for suite in SyntaxSuite.all { report(suite) { try suite.run(root: root + "/rdf") } }
for suite in SPARQLSyntaxSuite.all { report(suite) { try suite.run(root: root + "/sparql") } }
for suite in SPARQLEvaluationSuite.all { report(suite) { try suite.run(root: root + "/sparql") } }
print("\(passed) passed, \(failed) failed, \(skipped) skipped")
exit(failed == 0 ? 0 : 1)
