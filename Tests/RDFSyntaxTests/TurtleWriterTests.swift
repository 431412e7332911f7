import RDF
import RDFSyntax
import Testing

@Suite("Writing Turtle")
struct TurtleWriterTests {
    @Test("a guideline is written sorted, with nested criteria and lists")
    func canonicalText() throws {
        let text = """
            @base <http://x.org/g> .
            @prefix m: <http://x.org/ns#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

            <#b> a m:Rule ;
                rdfs:label "Start"@en , "起始"@zh ;
                m:points -2 ;
                m:when [ m:all ( [ m:condition m:E11 ] [ m:atLeast "6.50"^^m:quantity ] 1.50 ) ] .

            """
        let graph = try RDFReader(.turtle).readGraph(text)
        let writer = RDFWriter(.turtle, prefixes: graph.prefixes, base: IRI("http://x.org/g"))
        #expect(try writer.write(graph) == text)
    }

    @Test(
        "what is written reads back as the same statements",
        arguments: [
            "_:a <urn:p> _:b . _:b <urn:p> _:a .",
            "_:a <urn:p> _:a .",
            "<urn:s> <urn:p> _:x . <urn:t> <urn:p> _:x . _:x <urn:q> [] .",
            "[] <urn:p> ( 1 ( 2 ) () [ <urn:q> 01, 1.0, 1.e0, .5 ] ) .",
            #"<urn:s> <urn:p> "a\nb\\n\"\"\"c", "x\\", "\r\n", "\u007F"@en--rtl, true, "true"^^<urn:d> ."#,
            "<urn:s> <urn:p> <<( _:x <urn:q> _:y )>> . _:x <urn:q> _:y .",
            "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 . <urn:s> <urn:p> _:l .",
        ])
    func roundTrip(text: String) throws {
        let graph = try RDFReader(.turtle).readGraph(text)
        let written = try RDFWriter(.turtle, prefixes: Prefixes(["u": "urn:"])).write(graph)
        let again = try RDFReader(.turtle).readGraph(written)
        #expect(graph.isIsomorphic(to: again), "\(written)")
        #expect(try RDFWriter(.turtle, prefixes: Prefixes(["u": "urn:"])).write(graph) == written)
    }

    @Test("RDF/XML that is written reads back as the same statements")
    func xmlRoundTrip() throws {
        let text = """
            _:1 <http://x.org/p> <http://x.org/?a&b>, "<&>\\r\\n", "ü"@de, "r"@ar--rtl, 1.50 ; a <http://x.org/T> .
            <urn:s> <urn:ns:p> _:1, <<( _:1 <http://x.org/p> <<( <urn:a> <urn:b> "c" )>> )>> .
            """
        let graph = try RDFReader(.turtle).readGraph(text)
        let written = try RDFWriter(.rdfXML, prefixes: Prefixes(["x": "http://x.org/"])).write(graph)
        #expect(try RDFReader(.rdfXML).readGraph(written).isIsomorphic(to: graph), "\(written)")
        let unwritable = Graph([Triple(.iri(IRI("urn:s")), IRI("urn:p/"), .string("x"))])
        #expect(throws: RDFWriteError.self) { try RDFWriter(.rdfXML).write(unwritable) }
    }
}
