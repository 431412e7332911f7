import Primitives
import RDF
import SPARQL
import Testing

@Suite("Aggregates of a variable work on its column of ids and give what aggregates of values give")
struct AggregateTests {
    private let store: TemporaryStore

    /// A few thousand subjects in groups, with none to many values of every kind, some of it in a named graph as well.
    init() throws {
        var random = SplitMix64(seed: 11)
        var quads: [Quad] = []
        func iri(_ name: String) -> Term { .iri(IRI("http://example.org/\(name)")) }
        func typed(_ text: String, _ type: String) -> Term {
            .literal(Literal(text, datatype: IRI("http://www.w3.org/2001/XMLSchema#\(type)")))
        }
        func add(_ subject: String, _ predicate: String, _ object: Term) {
            let quad = Quad(iri(subject), IRI("http://example.org/\(predicate)"), object)
            quads.append(quad)
            if Int.random(in: 0..<4, using: &random) == 0 { quads.append(Quad(quad.triple, graph: iri("g"))) }
        }
        let others = [
            typed("007", "integer"), typed("1.5e0", "double"), typed("2.25", "float"),
            typed("0.12345678901", "decimal"),
            typed("123456789012345678901234567890", "integer"), typed("3.50", "decimal"), typed("7", "byte"),
        ]
        let mixed =
            others + [
                .string("abc"), .string("a longer text than is inline"), iri("s1"),
                .literal(Literal("Fieber", language: "de")), .literal(Literal("发热", language: "zh")),
                .literal(Literal("Husten, trocken", language: "de")), .literal(Literal(true)),
                typed("2020-02-03", "date"), typed("2020-02-03+08:00", "date"), typed("2019-12-31Z", "date"),
                typed("2020-02-03T04:05:06Z", "dateTime"), typed("2020-02-03T12:05:06+08:00", "dateTime"),
                typed("1969-12-31T23:59:59.5Z", "dateTime"), typed("2020-02-30", "date"), typed("7", "integer"),
            ]
        for number in 0..<1_000 {
            let subject = "s\(number)"
            add(subject, "group", iri("k\(Int.random(in: 0..<12, using: &random))"))
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                add(subject, "links", iri("s\(Int.random(in: 0..<150, using: &random))"))
                add(subject, "whole", typed("\(Int.random(in: -9...9, using: &random))", "integer"))
            }
            let size = Int.random(in: 99_999_999_999_999_000...99_999_999_999_999_999, using: &random)
            add(subject, "huge", typed("\(size)", "integer"))
            let fraction = ["5", "50", "125", "000001"][number % 4]
            add(subject, "decimal", typed("\(Int.random(in: -3...3, using: &random)).\(fraction)", "decimal"))
            add(subject, "moment", mixed[mixed.count - 9 + number % 6])
            if number % 40 == 0 { add(subject, "decimal", others[number / 40 % others.count]) }
            if number % 3 == 0 { add(subject, "mixed", mixed[Int.random(in: 0..<mixed.count, using: &random)]) }
            if number % 5 == 0 { add(subject, "text", mixed[7 + Int.random(in: 0..<5, using: &random)]) }
        }
        store = try TemporaryStore(quads)
    }

    private static let bodies = [
        "?s :whole ?v", "?s :huge ?v", "?s :decimal ?v", "?s :mixed ?v", "?s :text ?v", "?s :moment ?v", "?s :links ?v",
        "?s :nothing ?v", "?s :group ?k . ?s :whole ?v", "?s :group ?k . ?s :mixed ?v", "?v :links ?s",
        "?s :group ?k OPTIONAL { ?s :text ?v }", "?s :group ?k OPTIONAL { ?s :links ?v . ?v :text ?t }",
        "?s :links ?v . ?v :group ?k", "?s :group ?k . ?s :links ?t . ?t :links ?v", "GRAPH ?k { ?s :mixed ?v }",
        "GRAPH :g { ?s :links ?v . ?s :group ?k }", "{ ?s :whole ?v } UNION { ?s :decimal ?v } UNION { ?s :mixed ?k }",
        "VALUES (?k ?v) { (1 2) (1 UNDEF) (2 2.0) (UNDEF 2) (1 2) (1 2.50) (2 UNDEF) }",
        "?s :whole ?v FILTER(?v > 2)", "{ SELECT ?s { ?s :whole ?v } }", "{ SELECT ?v { ?s :links ?v } }",
        "?v :links :s7", ":s7 :links ?v",
    ]

    private func answer(_ select: String, _ rest: String, isOptimised: Bool) throws -> [String] {
        var settings = EvaluationSettings()
        settings.isOptimised = isOptimised
        return try store.lines("PREFIX : <http://example.org/> SELECT \(select) { \(rest)", settings)
    }

    @Test("numbers of different values are those of the different rows", arguments: [true, false])
    func differentValues(isOptimised: Bool) throws {
        for body in Self.bodies {
            for keys in ["", "?k", "?s", "?v", "?k ?s"] {
                let grouping = keys.isEmpty ? "" : "GROUP BY \(keys)"
                let counted = try answer(
                    "\(keys) (COUNT(DISTINCT ?v) AS ?n)", "\(body) } \(grouping)", isOptimised: isOptimised)
                let byRows = try answer(
                    "\(keys) (COUNT(COALESCE(?v)) AS ?n)", "{ SELECT DISTINCT \(keys) ?v { \(body) } } } \(grouping)",
                    isOptimised: true)
                #expect(counted == byRows, "\(body) by \(keys)")
                let plain = try answer("\(keys) (COUNT(?v) AS ?n)", "\(body) } \(grouping)", isOptimised: isOptimised)
                let asValues = try answer(
                    "\(keys) (COUNT(COALESCE(?v)) AS ?n)", "\(body) } \(grouping)", isOptimised: isOptimised)
                #expect(plain == asValues, "\(body) by \(keys)")
            }
        }
    }

    @Test(
        "the sum, the least, the first of a column is that of the same values one by one",
        arguments: ["SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"])
    func columns(function: String) throws {
        for body in Self.bodies {
            for keys in ["", "?k", "?s"] {
                for quantifier in ["", "DISTINCT "] {
                    let grouping = keys.isEmpty ? "" : "GROUP BY \(keys)"
                    let column = try answer(
                        "\(keys) (\(function)(\(quantifier)?v) AS ?n)", "\(body) } \(grouping)", isOptimised: true)
                    let values = try answer(
                        "\(keys) (\(function)(\(quantifier)COALESCE(?v)) AS ?n)", "\(body) } \(grouping)",
                        isOptimised: true)
                    #expect(column == values, "\(quantifier)\(body) by \(keys)")
                }
            }
        }
    }

    @Test("sums of inline numbers go on beyond 64 bits and keep their datatype")
    func overflow() throws {
        let most = 99_999_999_999_999_999
        var quads = (0..<200).map { number in
            Quad(.iri(IRI("urn:s\(number)")), IRI("urn:p"), .literal(Literal(most - number)))
        }
        let integers = try TemporaryStore(quads).lines("SELECT (SUM(?v) AS ?n) (AVG(?v) AS ?a) { ?s <urn:p> ?v }")
        let integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
        let decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
        #expect(integers == ["\"19999999999999979900\"\(integer) \"99999999999999899.5\"\(decimal)"])
        quads.append(
            Quad(.iri(IRI("urn:s")), IRI("urn:p"), .literal(Literal("0.250", datatype: Vocabulary.XSD.decimal))))
        let mixed = try TemporaryStore(quads).lines("SELECT (SUM(?v) AS ?n) { ?s <urn:p> ?v }")
        #expect(mixed == ["\"19999999999999979900.25\"\(decimal)"])
    }

    @Test("different values that are counted have to fit in the memory of the query")
    func memory() throws {
        var settings = EvaluationSettings()
        settings.limits.memoryBytes = 20_000
        let query =
            "SELECT (COUNT(DISTINCT ?b) AS ?n) { ?a <http://example.org/group> ?k . ?b <http://example.org/group> ?k }"
        #expect(throws: QueryError.self) { try store.lines(query, settings) }
    }
}
