// `conformance-report w3c|shacl FOLDER`: runs the W3C suites of a folder and prints a line for each, the failures, and
// the totals.
import ConformanceSuites
import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 2, ["w3c", "shacl"].contains(arguments[0]) else {
    print("usage: conformance-report w3c FOLDER-OF-RDF-TESTS | shacl FOLDER-OF-CORE-TESTS")
    exit(2)
}
let root = arguments[1]
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

if arguments[0] == "w3c" {
    for suite in SyntaxSuite.all { report(suite) { try suite.run(root: root + "/rdf") } }
    for suite in SPARQLSyntaxSuite.all { report(suite) { try suite.run(root: root + "/sparql") } }
    for isOptimised in [true, false] {
        for var suite in SPARQLEvaluationSuite.all {
            suite.isOptimised = isOptimised
            report(suite) { [suite] in try suite.run(root: root + "/sparql") }
        }
    }
} else {
    for suite in ShapesSuite.all { report(suite) { try suite.run(root: root) } }
}
print("\(passed) passed, \(failed) failed, \(skipped) skipped")
exit(failed == 0 ? 0 : 1)
