import ConformanceSuites
import Foundation
import Testing

@Suite(
    "W3C test suites of SPARQL evaluation",
    .enabled(if: isRequired || FileManager.default.fileExists(atPath: suiteRoot)))
struct SPARQLEvaluationSuiteTests {
    @Test(
        "every query and update of an evaluation suite gives what it must, optimised or not",
        arguments: SPARQLEvaluationSuite.all, [true, false])
    func evaluation(suite: SPARQLEvaluationSuite, isOptimised: Bool) throws {
        var suite = suite
        suite.isOptimised = isOptimised
        let results = try suite.run(root: suiteRoot + "/sparql")
        #expect(!results.isEmpty)
        for result in results where result.failure != nil {
            Issue.record("\(result.name): \(result.failure ?? "")")
        }
    }
}
