import ConformanceSuites
import Foundation
import SPARQLSyntax
import Testing

@Suite("W3C test suites of SPARQL", .enabled(if: isRequired || FileManager.default.fileExists(atPath: suiteRoot)))
struct SPARQLSyntaxSuiteTests {
    private static let root = suiteRoot + "/sparql"

    @Test("every test of a SPARQL syntax suite passes", arguments: SPARQLSyntaxSuite.all)
    func syntax(suite: SPARQLSyntaxSuite) throws {
        try record(suite.run(root: Self.root))
    }

    @Test("every query and update of an evaluation suite parses", arguments: SPARQLSyntaxSuite.evaluated)
    func evaluated(suite: SPARQLSyntaxSuite) throws {
        try record(suite.run(root: Self.root))
    }

    @Test(
        "every valid request reads back as equal algebra from the text written of it",
        arguments: SPARQLSyntaxSuite.all + SPARQLSyntaxSuite.evaluated)
    func roundTrips(suite: SPARQLSyntaxSuite) throws {
        try record(suite.runRoundTrips(root: Self.root), mayBeEmpty: true)
    }

    private func record(_ results: [SuiteResult], mayBeEmpty: Bool = false) {
        #expect(mayBeEmpty || !results.isEmpty)
        for result in results where result.failure != nil {
            Issue.record("\(result.name): \(result.failure ?? "")")
        }
    }
}
