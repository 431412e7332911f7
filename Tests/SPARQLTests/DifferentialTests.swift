import DifferentialSuite
import Foundation
import Testing

@Suite("The engine gives what the specification's definitions give")
struct DifferentialTests {
    @Test(
        "random queries on random graphs: optimised, as written and with each join, the solutions are those by the letter",
        arguments: 1...40 as ClosedRange<UInt64>)
    func randomQueries(seed: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "differential-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var run = try DifferentialRun(seed: seed, folder: folder.path)
        let outcome = try run.compare(queries: 50)
        #expect(outcome.failures == [])
        #expect(outcome.compared == 50, "most queries must be small enough to compare")
        #expect(outcome.answered > 0, "some queries must have solutions")
    }

    @Test(
        "another engine's answer is explained by the deviation that gives it, and a right one by none",
        arguments: [
            ("SELECT ?y { :a (:p|:p) ?y }", [["<http://example.org/b>"], ["<http://example.org/b>"]], []),
            ("SELECT ?y { :a (:p|:p) ?y }", [["<http://example.org/b>"]], [Deviation.distinctAlternatives]),
            ("SELECT ?y { :a (:p|:p) ?y }", [], nil),
            ("SELECT (STR(?o) AS ?y) { ?s :n ?o }", [["\"01\""]], []),
            ("SELECT (STR(?o) AS ?y) { ?s :n ?o }", [["\"1\""]], [.numbersByValue]),
            ("SELECT (COUNT(STR(?o) + 1) AS ?y) { ?s :n ?o }", [[nil]], [.countedErrors]),
            ("SELECT ?y { ?y :n ?o FILTER(?y >= :a) }", [["<http://example.org/a>"]], [.ordersEqualTerms]),
            ("SELECT ?y { :none :p? ?y }", [], [.fewerNodes]),
        ] as [(String, [[String?]], [Deviation]?)])
    func explanations(query: String, rows: [[String?]], expected: [Deviation]?) throws {
        let quads = [
            "<http://example.org/a> <http://example.org/p> <http://example.org/b> .",
            "<http://example.org/a> <http://example.org/n> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> .",
        ]
        let answer = OtherAnswer(
            seed: 1, quads: quads, query: "PREFIX : <http://example.org/> " + query, variables: ["y"], rows: rows)
        #expect(try answer.explanation() == expected)
    }
}
