import GraphStore
import RDF
import SPARQLSyntax
import Testing

@testable import SPARQL

@Suite("Texts that differ in subjects and objects alone share a plan, and each gives what it gives by itself")
struct PlanTemplateTests {
    private static let prologue = "PREFIX : <http://example.org/> PREFIX x: <http://example.org/x/>\n"

    /// Patients with medicines and problems, one problem that every patient has, and two graphs.
    private static let turtle: String = {
        var text = prologue
        for number in 0..<200 {
            text += ":p\(number) :takes :d\(number % 7) , :d\(number % 5) ; :age \(number) .\n"
            text += ":p\(number) :has :c\(number % 11) , :common .\n"
            text += ":d\(number % 7) :against :c\(number % 13) . :c\(number % 13) :broader :c\(number % 4) .\n"
        }
        text += ":p1 :knows :p1 , :p2 . :takes :about :has . x:p1 :takes :d1 .\n"
        text += ":g { :p1 :takes :d1 . :p2 :has :c2 } :h { :p2 :takes :d2 }\n"
        return text
    }()

    private let store: TemporaryStore

    init() throws { store = try TemporaryStore(turtle: Self.turtle) }

    private func isSharing(_ engine: SPARQLEngine, _ text: String) throws -> Bool {
        guard let parts = ShapedText(Self.prologue + text) else { return false }
        let context = try QueryContext(try engine.store.snapshot(), engine.settings, cache: engine.cache)
        let key = PlanTemplates.Key(parts, PlanTraits(engine.settings))
        return try engine.cache.templates[key].running(parts, context) != nil
    }

    private func lines(_ engine: SPARQLEngine, _ text: String) throws -> [String] {
        try engine.run(Self.prologue + text) { answer in
            switch answer {
            case .boolean(let value): return ["\(value)"]
            case .triples: return []
            case .solutions(let stream):
                return try stream.table().rows.map { row in row.map { $0?.description ?? "-" }.joined(separator: " ") }
                    .sorted()
            }
        }
    }

    /// Texts with places for two names.
    private static let shapes = [
        "SELECT ?d ?c { @1 :takes ?d . ?d :against ?c . @1 :has ?c }",
        "SELECT ?d ?c { @1 :takes ?d . ?d :against ?c . @2 :has ?c }",
        "SELECT ?p ?d { ?p :has @2 ; :takes ?d . @1 :has ?c }",
        "SELECT DISTINCT ?d { ?p :has @2 ; :takes ?d . @1 :has ?c }",
        "SELECT ?s { ?s :takes @1 , @2 } LIMIT 1000",
        "ASK { @1 :takes @2 }",
        "ASK { @1 ?p @2 . @2 ?q ?o }",
        "SELECT ?c { @1 :has/:broader ?c . ?p :has @2 }",
        "SELECT ?c FROM :g { @1 :has|:takes ?c . ?p :has @2 }",
        "SELECT ?c ?d FROM :g FROM :h { @1 :has ?c . ?p :takes @2 , ?d }",
        "SELECT ?g ?d { GRAPH ?g { @1 :takes ?d . ?p :takes @2 } }",
        "SELECT ?d { GRAPH :g { @1 :takes ?d } ?p :has @2 }",
        "SELECT ?d { @1 :takes ?d FILTER(?d != @2) }",
        "SELECT ?d { @1 :takes ?d FILTER EXISTS { ?d :against @2 } }",
        "SELECT ?d ?c { @1 :takes ?d OPTIONAL { ?d :against ?c . ?c :broader @2 } }",
        "SELECT ?d { VALUES ?d { @2 } @1 :takes ?d }",
        "SELECT (COUNT(*) AS ?n) { @1 :takes ?d . ?p :takes ?d ; :has @2 }",
        "SELECT (COUNT(?c) AS ?n) (COUNT(*) AS ?m) { @1 :takes ?d . ?d :against ?c }",
        "SELECT ?p (COUNT(?c) AS ?n) { ?p :takes @1 ; :has ?c ; :has @2 } GROUP BY ?p",
        "SELECT ?p ?q (COUNT(DISTINCT ?c) AS ?n) { ?p :takes @1 ; :has ?c } GROUP BY ?p ?q ORDER BY ?p",
        "SELECT ?b { @1 :knows @1 , ?b . @2 :takes ?d }",
        "SELECT ?p { { ?p :takes @1 } UNION { ?p :has @2 } }",
        "SELECT ?p { ?p :age 7 ; :takes @1 . ?p :has @2 }",
        "SELECT ?x { :takes :about ?x . @1 :takes @2 }",
        "SELECT ?c { @1 :has/:broader* ?c FILTER(?c != :nowhere && STR(?c) != 'not in the store') }",
        "SELECT ?p ?a { ?p :takes @1 ; :age ?a FILTER(?a < 50) FILTER NOT EXISTS { ?p :has @2 } }",
        "SELECT ?p ?a { ?p :age ?a MINUS { ?p :takes @1 ; :has @2 } FILTER(?a >= 3 && ?a <= 20) }",
        "SELECT ?p ?a ?c { ?p :age ?a ; :takes @1 OPTIONAL { ?p :has ?c OPTIONAL { ?c :broader @2 } } }",
        "SELECT ?p ?a { ?p :age ?a ; :takes @1 } ORDER BY DESC(?a) LIMIT 3",
        "SELECT ?t { @1 :takes ?d BIND(CONCAT(STR(?d), ' and no more') AS ?t) }",
        "SELECT (SUM(?a) AS ?n) (GROUP_CONCAT(STR(?p); separator=' | ') AS ?t) { ?p :takes @1 ; :has @2 ; :age ?a }",
        "SELECT ?p { { ?p :takes @1 } UNION { ?p :has @2 OPTIONAL { ?p :knows ?q } } }",
        "SELECT (COUNT(*) AS ?n) { ?p :takes @1 }",
        "SELECT DISTINCT ?p { ?s ?p @1 }",
        "SELECT REDUCED ?d { ?p :has @1 ; :takes ?d }",
    ]

    /// Texts without places for names.
    private static let fixed = [
        "SELECT ?p ?a { ?p :age ?a } ORDER BY DESC(?a) LIMIT 5",
        "SELECT ?p ?a { ?p :age ?a } ORDER BY ?a",
        "SELECT ?p ?a { ?p :age ?a FILTER(?a >= 10 && ?a < 20.5) }",
        "SELECT (COUNT(*) AS ?n) { ?p :age ?a FILTER(?a >= 10 && ?a < 20.5) }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT ?c (COUNT(*) AS ?n) (MAX(?a) AS ?m) { ?p :has ?c ; :age ?a } GROUP BY ?c HAVING (COUNT(*) > 20)",
        "SELECT ?p ?d ?c { ?p :takes ?d . ?d :against ?c . ?p :has ?c }",
        "SELECT ?p { VALUES ?d { :d1 :nothing } ?p :takes ?d }",
        "ASK { ?p :age 7 }",
    ]

    private static let names = [
        ":p1", ":p2", "<http://example.org/p1>", "x:p1", ":d1", "<http://example.org/d2>", ":c2", ":common", ":takes",
        ":nobody", "<http://example.org/g>",
    ]

    @Test("whatever the names are, and whoever was asked about before", arguments: shapes.indices)
    func everyPair(shape: Int) throws {
        let shared = SPARQLEngine(store.store)
        for first in Self.names {
            for second in Self.names.reversed() {
                let text = Self.shapes[shape].replacing("@1", with: first).replacing("@2", with: second)
                let alone = try lines(SPARQLEngine(store.store), text)
                #expect(try lines(shared, text) == alone, "\(text)")
                #expect(try lines(shared, text) == alone, "\(text), asked again")
            }
        }
    }

    @Test("what has no plan of its own is neither parsed nor planned")
    func sharing() throws {
        let engine = SPARQLEngine(store.store)
        let text = "SELECT ?d ?c { :p1 :takes ?d . ?d :against ?c . :p1 :has ?c }"
        #expect(try !isSharing(engine, text))
        _ = try lines(engine, text)
        #expect(try isSharing(engine, text))
        #expect(try isSharing(engine, text.replacing(":p1", with: "<http://example.org/p9>")))
        #expect(try isSharing(engine, "SELECT ?d  ?c{ x:p1 :takes ?d.?d :against ?c . x:p1 :has ?c } # the same"))
        // Another name for the one subject, another predicate, variable, prefix or number.
        #expect(try !isSharing(engine, "SELECT ?d ?c { :p1 :takes ?d . ?d :against ?c . :p2 :has ?c }"))
        #expect(try !isSharing(engine, text.replacing(":against", with: ":broader")))
        #expect(try !isSharing(engine, text.replacing("?c", with: "?e")))
        #expect(try !isSharing(engine, text + " LIMIT 5"))
        #expect(try !isSharing(engine, "PREFIX : <http://example.com/> " + text))
    }

    @Test("what is asked again, however it is spaced, gives the same, until a commit", arguments: fixed)
    func again(text: String) throws {
        let engine = SPARQLEngine(store.store)
        for spaced in [text, text + " # again", text.replacing(" ", with: "\n "), text] {
            #expect(try lines(engine, spaced) == lines(SPARQLEngine(store.store), text))
        }
        _ = try engine.update(
            try SPARQLParser.parseUpdate(
                Self.prologue
                    + "INSERT DATA { :p999 :takes :d1 ; :age 15 ; :has :c1 . :d1 :against :c1 . :p999 :new 7 }"))
        #expect(try lines(engine, text + " # now") == lines(SPARQLEngine(store.store), text))
    }

    @Test("counts have plans for others too")
    func counts() throws {
        let engine = SPARQLEngine(store.store)
        let text = "SELECT (COUNT(*) AS ?n) { { SELECT ?d ?c { :p1 :takes ?d . ?d :against ?c } } }"
        _ = try lines(engine, text)
        #expect(try isSharing(engine, text.replacing(":p1", with: ":p2")))
    }

    @Test("a plan for an object that few have is not taken for one that all have")
    func sizes() throws {
        let engine = SPARQLEngine(store.store)
        _ = try lines(engine, "SELECT ?p ?d { ?p :has :c2 ; :takes ?d }")
        #expect(try isSharing(engine, "SELECT ?p ?d { ?p :has :c3 ; :takes ?d }"))
        #expect(try !isSharing(engine, "SELECT ?p ?d { ?p :has :common ; :takes ?d }"))
        _ = try lines(engine, "SELECT ?p ?d { ?p :has :common ; :takes ?d }")
        #expect(try isSharing(engine, "SELECT ?p ?d { ?p :has :common ; :takes ?d }"))
        #expect(try isSharing(engine, "SELECT ?p ?d { ?p :has :c3 ; :takes ?d }"))
    }

    @Test("a commit makes plans void, and settings that change the meaning have plans of their own")
    func states() throws {
        let engine = SPARQLEngine(store.store)
        let text = "SELECT ?d { :p2 :takes ?d }"
        #expect(try lines(engine, text).count == 1)
        #expect(try isSharing(engine, text))
        var union = engine
        union.settings.defaultGraphIsUnion = true
        #expect(try !isSharing(union, text))
        _ = try engine.update(try SPARQLParser.parseUpdate(Self.prologue + "INSERT DATA { :p2 :takes :new }"))
        #expect(try !isSharing(engine, text))
        #expect(try lines(engine, text).contains("<http://example.org/new>"))
        #expect(try lines(union, text) == lines(engine, text))
    }

    @Test(
        "what is wrong with a name is told as always",
        arguments: ["relative", "http:// example"])
    func mistakes(name: String) throws {
        let engine = SPARQLEngine(store.store)
        _ = try lines(engine, "SELECT ?d { :p1 :takes ?d }")
        _ = try lines(engine, "SELECT ?d { <http://example.org/p1> :takes ?d }")
        let text = "SELECT ?d { <\(name)> :takes ?d }"
        #expect(throws: (any Error).self) { try lines(engine, text) }
        #expect(throws: SPARQLSyntaxError.self) { try lines(engine, "SELECT ?d { y:p1 :takes ?d }") }
    }
}
