import RDF
import Testing

@testable import SPARQLSyntax

@Suite("Writing SPARQL")
struct WriterTests {
    @Test("a query is written with its prefixes, a clause on each line")
    func query() throws {
        let query = try SPARQLParser.parseQuery(
            """
            prefix m: <https://w3id.org/meridian/ns#> prefix skos: <http://www.w3.org/2004/02/skos/core#>
            select distinct ?class (count(distinct ?drug) as ?drugs) from <http://x.org/g> {
              ?drug skos:broader+ ?class ; m:dose/m:unit ?unit optional { ?drug m:dose ?d filter(?d>0.5&&!bound(?e)) }
              { ?drug m:label "药"@zh } union { ?drug m:label "a\\nb" filter not exists { [] m:avoids ?drug } }
              values ?unit { "mg" undef } minus { ?drug m:retired true }
            } group by ?class having (count(distinct ?drug) > 2) order by desc(?drugs) ?class limit 10 offset 5
            """)
        #expect(
            SPARQLWriter.write(query) == """
                PREFIX m: <https://w3id.org/meridian/ns#>
                PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
                SELECT DISTINCT ?class (COUNT(DISTINCT ?drug) AS ?drugs)
                FROM <http://x.org/g>
                WHERE {
                    ?drug skos:broader+ ?class .
                    ?drug m:dose _:b0 .
                    _:b0 m:unit ?unit .
                    OPTIONAL {
                        ?drug m:dose ?d .
                        FILTER ((?d > 0.5) && (!(BOUND(?e))))
                    }
                    {
                        ?drug m:label "药"@zh .
                    }
                    UNION {
                        ?drug m:label "a\\nb" .
                        FILTER NOT EXISTS { _:b1 m:avoids ?drug . }
                    }
                    VALUES (?unit) {
                        ("mg")
                        (UNDEF)
                    }
                    MINUS {
                        ?drug m:retired true .
                    }
                }
                GROUP BY ?class
                HAVING (COUNT(DISTINCT ?drug) > 2)
                ORDER BY DESC(?drugs) ASC(?class)
                OFFSET 5
                LIMIT 10

                """)
    }

    @Test(
        "what is written reads back and is written the same, blank nodes included",
        arguments: [
            "SELECT * { << <urn:s> <urn:p> _:a >> <urn:q> 456 . _:a <urn:r> [] }",
            "SELECT * { ?s <urn:p>/<urn:q>/<urn:r>* ?o { _:b1 <urn:p> _:b0 } }",
            "CONSTRUCT { _:b <urn:p> _:a . _:a <urn:p> [] } { << _:b <urn:p> ?o ~ _:a >> <urn:q> ?q }",
        ])
    func blankNodes(text: String) throws {
        let written = SPARQLWriter.write(try SPARQLParser.parseQuery(text))
        #expect(SPARQLWriter.write(try SPARQLParser.parseQuery(written)) == written)
    }

    @Test("an update is written operation by operation")
    func update() throws {
        let update = try SPARQLParser.parseUpdate(
            """
            prefix : <http://x.org/> insert data { :s :p _:a . graph :g { _:a :q 1.50 } } ;
            with :g delete { ?s :p ?o } insert { graph ?g { ?s :p [] } } using named :h where { graph ?g { ?s :p ?o } } ;
            copy silent default to :k
            """)
        #expect(
            SPARQLWriter.write(update) == """
                PREFIX : <http://x.org/>
                INSERT DATA {
                    :s :p _:b0 .
                    GRAPH :g { _:b0 :q 1.50 . }
                }
                ;
                WITH :g
                DELETE {
                    ?s :p ?o .
                }
                INSERT {
                    GRAPH ?g { ?s :p _:b1 . }
                }
                USING NAMED :h
                WHERE {
                    GRAPH ?g {
                        ?s :p ?o .
                    }
                }
                ;
                COPY SILENT DEFAULT TO GRAPH :k

                """)
    }

    @Test("long algebra is written on several lines, each part below the other")
    func algebra() throws {
        let query = try SPARQLParser.parseQuery(
            """
            prefix : <http://x.org/> select ?patient ?drug
            { ?patient :takes ?drug . ?drug :interactsWith ?other filter exists { ?patient :takes ?other } }
            """)
        #expect(
            query.description == """
                (project
                  (?patient ?drug)
                  (filter
                    (exists (bgp (triple ?patient :takes ?other)))
                    (bgp (triple ?patient :takes ?drug) (triple ?drug :interactsWith ?other))))
                """)
    }
}
