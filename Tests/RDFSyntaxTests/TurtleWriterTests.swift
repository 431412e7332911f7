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

    @Test(
        "loading what was written and writing it again changes nothing, labels and all",
        arguments: [
            "_:b <urn:p> _:c . _:c <urn:p> _:b ; <urn:q> 1 .",
            "<urn:s> <urn:p> <<( [] <urn:q> 1 )>>, <<( _:x <urn:q> _:y )>> .",
            "_:b9 <urn:p> _:b10 . _:b10 <urn:p> _:b9 . <urn:s> <urn:p> _:b10, [ <urn:q> _:anonymous-b10, [] ] .",
        ])
    func stableLabels(text: String) throws {
        var last = ""
        var document = text
        for round in 0..<4 {
            let reader = RDFReader(.turtle, blankNodeLabels: .renamed(prefix: "d\(7 + round)-"))
            let graph = try reader.readGraph(document)
            #expect(graph.isIsomorphic(to: try RDFReader(.turtle).readGraph(text)), "\(document)")
            last = document
            document = try RDFWriter(.turtle, blankNodeLabels: .numbered).write(graph)
        }
        #expect(document == last)
    }

    @Test("a node that two graphs share keeps its number")
    func sharedNode() throws {
        let text = "{ [] <urn:p> _:some-long-label } <urn:g> { [] <urn:p> _:some-long-label }"
        func rewrite(_ text: String) throws -> String {
            var quads: [Quad] = []
            try RDFReader(.triG).read(text) { quad, _ in quads.append(quad) }
            return try RDFWriter(.triG, blankNodeLabels: .numbered).write(quads)
        }
        let written = try rewrite(text)
        #expect(written == "[] <urn:p> _:b0 .\n\n<urn:g> {\n    [] <urn:p> _:b0 .\n}\n")
        #expect(try rewrite(written) == written)
    }

    @Test("only prefixes that the text uses are declared")
    func declaredPrefixes() throws {
        let prefixes = Prefixes(["xsd": Vocabulary.xsd.iri, "u": "urn:"])
        let graph = try RDFReader(.turtle).readGraph("<urn:s> <urn:p> 1, true, 1.5 .")
        #expect(
            try RDFWriter(.turtle, prefixes: prefixes).write(graph)
                == "@prefix u: <urn:> .\n\nu:s u:p 1 , 1.5 , true .\n")
        let typed = try RDFReader(.turtle).readGraph("<urn:s> <urn:p> \"2020\"^^<\(Vocabulary.xsd.iri)gYear> .")
        #expect(try RDFWriter(.turtle, prefixes: prefixes).write(typed).contains("@prefix xsd:"))
    }

    @Test("a stream of statements reads back the same in every format", arguments: RDFFormat.allCases)
    func streaming(format: RDFFormat) throws {
        let text = """
            _:1 <http://x.org/p> <http://x.org/?a&b>, "<&>\\r\\n", "ü"@de, "r"@ar--rtl, 1.50 ; a <http://x.org/T> .
            <urn:s> <urn:ns:p> _:1, <<( _:1 <http://x.org/p> <<( <urn:a> <urn:b> "c" )>> )>> .
            <http://x.org/g> { <http://x.org/s> <http://x.org/p> _:1, 1 ; <http://x.org/q> 2 . <urn:t> <urn:u:v> 3 }
            _:g { <http://x.org/s> <http://x.org/p> 4 }
            """
        var quads: [Quad] = []
        try RDFReader(.triG).read(text) { quad, _ in quads.append(quad) }
        if !format.hasGraphs { quads = quads.map { Quad($0.triple) } }
        var written = ""
        var writer = RDFStreamWriter(format, prefixes: Prefixes(["x": "http://x.org/"])) { written += $0 }
        for quad in quads { try writer.write(quad) }
        try writer.finish()
        var again: [Quad] = []
        try RDFReader(format).read(written) { quad, _ in again.append(quad) }
        #expect(areIsomorphic(again, quads), "\(written)")
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
