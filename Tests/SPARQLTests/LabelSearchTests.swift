import GraphStore
import RDF
import SPARQLSyntax
import Synchronization
import Testing

@testable import SPARQL

@Suite("m:search finds things by their labels")
struct LabelSearchTests {
    private static let prefixes = """
        PREFIX : <http://example.org/> PREFIX m: <https://w3id.org/meridian/ns#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

        """

    private static let document = """
        :hypertension a skos:Concept ; skos:prefLabel "Hypertension"@en , "高血压"@zh ; skos:notation "38341003" .
        :pulmonary a skos:Concept ; skos:prefLabel "Pulmonary hypertension"@en , "肺动脉高压"@zh ; skos:broader :hypertension .
        :encephalopathy a skos:Concept ; skos:prefLabel "Hypertensive encephalopathy"@en , "高血压脑病"@zh .
        :diabetes a skos:Concept ; skos:prefLabel "Diabetes mellitus"@en ; skos:altLabel "糖尿病"@zh .
        :g { :guideline rdfs:label "Hypertension in adults"@en . :hypertension skos:prefLabel "Hypertension"@en }
        """

    private func store() throws -> TemporaryStore { try TemporaryStore(turtle: Self.prefixes + Self.document) }

    /// The solutions in the order in which they come, names without their namespace.
    private func rows(
        _ store: TemporaryStore, _ query: String, _ change: (inout EvaluationSettings) -> Void = { _ in }
    ) throws -> [String] {
        var settings = EvaluationSettings()
        settings.defaultGraphIsUnion = true
        change(&settings)
        let table = try SPARQLEngine(store.store, settings).select(try SPARQLParser.parseQuery(Self.prefixes + query))
        return table.rows.map { row in
            row.map { term in
                switch term {
                case .iri(let iri): String(iri.string.split(separator: "/").last ?? "")
                case .literal(let literal): literal.lexicalForm
                default: "-"
                }
            }.joined(separator: " ")
        }
    }

    @Test(
        "names, their parts, pinyin, initials, codes and slips of the finger, in either language",
        arguments: [
            ("高血压", "hypertension encephalopathy"), ("gaoxueya", "hypertension encephalopathy"),
            ("gxy", "hypertension encephalopathy"), ("ＨＹＰＥＲＴＥＮＳＩＯＮ", "hypertension guideline pulmonary"),
            ("38341003", "hypertension"), ("diabtes", "diabetes"), ("tangniao", "diabetes"), ("nothing", ""),
        ])
    func finding(text: String, expected: String) throws {
        let found = try rows(try store(), "SELECT ?c { ?c m:search \"\(text)\" }")
        #expect(found.joined(separator: " ") == expected)
    }

    @Test("the best comes first, with its score and the label that matched")
    func ranking() throws {
        let store = try store()
        let query = "SELECT ?c ?score ?label { (?c ?score ?label) m:search (\"hypertension\" 2) }"
        let found = try rows(store, query)
        #expect(found.count == 2 && found[0] == "hypertension 1.0 Hypertension")
        #expect(found[1].hasPrefix("guideline 0.8") && found[1].hasSuffix("Hypertension in adults"))
        #expect(try rows(store, "SELECT ?c { (?c) m:search (\"hypertension\") }").count == 3)
    }

    @Test("a limit counts what the text finds, not what a join leaves of it")
    func limits() throws {
        let store = try store()
        #expect(try rows(store, "SELECT ?c { (?c) m:search (\"hypertension\" 1) . ?c skos:broader ?b }") == [])
        #expect(
            try rows(store, "SELECT ?c { ?c m:search \"hypertension\" ; skos:broader :hypertension }") == ["pulmonary"])
    }

    @Test(
        "joins mean the same however they are planned, with the thing bound before or after",
        arguments: [
            "SELECT ?c ?b { ?c skos:broader ?b . ?b m:search \"gxy\" }",
            "SELECT ?c ?b { ?b m:search \"gxy\" . ?c skos:broader ?b }",
            "SELECT ?c ?b { BIND(:hypertension AS ?b) { ?b m:search \"gxy\" } ?c skos:broader ?b }",
            "SELECT ?c ?b { ?c skos:broader ?b FILTER EXISTS { ?b m:search \"gxy\" } }",
            "SELECT ?c ?b { VALUES ?text { \"gxy\" \"zzz\" } ?c skos:broader ?b . ?b m:search ?text }",
            "SELECT ?c ?b { ?c skos:broader ?b OPTIONAL { (?b ?score) m:search (\"gxy\") } FILTER(BOUND(?score)) }",
            "SELECT ?c ?b { GRAPH ?g { ?b skos:prefLabel ?l . ?b m:search \"hypertension\" } ?c skos:broader ?b }",
        ])
    func joins(query: String) throws {
        let store = try store()
        for isOptimised in [true, false] {
            let found = try rows(store, query) { $0.isOptimised = isOptimised }
            #expect(found == ["pulmonary hypertension"], "optimised: \(isOptimised)")
        }
        #expect(try rows(store, "SELECT (1 AS ?yes) { :hypertension m:search \"gxy\" }") == ["1"])
        #expect(try rows(store, "SELECT (1 AS ?yes) { :diabetes m:search \"gxy\" }") == [])
    }

    @Test(
        "labels count in the graphs that a query is about, for what a limit leaves and what is best too",
        arguments: [
            ("SELECT ?c { ?c m:search \"hypertension\" }", "hypertension pulmonary"),
            ("SELECT ?c { (?c) m:search (\"hypertension\" 2) }", "hypertension pulmonary"),
            ("SELECT ?c FROM :g { ?c m:search \"hypertension\" }", "hypertension guideline"),
            ("SELECT ?c FROM :g { ?c m:search \"gxy\" }", ""), ("SELECT ?c FROM :x { ?c m:search \"gxy\" }", ""),
            ("SELECT ?c FROM :g FROM :h { ?c m:search \"hypertension\" }", "hypertension guideline"),
            ("SELECT ?c { GRAPH :g { (?c) m:search (\"hypertension\" 5) } }", "hypertension guideline"),
            ("SELECT ?g ?c { GRAPH ?g { ?c m:search \"ph\" } } ORDER BY ?g", "g pulmonary h pulmonary"),
            ("SELECT ?c FROM NAMED :h { GRAPH ?g { ?c m:search \"hypertension\" } }", ""),
            (
                "SELECT ?g ?c { VALUES ?t { \"guideline\" \"ph\" } GRAPH ?g { ?c m:search ?t } } ORDER BY ?g",
                "g pulmonary h pulmonary"
            ),
            // The same label is preferred in one graph only.
            ("SELECT ?s FROM :g { (?c ?s) m:search (\"ph\") }", "1.0"),
            ("SELECT ?s FROM :h { (?c ?s) m:search (\"ph\") }", "0.970"),
            ("SELECT ?s FROM :h FROM :g { (?c ?s) m:search (\"ph\") }", "1.0"),
            // Where no label fits, those that nearly do are found, whatever other graphs have.
            ("SELECT ?c FROM :h { ?c m:search \"asthma\" }", "asthna"),
            ("SELECT ?c FROM :i { ?c m:search \"asthma\" }", "asthma"),
        ])
    func graphs(query: String, expected: String) throws {
        let store = try TemporaryStore(
            turtle: Self.prefixes + Self.document + """

                :g { :pulmonary skos:prefLabel "PH"@en } :h { :pulmonary skos:altLabel "PH"@en . :asthna rdfs:label "Asthna" }
                :i { :asthma rdfs:label "Asthma" }
                """)
        for isOptimised in [true, false] {
            let found = try rows(store, query) {
                $0.isOptimised = isOptimised
                $0.defaultGraphIsUnion = false
            }
            #expect(found.joined(separator: " ") == expected, "optimised: \(isOptimised)")
        }
    }

    @Test("the making of an index ends at any of the moments at which it is asked to")
    func cancelling() throws {
        struct Ended: Error {}
        let labels = (0..<3_000).map { ":c\($0) skos:prefLabel \"Condition \($0 * 7_919 % 3_000)\" , \"病\($0)\" ." }
        let store = try TemporaryStore(turtle: Self.prefixes + labels.joined(separator: "\n")).store
        let all = Atomic<Int>(0)
        _ = try LabelIndex(try store.snapshot()) { _ in all.add(1, ordering: .relaxed) }
        let count = all.load(ordering: .relaxed)
        #expect(count > 2 * labels.count / 256, "names are many, and so must be the checks")
        for last in 1...count {
            let calls = Atomic<Int>(0)
            #expect(throws: Ended.self) {
                _ = try LabelIndex(try store.snapshot()) { _ in
                    if calls.add(1, ordering: .relaxed).newValue >= last { throw Ended() }
                }
            }
            // Two threads look up.
            #expect((last...last + 1).contains(calls.load(ordering: .relaxed)))
        }
        var settings = EvaluationSettings()
        settings.limits.time = .nanoseconds(1)
        // What is told depends on where the time is over.
        #expect {
            try SPARQLEngine(store, settings).select(
                try SPARQLParser.parseQuery(Self.prefixes + "SELECT ?c { ?c m:search \"condition\" }"))
        } throws: { error in
            switch error as? QueryError {
            case .timeLimit(.nanoseconds(1)), .labelIndex: true
            default: false
            }
        }
    }

    @Test("a query that may not wait for the index leaves one making of it behind, which serves those who ask again")
    func impatience() throws {
        let labels = (0..<10_000).map { ":c\($0) skos:prefLabel \"Condition \($0)\" , \"糖尿病\($0)\" ." }
        let store = try TemporaryStore(turtle: Self.prefixes + labels.joined(separator: "\n")).store
        var settings = EvaluationSettings()
        settings.limits.time = .milliseconds(30)
        let hasty = SPARQLEngine(store, settings)
        var patient = hasty
        patient.settings.limits.time = nil
        let query = Self.prefixes + "SELECT ?c { ?c m:search \"Condition 77\" }"
        var told: [Int] = []
        while told.count < 2, told.isEmpty || hasty.cache.labels.isBuilding {
            do {
                _ = try hasty.run(query) { try $0.count() }
            } catch QueryError.labelIndex(let percent) {
                told.append(percent)
            } catch QueryError.timeLimit {}
        }
        #expect(told.allSatisfy { (0..<100).contains($0) })
        let found = try patient.run(query) { try $0.count() }
        #expect(found == 111)
        #expect(hasty.cache.labels.begun == 1)
        let message = QueryError.labelIndex(percent: 40).description
        #expect(message == "the label index is being built, 40 % done; ask again, or give the query more time")
    }

    @Test("each text of a variable is searched for, and a text that is unbound or no literal finds nothing")
    func variableTexts() throws {
        let store = try store()
        let query = "SELECT ?t ?c { VALUES ?t { \"tnb\" \"gxy\" UNDEF :x } (?c) m:search (?t 1) }"
        #expect(try rows(store, query) == ["tnb diabetes", "gxy hypertension"])
        #expect(throws: QueryError.self) { try rows(store, "SELECT ?c { ?c m:search ?nowhere }") }
    }

    @Test("what a commit changes is found by the next query, and a commit without labels keeps the index")
    func commits() throws {
        let store = try store()
        var settings = EvaluationSettings()
        settings.defaultGraphIsUnion = true
        let engine = SPARQLEngine(store.store, settings)
        func count(_ text: String) throws -> Int {
            try engine.select(try SPARQLParser.parseQuery(Self.prefixes + "SELECT ?c { ?c m:search \"\(text)\" }"))
                .rows.count
        }
        func update(_ text: String) throws { try engine.update(try SPARQLParser.parseUpdate(Self.prefixes + text)) }
        #expect(try count("asthma") == 0)
        try update("INSERT DATA { :asthma skos:prefLabel \"Asthma\"@en , \"哮喘\"@zh }")
        #expect(try count("asthma") == 1 && count("xc") == 1)
        try update("INSERT DATA { :asthma :unrelated 1 }")
        #expect(try count("asthma") == 1)
        try store.store.compact()
        #expect(try count("asthma") == 1)
        try update(
            "DELETE { ?c skos:prefLabel ?l } INSERT { ?c :found true } WHERE { ?c m:search \"asthma\" ; skos:prefLabel ?l }"
        )
        #expect(try count("asthma") == 0)
        #expect(
            try engine.ask(
                try SPARQLParser.parseQuery("ASK { <http://example.org/asthma> <http://example.org/found> true }")))
    }

    @Test("the plan names the search, its text and its limit")
    func explain() throws {
        let query = try SPARQLParser.parseQuery(Self.prefixes + "SELECT ?c { (?c ?s) m:search (\"gxy\" 5) }")
        let plan = try SPARQLEngine(try store().store).explain(query, isRun: true)
        #expect(plan.contains("search") && plan.contains("?c ?s for \"gxy\", at most 5"))
    }

    @Test("a query that is written back means the same")
    func writing() throws {
        let query = try SPARQLParser.parseQuery(
            Self.prefixes + "SELECT * { (?c ?s ?l) m:search (\"gxy\" 5) . ?c m:search ?l }")
        let written = SPARQLWriter.write(query)
        #expect(try SPARQLParser.parseQuery(written).pattern == query.pattern, "\(written)")
    }

    @Test(
        "wrong arguments are told with their place",
        arguments: [
            ("(?a ?b ?c ?d) m:search \"x\"", "write ?thing or (?thing ?score ?label)"),
            ("\"y\" m:search \"x\"", "write ?thing"), ("(?a 1) m:search \"x\"", "are variables"),
            ("?a m:search :x", "write \"text\""), ("?a m:search (\"x\" 0)", "a number from 1"),
            ("?a m:search (\"x\" 1 2)", "write \"text\""), ("?a m:search (\"x\" \"1\")", "a number from 1"),
        ])
    func mistakes(pattern: String, message: String) throws {
        #expect {
            _ = try SPARQLParser.parseQuery(Self.prefixes + "SELECT * { \(pattern) }")
        } throws: { error in
            "\(error)".hasPrefix("3:") && "\(error)".contains(message)
        }
    }
}

extension QueryAnswer {
    fileprivate func count() throws -> Int {
        guard case .solutions(let stream) = self else { return 0 }
        return try stream.table().rows.count
    }
}
