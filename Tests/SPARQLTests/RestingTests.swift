import Foundation
import GraphStore
import Primitives
import RDF
import SPARQLSyntax
import Testing

@testable import SPARQL

@Suite("Operators that one query leaves to the next carry nothing over")
struct RestingTests {
    private static let prologue = "PREFIX : <http://example.org/>\n"
    private static let turtle: String = {
        var text = prologue
        for number in 0..<100 {
            text += ":p\(number) :takes :d\(number % 7) , :d\(number % 5) ; :age \(number) .\n"
        }
        return text
    }()

    private let store: TemporaryStore
    private let engine: SPARQLEngine

    init() throws {
        store = try TemporaryStore(turtle: Self.turtle)
        engine = SPARQLEngine(store.store)
    }

    private static func lines(_ engine: SPARQLEngine, _ text: String) throws -> [String] {
        try engine.run(prologue + text) { answer in
            if case .boolean(let value) = answer { return ["\(value)"] }
            guard case .solutions(let stream) = answer else { return [] }
            return try stream.table().rows.map { row in row.map { $0?.description ?? "-" }.joined(separator: " ") }
                .sorted()
        }
    }

    private func askUntilKept(_ text: String) throws {
        for _ in 0..<3 { _ = try Self.lines(engine, text) }
        #expect(store.store.restingCount == 1)
    }

    @Test("they hold no view of the store while they rest, so its pages can be used again")
    func pages() throws {
        try askUntilKept("SELECT ?d { :p1 :takes ?d }")
        #expect(try store.store.status().oldestReader == nil)
    }

    @Test("after a commit the next query sees it, and what rested is gone")
    func commit() throws {
        let text = "SELECT ?d { :p1 :takes ?d }"
        try askUntilKept(text)
        let predicate = IRI("http://example.org/takes")
        try store.store.write {
            try $0.insert(Quad(.iri(IRI("http://example.org/p1")), predicate, .iri(IRI("http://example.org/new"))))
        }
        #expect(try Self.lines(engine, text).contains("<http://example.org/new>"))
    }

    @Test("after a compaction too")
    func compaction() throws {
        let text = "SELECT ?d { :p1 :takes ?d }"
        try askUntilKept(text)
        try store.store.compact()
        #expect(try Self.lines(engine, text).count == 1)
        try askUntilKept(text)
    }

    @Test("an answer that somebody keeps stays his")
    func keptAnswers() throws {
        let (first, second) = ("SELECT ?d { :p1 :takes ?d }", "SELECT ?d { :p4 :takes ?d }")
        try askUntilKept(first)
        let stream = try engine.run(Self.prologue + first) { answer in
            guard case .solutions(let stream) = answer else { return nil as SolutionStream? }
            return stream
        }
        let batch = try engine.run(Self.prologue + first) { answer in
            guard case .solutions(let stream) = answer else { return nil as SolutionBatch? }
            return try stream.next()
        }
        #expect(try Self.lines(engine, second) == ["<http://example.org/d4>"])
        #expect(try stream?.table().rows == [[.iri(IRI("http://example.org/d1"))]])
        #expect(try batch?.rows() == [[.iri(IRI("http://example.org/d1"))]])
    }

    @Test("a query that was left in the middle, or that failed, spoils nothing")
    func unfinished() throws {
        struct Enough: Error {}
        let text = "SELECT ?p ?d { ?p :takes ?d }"
        let all = try Self.lines(SPARQLEngine(store.store), text)
        for _ in 0..<3 {
            try engine.run(Self.prologue + text) { answer in
                if case .solutions(let stream) = answer { _ = try stream.next() }
            }
            #expect(throws: Enough.self) {
                try engine.run(Self.prologue + text) { answer in
                    if case .solutions(let stream) = answer { _ = try stream.next() }
                    throw Enough()
                }
            }
            #expect(try Self.lines(engine, text) == all)
        }
    }

    @Test("whatever the joins are, and whether one of their sides was empty before", arguments: JoinMethod.allCases)
    func joins(method: JoinMethod) throws {
        var engine = engine
        engine.settings.forcedJoin = method
        for number in [1, 2, 500, 3, 500, 501, 4] {
            for text in [
                "ASK { { SELECT ?p ?d { ?p :takes ?d } } { SELECT ?p ?a { ?p :age ?a } } :p\(number) :takes ?d }",
                "SELECT ?p ?a { { SELECT ?p { :p\(number) :takes ?d . ?p :takes ?d } } { SELECT ?p ?a { ?p :age ?a } } }",
                "SELECT ?p ?a { :p\(number) :takes ?d . ?p :takes ?d ; :age ?a OPTIONAL { ?q :age ?a . ?q :takes ?e } }",
            ] {
                let alone = try Self.lines(SPARQLEngine(store.store), text)
                for _ in 0..<2 { #expect(try Self.lines(engine, text) == alone) }
            }
        }
    }

    @Test(
        "nor from one run of a prepared query to the next",
        arguments: [
            "SELECT ?d { ?s :takes ?d } ORDER BY ?d", "SELECT ?s ?d { ?s :takes ?d ; :age ?a }",
            "SELECT (COUNT(*) AS ?n) { ?s :takes ?d . ?q :takes ?d }", "ASK { ?s :age ?a FILTER(?a > 3) }",
            "SELECT ?q { ?s :takes ?d . ?q :takes ?d FILTER NOT EXISTS { ?q :age 3 } } ORDER BY ?q LIMIT 3",
        ])
    func prepared(text: String) throws {
        let prepared = try engine.prepare(Self.prologue + text, parameters: [Variable("s")])
        let other = try engine.prepare(Self.prologue + text, parameters: [Variable("s")])
        func outcome(_ query: PreparedQuery, _ subject: Term?) throws -> String {
            try query.run([subject]) { answer in
                switch answer {
                case .solutions(let stream): "\(try stream.table().rows)"
                case .boolean(let value): "\(value)"
                case .triples: ""
                }
            }
        }
        let subjects = [1, 2, 500, 2, 3, 1].map { Term.iri(IRI("http://example.org/p\($0)")) } + [.string("p1")]
        for subject in subjects {
            let alone = try outcome(
                SPARQLEngine(store.store).prepare(Self.prologue + text, parameters: [Variable("s")]), subject)
            for query in [prepared, other, prepared] { #expect(try outcome(query, subject) == alone) }
        }
        #expect(try store.store.status().oldestReader == nil)
        #expect(try outcome(prepared, nil) == outcome(other, nil))
        try store.store.write {
            try $0.insert(Quad(subjects[0], IRI("http://example.org/takes"), .iri(IRI("http://example.org/new"))))
        }
        let fresh = try SPARQLEngine(store.store).prepare(Self.prologue + text, parameters: [Variable("s")])
        #expect(try outcome(prepared, subjects[0]) == outcome(fresh, subjects[0]))
    }

    @Test("limits, the clock and random numbers are those of whoever asks")
    func settings() throws {
        let text = "SELECT ?d (NOW() AS ?now) (RAND() AS ?number) { :p1 :takes ?d }"
        try askUntilKept(text)
        var other = engine
        other.settings.secondsSince1970 = 86_400
        other.settings.randomSeed = 7
        let now = try Self.lines(other, text)
        #expect(now.count == 1 && now[0].contains("1970-01-02T00:00:00"))
        #expect(try Self.lines(other, text) == now)
        #expect(try !Self.lines(engine, text)[0].contains("1970"))
        other.settings.limits.rows = 0
        #expect(throws: QueryError.self) { try Self.lines(other, text) }
        other.settings.limits.rows = nil
        other.settings.cancellation = CancellationToken()
        other.settings.cancellation?.cancel()
        #expect(throws: QueryError.self) { try Self.lines(other, text) }
        #expect(try Self.lines(engine, text).count == 1)
    }

    @Test("a thousand askers after one another use up no one's memory budget")
    func budget() throws {
        var small = engine
        small.settings.limits.memoryBytes = 20_000
        for number in 0..<1_000 {
            let text = """
                SELECT DISTINCT ?q ('nowhere \(number % 2)' AS ?t) { :p\(number % 100) :takes ?d . ?q :takes ?d }
                """
            #expect(try Self.lines(small, text).count > 10)
        }
    }

    @Test("from many threads at once each gets its own answer")
    func threads() async throws {
        let engine = engine
        let alone = try (0..<100).map { try Self.lines(SPARQLEngine(store.store), "SELECT ?d { :p\($0) :takes ?d }") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 0..<4 {
                group.addTask {
                    for step in 0..<500 {
                        let number = (start * 31 + step * 7) % 100
                        let found = try Self.lines(engine, "SELECT ?d { :p\(number) :takes ?d }")
                        #expect(found == alone[number])
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
