import SPARQL
import Testing

@Suite("EXISTS stands wherever an expression may")
struct ExistenceTests {
    private static let turtle = """
        @prefix : <http://example.org/> .
        :warfarin :interacts :aspirin , :ibuprofen ; :class :anticoagulant .
        :aspirin :interacts :warfarin ; :class :antiplatelet .
        :ibuprofen :class :nsaid .
        :naproxen :class :nsaid .
        """

    private func lines(_ query: String, isOptimised: Bool) throws -> [String] {
        var settings = EvaluationSettings()
        settings.isOptimised = isOptimised
        return try TemporaryStore(turtle: Self.turtle).lines("PREFIX : <http://example.org/> " + query, settings)
    }

    @Test("in ORDER BY, in aggregates, as a key, in HAVING and in what is shown", arguments: [true, false])
    func places(isOptimised: Bool) throws {
        func lines(_ query: String) throws -> [String] {
            try self.lines(query, isOptimised: isOptimised).map { $0.replacing("http://example.org/", with: "") }
        }
        let one = "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>"
        let two = "\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>"
        #expect(
            try lines("SELECT ?d { ?d :class ?c } ORDER BY DESC(EXISTS { ?d :interacts ?e }) LIMIT 2")
                == ["<aspirin>", "<warfarin>"])
        #expect(
            try lines("SELECT ?d { ?d :class ?c } ORDER BY (IF(EXISTS { ?d :interacts :aspirin }, 0, 1)) ?d LIMIT 1")
                == ["<warfarin>"])
        #expect(
            try lines("SELECT (SUM(IF(EXISTS { ?d :interacts ?e }, 1, 0)) AS ?n) { ?d :class ?c }") == [two])
        #expect(
            try lines("SELECT ?k (COUNT(*) AS ?n) { ?d :class ?c } GROUP BY (EXISTS { ?d :interacts ?e } AS ?k)").count
                == 2)
        #expect(
            try lines("SELECT ?c (COUNT(*) AS ?n) { ?d :class ?c } GROUP BY ?c HAVING(EXISTS { :aspirin :class ?c })")
                == ["<antiplatelet> \(one)"])
        #expect(try lines("SELECT (EXISTS { ?d :interacts :warfarin } AS ?e) { ?d :class ?c }").count == 4)
    }

    @Test("a variable without a value outside is one like others inside, in MINUS, too", arguments: [true, false])
    func minus(isOptimised: Bool) throws {
        // Outside, ?d has a value in the second solution alone; in the first MINUS removes what ?d and ?e interact with.
        let query = """
            SELECT ?d ?e { { VALUES ?e { :aspirin } } UNION { VALUES (?d ?e) { (:warfarin :ibuprofen) } }
            FILTER NOT EXISTS { ?d :interacts ?e MINUS { ?d :interacts ?e } } }
            """
        #expect(try lines(query, isOptimised: isOptimised) == ["- <http://example.org/aspirin>"])
    }

    @Test("it sees what BIND gave before it, and what is bound after it sees its outcome", arguments: [true, false])
    func bindings(isOptimised: Bool) throws {
        let query = """
            SELECT ?d ?x ?e ?y { ?d :class :nsaid BIND(:aspirin AS ?x) BIND(EXISTS { ?x :interacts ?d } AS ?e)
            BIND(IF(?e, :ibuprofen, :warfarin) AS ?y) FILTER(EXISTS { ?y :interacts ?x }) }
            """
        let lines = try lines(query, isOptimised: isOptimised)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("false") && $0.hasSuffix("warfarin>") })
        #expect(
            try self.lines(
                "SELECT (:warfarin AS ?x) (EXISTS { ?x :interacts ?d } AS ?e) { ?d :class :nsaid }",
                isOptimised: isOptimised
            ).map { $0.contains("true") } == [false, true])
    }

    @Test("beside it, a label of BNODE means one node in one solution", arguments: [true, false])
    func labels(isOptimised: Bool) throws {
        let nodes = try lines(
            "SELECT (BNODE(\"a\") AS ?x) (EXISTS { ?d :interacts ?z } AS ?e) (BNODE(\"a\") AS ?y) { ?d :class :nsaid }",
            isOptimised: isOptimised
        ).map { $0.split(separator: " ") }
        #expect(nodes.allSatisfy { $0[0] == $0[2] } && Set(nodes.map { $0[0] }).count == 2)
    }
}
