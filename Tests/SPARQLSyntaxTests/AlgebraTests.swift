import RDF
import Testing

@testable import SPARQLSyntax

@Suite("SPARQL to algebra")
struct AlgebraTests {
    static func algebra(_ text: String) throws -> String {
        try SPARQLParser.parseQuery("PREFIX : <http://x.org/> " + text).description
    }

    @Test(
        "patterns become the algebra of section 18.2",
        arguments: [
            ("ASK { ?s :p 1 ; :q ?o }", "(ask (bgp (triple ?s :p 1) (triple ?s :q ?o)))"),
            ("ASK { ?s :p/^:q ?o }", "(ask (bgp (triple ?s :p ?.0) (triple ?o :q ?.0)))"),
            ("ASK { ?s :p/:q* ?o }", "(ask (join (bgp (triple ?s :p ?.0)) (path ?.0 (zeroOrMore :q) ?o)))"),
            ("ASK { ?s ^(:p/:q) ?o }", "(ask (bgp (triple ?o :p ?.0) (triple ?.0 :q ?s)))"),
            ("ASK { ?s !(:p|^:q) ?o }", "(ask (path ?s (not :p (inverse :q)) ?o))"),
            ("ASK { ?s :p +1 . ?s :p+ 1 }", "(ask (join (bgp (triple ?s :p +1)) (path ?s (oneOrMore :p) 1)))"),
            (
                "ASK { ?s ?p ?o FILTER(?o > 1) ?o ?q ?r }",
                "(ask (filter (> ?o 1) (bgp (triple ?s ?p ?o) (triple ?o ?q ?r))))"
            ),
            (
                "ASK { ?a :p ?b OPTIONAL { ?b :q ?c FILTER(?c = ?a) } }",
                "(ask (leftjoin (bgp (triple ?a :p ?b)) (bgp (triple ?b :q ?c)) (= ?c ?a)))"
            ),
            (
                "ASK { ?a :p ?b OPTIONAL { { ?b :q ?c FILTER(?c = ?a) } } }",
                "(ask (leftjoin (bgp (triple ?a :p ?b)) (filter (= ?c ?a) (bgp (triple ?b :q ?c)))))"
            ),
            (
                "ASK { { ?a :p 1 } UNION { ?a :p 2 } UNION {} MINUS { ?a :q 3 } }",
                "(ask (minus (union (union (bgp (triple ?a :p 1)) (bgp (triple ?a :p 2))) (bgp)) (bgp (triple ?a :q 3))))"
            ),
            ("ASK { { ?s ?p ?o } {} }", "(ask (bgp (triple ?s ?p ?o)))"),
            ("ASK { ?s ?p ?o {} ?s ?q ?o }", "(ask (join (bgp (triple ?s ?p ?o)) (bgp (triple ?s ?q ?o))))"),
            ("ASK { BIND(1 AS ?x) ?s :p ?x }", "(ask (join (extend (?x 1) (bgp)) (bgp (triple ?s :p ?x))))"),
            (
                "ASK { SERVICE SILENT :e { GRAPH ?g { ?s ?p ?o } } }",
                "(ask (service silent :e (graph ?g (bgp (triple ?s ?p ?o)))))"
            ),
            (
                "ASK { ?s :p (1 [ :q 2 ]) }",
                "(ask (bgp (triple ?.0 rdf:first 1) (triple ?.0 rdf:rest ?.1) (triple ?.2 :q 2) (triple ?.1 rdf:first ?.2)"
                    + " (triple ?.1 rdf:rest rdf:nil) (triple ?s :p ?.0)))"
            ),
            (
                "ASK { VALUES (?x ?y) { (1 UNDEF) (\"a\"@en--ltr <<( :s :p 2 )>>) } }",
                "(ask (table (?x ?y) (row 1 UNDEF) (row \"a\"@en--ltr (triple :s :p 2))))"
            ),
            (
                "ASK { ?s :p ?o ~ :r {| :q 1 |} }",
                "(ask (bgp (triple ?s :p ?o) (triple :r rdf:reifies (triple ?s :p ?o)) (triple :r :q 1)))"
            ),
            (
                "ASK { << ?s :p ?o >> :q 1 }",
                "(ask (bgp (triple ?.0 rdf:reifies (triple ?s :p ?o)) (triple ?.0 :q 1)))"
            ),
        ])
    func patterns(text: String, expected: String) throws {
        let query = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX : <http://x.org/> " + text
        #expect(try Self.flat(SPARQLParser.parseQuery(query).description) == expected)
    }

    @Test(
        "solution modifiers are applied in the order of section 18.2.5",
        arguments: [
            (
                "SELECT DISTINCT ?s { ?s :p ?o } ORDER BY DESC(?o) ?s LIMIT 5 OFFSET 2",
                "(slice 2 5 (distinct (project (?s) (order ((desc ?o) ?s) (bgp (triple ?s :p ?o))))))"
            ),
            (
                "SELECT * { ?b :p ?a . [] :q ?c MINUS { ?d :p 1 } }",
                "(project (?b ?a ?c) (minus (bgp (triple ?b :p ?a) (triple ?.0 :q ?c)) (bgp (triple ?d :p 1))))"
            ),
            (
                "SELECT (?o + 1 AS ?x) (?x * 2 AS ?y) { ?s :p ?o }",
                "(project (?x ?y) (extend (?y (* ?x 2)) (extend (?x (+ ?o 1)) (bgp (triple ?s :p ?o)))))"
            ),
            (
                "SELECT ?s (COUNT(*) + MAX(?o) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING(COUNT(*) > 1) ORDER BY MIN(?o)",
                "(project (?s ?n) (order (?.0) (extend (?n (+ ?.1 ?.2)) (filter (> ?.1 1) "
                    + "(group (?s) ((?.1 (COUNT)) (?.2 (MAX ?o)) (?.0 (MIN ?o))) (bgp (triple ?s :p ?o)))))))"
            ),
            (
                "SELECT (GROUP_CONCAT(DISTINCT ?o ; separator = \"; \") AS ?t) { ?s :p ?o }",
                "(project (?t) (extend (?t ?.0) (group () ((?.0 (GROUP_CONCAT distinct (separator \"; \") ?o)))"
                    + " (bgp (triple ?s :p ?o)))))"
            ),
            (
                "SELECT ?k { ?s :p ?o } GROUP BY (STR(?o) AS ?k) (LANG(?o))",
                "(project (?k) (group (?k ?.0) () (extend (?.0 (lang ?o)) (extend (?k (str ?o)) (bgp (triple ?s :p ?o))))))"
            ),
            (
                "SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING(?n > 1 && ?o = 2)",
                "(project (?s ?n) (extend (?n ?.0) (filter (&& (> ?n 1) (= ?.1 2)) "
                    + "(group (?s) ((?.0 (COUNT)) (?.1 (SAMPLE ?o))) (bgp (triple ?s :p ?o))))))"
            ),
            (
                "SELECT (COUNT(*) AS ?n) (?n * 2 AS ?m) { ?s :p ?o } HAVING(?m > 1)",
                "(project (?n ?m) (extend (?m (* ?n 2)) (extend (?n ?.0) (filter (> ?m 1) "
                    + "(group () ((?.0 (COUNT))) (bgp (triple ?s :p ?o)))))))"
            ),
            (
                "SELECT ?x { { SELECT (1 AS ?x) {} } ?x :p ?y } VALUES ?y { 2 }",
                "(project (?x) (join (join (project (?x) (extend (?x 1) (bgp))) (bgp (triple ?x :p ?y))) (table (?y) (row 2))))"
            ),
        ])
    func modifiers(text: String, expected: String) throws {
        #expect(try Self.flat(Self.algebra(text)) == expected)
    }

    @Test(
        "operators bind as the grammar says",
        arguments: [
            ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"), ("?a || ?b && ! ?c = 1", "(|| ?a (&& ?b (= (! ?c) 1)))"),
            ("?a -1", "(- ?a 1)"), ("-1 + -?a", "(+ -1 (negative ?a))"), ("!!?a", "(! (! ?a))"),
            ("?a NOT IN (1, 2)", "(! (in ?a 1 2))"), ("?a IN ()", "(in ?a)"), ("?a<?b", "(< ?a ?b)"),
            ("IF(BOUND(?a), COALESCE(?a, 1), :f(?b))", "(if (bound ?a) (coalesce ?a 1) (call :f ?b))"),
            ("isuri(URI(?a))", "(isiri (iri ?a))"), ("NOT EXISTS { ?s ?p ?a }", "(! (exists (bgp (triple ?s ?p ?a))))"),
            ("<<( ?a :p 1 )>>", "(triple ?a :p 1)"), ("\"\\u0041\\\"\\n\"", "\"A\\\"\\n\""),
        ])
    func expressions(text: String, expected: String) throws {
        #expect(try Self.flat(Self.algebra("ASK { FILTER(\(text)) }")) == "(ask (filter \(expected) (bgp)))")
    }

    @Test(
        "updates keep their operations, templates and graphs",
        arguments: [
            (
                "INSERT DATA { :s :p [] GRAPH :g { _:a :p 1 } } ; CLEAR SILENT NAMED",
                "(insertdata (triple :s :p _:b0) (quad :g _:b1 :p 1)) (clear silent named)"
            ),
            (
                "WITH :g DELETE { ?s :p ?o } INSERT { GRAPH ?h { ?s :p 2 } } USING NAMED :h WHERE { GRAPH ?h { ?s :p ?o } }",
                "(modify (with :g) (using ((named :h))) (delete (triple ?s :p ?o)) (insert (quad ?h ?s :p 2)) "
                    + "(graph ?h (bgp (triple ?s :p ?o))))"
            ),
            (
                "DELETE WHERE { ?s :p ?o . GRAPH :g { ?s :q ?r } }",
                "(modify (delete (triple ?s :p ?o) (quad :g ?s :q ?r)) (insert) "
                    + "(join (bgp (triple ?s :p ?o)) (graph :g (bgp (triple ?s :q ?r)))))"
            ),
            (
                "LOAD SILENT :d INTO GRAPH :g; COPY DEFAULT TO :h; MOVE GRAPH :h TO DEFAULT; DROP ALL; CREATE GRAPH :g ;",
                "(load silent :d :g) (copy default :h) (move :h default) (drop all) (create :g)"
            ),
        ])
    func updates(text: String, expected: String) throws {
        let update = try SPARQLParser.parseUpdate("PREFIX : <http://x.org/> " + text)
        #expect(Self.flat(update.description) == expected)
    }

    @Test("IRIs resolve against the base that is in force")
    func bases() throws {
        let query = try SPARQLParser.parseQuery(
            "PREFIX a: <ns#> BASE <http://y.org/a/> PREFIX b: <ns#> ASK { a:x <c> b:y }", base: IRI("http://x.org/d"))
        let expected = TriplePattern(
            .term(.iri(IRI("http://x.org/ns#x"))), .term(.iri(IRI("http://y.org/a/c"))),
            .term(.iri(IRI("http://y.org/a/ns#y"))))
        #expect(query.pattern == .basic([expected]))
        #expect(query.base == IRI("http://y.org/a/"))
        #expect(query.prefixes.namespaces == ["a": "http://x.org/ns#", "b": "http://y.org/a/ns#"])
    }

    /// The text on one line.
    private static func flat(_ text: String) -> String {
        text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    @Test("names of SELECT that HAVING does not see are told")
    func unseen() throws {
        func names(_ text: String) throws -> [String] {
            try SPARQLParser.parseQuery("PREFIX : <http://example.org/> " + text).namesUnseenByHaving.map(\.description)
        }
        #expect(try names("SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING(?n > 1)") == ["?n"])
        #expect(try names("SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING(COUNT(*) > 1)").isEmpty)
        #expect(try names("SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING(?s != :a) ORDER BY ?n").isEmpty)
        #expect(
            try names(
                """
                SELECT ?t { ?t :q ?n { SELECT ?s (SUM(?o) AS ?m) (?m + 1 AS ?n) { ?s :p ?o } GROUP BY ?s
                HAVING(?m > 1 || ABS(?n) > 2) VALUES ?s { :a } } FILTER(?n > 1) } ORDER BY ?t LIMIT 2
                """) == ["?m", "?n"])
    }
}
