import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("The engine gives what the specification's definitions give")
struct DifferentialTests {
    @Test(
        "random queries on random graphs: optimised, as written and by the letter give the same solutions",
        arguments: 1...40 as ClosedRange<UInt64>)
    func randomQueries(seed: UInt64) throws {
        var generator = QueryGenerator(seed: seed)
        let quads = generator.quads()
        let store = try TemporaryStore(quads)
        let naive = NaiveEvaluator(quads: quads)
        var compared = 0
        for _ in 0..<50 {
            let query = generator.query()
            guard let expected = naive.solutions(query.pattern).map(counts) else { continue }
            compared += 1
            for isOptimised in [true, false] {
                var settings = EvaluationSettings()
                settings.isOptimised = isOptimised
                let table = try SPARQLEngine(store.store, settings).select(query)
                let found = counts(solutions(table))
                #expect(
                    found == expected,
                    "seed \(seed), \(isOptimised ? "optimised" : "as written"): \(query.pattern)")
            }
        }
        #expect(compared > 25, "most queries must be small enough to compare")
    }

    private func solutions(_ table: SolutionTable) -> [Solution] {
        table.rows.map { row in
            var solution: Solution = [:]
            for (variable, term) in zip(table.variables, row) { solution[variable] = term }
            return solution
        }
    }

    private func counts(_ solutions: [Solution]) -> [Solution: Int] {
        solutions.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
