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

/// Runs a suite and prints its line and its failures.
@MainActor func report(_ suite: some CustomStringConvertible, _ run: () throws -> [SuiteResult]) {
    do {
        let results = try run()
        let failures = results.filter { $0.failure != nil }
        passed += results.count - failures.count
        failed += failures.count
        print("\(suite): \(results.count - failures.count) passed, \(failures.count) failed, 0 skipped")
        for result in failures { print("  \(result.name): \(result.failure ?? "")") }
    } catch {
        failed += 1
        print("\(suite): \(error)")
    }
}

for suite in SyntaxSuite.all { report(suite) { try suite.run(root: root + "/rdf") } }
for suite in SPARQLSyntaxSuite.all { report(suite) { try suite.run(root: root + "/sparql") } }
print("\(passed) passed, \(failed) failed, 0 skipped")
exit(failed == 0 ? 0 : 1)
