import RDF
import SPARQLSyntax
import Testing

@Suite("A text as its shape and its names")
struct ShapedTextTests {
    private static let text = "PREFIX : <http://example.org/> SELECT ?o { :s :p ?o . <http://example.org/t> :p 5 }"

    @Test(
        "texts of one shape differ in names, white space and comments",
        arguments: [
            (text.replacing(":s", with: ":other"), true), (text.replacing(":s", with: "<urn:s>"), true),
            (text.replacing(" ", with: "\n\t"), true), (text + " # said in passing <urn:x>", true),
            (text.replacing("http", with: "https"), true), (text.replacing("?o", with: "?x"), false),
            (text.replacing("5", with: "6"), false), (text.replacing("5", with: "\"5\""), false),
            (text.replacing("SELECT", with: "select"), false), (text + " LIMIT 1", false),
        ])
    func shapes(other: String, isOfOneShape: Bool) throws {
        let (left, right) = (try #require(ShapedText(Self.text)), try #require(ShapedText(other)))
        #expect((left.shape == right.shape) == isOfOneShape)
    }

    @Test("subjects and objects are told from other names, and all are read as the parser reads them")
    func names() throws {
        let text = try #require(
            ShapedText(
                """
                BASE <http://example.org/> PREFIX : <http://example.org/> PREFIX x: <http://example.org/x#>
                SELECT ?o FROM :g { GRAPH :h { :s :p ?o ; x:q <http://example.org/t> , <u> } ?o a :C FILTER(?o != :f) }
                """))
        let (query, nodes) = try text.parse()
        #expect(
            nodes.map { String(decoding: text.name($0), as: UTF8.self) } == [
                ":s", "<http://example.org/t>", "<u>", ":C",
            ])
        #expect(
            nodes.map { text.iri($0, query.prefixes)?.string } == [
                "http://example.org/s", "http://example.org/t", nil, "http://example.org/C",
            ])
    }

    @Test(
        "what cannot be taken apart is left to the parser",
        arguments: ["SELECT ?x { ?s ?p ?o BIND(1 +1 AS ?x) }", "SELECT & { }", "SELECT ?x { ?x ?y 'open }"])
    func others(text: String) { #expect(ShapedText(text) == nil) }
}
