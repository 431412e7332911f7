import Primitives
import RDF
import SPARQL
import Testing

@Suite("A number of solutions that an index tells is the number of solutions")
struct CountTests {
    private static let bounds = [
        "0", "-0", "3", "-2", "2.5", "-2.5", "0.000001", "-0.000001", "0.0000001", "1.9999999", "2.5e0", "1e400", "7.0",
        "100000000000000000000", "-100000000000000000000", "99999999999999999", "\"2\"", "true", "\"2\"^^xsd:byte",
    ]

    private static func quads(_ random: inout SplitMix64, withOthers: Bool) -> [Quad] {
        var quads: [Quad] = []
        for number in 0..<600 {
            let whole = Int.random(in: -4...4, using: &random)
            let digits = Int.random(in: 0...6, using: &random)
            let fraction = (0..<digits).map { _ in String([0, 0, 5, 9][Int.random(in: 0..<4, using: &random)]) }
                .joined()
            let text = fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
            let datatype = fraction.isEmpty ? Vocabulary.XSD.integer : Vocabulary.XSD.decimal
            var object = Term.literal(Literal(text, datatype: datatype))
            if withOthers, number % 50 == 0 {
                object =
                    [
                        .literal(Literal("2.5e0", datatype: Vocabulary.XSD.double)),
                        .literal(Literal("+02", datatype: Vocabulary.XSD.integer)),
                        .literal(Literal("0.00000001", datatype: Vocabulary.XSD.decimal)),
                    ][number / 50 % 3]
            } else if number % 70 == 0 {
                object = [.string("2"), .iri(IRI("http://example.org/x")), .literal(Literal(true))][number / 70 % 3]
            }
            quads.append(Quad(.iri(IRI("http://example.org/s\(number)")), IRI("http://example.org/p"), object))
        }
        return quads
    }

    @Test(
        "COUNT(*) of a pattern with comparisons of its object, optimised and as written",
        arguments: [false, true], [UInt64(1), 2, 3])
    func ranges(withOthers: Bool, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let store = try TemporaryStore(Self.quads(&random, withOthers: withOthers))
        var asWritten = EvaluationSettings()
        asWritten.isOptimised = false
        for _ in 0..<60 {
            let conditions = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let comparison = ["<", "<=", ">", ">=", "="][Int.random(in: 0..<5, using: &random)]
                let bound = Self.bounds[Int.random(in: 0..<Self.bounds.count, using: &random)]
                return Bool.random(using: &random) ? "?v \(comparison) \(bound)" : "\(bound) \(comparison) ?v"
            }
            let pattern = "?s <http://example.org/p> ?v FILTER(\(conditions.joined(separator: " && ")))"
            let query = """
                PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
                SELECT (COUNT(*) AS ?n) { { SELECT ?s ?v { \(pattern) } } }
                """
            #expect(try store.lines(query) == store.lines(query, asWritten), "\(pattern)")
        }
    }
}
