import RDF
import Testing

@testable import SPARQLSyntax

@Suite("Errors of SPARQL texts")
struct ErrorTests {
    @Test(
        "an error says where it is, what was found, what was expected and how to mend it",
        arguments: [
            (
                "SELCT * { ?s ?p ?o }",
                "1:1: found 'SELCT'; expected SELECT, ASK, CONSTRUCT or DESCRIBE; did you mean SELECT?"
            ),
            (
                "SELECT ?s\n{ ?s skos:broader ?o }",
                "2:6: the prefix 'skos:' is not declared; add PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
            ),
            (
                "PREFIX drug: <http://x.org/> ASK { drgu:a ?p ?o }",
                "1:36: the prefix 'drgu:' is not declared; did you mean 'drug:'?"
            ),
            (
                "PREFIX a: <http://x.org/> ASK { zzz:a ?p ?o }",
                "1:33: the prefix 'zzz:' is not declared; add PREFIX zzz: <…> (declared are a:)"
            ),
            ("ASK { ?s ?p ?o ?x }", "1:16: found '?x'; expected '.', ';' or ',' after a triple"),
            (
                "ASK { ?s ?p ?o OPTINAL { ?o ?q ?r } }",
                "1:16: found 'OPTINAL'; expected '}', a triple or a pattern; did you mean OPTIONAL?"
            ),
            (
                "ASK { ?s ?p \"é\" FILTR(?s) }",
                "1:17: found 'FILTR'; expected '}', a triple or a pattern; did you mean FILTER?"
            ),
            (
                "ASK { ?s ?p ?o FILTER(STRLN(?o) > 3) }",
                "1:23: found 'STRLN'; expected an expression; did you mean STRLEN?"
            ),
            (
                "ASK { ?s ?p ?o FILTER(?o == 3) }",
                "1:27: found '='; expected an expression"
            ),
            (
                "ASK { ?s ?p ?o",
                "1:15: found the end of the text; expected '}', a triple or a pattern; close the group with '}'"
            ),
            (
                "ASK { ?s ?p \"a\n\" }",
                "1:13: the string that begins here is not closed on its line; "
                    + "close it, or write three quotes on both sides of a text of several lines"
            ),
            (
                "ASK { ?s <http://x.org/a b> ?o }",
                "1:10: found '<'; expected a predicate: an IRI, a variable, 'a' or a path; "
                    + "an IRI ends with '>' and holds no spaces, quotes or braces"
            ),
            (
                "ASK { ?s <p> ?o }",
                "1:10: <p> is not a valid IRI: it does not start with a scheme such as 'http:'; "
                    + "give a base IRI or write it in full"
            ),
            (
                "SELECT ?x ?s { ?s ?p ?o } GROUP BY ?s",
                "1:8: ?x is neither a key of GROUP BY nor inside an aggregate; add it to GROUP BY, or write SAMPLE(?x)"
            ),
            (
                "SELECT (COUNT(?o) + ?o AS ?n) { ?s ?p ?o }",
                "1:21: ?o is neither a key of GROUP BY nor inside an aggregate; add it to GROUP BY, or write SAMPLE(?o)"
            ),
            (
                "SELECT (1 AS ?o) { ?s ?p ?o }",
                "1:14: ?o has a value already, so AS cannot give it another; name the result otherwise"
            ),
            (
                "ASK { ?s ?p ?o BIND(1 AS ?o) }",
                "1:26: ?o has a value before this BIND; bind another variable, or compare by FILTER"
            ),
            (
                "ASK { ?s ?p ?o FILTER(COUNT(?o) > 1) }",
                "1:23: an aggregate cannot stand here; "
                    + "aggregates belong in SELECT, HAVING and ORDER BY; a sub-select can compute one for a pattern"
            ),
            ("SELECT (SUM(MAX(?o)) AS ?n) { ?s ?p ?o }", "1:13: an aggregate cannot stand inside another"),
            (
                "ASK { _:a ?p ?o OPTIONAL { _:a ?q ?r } }",
                "1:28: the blank node label '_:a' is used in two basic graph patterns; use a variable to join them"
            ),
            (
                "ASK { VALUES (?a ?b) { (1) } }",
                "1:24: this row has 1 values for 2 variables; write UNDEF where there is no value"
            ),
            ("ASK { FILTER(?a < ?b < ?c) }", "1:22: comparisons do not chain; join two comparisons by '&&'"),
            (
                "ASK { FILTER(?a<?b&&?c>?d) }",
                "1:16: found '<?b&&?c>'; expected ')' or an operator; put a space after '<' if it is meant to compare"
            ),
            ("ASK { FILTER(SUBSTR(?a)) }", "1:14: SUBSTR has 2 or 3 arguments, not 1"),
            ("SELECT * { ?s ?p ?o } LIMT 5", "1:23: found 'LIMT'; expected the end of the query; did you mean LIMIT?"),
            (
                "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999",
                "1:29: this number is larger than 9223372036854775807"
            ),
            (
                "ASK { ?s ?p \"\\ud83c\\udca1\" }",
                "1:14: this escape is not a Unicode character; "
                    + "write a character beyond U+FFFF as one '\\U' escape, not as two surrogates"
            ),
            ("ASK { ?s ?p “a” }", "1:13: found a typographic quotation mark; write '\"'"),
            ("ASK { ?s a/b ?o }", "1:12: found 'b'; expected an IRI of a path, 'a' or '('"),
            (
                "INSERT DATA { <urn:s> <urn:p> 1 }",
                "1:1: this is an update, not a query; expected SELECT, ASK, CONSTRUCT or DESCRIBE"
            ),
        ])
    func queries(text: String, message: String) {
        let error = #expect(throws: SPARQLSyntaxError.self) { try SPARQLParser.parseQuery(text) }
        #expect(error?.description == message)
    }

    @Test(
        "errors of updates say what an update may hold",
        arguments: [
            (
                "INSERT DATA { ?s <urn:p> 1 }",
                "1:15: INSERT DATA cannot hold variables; write INSERT { … } WHERE { … }"
            ),
            (
                "DELETE { _:a <urn:p> 1 } WHERE {}",
                "1:10: DELETE cannot hold blank nodes; name the node by a variable in DELETE { … } WHERE { … }"
            ),
            ("INSERT DATA { 1 <urn:p> 1 }", "1:15: a literal cannot be the subject of a triple that is inserted"),
            (
                "INSERT DATA { _:a <urn:p> 1 } ; INSERT DATA { _:a <urn:p> 2 }",
                "1:47: the blank node label '_:a' belongs to an earlier INSERT DATA"
            ),
            (
                "DELET { ?s ?p ?o } WHERE { ?s ?p ?o }",
                "1:1: found 'DELET'; expected INSERT, DELETE, WITH, LOAD, CLEAR, CREATE, DROP, ADD, MOVE or COPY; "
                    + "did you mean DELETE?"
            ),
            ("CLEAR <urn:g>", "1:7: found '<urn:g>'; expected GRAPH and an IRI, DEFAULT, NAMED or ALL"),
            (
                "SELECT * {}",
                "1:1: this is a query, not an update; "
                    + "expected INSERT, DELETE, WITH, LOAD, CLEAR, CREATE, DROP, ADD, MOVE or COPY"
            ),
        ])
    func updates(text: String, message: String) {
        let error = #expect(throws: SPARQLSyntaxError.self) { try SPARQLParser.parseUpdate(text) }
        #expect(error?.description == message)
    }

    @Test("lines end at a line feed, a carriage return or both, and columns count characters")
    func places() {
        let error = #expect(throws: SPARQLSyntaxError.self) {
            try SPARQLParser.parseQuery("# 高血压\r\n# é\rASK\n{ \"高血压\" ?p ? }", source: "q.rq")
        }
        #expect(error?.position == SourcePosition(line: 4, column: 12))
        #expect(error?.description.hasPrefix("q.rq:4:12: found '?'") == true)
    }

    @Test("bytes that are not UTF-8 are an error with a place")
    func encoding() {
        let error = #expect(throws: SPARQLSyntaxError.self) {
            try SPARQLParser.parseQuery(Array("ASK { ?s ?p \"".utf8) + [0xC3, 0x28])
        }
        #expect(error?.description == "1:14: the text is not UTF-8 here")
    }

    @Test(
        "deep nesting and long chains are errors, not crashes",
        arguments: [
            String(repeating: "{ ", count: 100_000), String(repeating: "OPTIONAL { ", count: 100_000),
            String(repeating: "?s ?p ( ", count: 100_000), String(repeating: "?s ?p [ ", count: 100_000),
            "FILTER " + String(repeating: "(", count: 100_000), "FILTER (" + String(repeating: "!", count: 100_000),
            "FILTER (1" + String(repeating: " + 1", count: 100_000), "?s " + String(repeating: "(", count: 100_000),
            "?s <urn:p>" + String(repeating: "/<urn:p>", count: 100_000) + " ?o",
            "{}" + String(repeating: " UNION {}", count: 100_000),
            String(repeating: "FILTER (?a) ", count: 100_000), String(repeating: "OPTIONAL {} ", count: 100_000),
            String(repeating: "{ SELECT * ", count: 100_000), "?s ?p " + String(repeating: "<<( ", count: 100_000),
            "?s ?p ?o " + String(repeating: "{| ?p ?o ", count: 100_000),
        ])
    func nesting(text: String) {
        #expect(throws: SPARQLSyntaxError.self) { try SPARQLParser.parseQuery("ASK { " + text + " }") }
    }

    @Test("chains and nesting within bounds are read")
    func bounds() throws {
        let chain = "1" + String(repeating: " + 1", count: 900)
        let nesting = String(repeating: "{ ", count: 100) + String(repeating: "}", count: 100)
        #expect(try SPARQLParser.parseQuery("ASK { FILTER(\(chain)) \(nesting) }").form == .ask)
    }

    @Test("many prefixes, variables, keys and aggregates cost no more than their number", .timeLimit(.minutes(30)))
    func many() throws {
        let numbers = 0..<60_000
        func list(_ item: (Int) -> String) -> String { numbers.map(item).joined(separator: " ") }
        let query = try SPARQLParser.parseQuery(
            """
            \(list { "PREFIX p\($0): <urn:\($0):>" })
            SELECT \(list { "?v\($0)" }) { \(list { "<urn:s> p\($0):p ?v\($0) ." }) }
            GROUP BY \(list { "(?v\($0))" }) HAVING (1 IN (0 \(list { ", COUNT(?w\($0))" })))
            VALUES (\(list { "?x\($0)" })) {}
            """)
        guard case .project(_, let variables) = query.pattern else {
            Issue.record("a SELECT projects")
            return
        }
        #expect(variables.count == numbers.count)
    }
}
