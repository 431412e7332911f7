import ConformanceSuites
import Foundation
import Testing

/// The folder with test suites and data that are not ours.
let shared =
    ProcessInfo.processInfo.environment["MERIDIAN_SHARED"]
    ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared").standardized.path
let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"
let suiteRoot = shared + "/conformance/rdf-tests"

@Suite("W3C test suites", .enabled(if: isRequired || FileManager.default.fileExists(atPath: suiteRoot)))
struct SyntaxSuiteTests {
    @Test("every test of an RDF syntax suite passes", arguments: SyntaxSuite.all)
    func syntax(suite: SyntaxSuite) throws {
        let results = try suite.run(root: suiteRoot + "/rdf")
        #expect(!results.isEmpty)
        for result in results where result.failure != nil {
            Issue.record("\(result.name): \(result.failure ?? "")")
        }
    }
}
