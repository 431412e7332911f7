import Foundation
import GraphStore
import RDF
import SPARQL
import SPARQLSyntax
import Testing

@Suite("A query that is asked again gives what a new one gives")
struct QueryCacheTests {
    private static let predicate = IRI("http://example.org/p")

    private static func subject(_ number: Int) -> Term { .iri(IRI("http://example.org/s\(number)")) }

    private static func quad(_ subject: Int, _ object: Int) -> Quad {
        Quad(Self.subject(subject), predicate, .literal(Literal(object)))
    }

    private static func values(_ engine: SPARQLEngine, _ text: String) throws -> [String] {
        try engine.run(text) { answer in
            guard case .solutions(let stream) = answer else { return [] }
            return try stream.table().rows.map { row in row.map { $0?.description ?? "-" }.joined(separator: " ") }
                .sorted()
        }
    }

    @Test("more texts than are remembered, each asked twice, in two orders")
    func manyTexts() throws {
        let store = try TemporaryStore((0..<700).map { Self.quad($0, $0) })
        let engine = SPARQLEngine(store.store)
        for numbers in [Array(0..<700), (0..<700).reversed()] {
            for number in numbers {
                let text = "SELECT ?o { <http://example.org/s\(number)> <http://example.org/p> ?o . ?s ?p ?o }"
                let expected = ["\"\(number)\"^^<http://www.w3.org/2001/XMLSchema#integer>"]
                #expect(try Self.values(engine, text) == expected)
                #expect(try Self.values(engine, text) == expected)
            }
        }
    }

    @Test("what a text meant to the store before a commit is forgotten: new terms, new graphs, gone quads")
    func commits() throws {
        let store = try TemporaryStore([Self.quad(1, 1)])
        let engine = SPARQLEngine(store.store)
        let new = "SELECT ?o { ?s <http://example.org/new> ?o }"
        let all = "SELECT ?s ?o { ?s <http://example.org/p> ?o . ?s <http://example.org/p> ?other }"
        #expect(try Self.values(engine, new).isEmpty)
        #expect(try Self.values(engine, all).count == 1)
        try store.store.write { try $0.insert(Quad(Self.subject(1), IRI("http://example.org/new"), Self.subject(2))) }
        #expect(try Self.values(engine, new) == ["<http://example.org/s2>"])
        // A second graph: from now on plans must look at graphs.
        try store.store.write { try $0.insert(Quad(Self.quad(5, 5).triple, graph: Self.subject(9))) }
        #expect(try Self.values(engine, all).count == 1)
        try store.store.write { try $0.delete(Self.quad(1, 1)) }
        #expect(try Self.values(engine, all).isEmpty)
    }

    @Test("merge joins are remembered by the variables that they were planned for", arguments: 0..<20)
    func mergeKeys(round: Int) throws {
        let store = try TemporaryStore(
            turtle: """
                PREFIX : <http://example.org/>
                :a0 :r :b0 . :a1 :r :b0 , :b1 . :b0 :r :c0 . :b1 :r :c0 , :c1 . :c0 :r :d0 , :d1 . :c1 :r :d0 .
                """)
        var settings = EvaluationSettings()
        settings.forcedJoin = .merge
        let engine = SPARQLEngine(store.store, settings)
        let text = """
            PREFIX : <http://example.org/> SELECT * { VALUES (?c ?a) { (:c0 :a1) (:c0 UNDEF) }
            { ?a :r ?b . ?b :r ?c . ?c :r ?d MINUS { ?d :r ?a . ?b :r ?b } } }
            """
        let expected = try Self.values(engine, text)
        #expect(expected.count == 10)
        for _ in 0..<10 { #expect(try Self.values(engine, text) == expected) }
    }

    @Test("a compaction, which gives terms other ids, is no reason to answer from memory")
    func compaction() throws {
        let store = try TemporaryStore()
        let engine = SPARQLEngine(store.store)
        // Terms that are gone when the store is compacted, so that others move into their places.
        let texts = (0..<6).map { "SELECT ?o { <http://example.org/s\($0)> <http://example.org/p> ?o . ?x ?y ?o }" }
        for round in 0..<4 {
            try store.store.write { transaction in
                for number in 0..<50 {
                    try transaction.insert(
                        Quad(Self.subject(1_000 * (9 - round) + number), Self.predicate, .string("gone")))
                }
            }
            try store.store.write { transaction in
                for number in 0..<6 { try transaction.insert(Self.quad(number, number)) }
                for number in 0..<50 {
                    try transaction.delete(
                        Quad(Self.subject(1_000 * (9 - round) + number), Self.predicate, .string("gone")))
                }
            }
            for _ in 0..<2 {
                for (number, text) in texts.enumerated() {
                    #expect(
                        try Self.values(engine, text) == ["\"\(number)\"^^<http://www.w3.org/2001/XMLSchema#integer>"])
                }
                try store.store.compact()
            }
        }
    }

    @Test("many threads ask the same engine while a writer commits, and see only whole commits")
    func threads() async throws {
        let store = try TemporaryStore([Self.quad(0, 0), Self.quad(1, 0)])
        let engine = SPARQLEngine(store.store)
        let texts = [
            "SELECT ?s { ?s <http://example.org/p> ?o }",
            "SELECT ?s { ?s <http://example.org/p> ?o . ?s ?p ?o }",
        ]
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for step in 0..<200 where try Self.values(engine, texts[(task + step) % 2]).count % 2 != 0 {
                        return false
                    }
                    return true
                }
            }
            for number in 1..<40 {
                try store.store.write { transaction in
                    try transaction.insert(Self.quad(2 * number, number))
                    try transaction.insert(Self.quad(2 * number + 1, number))
                }
            }
            for try await isWhole in group { #expect(isWhole) }
        }
    }
}
