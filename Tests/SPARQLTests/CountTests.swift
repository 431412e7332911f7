import GraphStore
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

    @Test("COUNT(?x) and COUNT(DISTINCT ?x) of one pattern are the numbers of its rows, after changes too")
    func values() throws {
        var random = SplitMix64(seed: 9)
        var quads = Self.quads(&random, withOthers: true)
        for quad in quads where Bool.random(using: &random) {
            let other = Int.random(in: 0..<90, using: &random)
            quads.append(Quad(.iri(IRI("http://example.org/s\(other)")), quad.triple.predicate, quad.triple.object))
        }
        let store = try TemporaryStore(quads)
        func check() throws {
            for pattern in [
                "?s :p ?v", "?s :p 2.5", ":s7 :p ?v", ":s7 :p 3", "?s :missing ?v", "?s ?p ?v", "?s :p ?s",
                "?s :p ?v FILTER(?v > 1)", "{ SELECT ?s { ?s :p ?v } }", "{ SELECT ?s ?v { SELECT ?s { ?s :p ?v } } }",
            ] {
                for variable in ["?s", "?v"] {
                    let prologue = "PREFIX : <http://example.org/>"
                    let rows = try store.lines("\(prologue) SELECT \(variable) { \(pattern) }").filter { $0 != "-" }
                    let counted = try store.lines("\(prologue) SELECT (COUNT(\(variable)) AS ?n) { \(pattern) }")
                    let different = try store.lines(
                        "\(prologue) SELECT (COUNT(DISTINCT \(variable)) AS ?n) { \(pattern) }")
                    #expect(counted == ["\(Literal(rows.count))"], "\(variable) of \(pattern)")
                    #expect(different == ["\(Literal(Set(rows).count))"], "\(variable) of \(pattern)")
                }
            }
        }
        try check()
        try store.store.write { transaction in for quad in quads.prefix(500) { try transaction.delete(quad) } }
        try check()
    }
}

@Suite("Joins are counted without their solutions")
struct JoinCountTests {
    private let store: TemporaryStore

    /// Patients with none to many of everything, some of it in two named graphs as well.
    init() throws {
        var random = SplitMix64(seed: 3)
        var quads: [Quad] = []
        func iri(_ name: String) -> Term { .iri(IRI("http://example.org/\(name)")) }
        for number in 0..<2_000 {
            for (predicate, most, objects) in [("takes", 4, 30), ("has", 6, 40), ("sees", 2, 5), ("next", 3, 2_000)] {
                for _ in 0..<Int.random(in: 0...most, using: &random) {
                    let object = predicate == "next" ? "p" : predicate
                    let quad = Quad(
                        iri("p\(number)"), IRI("http://example.org/\(predicate)"),
                        iri("\(object)\(Int.random(in: 0..<objects, using: &random))"))
                    quads.append(quad)
                    if number % 3 == 0 { quads.append(Quad(quad.triple, graph: iri("g\(number % 2)"))) }
                }
            }
        }
        store = try TemporaryStore(quads)
    }

    @Test(
        "COUNT(*) is the number of rows that SELECT gives",
        arguments: [
            "?p :takes ?d . ?p :has ?c", "?p :takes ?d . ?p :has ?c . ?p :sees ?w . ?p :next ?q",
            "?p :next ?q . ?q :next ?r . ?r :sees :sees1", "?p :has :has3 . ?p :takes ?d . ?p :next ?q . ?q :takes ?e",
            "?p :takes ?d . ?q :takes ?d . ?p :sees :sees2 . ?q :sees :sees3",
            "?p :takes ?d . ?p :takes ?e . FILTER(?d != ?e) ?p :has ?c",
            "?p :sees ?w OPTIONAL { ?p :has ?c . ?p :takes ?d }",
            "?p :sees ?w FILTER EXISTS { ?p :has ?c . ?p :takes ?d }",
            "{ SELECT ?p { ?p :takes ?d . ?p :has ?c } }", "{ SELECT DISTINCT ?p { ?p :takes ?d . ?p :has ?c } }",
            "{ SELECT * { ?p :takes ?d . ?p :has ?c } LIMIT 1500 }", "GRAPH ?g { ?p :takes ?d . ?p :has ?c }",
            "GRAPH :g0 { ?p :takes ?d . ?p :has ?c }", "?p :takes ?d . GRAPH :g0 { ?p :has ?c }",
            "VALUES ?p { :p1 :p2 :p2 :nobody UNDEF } ?p :takes ?d . ?p :has ?c",
            "{ ?p :takes :takes1 } UNION { ?p :has :has1 } ?p :next ?q . ?q :sees ?w",
            "?p :takes ?d . ?p :missing ?c", "?d :next ?p . ?p :takes ?x . ?p :takes ?x",
        ], [true, false])
    func sameNumber(body: String, isOptimised: Bool) throws {
        var settings = EvaluationSettings()
        settings.isOptimised = isOptimised
        let prologue = "PREFIX : <http://example.org/> "
        let rows = try store.lines(prologue + "SELECT * { \(body) }", settings).count
        let count = try store.lines(prologue + "SELECT (COUNT(*) AS ?n) { \(body) }", settings)
        #expect(count == ["\"\(rows)\"^^<http://www.w3.org/2001/XMLSchema#integer>"])
    }

    @Test("a product that is too large for a number ends with an error and not with a crash")
    func overflow() throws {
        let many = (0..<6_000).map { Quad(.iri(IRI("urn:s")), IRI("urn:p"), .iri(IRI("urn:o\($0)"))) }
        let store = try TemporaryStore(many)
        let star = (0..<6).map { "?s <urn:p> ?o\($0)" }.joined(separator: " . ")
        #expect(throws: QueryError.self) { try store.lines("SELECT (COUNT(*) AS ?n) { \(star) }") }
        let pair = try store.lines("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?a . ?s <urn:p> ?b . ?s <urn:p> ?c }")
        #expect(pair == ["\"216000000000\"^^<http://www.w3.org/2001/XMLSchema#integer>"])
    }
}
