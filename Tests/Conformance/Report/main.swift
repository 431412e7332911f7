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
let suites: [(name: String, run: () throws -> [SuiteResult])] =
    arguments[0] == "w3c"
    ? SyntaxSuite.all.map { suite in ("\(suite)", { try suite.run(root: root + "/rdf") }) }
    : ShapesSuite.all.map { suite in ("\(suite)", { try suite.run(root: root) }) }

var passed = 0
var failed = 0
for suite in suites {
    do {
        let results = try suite.run()
        let failures = results.filter { $0.failure != nil }
        passed += results.count - failures.count
        failed += failures.count
        print("\(suite.name): \(results.count - failures.count) passed, \(failures.count) failed, 0 skipped")
        for result in failures { print("  \(result.name): \(result.failure ?? "")") }
    } catch {
        failed += 1
        print("\(suite.name): \(error)")
    }
}
print("\(passed) passed, \(failed) failed, 0 skipped")
exit(failed == 0 ? 0 : 1)
