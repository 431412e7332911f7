import SPARQL
import Testing

@Suite("A condition that names terms")
struct SelectionTests {
    private static let turtle = """
        @prefix : <http://example.org/> .
        :a :code "I10" ; :kind :x ; :size 5 ; :label "高血压"@zh .
        :b :code "I10"^^:other ; :kind :y ; :size 5.0 ; :label "高血压"@ZH .
        :c :code "I10"@en ; :kind "x" ; :size "5" ; :label "高血压" .
        :d :code "I11", "I12" ; :kind :x, :y ; :size "05"^^<http://www.w3.org/2001/XMLSchema#integer> .
        :e :kind _:b .
        """

    @Test(
        "selects the same solutions as when it is looked at row by row",
        arguments: [
            #"?s :code ?v FILTER(?v = "I10")"#, #"?s :code ?v FILTER("I11" = ?v)"#,
            #"?s :code ?v FILTER(?v IN ("I12", "I10", "I12"))"#,
            #"?s :code ?v FILTER(?v NOT IN ("I12", "I10"))"#, #"?s :code ?v FILTER(!(?v = "I10"))"#,
            #"?s :kind ?v FILTER(?v = :x)"#, #"?s :kind ?v FILTER(?v IN (:x, "x", :none))"#,
            #"?s :kind ?v FILTER(?v IN ())"#, #"?s :size ?v FILTER(?v = 5)"#, #"?s :size ?v FILTER(?v IN (5, "5"))"#,
            #"?s :label ?v FILTER(?v = "高血压"@zh)"#, #"?s ?p ?v FILTER(?s = :a)"#,
            #"?s ?p ?v FILTER(?p IN (:code, :size) && ?s != :a)"#,
            #"?s :code ?v OPTIONAL { ?s :kind ?k } FILTER(?k = :x)"#,
            #"?s :code ?v OPTIONAL { ?s :kind ?k FILTER(?k = :x) }"#,
            #"{ ?s :code ?v } UNION { ?s :kind ?v } FILTER(?v IN (:x, "I10"))"#,
            #"{ ?s :code ?v } UNION { ?s :kind ?k } FILTER(?v = "I10")"#,
            #"?s :kind/:code? ?v FILTER(?v = :y)"#, #"?s :kind ?v MINUS { ?s :kind ?v FILTER(?v = :x) }"#,
            #"?s :kind ?v FILTER EXISTS { ?s :code ?c FILTER(?c = "I11") }"#,
            #"?s :kind ?v FILTER(?v = :x && ?v = :y)"#,
            #"?s :kind ?v . ?t :kind ?v FILTER(?s = :a) FILTER(?t IN (:d, :b))"#,
            #"?s :kind ?v BIND("x" AS ?w) FILTER(?w = "x")"#,
            #"?s :code ?v FILTER(STR(?v) = "I10")"#, #"?s :code ?v FILTER(LANG(?v) = "en")"#,
            #"?s :code ?v FILTER("I1" < ?v)"#,
        ])
    func agreement(pattern: String) throws {
        let store = try TemporaryStore(turtle: Self.turtle)
        let query = "PREFIX : <http://example.org/> SELECT * { \(pattern) }"
        var asWritten = EvaluationSettings()
        asWritten.isOptimised = false
        let lines = try store.lines(query)
        #expect(try lines == store.lines(query, asWritten))
        #expect(lines.isEmpty == (pattern.contains("IN ())") || pattern.contains("&& ?v = :y")))
    }
}

@Suite("Equality of names")
struct NameEqualityTests {
    @Test("is told by ids, also of what the query made itself")
    func names() throws {
        let store = try TemporaryStore(
            turtle: """
                @prefix : <http://example.org/> .
                :a :p :a, :b, "a", _:x, 5 . _:x :p _:x, :a . <<( :a :p :b )>> :p :b . :c :p "c", 5.0 .
                """.replacing("<<( :a :p :b )>> :p :b .", with: ":b :p <<( :a :p :b )>> ."))
        func count(_ condition: String) throws -> Int {
            try store.lines("PREFIX : <http://example.org/> SELECT * { ?s :p ?o \(condition) }").count
        }
        #expect(try count("FILTER(?s = ?o)") == 2)
        #expect(try count("FILTER(?s != ?o)") == 8)
        #expect(try count("FILTER(?o = :a || ?o = 5)") == 4)
        #expect(try count("FILTER(?o != :a)") == 8)
        #expect(try count("FILTER(!(?o != :none))") == 0)
        #expect(try count("BIND(IRI(\"http://example.org/new\") AS ?n) FILTER(?o != ?n)") == 10)
        #expect(try count("BIND(IRI(CONCAT(\"http://example.org/\", \"a\")) AS ?n) FILTER(?o = ?n)") == 2)
        #expect(try count("OPTIONAL { ?o :none ?n } FILTER(?s = ?n)") == 0)
        #expect(try count("OPTIONAL { ?o :none ?n } FILTER(!(?s = ?n))") == 0)
    }
}
