import SPARQL
import SPARQLSyntax
import Testing

/// Shapes of queries that planners are known to stumble over: each has an order of joins that reads what it needs and
/// another that reads a whole predicate, or does so once for each solution. What counts is what the operators of the
/// plan did, never the clock.
@Suite("Shapes of queries that lead planners astray are planned well")
struct QueryShapeTests {
    private static let count = 1_000

    /// Customers with orders, tasks that were run for items, diagnoses above one another: a thousand of each.
    private static let turtle: String = {
        var text = "PREFIX : <http://example.org/>\n"
        for number in 0..<count {
            text += ":customer\(number) a :Customer ; :name \"\(number)\" ; :livesIn :town\(number % 10) .\n"
            text += ":order\(number) a :Order ; :customer :customer\(number) ; :total \(number) .\n"
            text += ":order\(number) :sentTo :town\(number % 10) .\n"
            text += ":run\(number) :task :task\(number % 3) ; :item :item\(number) .\n"
            text += ":visit\(number) :finds :code\(number) . :code\(number) :partOf :group\(number) .\n"
            text += ":note\(number) :about :group\(number) ; :writtenAt :visit\(number) .\n"
        }
        // What few subjects have.
        text += ":customer7 :isWatched true . :customer8 :isWatched true . :visit7 :isUrgent true .\n"
        return text
    }()

    private let store: TemporaryStore

    init() throws { store = try TemporaryStore(turtle: Self.turtle) }

    /// The solutions of a query, and all rows that its operators handed on and all quads that its paths read.
    private func effort(_ query: String) throws -> (rows: Int, work: Int) {
        let parsed = try SPARQLParser.parseQuery("PREFIX : <http://example.org/>\n" + query)
        let plan = try SPARQLEngine(store.store).explain(parsed, isRun: true)
        var found: [Int] = []
        var read = 0
        for line in plan.split(separator: "\n") {
            let parts = line.split(separator: " ")
            for (place, part) in parts.enumerated().dropFirst() {
                if part == "found" { found.append(Int(parts[place - 1]) ?? 0) }
                if part == "quads" { read += Int(parts[place - 1]) ?? 0 }
            }
        }
        #expect(!found.isEmpty)
        return (found.first ?? 0, found.reduce(0, +) + read)
    }

    /// Some of the shapes stand in github.com/oxigraph/oxigraph/issues/885, 926, 1883, 1884, 1894 and 1951 and in its
    /// pull request 1733.
    @Test(
        "few solutions cost little, however the parts of the query are written",
        arguments: [
            // Inline data that binds a variable of little use and one of much use.
            ("SELECT * { VALUES (?item ?task) { (:item5 :task2) } ?run :task ?task . ?run :item ?item }", 1),
            ("SELECT * { ?run :task ?task . ?run :item ?item VALUES (?item ?task) { (:item5 :task2) } }", 1),
            // A group in OPTIONAL whose selective end is what comes from outside.
            ("SELECT * { ?c :isWatched true OPTIONAL { ?o a :Order . ?o :customer ?c . ?o :total ?t } }", 2),
            ("SELECT * { ?c :isWatched true OPTIONAL { ?o a :Order . ?o :customer ?c FILTER(?c != :x) } }", 2),
            ("SELECT * { ?c :isWatched true OPTIONAL { { ?o a :Order } { ?o :customer ?c } } }", 2),
            // The same under grouping.
            (
                "SELECT ?c (COUNT(?o) AS ?n) { ?c :isWatched true OPTIONAL { ?o a :Order ; :customer ?c } } GROUP BY ?c",
                2
            ),
            // A pattern that is needed, behind several that are not.
            (
                """
                SELECT * { ?c a :Customer OPTIONAL { ?c :name ?n } OPTIONAL { ?c :livesIn ?t }
                OPTIONAL { ?o :customer ?c } ?c :isWatched true }
                """, 2
            ),
            // Branches with joins of their own under what comes from outside, with BIND behind them.
            (
                """
                SELECT ?c ?x { ?c :isWatched true
                { ?o a :Order . ?o :customer ?c . BIND(?o AS ?x) } UNION { ?c :livesIn ?t . ?c a :Customer . BIND(?t AS ?x) } }
                """, 4
            ),
            // A branch, and a group with a filter, that begin with the pattern that has nothing from outside.
            ("SELECT * { ?c :isWatched true { ?o :total ?t . ?o :customer ?c } UNION { ?c :name ?n } }", 4),
            ("SELECT * { ?c :isWatched true { ?o :total ?t . ?o :customer ?c FILTER(?t >= 0) } }", 2),
            // EXISTS and MINUS with joins inside.
            ("SELECT * { ?c :isWatched true FILTER NOT EXISTS { ?o a :Order . ?o :customer ?c . ?o :total 7 } }", 1),
            ("SELECT * { ?c :isWatched true FILTER EXISTS { ?o :total ?t . ?o :customer ?c } }", 2),
            // A step that need not be taken, in the middle of a path whose ends come from outside.
            ("SELECT * { ?v :isUrgent true . ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n }", 1),
            ("SELECT * { ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n . ?v :isUrgent true }", 1),
            ("SELECT * { ?v :isUrgent true . ?v :finds/:partOf*/^:about ?n }", 1),
            ("SELECT * { VALUES ?n { :note7 } ?v :finds/:partOf?/^:about ?n }", 1),
            // A predicate that is known from outside only.
            ("SELECT * { VALUES ?p { :isWatched } ?c ?p ?value . ?c :name ?n OPTIONAL { ?c :livesIn ?t } }", 2),
            // A condition on what is required, written behind what is not.
            ("SELECT * { ?o :total ?t OPTIONAL { ?o :customer ?c OPTIONAL { ?c :name ?n } } FILTER(?t = 7) }", 1),
            // A cycle, one of whose variables is known from outside.
            ("SELECT * { VALUES ?o { :order7 } ?o :customer ?c . ?c :livesIn ?t . ?o :sentTo ?t }", 1),
            ("SELECT * { ?o :customer ?c . ?c :livesIn ?t . ?o :sentTo ?t . { SELECT ?c { ?c :isWatched true } } }", 2),
            // A sub-select between the patterns that it joins.
            ("SELECT * { ?o :customer ?c { SELECT ?c { ?c :isWatched true } } ?o :total ?t }", 2),
        ])
    func few(query: String, rows: Int) throws {
        let effort = try effort(query)
        #expect(effort.rows == rows)
        #expect(effort.work <= 100, "no predicate may be read as a whole")
    }

    @Test(
        "what every solution needs is read once, not once for each solution",
        arguments: [
            "SELECT * { ?c a :Customer OPTIONAL { ?o a :Order . ?o :customer ?c } }",
            "SELECT * { ?c a :Customer . { ?o :total ?t . ?o :customer ?c } UNION { ?c :isWatched ?w } }",
            "SELECT * { ?c a :Customer . { ?o :total ?t . ?o :customer ?c FILTER(?t >= 0) } }",
            "SELECT ?c (COUNT(?o) AS ?n) { ?c a :Customer OPTIONAL { ?o a :Order ; :customer ?c } } GROUP BY ?c",
            "SELECT * { ?c a :Customer FILTER EXISTS { ?o a :Order . ?o :customer ?c } }",
            "SELECT * { ?n :writtenAt ?v . ?v :finds/:partOf?/^:about ?n }",
            "SELECT * { ?c a :Customer . ?c :name ?n MINUS { ?o :customer ?c . ?o :total -1 } }",
        ])
    func many(query: String) throws {
        let effort = try effort(query)
        #expect((Self.count...Self.count + 2).contains(effort.rows))
        #expect(effort.work <= 12 * Self.count, "the work must grow with the data, not with its square")
    }
}
